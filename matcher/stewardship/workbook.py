"""The sheets of an .xlsx workbook, read with openpyxl; needs the extra ``analysis``."""

from __future__ import annotations

import warnings
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile, ZipFile

from matcher.errors import ArtefactError, DataError
from matcher.stewardship.remarks import Remark
from matcher.stewardship.sheet import WANTED, Sheet

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOST_UNPACKED: Final = 600_000_000  # bytes: a workbook that unpacks to more was made to fill the memory
PROPERTIES: Final = "docProps/core.xml"


def workbook_sheets(path: Path, content: bytes, day: date) -> tuple[Sheet, ...]:
    """Every sheet with cells; `DataError` for a packed file that is no workbook, or a broken one.

    Args:
        day: the file's own date, for a workbook that does not say when it was saved.
    """
    names = _packed_names(path, content)
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise ArtefactError(
            "openpyxl is not installed, and reads workbooks; install the extra 'analysis' "
            "(pip install '.[analysis]'), or save the workbook as CSV"
        ) from error
    with warnings.catch_warnings(record=True) as told:  # openpyxl warns of parts it leaves out; they become remarks
        warnings.simplefilter("always")
        try:
            book = load_workbook(BytesIO(content), data_only=True)
        except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, BadZipFile, SyntaxError) as error:
            # what openpyxl raises for a broken part, XML faults (SyntaxError) included
            raise DataError([f"{path}: a broken workbook ({type(error).__name__}: {error}); {WANTED}"]) from error
    saved = book.properties.modified if PROPERTIES in names else None
    remarks = tuple(Remark("file", str(one.message)) for one in told)
    return tuple(_sheet(sheet, saved.date() if saved else day, remarks) for sheet in book.worksheets)


def _sheet(sheet: Worksheet, day: date, remarks: tuple[Remark, ...]) -> Sheet:
    rows, links = [], {}
    for row, cells in enumerate(sheet.iter_rows()):
        rows.append(tuple(cell.value for cell in cells))
        for column, cell in enumerate(cells):
            if cell.hyperlink is not None and cell.hyperlink.target:
                links[row, column] = str(cell.hyperlink.target)
    return Sheet(sheet.title, tuple(rows), links, day, remarks)


def _packed_names(path: Path, content: bytes) -> set[str]:
    """The names of a packed file's parts, of one that is a workbook and of a size that can be."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise DataError([f"{path}: a broken packed file ({error}); {WANTED}"]) from error
    names = {part.filename for part in parts}
    if not any(name.startswith("xl/") for name in names):
        shown = ", ".join(sorted(names)[:3])
        raise DataError([f"{path}: a packed file, but no Excel workbook (holds {shown} ...); {WANTED}"])
    if (size := sum(part.file_size for part in parts)) > MOST_UNPACKED:
        raise DataError([f"{path}: unpacks to {size} bytes; expected at most {MOST_UNPACKED}"])
    return names
