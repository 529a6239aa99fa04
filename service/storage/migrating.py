"""A database brought to the tables of this version, at every start; one made by a newer version is refused."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from service.operation.logs import FIELDS
from service.storage.database import Database
from service.storage.errors import StorageError
from service.storage.exclusive import exclusive

HEAD: Final = "0001"  # the last migration; kept here so that a start with nothing to do need not load Alembic
SCRIPTS: Final = Path(__file__).parent / "migrations"
logger = logging.getLogger(__name__)


def open_database(address: str) -> Database:
    """The database at ``address`` with the tables of this version.

    Raises:
        StorageError: it cannot be opened, or a newer version made it.
    """
    database = Database.open(address)
    try:
        migrate(database)
    except BaseException:
        database.close()
        raise
    return database


def migrate(database: Database) -> bool:
    """Whether migrations ran. All of them are one transaction: they are all there or none is.

    Raises:
        StorageError: a newer version of the service made this database.
    """
    if version_of(database) == HEAD:
        return False
    with exclusive(database):
        found = version_of(database)  # another process may have been quicker
        if found == HEAD:
            return False
        _check(database, found)
        _write_ahead(database)
        with database.durable() as connection:
            _upgrade(connection)
    logger.info("database migrated", extra={FIELDS: {"migration": HEAD}})
    return True


def version_of(database: Database) -> str | None:
    """The last migration that ran; None for a database without tables of ours."""
    with database.reading() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _check(database: Database, found: str | None) -> None:
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory(SCRIPTS).walk_revisions()}
    if found is not None and found not in known:
        raise StorageError(
            f"database {database.name}: its migration is {found!r}, this version of hub-matcher knows up to {HEAD!r}; "
            "a newer version made it: install that one, or use a backup of the time before"
        )


def _write_ahead(database: Database) -> None:
    """Readers of SQLite do not wait for writers in this mode; the file remembers it."""
    if database.path is not None:
        with database.alone() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
