"""SIGHUP means two things: read the files again, or that the terminal has gone."""

from __future__ import annotations

import os
import pty
import sys
from pathlib import Path

import pytest

from service.operation.servers import terminal_left


def test_a_terminal_that_is_closed_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only then, and not before."""
    terminal, side = pty.openpty()
    with os.fdopen(side) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        left = terminal_left()
        before = left()
        os.close(terminal)
        assert (before, left()) == (False, True)


def test_a_service_without_a_terminal_never_loses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """As systemd starts it."""
    with Path(os.devnull).open() as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        assert not terminal_left()()
