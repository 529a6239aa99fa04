"""The folder in which the workers of one service tell each other how they are: one small file each, written as a whole.

A worker that sees a newer request to reload than its own last reading reads again; nothing has to be sent to it, so a
worker that is just starting misses nothing.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from pydantic import ValidationError

from service.operation.worker import WorkerState

_ASKED: Final = "reload-asked"
_ANNOUNCED: Final = "announced"


class RunFolder:
    """The files of one running service; the parent makes it and removes it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def make(cls) -> Self:
        """A new one, readable by nobody else."""
        folder = cls(Path(tempfile.mkdtemp(prefix="hub-matcher-")))
        folder.metrics.mkdir()
        return folder

    def remove(self) -> None:
        """Delete it with everything in it."""
        shutil.rmtree(self.path, ignore_errors=True)

    @property
    def metrics(self) -> Path:
        """Where the workers count what they do."""
        return self.path / "metrics"

    def tell(self, state: WorkerState) -> None:
        """Write how a worker is; once the folder is gone the service is over, and nobody reads it."""
        with suppress(FileNotFoundError):
            self._write(f"worker-{state.pid}.json", state.model_dump_json())

    def states(self) -> tuple[WorkerState, ...]:
        """How the workers are, in the order of their process ids."""
        found: list[WorkerState] = []
        for path in self.path.glob("worker-*.json"):
            try:
                found.append(WorkerState.model_validate_json(path.read_bytes()))
            except (FileNotFoundError, ValidationError):  # its worker is just being replaced
                continue
        return tuple(sorted(found, key=lambda state: state.pid))

    def forget(self, pid: int) -> None:
        """Drop the state of a worker that has ended."""
        (self.path / f"worker-{pid}.json").unlink(missing_ok=True)

    def ask_reload(self) -> float:
        """Ask every worker to read its files again; the time from which on a reading counts."""
        asked_at = time.monotonic()
        self._write(_ASKED, repr(asked_at))
        return asked_at

    def asked_at(self) -> float:
        """When a reload was last asked for; minus infinity if never."""
        try:
            return float((self.path / _ASKED).read_text())
        except FileNotFoundError:
            return float("-inf")

    def announce(self) -> None:
        """Note that every worker has come up."""
        self._write(_ANNOUNCED, "")

    @property
    def announced(self) -> bool:
        """Whether every worker has come up since the service started."""
        return (self.path / _ANNOUNCED).exists()

    def _write(self, name: str, content: str) -> None:
        """A reader sees the old content or the new, never a part."""
        with tempfile.NamedTemporaryFile("w", dir=self.path, prefix="new-", delete=False) as file:
            file.write(content)
        Path(file.name).replace(self.path / name)
