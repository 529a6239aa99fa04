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
from matcher.need import Language
from matcher.reading import duplicates, read_jsonl
from matcher.records import Code, Country, NutsCode, Record

Split = Literal["train", "dev"]
TEXT_FILES: Final = ("labelled_texts.jsonl", "own_texts.jsonl")


class JudgedPlace(Record):
    """A place of the sender as the assessors read it."""

    text: str
    municipality: str | None
    nuts3: NutsCode | None
    nuts2: NutsCode | None
    country: Country | None


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
    """One line of ``needs.jsonl``."""

    id: Code
    split: Split
    difficulty: Literal["easy", "medium", "hard"]
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
    """Needs of one split in the order of the file, and ``grades[need_id][hub_id]``, 1 to 3; a pair not listed is 0."""

    needs: tuple[JudgedNeed, ...]
    grades: dict[str, dict[str, int]]

    def only(self, hub_ids: Collection[str]) -> Judgments:
        """The same needs, with the grades of ``hub_ids`` alone."""
        kept = {need: {hub: g for hub, g in grades.items() if hub in hub_ids} for need, grades in self.grades.items()}
        return Judgments(self.needs, kept)

    def with_grade(self, least: int) -> tuple[JudgedNeed, ...]:
        """The needs for which some hub has ``least`` or more."""
        return tuple(need for need in self.needs if max(self.grades[need.id].values(), default=0) >= least)


def load_judgments(directory: Path, split: Split) -> Judgments:
    """The judged needs of ``split``; raise `DataError` with every fault of both files."""
    rows = read_jsonl(directory / "needs.jsonl", JudgedNeed)
    faults = [*rows.faults, *duplicates(rows, lambda need: need.id)]
    known = {need.id for need in rows.records}
    grades, broken = _read_qrels(directory / "qrels.tsv", known)
    if faults or broken:
        raise DataError([*faults, *broken])
    needs = tuple(need for need in rows.records if need.split == split)
    return Judgments(needs, {need.id: grades.get(need.id, {}) for need in needs})


def _read_qrels(path: Path, known: set[str]) -> tuple[dict[str, dict[str, int]], list[str]]:
    """TREC qrels: need, 0, hub, grade; and a fault for each line that is not that."""
    grades: dict[str, dict[str, int]] = {}
    faults: list[str] = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        return {}, [f"{path}: cannot be read ({error}); expected TREC qrels"]
    for number, line in enumerate(lines, 1):
        cells = line.split()
        if not cells:
            continue
        if len(cells) != 4 or cells[3] not in ("0", "1", "2", "3"):
            faults.append(f"{path}:{number}: found {line[:60]!r}; expected need, 0, hub and a grade 0 to 3")
        elif cells[0] not in known:
            faults.append(f"{path}:{number}: unknown need {cells[0]!r}; expected an id of needs.jsonl")
        else:
            grades.setdefault(cells[0], {})[cells[2]] = int(cells[3])
    return grades, faults


def load_labelled_texts(directory: Path) -> tuple[LabelledText, ...]:
    """The labelled texts and the needs of ``train``, each with its writer's number (the needs' writer is 0)."""
    files = [read_jsonl(directory / name, LabelledText) for name in TEXT_FILES]
    faults = [fault for rows in files for fault in (*rows.faults, *duplicates(rows, lambda text: text.id))]
    if faults:
        raise DataError(faults)
    texts = [
        text.model_copy(update={"writer": int(text.id[1:].split("-")[0])}) for rows in files for text in rows.records
    ]
    return (*texts, *(_as_labelled(need) for need in load_judgments(directory, "train").needs))


def _as_labelled(need: JudgedNeed) -> LabelledText:
    """A judged need as one more labelled text: its outcome, seen as scope."""
    scope: Literal["in", "too_vague", "out_of_scope"] = "in"
    if need.outcome in ("too_vague", "out_of_scope"):
        scope = "too_vague" if need.outcome == "too_vague" else "out_of_scope"
    fields = need.model_dump(exclude={"split", "difficulty", "outcome"})
    return LabelledText(**fields, outcome=scope, writer=0)
