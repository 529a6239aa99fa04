"""A process that is killed, at whatever moment, loses nothing that it acknowledged and leaves nothing half written."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from subprocess import PIPE

import pytest
from sqlalchemy import inspect, text

from service.storage.database import Database
from service.storage.erasing import ERASABLE, erase, older_than
from service.storage.keys import KeyTable, StoredKey
from service.storage.migrating import HEAD, migrate, open_database, version_of
from service.storage.tables import Base, Feedback
from tests.service.storage.rows import keep_everything, rows
from tests.service.storage.test_erasing import files_with

ROOT = Path(__file__).parents[3]
NEVER = -1
N_KILLS = 12
NOW = datetime.now(UTC)
OLD = StoredKey("old", "secret", "p", b"x", (), None, NOW, None, None, None)


class Killed:
    """Runs tasks of `crash_child` and says how they ended."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process = process
        self.output = folder / "output"

    def start(self, address: str, job: str, moment: int = NEVER) -> int:
        """The id of the process that does the job."""
        task = {"address": address, "job": job, "output": str(self.output), "moment": moment}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(task) + "\n")
        self._process.stdin.flush()
        return self._line()

    def wait(self) -> int:
        """0, or minus the signal that ended it."""
        return self._line()

    def moments(self, address: Callable[[], str], job: str, step: int = 1) -> Iterator[str]:
        """The address of the database after each crash of ``job``: at its first moment, its second, to its last.

        With a ``step`` only at every so many of them.
        """
        for moment in itertools.count(0, step):
            used = address()
            self.start(used, job, moment)
            if (status := self.wait()) == 0:
                assert moment > 0, "it was never killed"
                return
            assert status == -signal.SIGKILL
            yield used

    def _line(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())


@pytest.fixture(scope="module")
def child() -> Iterator[subprocess.Popen[str]]:
    """The process that forks the ones to be killed."""
    command = [sys.executable, "-m", "tests.service.storage.crash_child"]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=PIPE, stdout=PIPE) as process:
        yield process


@pytest.fixture
def killed(child: subprocess.Popen[str], tmp_path: Path) -> Killed:
    """With an output of its own."""
    return Killed(child, tmp_path)


def test_no_acknowledged_feedback_is_lost(killed: Killed, address: str) -> None:
    """Killed at random moments, twelve times: every receipt has its row, whole, and the database opens."""
    open_database(address).close()
    random = Random(12)
    for _ in range(N_KILLS):
        size, pid = _size(killed.output), killed.start(address, "feedback")
        while _size(killed.output) == size:
            time.sleep(0.001)
        time.sleep(random.uniform(0, 0.1))
        os.kill(pid, signal.SIGKILL)
        assert killed.wait() == -signal.SIGKILL
    with closing(open_database(address)) as database:
        found = {(row.feedback_id, row.recommendation_id, len(row.comment)) for row in rows(database, Feedback)}
    promised = _promised(killed.output)
    assert len(promised) >= N_KILLS
    assert promised <= found
    assert len(found) <= len(promised) + N_KILLS  # written, but killed before it could say so


def test_the_file_is_sound_after_every_crash(killed: Killed, sqlite_address: str) -> None:
    """SQLite's own check of each page, index and foreign key."""
    open_database(sqlite_address).close()
    for _ in range(5):
        pid = killed.start(sqlite_address, "feedback")
        time.sleep(0.1)
        os.kill(pid, signal.SIGKILL)
        killed.wait()
        with closing(open_database(sqlite_address)) as database, database.reading() as connection:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def test_between_two_writes_of_a_transaction_neither_stays(killed: Killed, address: str) -> None:
    """A key and the end of the one that it replaces: both or none, at every moment around them."""
    with closing(open_database(address)) as database:
        table = KeyTable(database)
        table.add(OLD)
        for _ in killed.moments(lambda: address, "rotate"):
            assert table.all() == (OLD,)
        assert len(table.all()) == 2


def test_a_migration_that_crashes_makes_all_tables_or_none(killed: Killed, address: str) -> None:
    """At moments all over it; the next start migrates as if nothing had been."""
    every = {*Base.metadata.tables, "alembic_version"}
    with closing(Database.open(address)) as database:
        for _ in killed.moments(lambda: address, "migrate", step=5):
            with database.reading() as connection:
                assert set(inspect(connection).get_table_names()) in (set(), every)
        assert (version_of(database), migrate(database)) == (HEAD, False)


def test_an_erasure_that_crashes_deletes_all_or_nothing_and_the_next_one_ends_it(
    killed: Killed, tmp_path: Path
) -> None:
    """At every moment: rows go from all tables or from none, and after the next job no byte is left."""

    def fresh() -> str:
        folder = tmp_path / uuid.uuid4().hex
        folder.mkdir()
        with closing(open_database(f"sqlite:///{folder}/kept.sqlite3")) as database:
            keep_everything(database, "sesamo-7f3a")
        return f"sqlite:///{folder}/kept.sqlite3"

    for address in killed.moments(fresh, "erase"):
        with closing(open_database(address)) as database:
            assert {len(rows(database, table)) for table in ERASABLE} in ({0}, {1})
            erase(database, older_than(events=datetime.now(UTC), texts=datetime.now(UTC) + timedelta(1)))
            assert database.path is not None
            assert files_with("sesamo-7f3a", database.path.parent) == []


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _promised(output: Path) -> set[tuple[uuid.UUID, uuid.UUID, int]]:
    """Receipts that were written whole: the last line of a killed process may be cut."""
    lines = [line.split() for line in output.read_text().splitlines()]
    whole = [line for line in lines if len(line) == 3 and len(line[0]) == len(line[1]) == 36]
    return {(uuid.UUID(first), uuid.UUID(second), int(length)) for first, second, length in whole}
