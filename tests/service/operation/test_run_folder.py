"""What workers tell each other through small files: whole, dropped with their worker, and no matter once all is over."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.operation.run_folder import RunFolder
from service.operation.worker import WorkerState


def state(pid: int) -> WorkerState:
    """A worker that is loading."""
    return WorkerState(pid=pid, phase="loading", read_at=1.5)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    """An empty one."""
    return RunFolder(tmp_path)


def test_what_was_told_last_is_read(folder: RunFolder) -> None:
    """One state a worker, in the order of their ids."""
    folder.tell(state(2))
    folder.tell(state(1))
    folder.tell(state(2).model_copy(update={"phase": "stopping"}))
    assert [(one.pid, one.phase) for one in folder.states()] == [(1, "loading"), (2, "stopping")]


def test_a_worker_that_ended_is_forgotten(folder: RunFolder) -> None:
    """And forgetting it twice is no fault."""
    folder.tell(state(1))
    folder.forget(1)
    folder.forget(1)
    assert folder.states() == ()


def test_a_reload_asked_for_is_newer_than_any_reading_before(folder: RunFolder) -> None:
    """Before the first one nobody has to read again."""
    assert folder.asked_at() < 0
    assert folder.ask_reload() == folder.asked_at() > 0


def test_a_service_that_is_over_is_told_nothing(folder: RunFolder) -> None:
    """A worker that stops last finds the folder gone, and stops in good order."""
    folder.remove()
    folder.tell(state(1))
    assert folder.states() == ()
