"""What is wrong with the files under ``data/judgments/``: rows, codes, places, and who grades whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from matcher.evaluation.judgments import NEED_FILES, TEXT_FILES, JudgedNeed, JudgedPlace, LabelledText
from matcher.geography import Geography
from matcher.reading import Rows, duplicates, read_jsonl
from matcher.vocabulary import ListName, Vocabularies

GRADES: Final = ("0", "1", "2", "3")


@dataclass(frozen=True, slots=True)
class GradedNeeds:
    """Judged needs as read, and the lines of their grades as they stand."""

    needs: Rows[JudgedNeed]
    grades_path: Path
    grades: tuple[tuple[int, str], ...]
    unreadable: tuple[str, ...]

    def faults(self, vocabularies: Vocabularies, geography: Geography, hub_ids: Collection[str]) -> list[str]:
        """Every fault of both files, as ``file:line: message``."""
        return [
            *self.needs.faults,
            *duplicates(self.needs, lambda need: need.id),
            *_label_faults(self.needs, vocabularies, geography),
            *self.unreadable,
            *self._grade_faults(hub_ids),
        ]

    def _grade_faults(self, hub_ids: Collection[str]) -> Iterator[str]:
        """Lines that are no TREC qrels, pairs graded twice, and ids that no other file has."""
        needs = {need.id for need in self.needs.records}
        graded: dict[tuple[str, str], int] = {}
        for line, text in self.grades:
            where, cells = f"{self.grades_path}:{line}", text.split()
            if len(cells) != 4 or cells[3] not in GRADES:
                yield f"{where}: found {text[:60]!r}; expected need, 0, hub and a grade 0 to 3"
                continue
            need, _, hub, _ = cells
            if need not in needs and not self.needs.faults:
                yield f"{where}: unknown need {need!r}; expected an id of {self.needs.path.name}"
            if hub not in hub_ids:
                yield f"{where}: unknown hub {hub!r}; expected an id of the catalogue"
            if (need, hub) in graded:
                yield f"{where}: {need} and {hub} stand already on line {graded[need, hub]}; each pair may stand once"
            graded.setdefault((need, hub), line)


@dataclass(frozen=True, slots=True)
class JudgmentFiles:
    """Everything under ``data/judgments/`` that models are fitted to or measured on."""

    graded: tuple[GradedNeeds, ...]
    texts: tuple[Rows[LabelledText], ...]

    def n_rows(self) -> dict[Path, int]:
        """Rows of each file; of the grades, every line that is not blank."""
        counts = {own.needs.path: len(own.needs.rows) for own in self.graded}
        counts |= {own.grades_path: len(own.grades) for own in self.graded}
        return counts | {rows.path: len(rows.rows) for rows in self.texts}

    def faults(self, vocabularies: Vocabularies, geography: Geography, hub_ids: Collection[str]) -> list[str]:
        """Every fault of every file, as ``file:line: message``."""
        return [
            *(fault for own in self.graded for fault in own.faults(vocabularies, geography, hub_ids)),
            *(fault for rows in self.texts for fault in _text_faults(rows, vocabularies, geography)),
        ]


def read_judgment_files(directory: Path) -> JudgmentFiles:
    """The files; nothing is raised, the faults are told by `JudgmentFiles.faults`."""
    return JudgmentFiles(
        graded=tuple(_read_graded(directory / needs, directory / grades) for needs, grades in NEED_FILES),
        texts=tuple(read_jsonl(directory / name, LabelledText) for name in TEXT_FILES),
    )


def _read_graded(needs: Path, grades: Path) -> GradedNeeds:
    text, unreadable = "", ""
    try:
        text = grades.read_text(encoding="utf-8")
    except OSError as error:
        unreadable = f"{grades}: cannot be read ({error.strerror}); expected need, 0, hub and grade on each line"
    except UnicodeDecodeError as error:
        unreadable = f"{grades}: not UTF-8 (byte {error.start}); expected text in UTF-8"
    lines = tuple((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())
    return GradedNeeds(read_jsonl(needs, JudgedNeed), grades, lines, (unreadable,) if unreadable else ())


def _text_faults(rows: Rows[LabelledText], vocabularies: Vocabularies, geography: Geography) -> Iterator[str]:
    """Every fault of one file of labelled texts."""
    yield from rows.faults
    yield from duplicates(rows, lambda text: text.id)
    yield from _label_faults(rows, vocabularies, geography)


def _label_faults(
    rows: Rows[JudgedNeed] | Rows[LabelledText], vocabularies: Vocabularies, geography: Geography
) -> Iterator[str]:
    """Codes and places that no table holds."""
    for row in rows.rows:
        labels = row.record
        listed: tuple[tuple[str, ListName, tuple[str, ...]], ...] = (
            ("sectors", "sectors", labels.sectors),
            ("technologies", "technologies", labels.technologies),
            ("services", "services", labels.services),
            ("client", "clients", (labels.client,)),
        )
        where = f"{rows.path}:{row.line}: {labels.id}"
        for field, name, codes in listed:
            for code in codes:
                if code not in vocabularies[name].column:
                    yield f"{where}: {field}: unknown code {code!r}; expected one of {name}.csv"
        yield from (f"{where}: places: {fault}" for fault in _place_faults(labels.places, geography))


def _place_faults(places: Iterable[JudgedPlace], geography: Geography) -> Iterator[str]:
    """Regions and municipalities that the geography does not hold."""
    for place in places:
        for code in (place.nuts3, place.nuts2):
            if code is not None and not geography.is_code(code):
                yield f"unknown region {code!r}; expected a code of nuts.csv"
        if place.municipality is not None and geography.place_named(place.municipality) is None:
            yield f"unknown municipality {place.municipality!r}; expected a name of municipalities.csv"
