"""Events hold derived fields only, and an event that cannot be written is counted and told, nothing more."""

from __future__ import annotations

import logging
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from service.storage.database import Database
from service.storage.events import EventLog
from service.storage.tables import Base, RecommendationEvent
from tests.service.small_answers import recommendation
from tests.service.storage.rows import answered, rows

CODE = {"origin": "text", "span": [0, 4], "probability": 0.9}
PLACE = {
    "text": "Sesamo",
    "span": [5, 11],
    "municipality": "1108",
    "nuts3": "PT119",
    "nuts2": "PT11",
    "country": "PT",
    "origin": "text",
}
KNOWN = {
    "places": [PLACE, PLACE | {"nuts3": None}, PLACE | {"nuts3": None, "nuts2": None, "country": "ES"}],
    "sectors": [{"code": "textiles"} | CODE],
    "technologies": [{"code": "robotics"} | CODE],
    "services": [{"code": "test-before-invest"} | CODE],
}


def test_an_event_is_what_the_answer_was_about_and_showed(database: Database) -> None:
    """Regions of level 3 at most, codes, ids in the order shown, versions, whose key and where."""
    shown = [recommendation(hub_id="hub-b"), recommendation(hub_id="hub-a", rank=2)]
    kept = answered(understood=KNOWN, recommendations=shown)
    EventLog(database).record(kept, channel="widget", portal="Évora", campaign="spring")
    [row] = rows(database, RecommendationEvent)
    found = row._asdict()
    assert datetime.now(UTC) - found.pop("answered_at") < timedelta(minutes=1)
    assert found == {
        "recommendation_id": uuid.UUID(kept.id),
        "language": "en",
        "regions": ["PT119", "PT11", "ES"],
        "sectors": ["textiles"],
        "technologies": ["robotics"],
        "services": ["test-before-invest"],
        "outcome": "match",
        "reason_code": "clear_match",
        "hub_ids": ["hub-b", "hub-a"],
        "model_version": "m",
        "catalogue_version": "c",
        "rules_version": "r",
        "encoder_version": "e",
        "portal": "Évora",
        "channel": "widget",
        "campaign": "spring",
    }


def test_the_log_knows_the_answers_that_were_given(database: Database) -> None:
    """Feedback on an answer that never was is refused on this word."""
    kept, events = answered(), EventLog(database)
    events.record(kept, channel="api")
    assert [events.knows(uuid.UUID(kept.id)), events.knows(uuid.uuid4())] == [True, False]


def test_switched_off_it_keeps_nothing_and_knows_every_answer(database: Database) -> None:
    """Without a record nothing can be told of an id."""
    events = EventLog(database, enabled=False)
    events.record(answered(), channel="api")
    assert rows(database, RecommendationEvent) == []
    assert events.knows(uuid.uuid4())


@pytest.fixture
def broken(database: Database) -> EventLog:
    """A log whose tables are gone."""
    Base.metadata.drop_all(database.engine)
    return EventLog(database)


def test_a_lost_event_is_counted(broken: EventLog) -> None:
    """By the log itself and by whoever asked to be told; the caller notices nothing."""
    told: list[str] = []
    broken.on_lost = lambda: told.append("lost")
    broken.record(answered(), channel="page")
    assert (broken.n_lost, told) == (1, ["lost"])


def test_after_a_failure_answers_do_not_wait_for_the_database(
    broken: EventLog, caplog: pytest.LogCaptureFixture
) -> None:
    """For a moment nothing is tried; those events are lost too, and told as such."""
    for _ in range(2):
        broken.record(answered(), channel="page")
    assert broken.n_lost == 2
    assert [record.fields["error"] for record in caplog.records] == ["StorageDownError", "paused"]  # type: ignore[attr-defined]


def test_a_lost_event_is_logged_without_data(broken: EventLog, caplog: pytest.LogCaptureFixture) -> None:
    """The kind of fault only."""
    with caplog.at_level(logging.ERROR):
        broken.record(answered(understood=KNOWN), channel="page", portal="Évora")
    [record] = caplog.records
    assert (record.getMessage(), record.fields) == ("event not stored", {"error": "StorageDownError"})  # type: ignore[attr-defined]
