"""Tables as people exchange them: CSV, or XLSX through openpyxl. Cells are text; nothing in them is run or guessed at."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO, StringIO
from pathlib import Path
from typing import Final

from matcher.errors import ArtefactError, DataError
from matcher.stewardship.sheet import read_sheets

XLSX: Final = ".xlsx"
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")  # with which a cell is a formula to a spreadsheet
Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header: number of the line (the header is 1) and text by column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_table(path: Path) -> Table:
    """The first sheet of a workbook, or a CSV file, whatever it is called; raise `DataError` for anything else."""
    sheet = read_sheets(path)[0]
    lines = [[_text(cell) for cell in row] for row in sheet.rows]
    if not lines:
        raise DataError([f"{path}: is empty; expected a header and rows"])
    columns = tuple(lines[0])
    rows = [
        (number, dict(zip(columns, (*cells, *[""] * len(columns)), strict=False)))
        for number, cells in enumerate(lines[1:], 2)
        if any(cells)
    ]
    return Table(columns, tuple(rows))


def write_table(path: Path, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Write XLSX where the name ends so, else CSV in UTF-8; the file appears whole or not at all."""
    content = _xlsx(columns, rows) if path.suffix.lower() == XLSX else _csv(columns, rows)
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)


def guarded(text: str) -> str:
    """``text`` with an apostrophe before it where a spreadsheet would take it for a formula (OWASP, CSV injection).

    >>> guarded("=1+1"), guarded("-3 dB"), guarded("a=b")
    ("'=1+1", "'-3 dB", 'a=b')
    """
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def plain_cell(cell: Cell) -> Cell:
    """The cell so that no spreadsheet runs it; numbers stay numbers.

    >>> plain_cell("=1+1"), plain_cell(-3)
    ("'=1+1", -3)
    """
    return guarded(cell) if isinstance(cell, str) else cell


def _csv(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([columns, *([plain_cell(cell) for cell in row] for row in rows)])
    return text.getvalue().encode("utf-8-sig")  # with the mark by which Excel knows UTF-8


def _xlsx(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    if find_spec("openpyxl") is None:
        raise ArtefactError("openpyxl is not installed, and writes XLSX: pip install '.[analysis]', or use CSV")
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


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()
