"""The database that the service writes, for a command that reads it: never a new one made by a slip of the folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from service.cli.errors import DATA_STATUS, fail
from service.cli.stated_settings import settings_or_fail

if TYPE_CHECKING:
    from service.settings import Settings
    from service.storage.database import Database


@contextmanager
def kept_database() -> Iterator[tuple[Database, Settings]]:
    """The database of the settings, its tables those of this version; ends the command where there is none."""
    from service.storage.database import sqlite_file
    from service.storage.migrating import open_database

    settings = settings_or_fail()
    address = settings.database_url.get_secret_value()
    if (file := sqlite_file(address)) is not None and not file.exists():
        fail(f"database: no file {file}; set MATCHER_DATABASE_URL to the one that the service writes", DATA_STATUS)
    database = open_database(address)
    try:
        yield database, settings
    finally:
        database.close()
