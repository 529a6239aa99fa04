"""Rows as tests need them: an answer's event, feedback, a text; and what stands in a table."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from matcher import Answer
from service.storage.database import Database
from service.storage.events import EventLog
from service.storage.feedback import FeedbackTable, GivenFeedback
from service.storage.tables import Base, Feedback, KeptText, RecommendationEvent
from service.storage.texts import TextTable
from tests.service.small_answers import answer

HUB = "hub-a"


def answered(**changes: Any) -> Answer:
    """A small answer with an id of its own."""
    return answer(id=str(uuid.uuid4()), **changes)


def given(recommendation_id: uuid.UUID | None = None, comment: str | None = None) -> GivenFeedback:
    """Feedback on an answer, on a new one if none is named."""
    return GivenFeedback(recommendation_id or uuid.uuid4(), HUB, "useful", comment)


def keep_everything(database: Database, words: str, at: datetime | None = None) -> uuid.UUID:
    """The id of an answer whose event, feedback and text are kept, with ``words`` in the last two."""
    kept = answered()
    recommendation_id = uuid.UUID(kept.id)
    EventLog(database).record(kept, channel="api")
    FeedbackTable(database).give(given(recommendation_id, words))
    assert TextTable(database, enabled=True).keep(kept, words)
    if at is not None:
        times = {RecommendationEvent: "answered_at", Feedback: "given_at", KeptText: "kept_at"}
        with database.durable() as connection:
            for table, column in times.items():
                mine = table.__table__.c.recommendation_id == recommendation_id
                connection.execute(update(table).where(mine).values({column: at}))
    return recommendation_id


def rows(database: Database, table: type[Base]) -> list[Row[Any]]:
    """Everything in a table."""
    with database.reading() as connection:
        return list(connection.execute(select(*table.__table__.columns)).all())
