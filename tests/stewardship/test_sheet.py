"""Which files are read, whatever they are called, and what is said of the others."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from matcher.errors import DataError
from matcher.stewardship.sheet import read_sheets
from tests.stewardship.exports import write_export


def test_a_workbook_is_read_by_its_content(tmp_path: Path) -> None:
    """Called .xls and .xlsx inside."""
    (sheet,) = read_sheets(write_export(tmp_path / "export-edihs.xls", [{"EDIH Name": "One"}]))
    assert (sheet.rows[0][0], sheet.rows[1][0]) == ("EDIH Name", "One")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_in_the_usual_forms(tmp_path: Path, encoding: str, separator: str) -> None:
    """Every encoding that spreadsheet programs write, and every separator; quotes hold separators and line breaks."""
    path = tmp_path / "export.csv"
    path.write_bytes(f'Name{separator}Town\r\n"A{separator}\nb"{separator}Évora\r\n'.encode(encoding))
    (sheet,) = read_sheets(path)
    assert sheet.rows == (("Name", "Town"), (f"A{separator}\nb", "Évora"))


def test_an_encoding_that_is_guessed_is_told(tmp_path: Path) -> None:
    """Windows-1252 has no mark: somebody should look at the accents."""
    path = tmp_path / "export.csv"
    path.write_bytes("Name;Town\r\nA;Évora\r\n".encode("cp1252"))
    (sheet,) = read_sheets(path)
    assert ["Windows-1252" in one.text for one in sheet.remarks] == [True]


def packed(*names: str) -> bytes:
    """A packed file with parts of these names."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return sink.getvalue()


REFUSED = [
    ("old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "an Excel 97-2003 workbook, or one locked"),
    ("pdf", b"%PDF-1.7", "a PDF document"),
    ("web page", b"<html><table><tr><td>EDIH Name</td></tr></table></html>", "a web page"),
    ("empty", b"  \n", "is empty"),
    ("a text document", packed("word/document.xml"), "no Excel workbook (holds word/document.xml"),
    ("a broken packed file", b"PK\x03\x04broken", "a broken packed file"),
    ("a workbook without parts", packed("xl/nothing.xml"), "a broken workbook"),
    ("bytes", b"a,b\n\x81\x00\x8d", "is no text"),
]


@pytest.mark.parametrize(("_name", "content", "told"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_another_file_is_named_for_what_it_is(tmp_path: Path, _name: str, content: bytes, told: str) -> None:
    """The file, what it was found to be, and what was expected."""
    path = tmp_path / "export-edihs.xls"
    path.write_bytes(content)
    with pytest.raises(DataError) as error:
        read_sheets(path)
    assert (str(error.value).startswith(f"{path}: "), told in str(error.value)) == (True, True)
    assert "expected an .xlsx workbook (also under the name .xls) or a CSV file" in str(
        error.value
    ) or "save it" in str(error.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """Not as a traceback."""
    with pytest.raises(DataError, match="cannot be read"):
        read_sheets(tmp_path / "none.xls")


def test_a_workbook_is_dated_by_what_it_says_of_itself(tmp_path: Path) -> None:
    """The day it was last saved, not the day it was copied here."""
    path, book = tmp_path / "export.xlsx", Workbook()
    book.save(path)
    saved = datetime(2025, 5, 5, tzinfo=UTC).replace(tzinfo=None)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = parts["docProps/core.xml"].decode()
    start = core.index(">", core.index("<dcterms:modified")) + 1
    parts["docProps/core.xml"] = (core[:start] + saved.isoformat() + "Z" + core[core.index("<", start) :]).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert read_sheets(path)[0].dated == date(2025, 5, 5)


def test_a_csv_is_dated_by_the_file_system(tmp_path: Path) -> None:
    """It says nothing of itself."""
    path = tmp_path / "export.csv"
    path.write_text("a,b\n")
    os.utime(path, (0, datetime(2025, 5, 5, 12, tzinfo=UTC).timestamp()))
    assert read_sheets(path)[0].dated == date(2025, 5, 5)


def test_the_target_of_a_link_is_read(tmp_path: Path) -> None:
    """A cell may show a word in place of the address."""
    path, book = tmp_path / "export.xlsx", Workbook()
    book.worksheets[0]["A1"] = "Website"
    book.worksheets[0]["A1"].hyperlink = "https://hub.eu"
    book.save(path)
    assert read_sheets(path)[0].links == {(0, 0): "https://hub.eu"}
