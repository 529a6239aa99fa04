"""Events and feedback as data frames, for analysts; needs the extra ``analysis``."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
from sqlalchemy import Executable, select

from service.storage.database import Database
from service.storage.tables import Feedback, RecommendationEvent


def events_frame(database: Database, since: datetime, until: datetime) -> pd.DataFrame:
    """Answered needs from ``since`` to before ``until``, oldest first: the columns of `RecommendationEvent`, ids as text.

    Raises:
        StorageDownError: the database does not answer.
    """
    at = RecommendationEvent.answered_at
    return _frame(database, select(*RecommendationEvent.__table__.columns).where(at >= since, at < until).order_by(at))


def feedback_frame(database: Database, since: datetime) -> pd.DataFrame:
    """Verdicts given from ``since`` on, oldest first: ``recommendation_id``, ``hub_id``, ``verdict``, ``given_at``, ``portal``.

    Without an end: those on the needs of a time come during it and long after it.

    Comments stay in the database.
    """
    own = (Feedback.recommendation_id, Feedback.hub_id, Feedback.verdict, Feedback.given_at, Feedback.portal)
    at = Feedback.given_at
    return _frame(database, select(*own).where(at >= since).order_by(at))


def shown_frame(events: pd.DataFrame) -> pd.DataFrame:
    """One row for each hub that was shown: ``recommendation_id``, ``hub_id``, ``rank`` (1 is first)."""
    rows = [
        (recommendation_id, hub_id, rank)
        for recommendation_id, hub_ids in zip(events["recommendation_id"], events["hub_ids"], strict=True)
        for rank, hub_id in enumerate(hub_ids, 1)
    ]
    return pd.DataFrame(rows, columns=["recommendation_id", "hub_id", "rank"])


def _frame(database: Database, query: Executable) -> pd.DataFrame:
    with database.reading() as connection:
        found = connection.execute(query)
        table = pd.DataFrame(found.mappings().all(), columns=list(found.keys()))
    table["recommendation_id"] = table["recommendation_id"].astype(str)
    return table
