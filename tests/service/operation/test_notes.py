"""What is noted of a request: times of stages that add up, and nothing outside of a request."""

from __future__ import annotations

import time

import pytest

from service.operation import notes
from service.operation.loading import encoder_spec, open_encoder
from service.operation.notes import note_encoding, note_outcome, noting, stage
from service.settings import Settings


def test_the_encoders_time_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stage of 5 s in which the encoder took 3 s has 2 s of its own; 5 = 2 + 3."""
    clock = iter([100.0, 105.0])
    monkeypatch.setattr(notes.time, "perf_counter", lambda: next(clock))
    with noting() as found, stage("understand"):
        note_encoding(3.0)
    assert found.stages_s == {"encode": 3.0, "understand": 2.0}


def test_a_stage_that_fails_is_timed_too() -> None:
    """It took its time all the same."""
    with noting() as found, pytest.raises(ValueError, match="x"), stage("rank"):
        raise ValueError("x")
    assert found.stages_s.keys() == {"rank"}


def test_requests_do_not_share_notes() -> None:
    """Each has its own, also one within another's time."""
    with noting() as outer:
        with noting() as inner:
            note_outcome("match")
        note_outcome("no_match")
    assert (outer.outcome, inner.outcome) == ("no_match", "match")


def test_outside_of_a_request_nothing_is_noted() -> None:
    """The library may be called without the service."""
    with stage("rank"):
        note_outcome("match")
    with noting() as found:
        pass
    assert (found.outcome, found.stages_s) == (None, {})


def test_the_services_encoder_tells_its_time() -> None:
    """Of each need; a vector that was kept takes none."""
    encoder = open_encoder(encoder_spec(Settings()), Settings())
    with noting() as first:
        started_at = time.perf_counter()
        encoder.encode_queries(["uma fábrica"])
        took_s = time.perf_counter() - started_at
    with noting() as second:
        encoder.encode_queries(["uma fábrica"])
    assert 0 < first.stages_s["encode"] <= took_s
    assert second.stages_s == {}
