"""Copies of the SQLite database, each on a list in it, so that what is erased later is erased in them too."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, insert, select

from service.storage.database import Database
from service.storage.errors import StorageError
from service.storage.exclusive import exclusive
from service.storage.tables import Backup


def back_up(database: Database, path: Path) -> Path:
    """Copy the whole database to ``path``, while it is in use; the absolute path, which is on the list now.

    It is listed before the copy begins, so one that was cut short is found by the erase job too.

    Raises:
        StorageError: PostgreSQL, or no copy can be made at ``path``.
    """
    if database.kind != "sqlite" or database.path is None:
        hint = "use pg_dump, and see to the age of its files: the erase job does not reach them"
        raise StorageError(f"backup: {database.name} is no SQLite file; {hint}")
    path = path.absolute()
    with exclusive(database):
        _check(path)
        with database.durable() as connection:
            connection.execute(delete(Backup).where(Backup.path == str(path)))
            connection.execute(insert(Backup), {"path": str(path), "made_at": datetime.now(UTC)})
        _copy(database.path, unfinished(path))
        unfinished(path).rename(path)
        _sync(path.parent)
    return path


def listed_backups(database: Database) -> tuple[Path, ...]:
    """Where backups were made, oldest first; none in a copy of a time when there was no list."""
    with database.reading() as connection:
        return tuple(Path(path) for path in connection.scalars(select(Backup.path).order_by(Backup.made_at)))


def forget(database: Database, paths: Sequence[Path]) -> None:
    """Take backups off the list."""
    if paths:
        with database.durable() as connection:
            connection.execute(delete(Backup).where(Backup.path.in_([str(path) for path in paths])))


def unfinished(path: Path) -> Path:
    """Where a backup stands while it is written."""
    return path.with_name(f"{path.name}.unfinished")


def _check(path: Path) -> None:
    if path.exists():
        raise StorageError(f"backup: {path} is there already; choose another name, or move it away")
    if not path.parent.is_dir():
        raise StorageError(f"backup: there is no folder {path.parent}; make it first")


def _copy(source: Path, target: Path) -> None:
    """One state of the database in one file, for its owner alone, on the disk when this returns."""
    try:
        target.unlink(missing_ok=True)
        file = os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise StorageError(f"backup: cannot write {target}: {error.strerror}") from None
    read, written = sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True), sqlite3.connect(target)
    try:
        read.backup(written)
        written.execute("PRAGMA journal_mode=DELETE")  # one file, without companions
        written.close()
        os.fsync(file)
    except sqlite3.Error as error:
        raise StorageError(f"backup: cannot copy {source} to {target}: {error}") from None
    finally:
        read.close()
        written.close()
        os.close(file)


def _sync(folder: Path) -> None:
    """Make a new name in ``folder`` survive a crash of the machine."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
