"""Texts of needs that may be kept: only where the deployer and the sender both agree, and without personal data."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from matcher import Answer
from matcher.understanding.personal_data import contains_personal_data
from service.operation.logs import FIELDS
from service.storage.database import Database
from service.storage.errors import StorageDownError
from service.storage.tables import KeptText

logger = logging.getLogger(__name__)


class TextTable:
    """The opt-in texts of a database; without the deployer's setting it keeps none."""

    def __init__(self, database: Database, *, enabled: bool = False) -> None:
        self._database = database
        self._enabled = enabled

    def keep(self, answer: Answer, text: str) -> bool:
        """Whether the text, whose sender agreed, is kept now; not if it seems to hold personal data."""
        if not self._enabled or contains_personal_data(text):
            return False
        values = {
            "recommendation_id": UUID(answer.id),
            "text": text,
            "language": answer.understood.language.value,
            "kept_at": datetime.now(UTC),
        }
        try:
            with self._database.writing() as connection:
                connection.execute(insert(KeptText), values)
        except (StorageDownError, IntegrityError) as error:
            logger.error("text not stored", extra={FIELDS: {"error": type(error).__name__}})
            return False
        return True
