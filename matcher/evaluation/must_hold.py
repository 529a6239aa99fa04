"""Must-hold cases: needs with the one thing that must be true of the answer, from ``data/judgments/must_hold.yaml``.

A model, catalogue or rules file that breaks one does not pass. A case that does not hold yet carries what is answered
instead (``known_failure``); it is broken too when it holds after all, so that the mark goes as soon as it can.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import numpy as np
from pydantic import Field, ValidationError, model_validator

from matcher.answering import NETWORK_RULE
from matcher.errors import DataError
from matcher.evaluation.must_hold_kinds import Must, Seen, What
from matcher.geography import Geography
from matcher.query import query_faults
from matcher.recommend import Recommender
from matcher.records import Code, Network, Query, Record
from matcher.vocabulary import ListName, Vocabularies
from matcher.yaml_files import YamlFile, read_yaml

FILE_NAME: Final = "must_hold.yaml"
Sentence = Annotated[str, Field(min_length=1)]


class Given(Record):
    """Facts stated beside the text, as in a `Query`."""

    language: str | None = None
    place: str | None = None
    sectors: tuple[Code, ...] = ()
    technologies: tuple[Code, ...] = ()
    services: tuple[Code, ...] = ()
    client: Code | None = None
    networks: tuple[Network, ...] = ()


class Case(Record):
    """One case."""

    id: Code
    text: str
    given: Given = Given()
    why: Sentence
    must: Must
    known_failure: Sentence | None = None

    @model_validator(mode="after")
    def _usable(self) -> Case:
        try:
            self.query  # noqa: B018  # building it validates the text and what is given
        except ValidationError as error:
            raise ValueError("; ".join(f"{field}: {detail}" for field, detail in query_faults(error))) from None
        return self

    @property
    def query(self) -> Query:
        """What is asked, as people ask it."""
        return Query.model_validate({"text": self.text, **self.given.model_dump()})


class CaseFile(Record):
    """The whole of ``must_hold.yaml``."""

    version: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """A case that is not as its line says; ``message`` tells what was expected and what was found."""

    case_id: str
    message: str

    def __str__(self) -> str:
        return f"case {self.case_id}: {self.message}"


def load_cases(path: Path, recommender: Recommender) -> tuple[Case, ...]:
    """The cases; raise `DataError` with every fault of the file, names that the recommender's data lack included."""
    hubs, rules = recommender.catalogue, [rule.code for rule in recommender.rules.rules]
    file = read_cases(path)
    named = case_faults(file, hubs.vocabularies, recommender.reader.geography, hubs.hub_ids, rules)
    faults = [*file.faults, *named]
    if faults or file.record is None:
        raise DataError(faults)
    return file.record.cases


def read_cases(path: Path) -> YamlFile[CaseFile]:
    """The file as it stands, with the faults that can be seen without any other file."""
    return read_yaml(path, CaseFile, "the must-hold cases")


def case_faults(
    file: YamlFile[CaseFile],
    vocabularies: Vocabularies,
    geography: Geography,
    hub_ids: Collection[str],
    rules: Collection[str],
) -> Iterator[str]:
    """Every name that nothing has, and every id that stands twice."""
    ids: set[str] = set()
    known = _Names(vocabularies, geography, hub_ids, rules)
    for number, case in enumerate(file.record.cases if file.record else ()):
        where = file.where("cases", number)
        if case.id in ids:
            yield f"{where}: {case.id!r} stands already; each id may stand once"
        ids.add(case.id)
        named: Iterable[tuple[str, What | ListName, str]] = (
            *(("must", what, name) for what, name in case.must.names()),
            *(("given", "sectors", code) for code in case.given.sectors),
            *(("given", "technologies", code) for code in case.given.technologies),
            *(("given", "service", code) for code in case.given.services),
            *(("given", "clients", code) for code in (case.given.client,) if code),
            *(("given", "place", name) for name in (case.given.place,) if name),
        )
        for field, what, name in named:
            if not known.have(what, name):
                yield f"{where}: {case.id}: {field}: unknown {what} {name!r}; expected {known.source(what)}"


@dataclass(frozen=True, slots=True, eq=False)
class _Names:
    """What a name may be a name of."""

    vocabularies: Vocabularies
    geography: Geography
    hub_ids: Collection[str]
    rules: Collection[str]

    def have(self, what: What | ListName, name: str) -> bool:
        if what in ("hub", "zone"):
            return name in self.hub_ids
        if what in ("rule", "exclusion"):
            return name in self.rules or (what == "exclusion" and name == NETWORK_RULE)
        if what == "place":
            return self.geography.place_named(name) is not None
        return name in self.vocabularies["services" if what == "service" else _list(what)].column

    def source(self, what: What | ListName) -> str:
        if what in ("hub", "zone"):
            return "an id of the catalogue"
        if what in ("rule", "exclusion"):
            return "a code of rules.yaml"
        return "a municipality or region" if what == "place" else "a code of the vocabularies"


def _list(what: What | ListName) -> ListName:
    if what in ("sectors", "technologies", "services", "clients"):
        return what
    raise AssertionError(what)


def check(recommender: Recommender, cases: Iterable[Case]) -> tuple[Broken, ...]:
    """Every case that is not as its line says, in the order of the file."""
    found = ((case, what_is_wrong(recommender, case)) for case in cases)
    return tuple(Broken(case.id, message) for case, message in found if message is not None)


def failing(recommender: Recommender, cases: Iterable[Case]) -> dict[str, str]:
    """What is wrong with each case that does not hold, marked or not, by the case's id."""
    found = ((case.id, case.must.broken(seen(recommender, case.query))) for case in cases)
    return {case_id: message for case_id, message in found if message is not None}


def what_is_wrong(recommender: Recommender, case: Case) -> str | None:
    """What was expected and what was found; None when the case is as its line says."""
    message = case.must.broken(seen(recommender, case.query))
    if case.known_failure is None:
        return message
    return None if message else "it holds now: delete its line known_failure"


def seen(recommender: Recommender, query: Query) -> Seen:
    """The answer to a query and the rules that touch each hub for it."""
    ranked = recommender.rank(query)
    hubs, codes = recommender.catalogue, [rule.code for rule in recommender.rules.rules]
    touching = {
        hubs.hub_ids[row]: frozenset(codes[column] for column in np.flatnonzero(ranked.verdict.touched[row]))
        for row in range(len(hubs))
    }
    country = {hub.id: hub.country for hub in hubs.records}
    return Seen(recommender.answer_ranked(ranked, query), touching, country)
