"""What an import tells: rows read and written, and every value that could not be taken over, with its rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from matcher.evaluation.tables import table
from matcher.stewardship.remarks import KINDS, Kind, Note

MOST_ROWS = 12  # row numbers told of one thing in the Markdown report; JSON has all


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Counts and notes of one import.

    Attributes:
        as_of: what every record is dated.
        n_read: rows below the headers that are not empty.
        n_known: rows that speak of a hub of the present catalogue, whose id they keep.
    """

    file: str
    sheet: str
    as_of: str
    n_read: int
    n_written: int
    n_known: int
    notes: tuple[Note, ...]

    @property
    def counts(self) -> dict[Kind, int]:
        """How many notes of each kind there are, in a fixed order."""
        found: dict[Kind, int] = {kind: sum(note.kind == kind for note in self.notes) for kind in KINDS}
        return {kind: n for kind, n in found.items() if n}

    @property
    def n_failed(self) -> int:
        """Rows that should have become a hub and could not."""
        return self.counts.get("row not written", 0)

    def json(self) -> str:
        """Everything, note by note."""
        return json.dumps({**asdict(self), "counts": self.counts}, ensure_ascii=False, indent=1)

    def summary(self) -> list[str]:
        """A line with the counts of rows, then one for each kind of note."""
        lines = [
            f"{self.n_read} rows read, {self.n_written} hubs written ({self.n_known} known, "
            f"{self.n_written - self.n_known} new), as of {self.as_of}"
        ]
        return lines + [f"{n:6}  {kind}: {KINDS[kind]}" for kind, n in self.counts.items()]

    def markdown(self) -> str:
        """The report as a page: the summary, then a table for each kind; the same words of several rows stand once."""
        parts = [f"# Import of {_cell(self.file)}", "", self.summary()[0] + f"; sheet {_cell(self.sheet)}."]
        for kind, n in self.counts.items():
            rows = _grouped(note for note in self.notes if note.kind == kind)
            parts += ["", f"## {kind.capitalize()} ({n})", "", f"{KINDS[kind][0].upper()}{KINDS[kind][1:]}.", ""]
            parts.append(table(("rows", "column", "what was found"), rows))
        return "\n".join(parts) + "\n"


def _grouped(notes: Iterable[Note]) -> list[tuple[str, str, str]]:
    """Column and text of each note with all its rows, in the order of the first."""
    rows_of: dict[tuple[str, str], list[int]] = {}
    for note in notes:
        rows_of.setdefault((note.column, note.text), []).extend([note.row] if note.row is not None else [])
    return [(_rows(rows), _cell(column), _cell(text)) for (column, text), rows in rows_of.items()]


def _rows(rows: list[int]) -> str:
    """Row numbers, the first of many.

    >>> _rows([2, 5])
    '2, 5'
    """
    further = f" and {len(rows) - MOST_ROWS} more" if len(rows) > MOST_ROWS else ""
    return ", ".join(map(str, rows[:MOST_ROWS])) + further


def _cell(text: str) -> str:
    """Text from outside as the cell of a Markdown table: no sign in it makes a table, a link or HTML."""
    for sign, shown in (
        ("\\", "\\\\"),
        ("|", "\\|"),
        ("<", "&lt;"),
        ("[", "\\["),
        ("`", "\\`"),
        ("*", "\\*"),
        ("_", "\\_"),
    ):
        text = text.replace(sign, shown)
    return " ".join(text.split())
