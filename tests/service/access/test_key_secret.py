"""The server's secret: stated, or in a file that nobody else can read; never guessed."""

from __future__ import annotations

import dataclasses
import os
import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from service.access.key_secret import key_secret
from service.access.mode import AccessError
from service.storage.database import Database


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """A database with a folder of its own."""
    return Database.open(f"sqlite:///{tmp_path}/hubs.sqlite3")


def secret_file(database: Database) -> Path:
    """Where its secret stands."""
    assert database.path is not None
    return database.path.with_name("hubs.sqlite3.secret")


def test_a_stated_secret_is_taken(database: Database) -> None:
    """And no file is made."""
    assert key_secret(SecretStr("x" * 32), database) == b"x" * 32
    assert not secret_file(database).exists()


def test_a_short_secret_is_refused_without_being_told(database: Database) -> None:
    """It could be guessed."""
    with pytest.raises(AccessError, match="expected 32 or more") as caught:
        key_secret(SecretStr("hunter2"), database)
    assert "hunter2" not in str(caught.value)


def test_the_file_is_made_once(database: Database) -> None:
    """Keys issued yesterday work today."""
    assert key_secret(None, database) == key_secret(None, database)
    assert len(key_secret(None, database)) >= 43


def test_nobody_else_can_read_the_file(database: Database) -> None:
    """Whatever the umask says."""
    before = os.umask(0)
    try:
        key_secret(None, database)
    finally:
        os.umask(before)
    assert stat.S_IMODE(secret_file(database).stat().st_mode) == 0o600


def test_a_file_that_others_can_read_is_refused(database: Database) -> None:
    """With what to do."""
    key_secret(None, database)
    secret_file(database).chmod(0o644)
    with pytest.raises(AccessError, match="chmod 600"):
        key_secret(None, database)


def test_a_file_cut_short_is_refused(database: Database) -> None:
    """Rather than every key with it."""
    key_secret(None, database)
    secret_file(database).write_text("abc\n")
    with pytest.raises(AccessError, match="has 3 characters"):
        key_secret(None, database)


def test_no_other_file_is_left_behind(database: Database) -> None:
    """Neither by the first call nor by a second."""
    key_secret(None, database)
    key_secret(None, database)
    assert {path.name for path in secret_file(database).parent.iterdir()} == {"hubs.sqlite3", "hubs.sqlite3.secret"}


def test_in_memory_a_secret_lasts_as_long_as_its_keys() -> None:
    """Both end with the process."""
    assert len(key_secret(None, Database.in_memory())) == 32


def test_postgresql_has_no_file_beside_it() -> None:
    """So its secret must be stated; the message says how."""
    database = dataclasses.replace(Database.in_memory(), kind="postgresql")
    with pytest.raises(AccessError, match=r"PostgreSQL.*set MATCHER_KEY_SECRET"):
        key_secret(None, database)
