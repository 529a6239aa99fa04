"""Judged needs, graded hubs and labelled texts, read from ``data/judgments/`` and checked against each other.

Grades and labels are by language-model assessors; the folder's README says how they were made and how well they agree.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from matcher.answer import Outcome
from matcher.errors import DataError
from matcher.evaluation.trec import Qrels, read_qrels
from matcher.need import Language
from matcher.reading import duplicates, read_jsonl
from matcher.records import Code, Country, NutsCode, Record

Split = Literal["train", "dev", "own"]
LEAST_GRADE: Final = 2  # needs without a good hub cannot be ranked well or badly: they count in the outcome instead
COUNTRY_AS_NUTS: Final = {"GB": "UK", "GR": "EL"}  # the labels write ISO codes
TEXT_FILES: Final = ("labelled_texts.jsonl", "own_texts.jsonl")
NEED_FILES: Final = (("needs.jsonl", "qrels.tsv"), ("own_needs.jsonl", "own_qrels.tsv"))  # needs and who grades whom
JUDGED_WRITERS: Final[dict[Split, int]] = {"train": 0, "own": -1}  # of judged needs; labelled texts have theirs above 0


class JudgedPlace(Record):
    """A place of the sender as the assessors read it."""

    text: str
    municipality: str | None
    nuts3: NutsCode | None
    nuts2: NutsCode | None
    country: Country | None

    @property
    def nuts_country(self) -> str | None:
        """The country as NUTS writes it."""
        return COUNTRY_AS_NUTS.get(self.country or "", self.country)


class Labels(Record):
    """A text and what the assessors read in it."""

    text: str
    lang: Language
    places: tuple[JudgedPlace, ...]
    sectors: tuple[Code, ...]
    technologies: tuple[Code, ...]
    services: tuple[Code, ...]
    client: Code
    n_facets: Annotated[int, Field(ge=1)]


class JudgedNeed(Labels):
    """One line of ``needs.jsonl`` or ``own_needs.jsonl``."""

    id: Code
    split: Split
    difficulty: Literal["easy", "medium", "hard"] | None = None
    outcome: Outcome


class LabelledText(Labels):
    """One line of ``labelled_texts.jsonl``: what a text says, without hub grades."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]\d+(-\d+)?$")]  # letter, writer's number, text's number
    outcome: Literal["in", "too_vague", "out_of_scope"]
    labels: int = 1
    writer: int = 0

    @property
    def scope(self) -> str:
        """The label of the scope head."""
        return self.outcome


@dataclass(frozen=True, slots=True, eq=False)
class Judgments:
    """Needs of one split in the order of the file, and ``grades[need_id][hub_id]``, 1 to 3; a pair not listed is 0.

    Attributes:
        known: ids of the needs of every split.
    """

    needs: tuple[JudgedNeed, ...]
    grades: Qrels
    known: frozenset[str] = frozenset()

    def only(self, hub_ids: Collection[str]) -> Judgments:
        """The same needs, with the grades of ``hub_ids`` alone."""
        kept = {need: {hub: g for hub, g in grades.items() if hub in hub_ids} for need, grades in self.grades.items()}
        return Judgments(self.needs, kept, self.known)

    def with_grade(self, least: int) -> tuple[JudgedNeed, ...]:
        """The needs for which some hub has ``least`` or more."""
        return tuple(need for need in self.needs if max(self.grades[need.id].values(), default=0) >= least)


def load_judgments(directory: Path, split: Split) -> Judgments:
    """The judged needs of ``split``; raise `DataError` with every fault of its two files."""
    needs_file, grades_file = NEED_FILES[split == "own"]
    rows = read_jsonl(directory / needs_file, JudgedNeed)
    faults = [*rows.faults, *duplicates(rows, lambda need: need.id)]
    known = {need.id for need in rows.records}
    grades, broken = read_qrels(directory / grades_file, known)
    if faults or broken:
        raise DataError([*faults, *broken])
    needs = tuple(need for need in rows.records if need.split == split)
    return Judgments(needs, {need.id: grades.get(need.id, {}) for need in needs}, frozenset(known))


def load_labelled_texts(directory: Path) -> tuple[LabelledText, ...]:
    """The labelled texts and the judged needs of ``train`` and our own, each with its writer's number."""
    files = [read_jsonl(directory / name, LabelledText) for name in TEXT_FILES]
    faults = [fault for rows in files for fault in (*rows.faults, *duplicates(rows, lambda text: text.id))]
    if faults:
        raise DataError(faults)
    texts = [
        text.model_copy(update={"writer": int(text.id[1:].split("-")[0])}) for rows in files for text in rows.records
    ]
    judged = (
        _as_labelled(need, writer)
        for split, writer in JUDGED_WRITERS.items()
        for need in load_judgments(directory, split).needs
    )
    return (*texts, *judged)


def _as_labelled(need: JudgedNeed, writer: int) -> LabelledText:
    """A judged need as one more labelled text: its outcome, seen as scope."""
    scope: Literal["in", "too_vague", "out_of_scope"] = "in"
    if need.outcome in ("too_vague", "out_of_scope"):
        scope = "too_vague" if need.outcome == "too_vague" else "out_of_scope"
    fields = need.model_dump(exclude={"split", "difficulty", "outcome"})
    return LabelledText(**fields, outcome=scope, writer=writer)
