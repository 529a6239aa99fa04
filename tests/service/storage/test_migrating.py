"""Migrations make the tables that the code expects, once, whoever starts first; newer databases are refused."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from subprocess import PIPE

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from service.storage.database import Database
from service.storage.errors import StorageError
from service.storage.exclusive import exclusive
from service.storage.migrating import HEAD, SCRIPTS, migrate, open_database, version_of
from service.storage.tables import Base

ROOT = Path(__file__).parents[3]
# Ready to migrate, it waits for a line; so those that start here migrate at the same moment.
OPEN = """
import sys, alembic.command
from service.storage.migrating import open_database
print("ready", flush=True)
sys.stdin.readline()
open_database(sys.argv[1])
"""


def test_migrations_and_tables_agree(database: Database) -> None:
    """A database that was migrated differs in nothing from what the code describes."""
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_last_migration_is_the_one_named() -> None:
    """`HEAD` tells a start that there is nothing to do; a wrong one would run or skip migrations each time."""
    assert ScriptDirectory(SCRIPTS).get_heads() == [HEAD]


def test_a_second_start_changes_nothing(address: str) -> None:
    """The first migrates, the second finds all done."""
    with closing(Database.open(address)) as database:
        assert [migrate(database), migrate(database)] == [True, False]
        assert version_of(database) == HEAD


def test_a_database_of_a_newer_version_is_refused(address: str) -> None:
    """The message says which migration it is at, and what to do."""
    with closing(open_database(address)) as database, database.durable() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match=f"migration is '9999'.*knows up to '{HEAD}'.*newer version"):
        open_database(address)


def test_processes_that_start_at_once_do_not_clash(address: str) -> None:
    """Each finds the tables made, by itself or by another."""
    command = [sys.executable, "-c", OPEN, address]
    pipes = {"stdin": PIPE, "stdout": PIPE, "stderr": PIPE}
    processes = [subprocess.Popen(command, cwd=ROOT, text=True, **pipes) for _ in range(2)]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [process.communicate(timeout=60)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], told
    with closing(Database.open(address)) as database:
        assert version_of(database) == HEAD


def test_a_migration_waits_for_whoever_has_the_database_to_itself(address: str) -> None:
    """Another migration, a backup or the erase job; then it goes on."""
    with closing(Database.open(address)) as first, closing(Database.open(address)) as second:
        thread = threading.Thread(target=migrate, args=(second,))
        with exclusive(first):
            thread.start()
            thread.join(0.3)
            assert (thread.is_alive(), version_of(first)) == (True, None)
        thread.join()
        assert version_of(first) == HEAD
