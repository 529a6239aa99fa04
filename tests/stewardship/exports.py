"""Exports of the European catalogue made by hand: exactly its columns, an .xlsx workbook whatever it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from matcher.geography import Geography
from matcher.records import HubRecord
from matcher.stewardship.catalogue_import import Imported, Present, import_export
from matcher.stewardship.columns import COLUMNS
from matcher.stewardship.new_records import Provenance
from matcher.stewardship.sheet import read_sheets
from matcher.vocabulary import Vocabularies

DAY = date(2026, 1, 31)
SOURCE = "https://catalogue.example/export"
# One hub without any fault; tests change single cells of it.
SOUND: Mapping[str, object] = {
    "EDIH Name": "AI5",
    "EDIH Title": "AI5production Hub",
    "Description (indexed field)": "We test robots for small firms.",
    "Country": "Austria",
    "Contact name": "Ana Pinto",
    "Contact Location": "Vienna",
    "EDIH/SoE": "EDIH",
    "Website": "https://ai5.at",
    "Formatted sectors": "Energy - 3",
    "Formatted services": "SME support - 5",
    "Formatted technologies": "Robotics - 5",
}


def write_export(
    path: Path,
    rows: Sequence[Mapping[str, object]],
    headers: Sequence[str] = COLUMNS,
    before: Sequence[Sequence[object]] = (),
) -> Path:
    """A workbook with a row for each of ``rows``, whose cells are those of `SOUND` but for the ones given.

    Args:
        before: rows above the headers.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    for cells in before:
        sheet.append(list(cells))
    sheet.append(list(headers))
    for row in rows:
        cells = {**SOUND, **row}
        sheet.append([cells.get(header) for header in headers])
    with path.open("wb") as file:  # a file, since openpyxl writes to no name that ends in .xls
        book.save(file)
    return path


class Importer:
    """Imports workbooks and rows with the shipped tables."""

    def __init__(self, folder: Path, vocabularies: Vocabularies, geography: Geography) -> None:
        self.folder, self._vocabularies, self._geography = folder, vocabularies, geography

    def file(self, path: Path, known: Sequence[HubRecord] = (), left_out: frozenset[str] = frozenset()) -> Imported:
        """What a file comes to."""
        present = Present(self._vocabularies, self._geography, tuple(known))
        return import_export(path.name, read_sheets(path), present, Provenance(DAY, (SOURCE,)), left_out)

    def rows(
        self,
        *rows: Mapping[str, object],
        known: Sequence[HubRecord] = (),
        left_out: frozenset[str] = frozenset(),
    ) -> Imported:
        """What rows come to, each `SOUND` but for the cells given; the first stands in row 2."""
        return self.file(write_export(self.folder / "export-edihs.xls", rows), known, left_out)

    def one(self, known: Sequence[HubRecord] = (), **cells: object) -> HubRecord:
        """The one hub of a row; ``__`` in a name stands for a space."""
        (hub,) = self.rows({name.replace("__", " "): cell for name, cell in cells.items()}, known=known).hubs
        return hub


def texts(imported: Imported, kind: str) -> list[tuple[int | None, str]]:
    """Row and words of the notes of one kind."""
    return [(note.row, note.text) for note in imported.report.notes if note.kind == kind]
