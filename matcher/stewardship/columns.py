"""Where an export's columns stand: the row of headers, and which header means what, also renamed or in another order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from rapidfuzz import fuzz

from matcher.errors import DataError
from matcher.folding import fold_term
from matcher.stewardship.plain_text import one_line
from matcher.stewardship.remarks import Remark, quoted
from matcher.stewardship.sheet import Row, Sheet

Column = Literal[
    "EDIH Name",
    "EDIH Title",
    "Description (indexed field)",
    "Country",
    "Contact name",
    "Contact Location",
    "EDIH/SoE",
    "Website",
    "Formatted sectors",
    "Formatted services",
    "Formatted technologies",
]
COLUMNS: Final[tuple[Column, ...]] = get_args(Column)
OTHER_HEADERS: Final[dict[str, Column]] = {  # folded
    "name": "EDIH Name",
    "hub name": "EDIH Name",
    "short name": "EDIH Name",
    "acronym": "EDIH Name",
    "title": "EDIH Title",
    "hub title": "EDIH Title",
    "full name": "EDIH Title",
    "description": "Description (indexed field)",
    "member state": "Country",
    "contact person": "Contact name",
    "contact persons": "Contact name",
    "location": "Contact Location",
    "address": "Contact Location",
    "city": "Contact Location",
    "contact address": "Contact Location",
    "type": "EDIH/SoE",
    "edih soe dih": "EDIH/SoE",
    "status": "EDIH/SoE",
    "web site": "Website",
    "url": "Website",
    "web": "Website",
    "sectors": "Formatted sectors",
    "services": "Formatted services",
    "technologies": "Formatted technologies",
}
NAMES: Final[tuple[Column, ...]] = ("EDIH Name", "EDIH Title")
HEADER_ROWS: Final = 50  # how far down the headers are looked for
LEAST_KNOWN: Final = 3  # columns by which a row is known to hold the headers
NEAR: Final = 88.0  # of 100: a header with a slip


@dataclass(frozen=True, slots=True)
class Columns:
    """The row of headers, from 0, and the place of each column that the sheet has."""

    header: int
    places: dict[Column, int]
    remarks: tuple[Remark, ...]


def header_of(sheets: Sequence[Sheet]) -> tuple[Sheet, Columns]:
    """The first sheet with the export's headers, and where they stand; `DataError` that shows what was found instead."""
    for sheet in sheets:
        for row, cells in enumerate(sheet.rows[:HEADER_ROWS]):
            places = _places(cells)
            if len(places) >= LEAST_KNOWN and any(name in places for name in NAMES):
                columns = Columns(row, places, _remarks(cells, places, row, sheet, len(sheets)))
                if "Country" not in places:
                    raise DataError([f"{sheet.name}: row {row + 1} has no column 'Country'; expected one"])
                return sheet, columns
    first = next((row for sheet in sheets for row in sheet.rows if any(one_line(cell) for cell in row)), ())
    found = ", ".join(quoted(one_line(cell), 30) for cell in first[:8] if one_line(cell)) or "no filled row"
    raise DataError(
        [
            f"{', '.join(sheet.name for sheet in sheets)}: no row with the export's headers among the first "
            f"{HEADER_ROWS}; found {found}; expected {', '.join(COLUMNS)}"
        ]
    )


def _places(cells: Row) -> dict[Column, int]:
    """The first cell that is, or nearly is, each header."""
    places: dict[Column, int] = {}
    named = [(place, fold_term(one_line(cell))) for place, cell in enumerate(cells)]
    known = {**{fold_term(column): column for column in COLUMNS}, **OTHER_HEADERS}
    exact = {place: known[name] for place, name in named if name in known}
    own = {place: column for place, column in exact.items() if fold_term(column) == dict(named)[place]}
    for place, column in (*own.items(), *exact.items()):
        places.setdefault(column, place)
    for place, name in named:
        near = [column for column in COLUMNS if fuzz.ratio(name, fold_term(column)) >= NEAR and column not in places]
        if name and place not in exact and near:
            places[near[0]] = place
    return places


def _remarks(cells: Row, places: dict[Column, int], row: int, sheet: Sheet, n_sheets: int) -> tuple[Remark, ...]:
    """What differs from the export as it is known."""
    headers = [one_line(cell) for cell in cells]
    renamed = [f"{quoted(headers[at])} read as {name!r}" for name, at in places.items() if headers[at] != name]
    missing = [f"no column {name!r}: what it tells stays unknown" for name in COLUMNS if name not in places]
    used = set(places.values())
    unused = [f"column {quoted(name)} is not used" for at, name in enumerate(headers) if name and at not in used]
    place = [f"headers in row {row + 1}"] if row else []
    place += [f"sheet {sheet.name!r} was read, of {n_sheets}"] if n_sheets > 1 else []
    told = [Remark("column", text) for text in (*renamed, *missing, *unused)]
    return (*(Remark("file", text) for text in place), *told, *sheet.remarks)
