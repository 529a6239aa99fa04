"""Every fault of every file under ``data/`` at once: what `hub-matcher catalogue check` tells.

No file's faults hide another's. A table that is itself at fault is taken to hold every code, so that the files that
refer to it are still checked in everything else; the answer says which checks were left out for that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from matcher.catalogue_check import hub_faults, read_hubs
from matcher.check_judgments import JudgmentFiles, read_judgment_files
from matcher.contacts import read_contacts
from matcher.evaluation.must_hold import FILE_NAME, case_faults, read_cases
from matcher.geography import Geography
from matcher.geography_files import read_tables
from matcher.need import Origin, Place
from matcher.reading import Rows, read_csv
from matcher.records import HubRecord
from matcher.rules import Rules, read_rules
from matcher.understanding.negation import CueRow
from matcher.vocabulary import (
    ListName,
    Vocabularies,
    Vocabulary,
    VocabularyFiles,
    build_vocabulary,
    read_vocabulary_files,
)


@dataclass(frozen=True, slots=True)
class Check:
    """What a look at a whole data folder found.

    Attributes:
        faults: ``file:line: message`` each, file by file.
        left_out: which checks could not be made, and why; empty when there are no faults.
        n_rows: sound rows of each file.
    """

    faults: tuple[str, ...]
    left_out: tuple[str, ...]
    n_rows: dict[Path, int]


def all_faults(data: Path) -> list[str]:
    """Every fault of every file of ``data``, and then which checks were left out; empty when all is sound."""
    found = check_data(data)
    return [*found.faults, *found.left_out]


def check_data(data: Path) -> Check:
    """Read and check every file of ``data``; never raises for what stands in a file."""
    codes, regions = read_vocabulary_files(data / "vocabularies"), read_tables(data / "geography")
    cues, contacts = read_csv(data / "vocabularies" / "negation.csv", CueRow), read_contacts(data / "contacts.csv")
    hubs, judged = read_hubs(data / "hubs"), read_judgment_files(data / "judgments")
    cases = read_cases(data / "judgments" / FILE_NAME)
    region_faults = regions.faults()
    vocabularies, geography, hub_ids = _vocabularies(codes), _geography(data, region_faults), _hub_ids(hubs)
    rules, rule_faults = read_rules(data / "rules.yaml", vocabularies, hub_ids)
    faults = (
        *codes.faults(),
        *cues.faults,
        *region_faults,
        *hub_faults(hubs, vocabularies, geography),
        *rule_faults,
        *contacts.faults,
        *judged.faults(vocabularies, geography, hub_ids),
        *cases.faults,
        *case_faults(cases, vocabularies, geography, hub_ids, _rule_codes(rules, rule_faults)),
    )
    n_rules = len(rules.rules) if rules else 0
    n_rows = {
        **_counts((*codes.tables.values(), codes.related, codes.terms, cues)),
        **_counts(getattr(regions, field.name) for field in fields(regions)),  # every field is a table
        **_counts(hubs),
        data / "rules.yaml": n_rules,
        **_counts([contacts]),
        **judged.n_rows(),
        cases.path: len(cases.record.cases) if cases.record else 0,
    }
    return Check(faults, tuple(_left_out(data, codes, bool(region_faults), hubs, judged)), n_rows)


def _left_out(
    data: Path, codes: VocabularyFiles, geography: bool, hubs: Sequence[Rows[HubRecord]], judged: JudgmentFiles
) -> Iterable[str]:
    """What could not be checked, because that which it is checked against is at fault."""
    left_out = "left out until that is mended"
    for rows in codes.tables.values():
        if rows.faults:
            yield f"{rows.path}: at fault, so whether other files' codes stand in it was {left_out}"
    if geography:
        yield f"{data / 'geography'}: at fault, so whether the places of hubs and judgments exist was {left_out}"
    for profiles in hubs:
        if profiles.faults:
            yield f"{profiles.path}: at fault, so whether the hubs of rules.yaml, qrels.tsv and {FILE_NAME} exist was {left_out}"
    for own in judged.graded:
        if own.needs.faults:
            yield f"{own.needs.path}: at fault, so whether the needs of {own.grades_path.name} exist was {left_out}"


class _EveryCode(dict[str, int]):
    """The columns of a table that is at fault: taken to hold every code."""

    def __contains__(self, code: object) -> bool:
        return True


class _EveryId(tuple[str, ...]):
    """The ids of files that are at fault: taken to hold every id."""

    def __contains__(self, hub_id: object) -> bool:
        return True


class _Everywhere(Geography):
    """The geography of tables that are at fault: taken to hold every place."""

    def is_code(self, code: str) -> bool:
        """Whatever it is."""
        return bool(code)

    def place_named(self, text: str, origin: Origin = "stated") -> Place | None:
        """A place of that name."""
        return Place(text=text, span=None, origin=origin, country="", nuts_codes=())


def _vocabularies(files: VocabularyFiles) -> Vocabularies:
    """The tables as far as they are sound; nearness and terms play no part in any check."""
    tables: dict[ListName, Vocabulary] = {}
    for name, rows in files.tables.items():
        broken = Vocabulary(name, (), (), np.eye(0, dtype=np.float32), _EveryCode())
        tables[name] = broken if rows.faults else build_vocabulary(name, rows.records, ())
    return Vocabularies(tables, ())


def _geography(data: Path, faults: Sequence[str]) -> Geography:
    """The geography of sound tables, else one that holds every place."""
    return _Everywhere({}, {}) if faults else Geography.load(data / "geography")


def _hub_ids(files: Sequence[Rows[HubRecord]]) -> tuple[str, ...]:
    """The ids of all hubs, or every id there may be when a profile is at fault."""
    if any(rows.faults for rows in files):
        return _EveryId()
    return tuple(hub.id for rows in files for hub in rows.records)


def _rule_codes(rules: Rules | None, faults: Sequence[str]) -> Collection[str]:
    """The codes of the rules, or every code there may be when their file is at fault, which is told by its own faults."""
    return _EveryId() if rules is None or faults else [rule.code for rule in rules.rules]


def _counts(files: Iterable[Rows[Any]]) -> dict[Path, int]:  # Any: files of every kind of row are counted alike
    """Sound rows of each file."""
    return {rows.path: len(rows.rows) for rows in files}
