"""Institutions to turn to when no hub fits, or beside one: never persons."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from matcher.answer import Contact
from matcher.errors import DataError
from matcher.need import AnswerLanguage
from matcher.reading import Rows, duplicates, read_csv
from matcher.records import Code, Record

COORDINATION: Final = "iapmei-dih"
EUROPE: Final = "edih-catalogue"
ZONE_AUTHORITY: Final = "ani-zlt"


class ContactRow(Record):
    """A row of ``contacts.csv``."""

    id: Code
    name_pt: str
    name_en: str
    purpose: str
    website: str
    email: str | None = None
    source: str = ""

    def contact(self, language: AnswerLanguage) -> Contact:
        """The contact as answers show it."""
        name = self.name_pt if language == "pt" else self.name_en
        return Contact(id=self.id, name=name, website=self.website, email=self.email)


def load_contacts(path: Path) -> dict[str, ContactRow]:
    """The institutions by id; `DataError` with every fault, one that answers name being missing included."""
    rows = read_contacts(path)
    if rows.faults:
        raise DataError(rows.faults)
    return {row.id: row for row in rows.records}


def read_contacts(path: Path) -> Rows[ContactRow]:
    """The rows of ``contacts.csv`` and every fault."""
    rows = read_csv(path, ContactRow)
    missing = {COORDINATION, EUROPE, ZONE_AUTHORITY} - {row.id for row in rows.records}
    absent = (f"{path}: no row with id {name!r}; answers name it" for name in sorted(missing))
    return Rows(path, rows.rows, (*rows.faults, *duplicates(rows, lambda row: row.id), *absent))
