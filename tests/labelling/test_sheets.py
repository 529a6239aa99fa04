"""Sheets go out blind and come back whole: CSV and XLSX alike, with every fault named by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.errors import DataError
from matcher.labelling.pools import NewNeed, Pool, PoolPair
from matcher.labelling.sheets import Sheet, read_sheet, write_sheet
from matcher.spreadsheets import read_table, write_table
from tests.fakes import hub

HUBS = {name: hub(name) for name in ("first", "second")}
POOL = Pool(
    needs=(NewNeed(id="n1", text='=HYPERLINK("evil") uma "tinturaria"\ncom linhas'),),
    pairs=tuple(PoolPair(need_id="n1", hub_id=name, proposed_by=("BM25",)) for name in HUBS),
    systems=("BM25", "whole system"),
    depth=5,
    n_random=0,
    seed=0,
    versions={},
)
GRADED = Sheet("ana", {("n1", "first"): 3}, {("n1", "second"): "não sei"}, 2)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_written_is_read_back(ending: str, tmp_path: Path) -> None:
    """Grades, notes, and what is still open."""
    path = tmp_path / f"ana.{ending}"
    write_sheet(path, POOL, HUBS, "pt", GRADED)
    assert read_sheet(path, POOL) == GRADED
    assert read_sheet(path, POOL).n_open == 1


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sheet_tells_nothing_of_the_systems(ending: str, tmp_path: Path) -> None:
    """No name of a system, no rank, no score."""
    path = tmp_path / f"ana.{ending}"
    write_sheet(path, POOL, HUBS, "pt")
    table = read_table(path)
    assert "BM25" not in str(table)
    assert table.columns == ("need_id", "hub_id", "grade", "note", "need", "hub", "about")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_need_never_becomes_a_formula(ending: str, tmp_path: Path) -> None:
    """A need that begins with = is quoted."""
    path = tmp_path / f"ana.{ending}"
    write_sheet(path, POOL, HUBS, "pt")
    assert read_table(path).rows[0][1]["need"].startswith("'=HYPERLINK")


def rows(*cells: tuple[object, ...]) -> list[tuple[str, ...]]:
    """Cells as text."""
    return [tuple(map(str, row)) for row in cells]


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        (rows(("n1", "first", 4), ("n1", "second", 0)), "2: found the grade '4'; expected 0 not useful"),
        (rows(("n1", "first", "good"), ("n1", "second", 0)), "2: found the grade 'good'"),
        (
            rows(("n1", "first", 1), ("n1", "first", 2), ("n1", "second", 0)),
            "3: the pair n1 first stands already on line 2",
        ),
        (
            rows(("n1", "first", 1), ("n1", "third", 2), ("n1", "second", 0)),
            "3: the pair 'n1 third' is not of this pool",
        ),
        (rows(("n1", "first", 1)), "the pair n1 second is gone"),
    ],
)
def test_faults_name_row_and_expectation(table: list[tuple[str, ...]], fault: str, tmp_path: Path) -> None:
    """None is skipped."""
    write_table(tmp_path / "rui.csv", ("need_id", "hub_id", "grade"), table)
    with pytest.raises(DataError, match=fault):
        read_sheet(tmp_path / "rui.csv", POOL)


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    """With those that were found."""
    write_table(tmp_path / "rui.csv", ("need_id", "hub"), [])
    with pytest.raises(DataError, match="no column 'hub_id'; found need_id, hub"):
        read_sheet(tmp_path / "rui.csv", POOL)


def test_a_spreadsheet_in_portuguese_writes_semicolons_and_decimals(tmp_path: Path) -> None:
    """Grades like 2,0 are whole numbers."""
    (tmp_path / "rui.csv").write_text("need_id;hub_id;grade\nn1;first;2,0\nn1;second;0\n")
    assert read_sheet(tmp_path / "rui.csv", POOL).grades == {("n1", "first"): 2, ("n1", "second"): 0}


def test_a_third_assessor_may_have_some_pairs_only(tmp_path: Path) -> None:
    """Those that differed."""
    write_table(tmp_path / "third.csv", ("need_id", "hub_id", "grade"), rows(("n1", "first", 1)))
    assert read_sheet(tmp_path / "third.csv", POOL, partial=True).grades == {("n1", "first"): 1}


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"PK\x03\x04 broken"])
def test_what_is_no_table_is_told(content: bytes, tmp_path: Path) -> None:
    """Not UTF-8, empty, and a broken archive."""
    (tmp_path / "rui.csv").write_bytes(content)
    with pytest.raises(DataError, match=r"rui\.csv"):
        read_table(tmp_path / "rui.csv")


def test_commas_in_a_need_separate_nothing_where_semicolons_do(tmp_path: Path) -> None:
    """As spreadsheets in Portuguese write them: without quotes."""
    text = "need_id;hub_id;grade;need\nn1;first;2;a, b, c, d, e\nn1;second;0;a, b, c, d, e\n"
    (tmp_path / "rui.csv").write_text(text)
    assert read_sheet(tmp_path / "rui.csv", POOL).grades == {("n1", "first"): 2, ("n1", "second"): 0}
