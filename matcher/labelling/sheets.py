"""Sheets that assessors fill in: written as CSV or XLSX without a word on who proposed what, and read back with every fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from matcher.errors import DataError
from matcher.labelling.pools import Pool
from matcher.need import AnswerLanguage
from matcher.records import HubRecord
from matcher.spreadsheets import read_table, write_table

COLUMNS: Final = ("need_id", "hub_id", "grade", "note", "need", "hub", "about")
NEEDED: Final = ("need_id", "hub_id", "grade")
GRADES: Final = range(4)
EXPECTED_GRADE: Final = "0 not useful, 1 possible, 2 good, 3 the right door, or nothing"
MOST_ABOUT: Final = 3  # sentences on a hub

Key = tuple[str, str]  # need id, hub id


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one assessor said.

    Attributes:
        grades: of the pairs judged so far; notes: where one was left.
        n_pairs: pairs of the pool.
    """

    assessor: str
    grades: dict[Key, int]
    notes: dict[Key, str] = field(default_factory=dict)
    n_pairs: int = 0

    @property
    def n_open(self) -> int:
        """Pairs without a grade."""
        return self.n_pairs - len(self.grades)


def write_sheet(
    path: Path, pool: Pool, hubs: Mapping[str, HubRecord], language: AnswerLanguage, sheet: Sheet | None = None
) -> None:
    """Write the pairs with need, hub and what the hub is; grades and notes of ``sheet`` where there are any.

    The first cell in which a spreadsheet would see a formula is quoted, for needs come from outside.
    """
    texts = {need.id: need.text for need in pool.needs}
    grades, notes = (sheet.grades, sheet.notes) if sheet else ({}, {})
    rows: list[Sequence[str | int | None]] = []
    for key in pool.keys:
        need_id, hub_id = key
        about = "; ".join(about_hub(hubs[hub_id], language))
        rows.append((need_id, hub_id, grades.get(key), notes.get(key, ""), texts[need_id], hubs[hub_id].name, about))
    write_table(path, COLUMNS, rows)


def read_sheet(path: Path, pool: Pool, assessor: str | None = None, *, partial: bool = False) -> Sheet:
    """The grades in a sheet; a row without a grade is still open.

    Args:
        assessor: a pseudonym; without it the file's name.
        partial: whether the sheet may hold some of the pairs only, as that of a third assessor does.

    Raises:
        DataError: columns are missing, a grade is none of 0 to 3, a pair is unknown, stands twice or is gone; all faults.
    """
    table = read_table(path)
    faults = [
        f"{path}: no column {name!r}; found {', '.join(table.columns)}" for name in NEEDED if name not in table.columns
    ]
    if faults:
        raise DataError(faults)
    grades: dict[Key, int] = {}
    notes: dict[Key, str] = {}
    seen: dict[Key, int] = {}
    known = set(pool.keys)
    for line, row in table.rows:
        key, where = (row["need_id"], row["hub_id"]), f"{path}:{line}"
        if key not in known or key in seen:
            faults.append(_misplaced(where, key, seen))
            continue
        seen[key] = line
        grade = _grade(row["grade"])
        if grade is None and row["grade"]:
            faults.append(f"{where}: found the grade {row['grade'][:20]!r}; expected {EXPECTED_GRADE}")
        elif grade is not None:
            grades[key] = grade
        if row.get("note"):
            notes[key] = row["note"]
    gone = [] if partial else [key for key in pool.keys if key not in seen]
    faults += [f"{path}: the pair {' '.join(key)} is gone; expected every pair of the pool" for key in gone]
    if faults:
        raise DataError(faults)
    return Sheet(assessor or path.stem, grades, notes, len(pool.pairs))


def about_hub(hub: HubRecord, language: AnswerLanguage) -> tuple[str, ...]:
    """What a hub says of itself, in ``language`` where its profile has it."""
    own, other = (
        (hub.specialities_pt, hub.specialities_en) if language == "pt" else (hub.specialities_en, hub.specialities_pt)
    )
    return (own or other)[:MOST_ABOUT]


def _misplaced(where: str, key: Key, seen: Mapping[Key, int]) -> str:
    if key in seen:
        return f"{where}: the pair {' '.join(key)} stands already on line {seen[key]}; expected it once"
    return f"{where}: the pair {' '.join(key)!r} is not of this pool; expected need_id and hub_id as they were written"


def _grade(cell: str) -> int | None:
    """The grade in a cell; spreadsheets write whole numbers as 2 or 2.0.

    >>> _grade("2"), _grade("2.0"), _grade("2.5"), _grade("four")
    (2, 2, None, None)
    """
    try:
        number = float(cell.replace(",", "."))
    except ValueError:
        return None
    return int(number) if number in GRADES else None
