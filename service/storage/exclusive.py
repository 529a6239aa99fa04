"""One at a time: migrations, backups and the erase job exclude each other, in all processes of a database."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import text

from service.storage.database import Database
from service.storage.errors import StorageError

WAIT_S: Final = 60.0
ADVISORY_LOCK: Final = 5_142_801  # any number, so long as nobody else in that PostgreSQL database locks it


@contextmanager
def exclusive(database: Database) -> Iterator[None]:
    """Within it, no other process is; whoever dies in it leaves no lock behind.

    SQLite: a lock on the database's folder. One on the file itself would end SQLite's own locks when it is let go.

    Raises:
        StorageError: another one took longer than `WAIT_S`.
    """
    if database.kind == "postgresql":
        with _advisory_lock(database):
            yield
    elif database.path is None:
        yield
    else:
        folder = os.open(database.path.parent, os.O_RDONLY)
        try:
            _lock(folder, database)
            yield
        finally:
            os.close(folder)


@contextmanager
def _advisory_lock(database: Database) -> Iterator[None]:
    """PostgreSQL's own lock, held by a connection outside of any transaction: one would keep deleted rows from VACUUM."""
    with database.alone() as connection:
        connection.execute(text(f"SET lock_timeout = '{int(WAIT_S)}s'"))
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_LOCK})
            connection.execute(text("RESET lock_timeout"))


def _lock(folder: int, database: Database) -> None:
    until = time.monotonic() + WAIT_S
    while True:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                hint = "another migration, backup or erase job runs there; wait for it, or end it"
                raise StorageError(f"database {database.name}: busy for {WAIT_S:.0f} s: {hint}") from None
            time.sleep(0.05)
        else:
            return
