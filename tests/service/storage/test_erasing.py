"""What is erased is gone: from every table, and its bytes from every file, backups included."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from service.storage.backups import back_up, listed_backups, unfinished
from service.storage.database import Database
from service.storage.erasing import ERASABLE, Erased, erase, of_recommendation, older_than
from service.storage.errors import StorageError
from service.storage.migrating import migrate, open_database
from tests.service.storage.rows import keep_everything, rows

NOW = datetime.now(UTC)
FIRST, OTHER = "sesamo-primeiro-7f3a", "sesamo-segundo-91bc"


def everything() -> dict:
    """All rows there are."""
    return dict(older_than(events=NOW + timedelta(days=1), texts=NOW + timedelta(days=1)))


def files_with(words: str, folder: Path) -> list[str]:
    """Names of the files below ``folder`` that hold the bytes of ``words``."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes())


def table_files(postgresql: Database) -> Path:
    """Where the tables stand, after everything was written there."""
    with postgresql.alone() as connection:
        connection.execute(text("CHECKPOINT"))
        return Path(str(connection.scalar(text("SHOW data_directory")))) / "base"


def numbers(database: Database) -> list[int]:
    """Rows of each table that is erased."""
    return [len(rows(database, table)) for table in ERASABLE]


def test_one_answer_is_erased_from_every_table(database: Database) -> None:
    """Its event, feedback with comment, and text; another's stay."""
    first, other = keep_everything(database, FIRST), keep_everything(database, OTHER)
    erased = erase(database, of_recommendation(first))
    assert erased.rows == {"kept_texts": 1, "feedback": 1, "recommendation_events": 1}
    assert {row.recommendation_id for table in ERASABLE for row in rows(database, table)} == {other}


def test_rows_are_erased_by_age(database: Database) -> None:
    """Each kind by its own: here events of more than 10 days, texts of more than 3."""
    for days in (1, 5, 20):
        keep_everything(database, FIRST, at=NOW - timedelta(days=days))
    erase(database, older_than(events=NOW - timedelta(days=10), texts=NOW - timedelta(days=3)))
    assert numbers(database) == [1, 2, 2]


def test_no_file_of_sqlite_holds_a_byte_of_it(sqlite: Database, tmp_path: Path) -> None:
    """Neither the database nor its log of writes, while the service has them open."""
    first = keep_everything(sqlite, FIRST)
    keep_everything(sqlite, OTHER)
    assert files_with(FIRST, tmp_path)
    erase(sqlite, of_recommendation(first))
    assert files_with(FIRST, tmp_path) == []
    assert files_with(OTHER, tmp_path)


def test_no_byte_is_left_whatever_was_written_around_it(sqlite: Database, tmp_path: Path) -> None:
    """Rows between others, on pages that were split and moved: a hundred kept, every third erased."""
    marked = [keep_everything(sqlite, f"{FIRST} {'x' * 300 * (n % 5)}" if n % 3 == 0 else OTHER) for n in range(100)]
    for recommendation_id in marked[::3]:
        erase(sqlite, of_recommendation(recommendation_id))
    assert files_with(FIRST, tmp_path) == []
    assert numbers(sqlite) == [66, 66, 66]


def test_no_table_file_of_postgresql_holds_a_byte_of_it(postgresql_address: str) -> None:
    """Its tables are written anew; its own log is for whoever runs it, and so is left out here."""
    with closing(open_database(postgresql_address)) as database:
        first = keep_everything(database, FIRST)
        folder = table_files(database)
        assert files_with(FIRST, folder)
        erase(database, of_recommendation(first))
        assert files_with(FIRST, table_files(database)) == []


def test_backups_are_erased_too(sqlite: Database, tmp_path: Path) -> None:
    """Every copy that was made so, and what else is in them stays."""
    first = keep_everything(sqlite, FIRST)
    keep_everything(sqlite, OTHER)
    (tmp_path / "copies").mkdir()
    paths = tuple(back_up(sqlite, tmp_path / "copies" / name) for name in ("one %20?.sqlite3", "two.sqlite3"))
    assert len(files_with(FIRST, tmp_path / "copies")) == 2
    erased = erase(sqlite, of_recommendation(first))
    assert erased.backups == paths
    assert files_with(FIRST, tmp_path) == []
    assert len(files_with(OTHER, tmp_path / "copies")) == 2


def test_a_backup_that_was_cut_short_is_erased(sqlite: Database, tmp_path: Path) -> None:
    """Half a copy is on the list already, and of use to nobody."""
    first = keep_everything(sqlite, FIRST)
    path = back_up(sqlite, tmp_path / "copy.sqlite3")
    path.rename(unfinished(path))
    erase(sqlite, of_recommendation(first))
    assert files_with(FIRST, tmp_path) == []


@pytest.mark.parametrize("forget", [False, True])
def test_a_backup_that_is_gone_stays_on_the_list_until_it_is_said_to_be_forgotten(
    sqlite: Database, tmp_path: Path, forget: bool
) -> None:
    """It may have been moved, or stand on a disk that is not there right now."""
    path = back_up(sqlite, tmp_path / "copy.sqlite3")
    path.unlink()
    assert erase(sqlite, everything(), forget_missing=forget).missing == (path,)
    assert listed_backups(sqlite) == (() if forget else (path,))


def test_a_backup_that_cannot_be_read_is_told(sqlite: Database, tmp_path: Path) -> None:
    """The rest is erased all the same."""
    keep_everything(sqlite, FIRST)
    path = back_up(sqlite, tmp_path / "copy.sqlite3")
    path.write_bytes(b"not a database " * 500)
    erased = erase(sqlite, everything())
    assert (len(erased.faults), numbers(sqlite)) == (1, [0, 0, 0])
    assert f"{path}: rows may be left in it" in erased.faults[0]


def test_a_backup_whose_folder_became_a_file_is_missing_and_stops_nothing(sqlite: Database, tmp_path: Path) -> None:
    """The copies after it on the list are gone through all the same."""
    keep_everything(sqlite, FIRST)
    (tmp_path / "disk").mkdir()
    gone, other = (back_up(sqlite, tmp_path / name) for name in ("disk/copy", "other"))
    gone.unlink()
    gone.parent.rmdir()
    gone.parent.write_text("no folder")
    erased = erase(sqlite, everything())
    assert (erased.missing, erased.backups, erased.faults) == ((gone,), (other,), ())


def test_a_database_in_a_folder_with_signs_of_addresses_is_backed_up(tmp_path: Path) -> None:
    """A folder may be called anything: no part of its name is read as a query or a fragment."""
    folder = tmp_path / "a #1 %20?b"
    folder.mkdir()
    with closing(Database.of_file(folder / "kept.sqlite3")) as database:
        migrate(database)
        keep_everything(database, FIRST)
        back_up(database, tmp_path / "copy.sqlite3")
    assert "copy.sqlite3" in files_with(FIRST, tmp_path)


def test_a_backup_holds_what_the_database_held(sqlite: Database, tmp_path: Path) -> None:
    """It opens as the database itself would, and only its owner can read it."""
    keep_everything(sqlite, FIRST)
    path = back_up(sqlite, tmp_path / "copy.sqlite3")
    copy = Database.of_file(path)
    assert [rows(copy, table) for table in ERASABLE] == [rows(sqlite, table) for table in ERASABLE]
    assert path.stat().st_mode & 0o777 == 0o600
    copy.close()


def _on_a_file(folder: Path) -> Path:
    (folder / "taken").write_text("mine")
    return folder / "taken"


@pytest.mark.parametrize(
    ("place", "told"),
    [(_on_a_file, "is there already"), (lambda folder: folder / "none" / "copy", "there is no folder")],
)
def test_a_backup_overwrites_nothing(
    sqlite: Database, tmp_path: Path, place: Callable[[Path], Path], told: str
) -> None:
    """What stands there is somebody's."""
    with pytest.raises(StorageError, match=told):
        back_up(sqlite, place(tmp_path))
    assert listed_backups(sqlite) == ()


def test_postgresql_is_backed_up_by_its_own_means(postgresql_address: str, tmp_path: Path) -> None:
    """The message names them, and says what the erase job does not reach."""
    with (
        closing(Database.open(postgresql_address)) as database,
        pytest.raises(StorageError, match=r"pg_dump.*does not reach"),
    ):
        back_up(database, tmp_path / "copy")


def test_a_job_that_was_cut_short_can_be_run_again(sqlite: Database, tmp_path: Path) -> None:
    """Rows that were deleted, but whose bytes were not: the next job removes them although it finds no row."""
    recommendation_id = keep_everything(sqlite, FIRST)
    with sqlite.durable() as connection:
        for table, condition in of_recommendation(recommendation_id).items():
            connection.execute(table.__table__.delete().where(condition))
    assert files_with(FIRST, tmp_path)
    assert erase(sqlite, of_recommendation(uuid.uuid4())) == Erased(
        {"kept_texts": 0, "feedback": 0, "recommendation_events": 0}
    )
    assert files_with(FIRST, tmp_path) == []
