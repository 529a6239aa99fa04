"""All workers of the service as one of them sees them: who is there, what each serves with, and reading again together."""

from __future__ import annotations

import threading
import time
from typing import Final, Protocol

from service.operation.run_folder import RunFolder
from service.operation.worker import Worker, WorkerState

LOOK_EVERY_S: Final = 0.1
RELOAD_LIMIT_S: Final = 60.0  # a reload takes about a second; past this something is wrong with a worker


class Crew(Protocol):
    """The workers, seen from one of them."""

    worker: Worker
    n_workers: int

    def states(self) -> tuple[WorkerState, ...]:
        """How each worker is; those that have not begun to load are missing."""

    def reload(self) -> tuple[WorkerState, ...]:
        """Have every worker read its files again; how each is then. Blocks until all have, or `RELOAD_LIMIT_S`."""

    @property
    def reloading(self) -> bool:
        """Whether a reload is going on."""

    @property
    def starting(self) -> bool:
        """Whether some worker has not come up yet since the service started."""


class Alone:
    """A crew of one."""

    n_workers = 1
    starting = False

    def __init__(self, worker: Worker) -> None:
        self.worker = worker

    def states(self) -> tuple[WorkerState, ...]:
        """How this worker is."""
        return (self.worker.state,)

    def reload(self) -> tuple[WorkerState, ...]:
        """Read the files again here."""
        return (self.worker.reload(),)

    @property
    def reloading(self) -> bool:
        """Whether this worker is at it."""
        return self.worker.state.phase == "reloading"


class Together:
    """One of several, who tell each other of themselves in the run folder."""

    def __init__(self, worker: Worker, folder: RunFolder, n_workers: int) -> None:
        self.worker = worker
        self.n_workers = n_workers
        self._folder = folder
        worker.on_change(folder.tell)
        threading.Thread(target=self._watch, name="reload-watch", daemon=True).start()

    def states(self) -> tuple[WorkerState, ...]:
        """What stands in the run folder."""
        return self._folder.states()

    def reload(self) -> tuple[WorkerState, ...]:
        """Ask everybody, this worker included, and wait for them."""
        asked_at = self._folder.ask_reload()
        while self._behind(asked_at) and time.monotonic() - asked_at < RELOAD_LIMIT_S:
            time.sleep(LOOK_EVERY_S)
        return self.states()

    @property
    def reloading(self) -> bool:
        """Whether somebody has yet to do what was asked last; one that never does counts for `RELOAD_LIMIT_S`."""
        asked_at = self._folder.asked_at()
        return time.monotonic() - asked_at < RELOAD_LIMIT_S and self._behind(asked_at)

    @property
    def starting(self) -> bool:
        """Until the parent has announced the service."""
        return not self._folder.announced

    def _behind(self, asked_at: float) -> bool:
        """Whether fewer than all workers have read their files since ``asked_at``."""
        return sum(state.read_at >= asked_at for state in self.states()) < self.n_workers

    def _watch(self) -> None:
        """Read the files again whenever somebody asks for it, until the folder is gone."""
        while self._folder.path.exists():
            if self._folder.asked_at() > self.worker.state.read_at:
                self.worker.reload()
            time.sleep(LOOK_EVERY_S)
