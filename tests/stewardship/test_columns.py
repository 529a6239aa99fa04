"""Headers in another order, under other names, further down, or not there at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.errors import DataError
from matcher.stewardship.columns import COLUMNS
from tests.stewardship.exports import SOUND, Importer, texts, write_export


def test_columns_may_stand_in_any_order(importer: Importer, tmp_path: Path) -> None:
    """Each is found by its header."""
    path = write_export(tmp_path / "a.xls", [{}], headers=COLUMNS[::-1])
    assert importer.file(path).hubs == importer.rows({}).hubs


def test_the_headers_need_not_be_first(importer: Importer, tmp_path: Path) -> None:
    """Rows above them are passed over, and row numbers stay those of the spreadsheet."""
    path = write_export(tmp_path / "a.xls", [{"Country": "Nowhere"}], before=[["Export"], [], ["of May"]])
    assert [row for row, _ in texts(importer.file(path), "row not written")] == [5]
    assert (None, "headers in row 4") in texts(importer.file(path), "file")


@pytest.mark.parametrize(
    ("column", "header"),
    [
        ("Formatted sectors", "Sectors"),
        ("Formatted technologies", "formatted  TECHNOLOGIES "),
        ("Country", "Contry"),
        ("EDIH/SoE", "EDIH / SoE"),
        ("Website", "URL"),
    ],
)
def test_a_renamed_column_is_read_and_told(importer: Importer, tmp_path: Path, column: str, header: str) -> None:
    """Another spelling, another word, a slip."""
    sheet = importer.rows({}).hubs
    headers = [header if name == column else name for name in COLUMNS]
    path = write_export(tmp_path / "a.xls", [{header: "Austria" if column == "Country" else SOUND[column]}], headers)
    found = importer.file(path)
    assert (found.hubs, [column in text for _, text in texts(found, "column")]) == (sheet, [True])


def test_a_missing_column_leaves_its_field_unknown(importer: Importer, tmp_path: Path) -> None:
    """It is told once, not for every row."""
    path = write_export(
        tmp_path / "a.xls", [{}, {"EDIH Title": "Other"}], [n for n in COLUMNS if n != "Formatted sectors"]
    )
    found = importer.file(path)
    assert [hub.sectors for hub in found.hubs] == [(), ()]
    assert texts(found, "column") == [(None, "no column 'Formatted sectors': what it tells stays unknown")]


def test_a_further_column_is_told(importer: Importer, tmp_path: Path) -> None:
    """Nothing is dropped in silence."""
    path = write_export(tmp_path / "a.xls", [{}], [*COLUMNS, "Contact phone"])
    assert texts(importer.file(path), "column") == [(None, "column 'Contact phone' is not used")]


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        (["A", "B"], "found 'A', 'B'; expected EDIH Name"),
        (["EDIH Name", "EDIH Title", "Website"], "no column 'Country'"),
    ],
)
def test_a_sheet_without_the_headers_is_told(importer: Importer, tmp_path: Path, headers: list[str], told: str) -> None:
    """What was found, and what was expected."""
    with pytest.raises(DataError) as error:
        importer.file(write_export(tmp_path / "a.xls", [{}], headers))
    assert told in str(error.value)
