"""What is noted of a request while it is answered: times of its stages, outcome, kind of error; never words of a caller.

The log and the metrics read the notes when the request is over, so nobody in between has to know either of them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final, Literal

Stage = Literal["understand", "encode", "rank", "explain", "store"]
Limit = Literal["connections", "waiting", "time", "header", "rate"]


@dataclass(slots=True)
class RequestNotes:
    """Notes of one request. Its threads share them; they take turns, so no lock is needed.

    Attributes:
        stages_s: seconds spent in each stage that was entered; what the encoder took counts there alone.
        outcome: of the answer, if one was given.
        problem: name of the kind of error that was answered, if any.
        refused_by: the limit that refused the request, if one did.
    """

    stages_s: dict[Stage, float] = field(default_factory=dict)
    outcome: str | None = None
    problem: str | None = None
    refused_by: Limit | None = None

    def add(self, stage: Stage, seconds: float) -> None:
        """Count ``seconds`` to ``stage``."""
        self.stages_s[stage] = self.stages_s.get(stage, 0.0) + seconds


_CURRENT: Final[ContextVar[RequestNotes | None]] = ContextVar("request_notes", default=None)


@contextmanager
def noting() -> Iterator[RequestNotes]:
    """Within it, what is noted goes to the notes given."""
    notes = RequestNotes()
    token = _CURRENT.set(notes)
    try:
        yield notes
    finally:
        _CURRENT.reset(token)


@contextmanager
def stage(name: Stage) -> Iterator[None]:
    """Count the time within it to the stage ``name``, less what the encoder took meanwhile."""
    notes = _CURRENT.get()
    if notes is None:
        yield
        return
    encoded_s, started_at = notes.stages_s.get("encode", 0.0), time.perf_counter()
    try:
        yield
    finally:
        took_s = time.perf_counter() - started_at
        notes.add(name, took_s - (notes.stages_s.get("encode", 0.0) - encoded_s))


def note_encoding(seconds: float) -> None:
    """Count ``seconds`` of this request to the encoder."""
    if notes := _CURRENT.get():
        notes.add("encode", seconds)


def note_outcome(outcome: str) -> None:
    """Which outcome the answer of this request has."""
    if notes := _CURRENT.get():
        notes.outcome = outcome


def note_problem(name: str) -> None:
    """Which kind of error this request is answered with; the last one counts."""
    if notes := _CURRENT.get():
        notes.problem = name


def note_refusal(limit: Limit) -> None:
    """Which limit refuses this request."""
    if notes := _CURRENT.get():
        notes.refused_by = limit
