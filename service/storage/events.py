"""One row for each answered need, in derived fields only, so that analysts can count. A row that is lost fails no answer."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, Literal

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from matcher import Answer
from matcher.answer import UnderstoodCode, UnderstoodPlace
from service.operation.logs import FIELDS
from service.storage.database import Database
from service.storage.errors import StorageDownError
from service.storage.tables import RecommendationEvent

Channel = Literal["api", "page", "widget"]
PAUSE_S: Final = 1.0  # after a failure nothing is tried for so long: the answers to come should not wait for it
logger = logging.getLogger(__name__)


class EventLog:
    """Writes events and knows which answers were given.

    Attributes:
        n_lost: events of this process that could not be written.
        on_lost: called for each of them; whoever counts puts its own here.
    """

    def __init__(self, database: Database, *, enabled: bool = True) -> None:
        self._database = database
        self._paused_until = 0.0
        self.enabled = enabled
        self.n_lost = 0
        self.on_lost: Callable[[], None] = lambda: None

    def record(
        self, answer: Answer, *, channel: Channel, portal: str | None = None, campaign: str | None = None
    ) -> None:
        """Keep what ``answer`` was about and what it showed; does nothing when events are switched off."""
        if not self.enabled:
            return
        if time.monotonic() < self._paused_until:
            self._lose("paused")
            return
        values = event_values(answer, datetime.now(UTC)) | {"portal": portal, "channel": channel, "campaign": campaign}
        try:
            with self._database.writing() as connection:
                connection.execute(insert(RecommendationEvent), values)
        except (StorageDownError, IntegrityError) as error:
            self._paused_until = time.monotonic() + PAUSE_S
            self._lose(type(error).__name__)

    def knows(self, recommendation_id: uuid.UUID) -> bool:
        """Whether an answer of this id was given; every id is known when events are switched off.

        Raises:
            StorageDownError: the database does not answer.
        """
        if not self.enabled:
            return True
        known = select(RecommendationEvent.recommendation_id)
        with self._database.reading() as connection:
            row = connection.execute(known.where(RecommendationEvent.recommendation_id == recommendation_id)).first()
        return row is not None

    def _lose(self, why: str) -> None:
        self.n_lost += 1
        self.on_lost()
        logger.error("event not stored", extra={FIELDS: {"error": why}})


def event_values(answer: Answer, at: datetime) -> dict[str, Any]:
    """The columns that follow from an answer: codes, numbers and ids, never a word of the need."""
    about = answer.understood
    return {
        "recommendation_id": uuid.UUID(answer.id),
        "answered_at": at,
        "language": about.language.value,
        "regions": list(dict.fromkeys(_region(place) for place in about.places)),
        "sectors": _codes(about.sectors),
        "technologies": _codes(about.technologies),
        "services": _codes(about.services),
        "outcome": answer.outcome,
        "reason_code": answer.reason_code,
        "hub_ids": [card.hub_id for card in answer.recommendations],
        **{f"{part}_version": version for part, version in answer.versions},
    }


def _codes(values: tuple[UnderstoodCode, ...]) -> list[str]:
    return [value.code for value in values]


def _region(place: UnderstoodPlace) -> str:
    """The smallest region kept: NUTS 3. A municipality would point to small places."""
    return place.nuts3 or place.nuts2 or place.country
