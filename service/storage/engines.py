"""Connections to SQLite and PostgreSQL, with the manners that this service needs: how long to wait, how to begin."""

from __future__ import annotations

import sqlite3
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import NoSuchModuleError

from service.storage.errors import StorageError

BUSY_TIMEOUT_MS: Final = 5_000  # how long a writer of SQLite waits for another
POOL_TIMEOUT_S: Final = 5.0
QUICK_TIMEOUT_MS: Final = 1_000  # the same for what may rather be lost than hold up an answer
# Execution options: what SQLite is told before a transaction that writes.
QUICK: Final = {"sqlite_pragmas": ("synchronous=NORMAL", f"busy_timeout={QUICK_TIMEOUT_MS}")}
DURABLE: Final = {"sqlite_pragmas": ("synchronous=FULL", f"busy_timeout={BUSY_TIMEOUT_MS}")}
# A PostgreSQL that went silent is given up on, in seconds and in milliseconds.
POSTGRESQL: Final = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
ALONE: Final = {"isolation_level": "AUTOCOMMIT"}


def open_engine(url: URL, in_memory: bool) -> Engine:
    """Connections with our manners; those in memory are one, for each would be a database of its own."""
    options: dict[str, Any] = {"hide_parameters": True, "pool_timeout": POOL_TIMEOUT_S}  # typed by their names only
    if in_memory:
        options |= {"pool_size": 1, "max_overflow": 0, "poolclass": QueuePool}
        options["connect_args"] = {"check_same_thread": False}
    if url.get_backend_name() == "postgresql":
        options |= {"pool_pre_ping": True, "connect_args": POSTGRESQL}
    try:
        engine = create_engine(url, **options)
    except (ImportError, NoSuchModuleError):
        hint = "install it with pip install '.[postgresql]'"
        raise StorageError(f"database: the driver of PostgreSQL is not installed; {hint}") from None
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    """A fresh connection of SQLite: transactions begin when we say so, deleted bytes are overwritten."""
    connection.isolation_level = None
    for pragma in (f"busy_timeout={BUSY_TIMEOUT_MS}", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Begin in SQLite. Writers take the lock at once, so that none fails half-way because another was quicker."""
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    pragmas = options.get("sqlite_pragmas")
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    for pragma in pragmas or ():
        driver.execute(f"PRAGMA {pragma}")
    driver.execute("BEGIN IMMEDIATE" if pragmas else "BEGIN")
