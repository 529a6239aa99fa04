"""Databases are opened with clear errors, kept private, and written whole or not at all."""

from __future__ import annotations

import stat
import threading
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from service.storage.database import Database
from service.storage.errors import StorageDownError, StorageError
from service.storage.feedback import FeedbackTable
from service.storage.tables import Feedback
from tests.service.storage.rows import given, rows


def test_files_are_for_their_owner_only(sqlite: Database, tmp_path: Path) -> None:
    """The file and its companions: whoever else is on the machine cannot read them."""
    FeedbackTable(sqlite).give(given())
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == dict.fromkeys(("kept.sqlite3", "kept.sqlite3-wal", "kept.sqlite3-shm"), 0o600)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgresql://u:sesame@127.0.0.1:1/db", "whoever runs PostgreSQL"),
        ("postgresql://127.0.0.1:1/db?password=sesame", "db at 127.0.0.1 port 1"),
        ("mysql://u:sesame@127.0.0.1/db", "cannot use 'mysql'"),
        ("sesame", "expected sqlite:///"),
        ("sqlite:////nowhere/sesame.sqlite3", "give the service's user the right to write there"),
    ],
)
def test_who_cannot_open_it_is_told_what_to_do(address: str, told: str) -> None:
    """The message says what was found and what was expected, and never the password."""
    with pytest.raises(StorageError, match="MATCHER_DATABASE_URL") as caught:
        Database.open(address)
    assert told in str(caught.value)
    assert "sesame@" not in str(caught.value)
    assert "=sesame" not in str(caught.value)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    """And is not changed."""
    (tmp_path / "letter.txt").write_text("Dear all, " * 200)
    with pytest.raises(StorageError, match="file is not a database"):
        Database.open(f"sqlite:///{tmp_path}/letter.txt")
    assert (tmp_path / "letter.txt").read_text().startswith("Dear all")


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    """All of its writes or none."""

    def write_and_fail() -> None:
        with database.durable() as connection:
            connection.execute(insert(Feedback), _values())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert rows(database, Feedback) == []


def test_an_error_of_the_database_quotes_no_value(database: Database) -> None:
    """What was to be written may be a comment: the error is the kind of fault only."""
    with pytest.raises(StorageDownError) as caught, database.writing() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:comment)"), {"comment": "sesame"})
    assert "sesame" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_writer_who_waits_in_vain_is_told_and_may_try_again(sqlite: Database) -> None:
    """Somebody else holds the file for longer than an answer should wait."""
    with sqlite.durable(), pytest.raises(StorageDownError), sqlite.writing():
        pass
    FeedbackTable(sqlite).give(given())
    assert len(rows(sqlite, Feedback)) == 1


def test_threads_that_write_at_once_all_succeed(database: Database) -> None:
    """Writers wait for each other instead of failing half-way."""
    table = FeedbackTable(database)
    threads = [threading.Thread(target=lambda: [table.give(given()) for _ in range(5)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rows(database, Feedback)) == 40


def test_a_database_in_memory_serves_threads_too() -> None:
    """Its one connection goes from hand to hand."""
    database = Database.in_memory()
    table = FeedbackTable(database)
    threads = [threading.Thread(target=table.give, args=(given(),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rows(database, Feedback)) == 8


@pytest.mark.parametrize(("manner", "level"), [("durable", 2), ("writing", 1)])
def test_what_is_durable_is_on_the_disk_before_it_is_acknowledged(sqlite: Database, manner: str, level: int) -> None:
    """SQLite's `synchronous` is FULL (2) for it, whatever the connection did before, and NORMAL (1) for the rest."""
    for each in ("writing", "durable", manner):
        with getattr(sqlite, each)() as connection:
            found = connection.exec_driver_sql("PRAGMA synchronous").scalar()
    assert found == level


def _values() -> dict[str, object]:
    stated = given()
    values: dict[str, object] = {"feedback_id": uuid.uuid4(), "recommendation_id": stated.recommendation_id}
    return values | {"hub_id": "h", "verdict": "useful", "given_at": datetime.now(UTC)}
