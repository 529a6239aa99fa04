"""What users say of a hub they were shown. A row that was acknowledged survives a crash of service and machine."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from service.storage.database import Database
from service.storage.errors import StorageDownError, StorageError
from service.storage.tables import Feedback

FeedbackVerdict = Literal["useful", "not_useful", "contacted", "helped"]


class RepeatError(StorageError):
    """The same ``Idempotency-Key`` came with something else before; the caller can mend it."""


@dataclass(frozen=True, slots=True)
class GivenFeedback:
    """A verdict on a hub of an answer.

    Attributes:
        verdict: ``useful`` and ``not_useful`` on reading the answer; ``contacted`` and ``helped`` later.
        comment: screened by who calls.
    """

    recommendation_id: uuid.UUID
    hub_id: str
    verdict: FeedbackVerdict
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The row that holds the feedback, and whether an earlier call stored it."""

    feedback_id: uuid.UUID
    repeated: bool


class FeedbackTable:
    """The feedback of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(self, given: GivenFeedback, *, portal: str | None = None, repeat_key: str | None = None) -> Receipt:
        """Store once and for good; with a ``repeat_key`` that this portal used before, nothing more is stored.

        Raises:
            RepeatError: the key came with other feedback before.
            StorageDownError: nothing was stored.
        """
        digest = None if repeat_key is None else _digest(portal, repeat_key)
        feedback_id = uuid.uuid4()
        values = {
            "feedback_id": feedback_id,
            "recommendation_id": given.recommendation_id,
            "hub_id": given.hub_id,
            "verdict": given.verdict,
            "comment": given.comment,
            "given_at": datetime.now(UTC),
            "portal": portal,
            "repeat_digest": digest,
        }
        try:
            with self._database.durable() as connection:
                connection.execute(insert(Feedback), values)
        except IntegrityError:  # of the digest: two calls at once end here too, and the one who comes second learns it
            return self._earlier(given, digest)
        return Receipt(feedback_id, repeated=False)

    def _earlier(self, given: GivenFeedback, digest: bytes | None) -> Receipt:
        """The row of an earlier call with the same key."""
        columns = (
            Feedback.feedback_id,
            Feedback.recommendation_id,
            Feedback.hub_id,
            Feedback.verdict,
            Feedback.comment,
        )
        with self._database.reading() as connection:
            row = connection.execute(select(*columns).where(Feedback.repeat_digest == digest)).one_or_none()
        if row is None:
            raise StorageDownError("feedback: the row of an earlier call was erased just now; try again")
        if tuple(row)[1:] != (given.recommendation_id, given.hub_id, given.verdict, given.comment):
            raise RepeatError("Idempotency-Key: came with other feedback before; expected a new key for new feedback")
        return Receipt(row.feedback_id, repeated=True)


def _digest(portal: str | None, repeat_key: str) -> bytes:
    """Of the key and whose it is, so that one portal's keys say nothing about another's."""
    return hashlib.sha256(f"{portal or ''}\n{repeat_key}".encode()).digest()
