"""The code tables of ``data/vocabularies``: codes, labels in pt and en, nearness between codes, and surface forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

import numpy as np
from pydantic import Field
from rapidfuzz import process

from matcher.arrays import FloatMatrix
from matcher.errors import DataError, NeedError
from matcher.need import AnswerLanguage
from matcher.reading import Rows, duplicates, read_csv
from matcher.records import Code, Record

ListName = Literal["sectors", "technologies", "services", "clients", "catalogue_services"]
LISTS: Final[tuple[ListName, ...]] = ("sectors", "technologies", "services", "clients", "catalogue_services")


class CodeRow(Record):
    """A row of a code table; the columns beyond the first three belong to some tables only."""

    code: Code
    label_en: str
    label_pt: str
    hubs_in_export: int | None = None
    nace_divisions: str = ""
    kind: Literal["core", "complementary", "zone", "intent"] | None = None
    served_as: str = ""
    note: str = ""


class RelatedRow(Record):
    """A row of ``related.csv``: hubs strong in ``related`` also serve a need about ``code``, to ``strength``."""

    list: ListName
    code: Code
    related: Code
    strength: Annotated[float, Field(gt=0, le=1)]
    note: str = ""


class TermRow(Record):
    """A row of ``terms.csv``: words that mean a code, and how surely; a final ``*`` stands for any word ending."""

    list: ListName
    code: Code
    language: Literal["pt", "en", "es", "fr", "any"]
    term: Annotated[str, Field(min_length=2)]
    weight: Annotated[float, Field(gt=0, le=1)]


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """One code table in a fixed order: column ``j`` of every matrix over it is ``codes[j]``.

    Attributes:
        related: shape ``(n_codes, n_codes)``; ``[i, j]`` is how far serving ``j`` serves a need of ``i``; 1 if alike.
    """

    name: ListName
    codes: tuple[str, ...]
    rows: tuple[CodeRow, ...]
    related: FloatMatrix
    column: dict[str, int]

    def label(self, code: str, language: AnswerLanguage) -> str:
        """The code's name for people."""
        row = self.rows[self.column[code]]
        return row.label_pt if language == "pt" else row.label_en

    def check(self, field: str, codes: Iterable[str]) -> None:
        """Raise `NeedError` for the first code that the table does not hold, naming the nearest one."""
        for code in codes:
            if code not in self.column:
                near = process.extractOne(code, self.codes, score_cutoff=60)
                hint = f"; did you mean {near[0]!r}?" if near else f"; expected a code of the vocabulary {self.name}"
                raise NeedError(field, f"unknown code {code!r}{hint}")


@dataclass(frozen=True, slots=True, eq=False)
class Vocabularies:
    """All code tables and the surface forms of their codes."""

    tables: dict[ListName, Vocabulary]
    terms: tuple[TermRow, ...]

    def __getitem__(self, name: ListName) -> Vocabulary:
        return self.tables[name]


@dataclass(frozen=True, slots=True)
class VocabularyFiles:
    """Every table as read: sound rows with their lines, and a message for each unsound row."""

    tables: dict[ListName, Rows[CodeRow]]
    related: Rows[RelatedRow]
    terms: Rows[TermRow]

    def faults(self) -> list[str]:
        """Every fault of every file, as ``file:line: message``; no code is called unknown whose own table is broken."""
        faults = [fault for rows in self.tables.values() for fault in (*rows.faults, *duplicates(rows, _code))]
        codes = {name: {row.code for row in rows.records} for name, rows in self.tables.items() if not rows.faults}
        faults += [*_unknown_stand_ins(self.tables["clients"]), *self.related.faults, *_unknown(self.related, codes)]
        return [*faults, *self.terms.faults, *_unknown(self.terms, codes), *_empty_terms(self.terms)]


def read_vocabulary_files(directory: Path) -> VocabularyFiles:
    """Every table of ``directory``; nothing is raised, the faults stand in the tables."""
    return VocabularyFiles(
        tables={name: read_csv(directory / f"{name}.csv", CodeRow) for name in LISTS},
        related=read_csv(directory / "related.csv", RelatedRow),
        terms=read_csv(directory / "terms.csv", TermRow),
    )


def vocabulary_faults(directory: Path) -> list[str]:
    """Every fault of the tables in ``directory``, as ``file:line: message``; empty when they are sound."""
    return read_vocabulary_files(directory).faults()


def load_vocabularies(directory: Path) -> Vocabularies:
    """Read every table of ``directory``; raise `DataError` with all faults of all files."""
    files = read_vocabulary_files(directory)
    faults = files.faults()
    if faults:
        raise DataError(faults)
    tables = {name: build_vocabulary(name, rows.records, files.related.records) for name, rows in files.tables.items()}
    return Vocabularies(tables, files.terms.records)


def _code(row: CodeRow) -> str:
    return row.code


def _unknown(rows: Rows[RelatedRow] | Rows[TermRow], codes: dict[ListName, set[str]]) -> list[str]:
    """A fault for each row with a code that its list does not hold; lists that ``codes`` lacks are passed over."""
    faults = []
    for row in rows.rows:
        named = [row.record.code] + ([row.record.related] if isinstance(row.record, RelatedRow) else [])
        for code in named:
            if row.record.list in codes and code not in codes[row.record.list]:
                faults.append(f"{rows.path}:{row.line}: unknown code {code!r}; expected one of {row.record.list}.csv")
    return faults


def _unknown_stand_ins(rows: Rows[CodeRow]) -> list[str]:
    """A fault for each client served as a client that the table does not hold."""
    codes = {row.code for row in rows.records}
    return [
        f"{rows.path}:{row.line}: served_as: unknown code {code!r}; expected one of this file"
        for row in rows.rows
        for code in row.record.served_as.split(";")
        if code and code not in codes and not rows.faults
    ]


def _empty_terms(rows: Rows[TermRow]) -> list[str]:
    """A fault for each term without a letter or digit: it would be found everywhere."""
    return [
        f"{rows.path}:{row.line}: term {row.record.term!r} has no word; expected letters or digits"
        for row in rows.rows
        if not any(character.isalnum() for character in row.record.term)
    ]


def build_vocabulary(name: ListName, rows: Sequence[CodeRow], related: Iterable[RelatedRow]) -> Vocabulary:
    """The table ``name``, with the nearness that the rows of ``related`` give for it."""
    codes = tuple(row.code for row in rows)
    column = {code: j for j, code in enumerate(codes)}
    matrix = np.eye(len(codes), dtype=np.float32)
    for pair in related:
        if pair.list == name:
            matrix[column[pair.code], column[pair.related]] = pair.strength
    return Vocabulary(name, codes, tuple(rows), matrix, column)
