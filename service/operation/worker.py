"""This process as a worker: the recommender that it serves with, and how its files are read again while it serves."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from matcher.answer import Versions
from matcher.errors import DataError, MatcherError
from service.operation.live import Live
from service.operation.loading import Loaded, load_recommender
from service.operation.logs import FIELDS, fault_fields
from service.settings import Settings

logger = logging.getLogger("service.operation.worker")

Reload = Literal["taken", "refused", "failed"]


class WorkerState(BaseModel):
    """How a worker is.

    Attributes:
        versions: what it serves with; None until its models are loaded.
        read_at: when it last began to read its files, in seconds of the machine's monotonic clock.
        faults: why files read since then were not taken, or why it could not start; empty when all is well.
    """

    model_config = ConfigDict(frozen=True)

    pid: int
    phase: Literal["loading", "ready", "reloading", "stopping", "failed"]
    versions: Versions | None = None
    read_at: float
    faults: tuple[str, ...] = ()


class Worker:
    """Holds what was loaded; `reload` puts freshly read files in its place only when they are sound as a whole."""

    def __init__(self, loaded: Loaded, settings: Settings, read_at: float | None = None) -> None:
        self.live = Live(loaded.recommender)
        self._loaded = loaded
        self._settings = settings
        self._reading = threading.Lock()
        self._told: list[Callable[[WorkerState], None]] = []
        self._counted: list[Callable[[Reload], None]] = []
        self.state = WorkerState(
            pid=os.getpid(),
            phase="ready",
            versions=loaded.recommender.versions,
            read_at=time.monotonic() if read_at is None else read_at,
        )

    def on_change(self, tell: Callable[[WorkerState], None]) -> None:
        """Tell every state from now on, beginning with this one."""
        self._told.append(tell)
        tell(self.state)

    def on_reload(self, count: Callable[[Reload], None]) -> None:
        """Tell how each reload ended."""
        self._counted.append(count)

    def reload(self) -> WorkerState:
        """Read everything again and serve with it, or go on as before with the reasons in `faults`; one at a time.

        Whoever calls while another reload runs waits, then reads again: the files may have changed in between.
        """
        with self._reading:
            read_at = time.monotonic()
            self._become(phase="reloading")
            result, faults = self._take()
            self._become(phase="ready", versions=self._loaded.recommender.versions, read_at=read_at, faults=faults)
            took_s = round(time.monotonic() - read_at, 2)
            told = {
                "result": result,
                "seconds": took_s,
                "faults": faults,
                **self._loaded.recommender.versions.model_dump(),
            }
            logger.log(logging.WARNING if faults else logging.INFO, "reload", extra={FIELDS: told})
            for count in self._counted:
                count(result)
            return self.state

    def stop(self) -> None:
        """From now on this worker takes nothing new."""
        self._become(phase="stopping")

    def _take(self) -> tuple[Reload, tuple[str, ...]]:
        """Load, and serve with what was loaded; how it ended and why not."""
        try:
            loaded = load_recommender(self._settings, self._loaded)
        except MatcherError as error:
            return "refused", error.faults if isinstance(error, DataError) else tuple(str(error).split("\n"))
        except OSError as error:
            return "refused", (f"{error.filename}: cannot be read: {error.strerror}",)
        # A fault of ours must not end the service while the old files still serve.
        except Exception as error:  # noqa: BLE001
            logger.error("reload failed", extra={FIELDS: fault_fields(type(error), error.__traceback__)})
            return "failed", (f"unexpected {type(error).__name__}; the log says where",)
        self._loaded = loaded
        self.live.replace(loaded.recommender)
        return "taken", ()

    def _become(self, **changes: object) -> None:
        """Be in another state and tell it; a worker that stops goes on stopping, whatever else ends meanwhile."""
        if self.state.phase == "stopping":
            changes["phase"] = "stopping"
        self.state = self.state.model_copy(update=changes)
        for tell in self._told:
            tell(self.state)
