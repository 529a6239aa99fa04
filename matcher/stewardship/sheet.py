"""A spreadsheet's rows, whatever the file is called: what it is stands in its first bytes."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Final

from matcher.errors import DataError
from matcher.stewardship.remarks import Remark

MOST_BYTES: Final = 100_000_000
WANTED: Final = "expected an .xlsx workbook (also under the name .xls) or a CSV file"
# What a file begins with, and what it then is.
OTHERS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\xd0\xcf\x11\xe0", "an Excel 97-2003 workbook, or one locked with a password; open it and save it as .xlsx"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
)
WORKBOOK: Final = b"PK\x03\x04"
SEPARATORS: Final = ",;\t|"
ROWS_LOOKED_AT: Final = 50

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of cells as the file holds it.

    Attributes:
        name: of the sheet; of the file for a CSV.
        rows: row ``i`` is the spreadsheet's row ``i + 1``; rows may differ in length.
        links: target of the link behind a cell, by row and column from 0.
        dated: the day the file was last saved: what the workbook says of itself, else what the file system does.
        remarks: what there is to say about how the file was read.
    """

    name: str
    rows: tuple[Row, ...]
    links: dict[tuple[int, int], str]
    dated: date
    remarks: tuple[Remark, ...] = ()


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """Every sheet of the file; `DataError` that names what the file is when it is no spreadsheet."""
    try:
        size, changed = path.stat().st_size, path.stat().st_mtime
        content = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise DataError([f"{path}: cannot be read ({error.strerror}); {WANTED}"]) from error
    if not content.strip():
        found = f"has {size} bytes; expected at most {MOST_BYTES}" if size > MOST_BYTES else f"is empty; {WANTED}"
        raise DataError([f"{path}: {found}"])
    day = datetime.fromtimestamp(changed, UTC).date()
    for beginning, found in OTHERS:
        if content.startswith(beginning):
            raise DataError([f"{path}: is {found}; {WANTED}"])
    if content.startswith(WORKBOOK):
        from matcher.stewardship.workbook import workbook_sheets  # here: a CSV needs no openpyxl

        return workbook_sheets(path, content, day)
    return (_delimited(path, content, day),)


def _delimited(path: Path, content: bytes, day: date) -> Sheet:
    """A text file of separated values."""
    text, remarks = _decoded(path, content)
    if text.lstrip()[:200].lower().startswith(("<html", "<!doctype html", "<table", "<?xml")):
        raise DataError([f"{path}: is a web page or XML; open it in a spreadsheet program and save it as .xlsx"])
    separator = max(SEPARATORS, key=lambda sign: _regularity(text, sign))
    try:
        rows = tuple(tuple(row) for row in csv.reader(StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise DataError([f"{path}: cannot be read as CSV ({error}); {WANTED}"]) from error
    return Sheet(path.name, rows, {}, day, tuple(remarks))


def _regularity(text: str, separator: str) -> tuple[int, int]:
    """How many of the first rows have one number of cells, two or more, and that number: commas in a sentence make many.

    >>> _regularity("id;text\\n1;a, b, c\\n", ";"), _regularity("id;text\\n1;a, b, c\\n", ",")
    ((2, 2), (1, 3))
    """
    try:
        rows = list(islice(csv.reader(StringIO(text, newline=""), delimiter=separator), ROWS_LOOKED_AT))
    except csv.Error:
        return 0, 0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(((n, width) for width, n in widths.items()), default=(0, 0))


def _decoded(path: Path, content: bytes) -> tuple[str, Sequence[Remark]]:
    """The text and, where it is not UTF-8, the encoding taken for it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decode(path, content, "utf-16"), ()
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        text = _decode(path, content, "cp1252")
        return text, (Remark("file", "not UTF-8; read as Windows-1252: look whether accents are right"),)


def _decode(path: Path, content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DataError([f"{path}: is no text (byte {error.start + 1}); {WANTED}"]) from error
    if "\x00" in text:
        raise DataError([f"{path}: is no text (holds zero bytes); {WANTED}"])
    return text
