"""Tables as people exchange them: CSV, or XLSX through openpyxl. Cells are text; nothing in them is run or guessed at."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO, StringIO
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

from matcher.errors import DataError

XLSX: Final = ".xlsx"
ZIP: Final = b"PK\x03\x04"  # how every XLSX file begins, whatever it is called
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header: number of the line (the header is 1) and text by column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_table(path: Path) -> Table:
    """The first sheet of an XLSX file, or a CSV file with comma or semicolon; raise `DataError` for anything else."""
    try:
        content = path.read_bytes()
        lines = _xlsx_lines(content) if content.startswith(ZIP) else _csv_lines(content.decode("utf-8-sig"))
    except OSError as error:
        raise DataError([f"{path}: cannot be read ({error.strerror}); expected a CSV or XLSX file"]) from None
    except (UnicodeDecodeError, csv.Error, BadZipFile, KeyError, ValueError) as error:
        raise DataError([f"{path}: neither CSV in UTF-8 nor XLSX ({error})"]) from None
    if not lines:
        raise DataError([f"{path}: is empty; expected a header and rows"])
    columns = tuple(cell.strip() for cell in lines[0])
    rows = [
        (number, dict(zip(columns, (*map(str.strip, cells), *[""] * len(columns)), strict=False)))
        for number, cells in enumerate(lines[1:], 2)
        if any(cell.strip() for cell in cells)
    ]
    return Table(columns, tuple(rows))


def write_table(path: Path, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Write XLSX where the name ends so, else CSV in UTF-8; the file appears whole or not at all."""
    content = _xlsx(columns, rows) if path.suffix.lower() == XLSX else _csv(columns, rows)
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)


def plain_cell(cell: Cell) -> Cell:
    """The cell so that no spreadsheet takes it for a formula (OWASP, CSV injection): such text gets an apostrophe before it.

    >>> plain_cell("=1+1"), plain_cell("plain"), plain_cell(-3)
    ("'=1+1", 'plain', -3)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _csv(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([columns, *([plain_cell(cell) for cell in row] for row in rows)])
    return text.getvalue().encode("utf-8-sig")  # with the mark by which Excel knows UTF-8


def _needs_openpyxl() -> None:
    """Say what to install where XLSX cannot be read or written; CSV always can."""
    if find_spec("openpyxl") is None:
        raise DataError(
            ["XLSX needs openpyxl, of the extra `analysis`: pip install 'hub-matcher[analysis]', or use CSV"]
        )


def _xlsx(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    _needs_openpyxl()
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [columns, *rows]:
        sheet.append([plain_cell(cell) for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for own in sheet.iter_rows(min_row=2):
        for cell in own:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for number, column in enumerate(sheet.iter_cols(values_only=True), 1):
        longest = max(len(str(value or "")) for value in column)
        sheet.column_dimensions[get_column_letter(number)].width = min(60, longest + 2)
    sheet.freeze_panes = "A2"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _xlsx_lines(content: bytes) -> list[list[str]]:
    _needs_openpyxl()
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    sheet = book.worksheets[0]
    return [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]


def _csv_lines(text: str) -> list[list[str]]:
    """Cells of each line; spreadsheets in Portuguese write semicolons."""
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
