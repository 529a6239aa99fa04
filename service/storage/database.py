"""One database, SQLite or PostgreSQL: opened, read, written. Who it cannot be opened for is told what to do."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.storage.engines import ALONE, DURABLE, QUICK, open_engine
from service.storage.errors import StorageDownError, StorageError
from service.storage.tables import Base

Kind = Literal["sqlite", "postgresql"]


@dataclass(frozen=True, slots=True, eq=False)
class Database:
    """Connections to one database.

    Attributes:
        engine: for reading; statements that fail tell no values.
        quick_engine, durable_engine, alone_engine: the same connections for the manners of writing.
        kind: ``sqlite`` or ``postgresql``.
        name: which database, for messages: no user, password or option.
        path: the file of SQLite; None in memory and for PostgreSQL.
    """

    engine: Engine
    quick_engine: Engine
    durable_engine: Engine
    alone_engine: Engine
    kind: Kind
    name: str
    path: Path | None

    @classmethod
    def open(cls, address: str) -> Self:
        """The database at ``address``, reached once; an SQLite file that is not there is made, for its owner only.

        Raises:
            StorageError: the address is none, its driver is missing, or the database cannot be opened.
        """
        return cls._of(_url_of(address))

    @classmethod
    def of_file(cls, path: Path) -> Self:
        """The SQLite database in the file ``path``; raises as `open` does."""
        return cls._of(URL.create("sqlite", database=str(path)))

    @classmethod
    def _of(cls, url: URL) -> Self:
        kind: Kind = "sqlite" if url.get_backend_name() == "sqlite" else "postgresql"
        path = _file_of(url)
        in_memory = kind == "sqlite" and path is None
        if path is not None:
            _make_file(path)
            url = url.set(database=str(path))
        engine = open_engine(url, in_memory)
        quick, durable, alone = (engine.execution_options(**manner) for manner in (QUICK, DURABLE, ALONE))
        database = cls(engine, quick, durable, alone, kind, _name(url, path), path)
        try:
            with database.engine.connect() as connection:
                connection.exec_driver_sql("SELECT count(*) FROM sqlite_master" if kind == "sqlite" else "SELECT 1")
        except DBAPIError as error:
            database.close()
            raise StorageError(_cannot_open(database, url, error)) from None
        return database

    @classmethod
    def in_memory(cls) -> Self:
        """A database that is gone with the process, its tables made."""
        database = cls.open("sqlite://")
        Base.metadata.create_all(database.engine)
        return database

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state.

        Raises:
            StorageDownError: the database does not answer.
        """
        with _told(self), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that survives a crash of the service; one of the machine may lose the last moments (SQLite)."""
        with _told(self), self.quick_engine.begin() as connection:
            yield connection

    @contextmanager
    def durable(self) -> Iterator[Connection]:
        """A transaction that, once it is over, survives a crash of the machine too."""
        with _told(self), self.durable_engine.begin() as connection:
            yield connection

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A connection without transactions: each statement stands for itself, as VACUUM and its like must.

        Raises:
            StorageDownError: the database does not answer.
        """
        with _told(self), self.alone_engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection that nobody uses."""
        self.engine.dispose()


def sqlite_file(address: str) -> Path | None:
    """The file of an SQLite database, there or not; None in memory and for PostgreSQL. Raises as `Database.open` does."""
    return _file_of(_url_of(address))


def _file_of(url: URL) -> Path | None:
    in_memory = url.database in (None, "", ":memory:")
    return Path(url.database or "").absolute() if url.get_backend_name() == "sqlite" and not in_memory else None


def _url_of(address: str) -> URL:
    """The address, parsed. It is never repeated in an error: it may hold a password."""
    expected = "expected sqlite:///file.sqlite3 or postgresql://user:password@host/database (MATCHER_DATABASE_URL)"
    try:
        url = make_url(address.replace("postgres://", "postgresql://", 1))
    except (ArgumentError, ValueError):
        raise StorageError(f"database: the address cannot be read; {expected}") from None
    if url.drivername not in ("sqlite", "postgresql", "postgresql+psycopg"):
        raise StorageError(f"database: cannot use {url.drivername!r}; {expected}")
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def _make_file(path: Path) -> None:
    """Make the file readable by its owner alone; SQLite gives its companions (-wal, -shm) the same mode."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        hint = "make the folder, give the service's user the right to write there, or set MATCHER_DATABASE_URL"
        raise StorageError(f"database: cannot open {path}: {error.strerror}; {hint}") from None


@contextmanager
def _told(database: Database) -> Iterator[None]:
    """Within it, a database that fails is told as such; what it said is left out, for it may quote a value."""
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, PoolTimeout, sqlite3.Error) as error:  # the last when a transaction cannot begin
        kind = type(getattr(error, "orig", None) or error).__name__
        raise StorageDownError(f"database {database.name} does not answer ({kind}); try again") from None


def _name(url: URL, path: Path | None) -> str:
    if url.get_backend_name() == "sqlite":
        return str(path or "in memory")
    return f"{url.database} at {url.host or 'this machine'}" + (f" port {url.port}" if url.port else "")


def _cannot_open(database: Database, url: URL, error: DBAPIError) -> str:
    """What the driver said, on one line, without the password that some addresses repeat."""
    said = " ".join(str(error.orig).split())
    for secret in (url.password, url.query.get("password")):
        said = said.replace(str(secret), "***") if secret else said
    who = "whoever keeps the file" if database.kind == "sqlite" else "whoever runs PostgreSQL"
    return f"database: cannot open {database.name}: {said}; {who} can mend it, or set MATCHER_DATABASE_URL"
