"""The erase job: rows by age or by recommendation, out of every table and backup, and their bytes out of the files."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, inspect, text

from service.storage.backups import forget, listed_backups, unfinished
from service.storage.database import Database
from service.storage.errors import StorageError
from service.storage.exclusive import exclusive
from service.storage.tables import Base, Feedback, KeptText, RecommendationEvent

ERASABLE: Final[tuple[type[Base], ...]] = (KeptText, Feedback, RecommendationEvent)
WAIT_S: Final = 30.0
# Transactions that run in this database and began before this statement.
OLDER_TRANSACTIONS: Final = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start < now()
"""
Conditions = Mapping[type[Base], ColumnElement[bool]]  # which rows of a table go


@dataclass(frozen=True, slots=True)
class Erased:
    """What the job did.

    Attributes:
        rows: number of rows deleted from the database, by table.
        backups: copies that it went through.
        missing: copies that are not where they were made.
        forgotten: whether those were taken off the list.
        faults: copies that it could not go through, each with what to do.
    """

    rows: dict[str, int]
    backups: tuple[Path, ...] = ()
    missing: tuple[Path, ...] = ()
    forgotten: bool = False
    faults: tuple[str, ...] = ()


def older_than(*, events: datetime, texts: datetime) -> Conditions:
    """Rows of before those moments; feedback goes with events."""
    return {
        KeptText: KeptText.kept_at < texts,
        Feedback: Feedback.given_at < events,
        RecommendationEvent: RecommendationEvent.answered_at < events,
    }


def of_recommendation(recommendation_id: UUID) -> Conditions:
    """Every row that came of one answer."""
    return {
        KeptText: KeptText.recommendation_id == recommendation_id,
        Feedback: Feedback.recommendation_id == recommendation_id,
        RecommendationEvent: RecommendationEvent.recommendation_id == recommendation_id,
    }


def erase(database: Database, conditions: Conditions, *, forget_missing: bool = False) -> Erased:
    """Delete the rows, then their bytes, here and in every backup on the list. May be run again after it was cut short.

    Raises:
        StorageError: another job runs, or bytes are left because somebody reads an old state for too long.
        StorageDownError: the database does not answer.
    """
    with exclusive(database):
        rows = _delete(database, conditions)
        _scrub(database)
        done: list[Path] = []
        missing: list[Path] = []
        faults: list[str] = []
        for path in listed_backups(database):
            try:
                (done if _erase_copy(path, conditions) else missing).append(path)
            except (StorageError, OSError) as error:
                faults.append(f"backup {path}: rows may be left in it ({error}); mend it, or delete it by hand")
        if forget_missing:
            forget(database, missing)
    return Erased(rows, tuple(done), tuple(missing), forget_missing, tuple(faults))


def _delete(database: Database, conditions: Conditions) -> dict[str, int]:
    """Numbers of rows deleted, all in one transaction; a table that an old copy does not have yet has none."""
    with database.durable() as connection:
        there = set(inspect(connection).get_table_names())
        return {
            table.__tablename__: connection.execute(delete(table).where(condition)).rowcount
            for table, condition in conditions.items()
            if table.__tablename__ in there
        }


def _erase_copy(path: Path, conditions: Conditions) -> bool:
    """The same in a backup, an SQLite file of its own that nobody else has open; whether it is where it was made.

    Raises:
        StorageError, OSError: rows may be left in it.
    """
    if path.parent.is_dir():
        unfinished(path).unlink(missing_ok=True)
    if not path.exists():
        return False
    with closing(Database.of_file(path)) as copy:
        _delete(copy, conditions)
        _scrub(copy)
    return True


def _scrub(database: Database) -> None:
    """Leave no byte of deleted rows in the files of the database.

    SQLite writes the file anew, then empties the log of writes. PostgreSQL writes the tables anew; its own log and
    archives are for whoever runs it.
    """
    with database.alone() as connection:
        if database.kind == "postgresql":
            _wait(database, lambda: not connection.scalar(text(OLDER_TRANSACTIONS)))
            for table in ERASABLE:
                connection.exec_driver_sql(f"VACUUM FULL {table.__tablename__}")
        elif database.path is not None:
            connection.exec_driver_sql("VACUUM")
            _wait(database, lambda: connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0] == 0)


def _wait(database: Database, clear: Callable[[], bool]) -> None:
    """Return once ``clear()``: until then somebody reads a state of before, and holds on to the deleted rows."""
    until = time.monotonic() + WAIT_S
    while not clear():
        if time.monotonic() > until:
            told = "rows are deleted, but their bytes are not: somebody still reads them"
            raise StorageError(f"database {database.name}: {told}; run it again")
        time.sleep(0.05)
