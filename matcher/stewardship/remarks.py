"""What reading an export has to tell: of one value (`Remark`), and of one value at its place (`Note`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Generic, Literal, TypeVar

Kind = Literal[
    "row not written",
    "repeated row",
    "left out as asked",
    "unknown value",
    "intensity",
    "no intensity",
    "repeated value",
    "country",
    "location",
    "network",
    "website",
    "personal data removed",
    "text",
    "column",
    "new hub",
    "other name",
    "hub without a row",
    "file",
]
KINDS: Final[dict[Kind, str]] = {
    "row not written": "no hub could be made of the row",
    "repeated row": "the same hub stands in an earlier row, which was taken",
    "left out as asked": "rows that an option leaves out",
    "unknown value": "no label of the vocabulary; nothing was written for it",
    "intensity": "not 1 to 5",
    "no intensity": "values that are listed without one; taken as unknown",
    "repeated value": "stands twice in one list; the higher intensity was taken",
    "country": "no known country",
    "location": "no place that geography or catalogue know, or several; seat left as it was, or unknown",
    "network": "neither EDIH, Seal of Excellence nor DIH",
    "website": "repaired, or no usable address",
    "personal data removed": "sentences with an address, number or name of a person; not repeated here",
    "text": "sentences left out or in another language",
    "column": "headers missing, renamed or unused",
    "new hub": "in no record that ids were matched with",
    "other name": "a known hub, found by its site, under another name",
    "hub without a row": "in the records that ids were matched with, and in no row: closed, or under another name",
    "file": "how the file was read",
}

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that whoever keeps the catalogue should know of a value; ``text`` says what was found and expected."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Read(Generic[Value]):
    """A value and what there is to say about how it was read."""

    value: Value
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A remark at its place: ``row`` counts from 1 as the spreadsheet shows it, None for the file as a whole."""

    row: int | None
    column: str
    kind: Kind
    text: str


def quoted(text: str, most: int = 80) -> str:
    """The text in quotation marks on one line, cut where it is long.

    >>> quoted("a\\nlong text", 7)
    "'a long…'"
    """
    line = " ".join(text.split())
    return repr(line if len(line) <= most else f"{line[: most - 1].rstrip()}…")
