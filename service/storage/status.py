"""What a database holds: rows by table, the oldest of each, its migration, its backups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from service.storage.backups import listed_backups
from service.storage.database import Database
from service.storage.migrating import version_of
from service.storage.tables import AccessKey, Base, Feedback, KeptText, RecommendationEvent

AGES: Final[tuple[tuple[type[Base], InstrumentedAttribute[datetime]], ...]] = (
    (RecommendationEvent, RecommendationEvent.answered_at),
    (Feedback, Feedback.given_at),
    (KeptText, KeptText.kept_at),
    (AccessKey, AccessKey.created_at),
)


@dataclass(frozen=True, slots=True)
class TableStatus:
    """A table: its name, how many rows it has, and when the oldest was written (None without rows)."""

    table: str
    n_rows: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a database."""

    name: str
    migration: str | None
    tables: tuple[TableStatus, ...]
    backups: tuple[Path, ...]


def status_of(database: Database) -> Status:
    """Count everything; the tables must be those of this version."""
    with database.reading() as connection:
        tables = []
        for table, age in AGES:
            oldest: ColumnElement[datetime | None] = func.min(age, type_=age.type)
            n_rows, first = connection.execute(select(func.count(), oldest).select_from(table)).one()
            tables.append(TableStatus(table.__tablename__, n_rows, first))
    return Status(database.name, version_of(database), tuple(tables), listed_backups(database))
