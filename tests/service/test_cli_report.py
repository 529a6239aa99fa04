"""`hub-matcher report` says what it wrote, or what it was missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.storage.migrating import open_database
from tests.service.test_cli import run


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), "expected either --judged SPLIT or --from DAY"),
        (("--judged", "train", "--from", "2026-01-01"), "expected either --judged SPLIT or --from DAY"),
        (("--from", "2026-02-01", "--to", "2026-01-01"), "expected a day after --from 2026-02-01"),
    ],
)
def test_options_that_do_not_fit_are_told(options: tuple[str, ...], expected: str, tmp_path: Path) -> None:
    """With status 2, and nothing is written."""
    result = run("report", "--output", str(tmp_path / "out"), *options)
    assert result.exit_code == 2
    assert expected in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report on an empty new file would only hide the slip."""
    monkeypatch.setenv("MATCHER_DATABASE_URL", f"sqlite:///{tmp_path}/none.sqlite3")
    result = run("report", "--from", "2026-01-01", "--output", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "set MATCHER_DATABASE_URL" in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_report_on_use_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the database that the settings name."""
    address = f"sqlite:///{tmp_path}/own.sqlite3"
    open_database(address).close()
    monkeypatch.setenv("MATCHER_DATABASE_URL", address)
    result = run("report", "--from", "2026-01-01", "--output", str(tmp_path / "out"))
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "out" / "report.html").exists()
