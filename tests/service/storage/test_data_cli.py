"""`hub-matcher data`: what it prints, and with which status it ends."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from service.cli.main import app
from service.storage.database import Database
from service.storage.erasing import ERASABLE
from service.storage.migrating import HEAD
from tests.service.storage.rows import keep_everything, rows


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, sqlite_address: str) -> None:
    """The commands find their database as the service does."""
    monkeypatch.setenv("MATCHER_DATABASE_URL", sqlite_address)


def run(*arguments: str) -> Result:
    """``hub-matcher data`` with ``arguments``."""
    return CliRunner().invoke(app, ["data", *arguments])


def test_status_counts_rows_and_names_migration_and_backups(sqlite: Database, tmp_path: Path) -> None:
    """With the oldest row of each table."""
    keep_everything(sqlite, "x", at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC))
    run("backup", str(tmp_path / "copy"))
    told = run("status").stdout
    assert told.startswith(f"{tmp_path}/kept.sqlite3, migration {HEAD}\n")
    assert re.search(r"^feedback +1  oldest 2026-01-02 03:04 UTC$", told, re.M)
    assert re.search(r"^access_keys +0$", told, re.M)
    assert told.endswith(f"backup {tmp_path}/copy\n")


def test_migrate_says_what_it_did(tmp_path: Path) -> None:
    """The first time, and the second."""
    told = [run("migrate").stdout for _ in range(2)]
    assert told == [f"{tmp_path}/kept.sqlite3: {did} {HEAD}\n" for did in ("migrated to", "is at")]


@pytest.mark.parametrize(
    ("options", "left"),
    [((), [1, 2, 2]), (("--older-than", "5"), [1, 1, 1]), (("--older-than", "0"), [0, 0, 0])],
)
def test_erase_goes_by_age(sqlite: Database, options: tuple[str, ...], left: list[int]) -> None:
    """By the settings' ages (90 days for texts, 365 for the rest) or by the one given: rows of 1, 100 and 400 days."""
    for days in (1, 100, 400):
        keep_everything(sqlite, "x", at=datetime.now(UTC) - timedelta(days=days))
    assert run("erase", *options).exit_code == 0
    assert [len(rows(sqlite, table)) for table in ERASABLE] == left


def test_erase_goes_by_recommendation(sqlite: Database) -> None:
    """And says how many rows went from which table."""
    recommendation_id = keep_everything(sqlite, "x")
    keep_everything(sqlite, "y")
    told = run("erase", "--recommendation", str(recommendation_id)).stdout
    assert told == "kept_texts: 1 rows erased\nfeedback: 1 rows erased\nrecommendation_events: 1 rows erased\n"


def test_a_backup_that_could_not_be_erased_is_a_failure(tmp_path: Path) -> None:
    """A scheduler notices it by the status."""
    run("migrate")
    run("backup", str(tmp_path / "copy"))
    (tmp_path / "copy").write_bytes(b"broken " * 1000)
    result = run("erase", "--older-than", "0")
    assert result.exit_code == 1
    assert "rows may be left in it" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("erase", "--older-than", "-1"), 2, "Invalid value for '--older-than'"),
        (("erase", "--recommendation", "seven"), 2, "Invalid value for '--recommendation'"),
        (("erase", "--older-than", "1", "--recommendation", "0" * 32), 2, "expected one of them"),
        (("backup", "/nowhere/copy"), 1, "there is no folder /nowhere"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], status: int, told: str) -> None:
    """On standard error, with the status of a slip (2) or of what was found (1)."""
    run("migrate")
    result = run(*arguments)
    assert result.exit_code == status
    assert told in result.stderr


@pytest.mark.parametrize("command", [("status",), ("erase",), ("backup", "copy")])
def test_a_database_that_is_not_there_is_not_made(command: tuple[str, ...], tmp_path: Path) -> None:
    """An empty new one would only hide that the command was run in another folder."""
    result = run(*command)
    assert result.exit_code == 1
    assert "set MATCHER_DATABASE_URL to the one that the service writes" in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_missing_backup_is_a_failure(tmp_path: Path) -> None:
    """A timer notices it by the status; once forgotten it is none."""
    run("migrate")
    run("backup", str(tmp_path / "copy"))
    (tmp_path / "copy").unlink()
    assert run("erase", "--older-than", "0").exit_code == 1
    assert run("erase", "--older-than", "0", "--forget-missing").exit_code == 0


def test_a_newer_database_is_told_in_one_line(sqlite: Database) -> None:
    """Not a traceback."""
    with sqlite.durable() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    result = run("status")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert "a newer version made it" in result.stderr


def test_an_address_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the name of its variable, without what it holds."""
    monkeypatch.setenv("MATCHER_DATABASE_URL", "sesame")
    result = run("status")
    assert (result.exit_code, "sesame" in result.stderr) == (1, False)
    assert "MATCHER_DATABASE_URL" in result.stderr


def test_what_the_command_opened_it_closes(tmp_path: Path) -> None:
    """No companion of the file is left once nobody uses it."""
    run("migrate")
    run("status")
    assert [path.name for path in tmp_path.iterdir()] == ["kept.sqlite3"]
