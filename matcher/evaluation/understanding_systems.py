"""Systems that read needs: the whole understanding, and the parts and constants that it has to beat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import numpy as np

from matcher.arrays import BoolMatrix, FloatMatrix
from matcher.evaluation.judgments import JudgedNeed
from matcher.evaluation.understanding_measures import Codes, code_measures
from matcher.folding import fold
from matcher.need import Need, Place
from matcher.recommend import Recommender
from matcher.records import Query
from matcher.understanding.concepts import values_of
from matcher.understanding.lexicon import Lexicon
from matcher.understanding.place_words import split_words
from matcher.understanding.places import PlaceFinder
from matcher.understanding.reader import MOST, UNKNOWN_CLIENT, Draft, Reader, Reading

FieldName = Literal["place", "client", "services", "sectors", "technologies", "language", "scope", "facets"]
Topic = Literal["services", "sectors", "technologies"]
Head = Literal[
    "clients", "services", "sectors", "technologies"
]  # of the concept model, and the vocabulary of its codes
TOPICS: Final[tuple[Topic, ...]] = ("services", "sectors", "technologies")
WHOLE: Final = "whole system"
THRESHOLDS: Final = tuple(float(t) for t in np.round(np.arange(0.02, 1.0, 0.02), 2))  # tried for the baselines


@dataclass(frozen=True, slots=True, eq=False)
class System:
    """What one system reads of each need, in the order of the needs; a field that it does not read is missing.

    Attributes:
        codes: for each field, codes, main first; at most one of client, language, scope and number of facets.
        probabilities: for each topic, shape ``(n, n_codes)``, columns as in the vocabulary.
    """

    name: str
    places: Sequence[Sequence[Place]] | None = None
    codes: dict[FieldName, list[Codes]] = field(default_factory=dict)
    probabilities: dict[Topic, FloatMatrix] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Everything the systems need of some needs, worked out once.

    Attributes:
        drafts: what the words say; readings: what the whole system makes of them.
        blind: what it makes of the meaning alone, without its lexicon.
    """

    needs: Sequence[JudgedNeed]
    drafts: list[Draft]
    readings: list[Reading]
    blind: list[Reading]


def scope_of(outcome: str) -> str:
    """An outcome seen as scope: whatever leads to hubs, or would if some fitted, is ``in``."""
    return outcome if outcome in ("too_vague", "out_of_scope") else "in"


def labels_of(need: JudgedNeed, name: FieldName) -> Codes:
    """The assessors' codes of a field, main first; none for a client of whom the text tells nothing."""
    given: dict[FieldName, Codes] = {
        "client": () if need.client == UNKNOWN_CLIENT else (need.client,),
        "services": need.services,
        "sectors": need.sectors,
        "technologies": need.technologies,
        "language": (need.lang,),
        "scope": (scope_of(need.outcome),),
        "facets": (str(need.n_facets),),
    }
    return given[name]


def label_matrix(needs: Sequence[JudgedNeed], topic: Topic, codes: Sequence[str]) -> BoolMatrix:
    """Which codes the assessors gave, shape ``(n, n_codes)``."""
    given = [set(labels_of(need, topic)) for need in needs]
    return np.array([[code in own for code in codes] for own in given], dtype=np.bool_)


def read_all(recommender: Recommender, needs: Sequence[JudgedNeed]) -> Evidence:
    """Every need read with and without the lexicon; one pass of the encoder each."""
    reader = recommender.reader
    without_words = replace(reader, lexicon=Lexicon([]))
    vectors = recommender.encoder.encode_queries([need.text for need in needs])
    queries = [Query(text=need.text) for need in needs]
    drafts, blind = [reader.draft(query) for query in queries], [without_words.draft(query) for query in queries]
    return Evidence(
        needs=needs,
        drafts=drafts,
        readings=[reader.read_draft(draft, None, vector) for draft, vector in zip(drafts, vectors, strict=True)],
        blind=[without_words.read_draft(draft, None, vector) for draft, vector in zip(blind, vectors, strict=True)],
    )


def build_systems(recommender: Recommender, seen: Evidence, train: Evidence) -> tuple[System, ...]:
    """Baselines first, the whole system last.

    Args:
        seen: of the needs to be read.
        train: of the needs of split ``train``, from which constants and the baselines' thresholds are chosen.
    """
    return (
        _constant(seen, train, recommender.reader),
        _gazetteer(seen, recommender.reader),
        _lexicon(seen, train, recommender.reader),
        _classifier(seen, train, recommender),
        _whole(seen, recommender),
    )


def _constant(seen: Evidence, train: Evidence, reader: Reader) -> System:
    """The most frequent answer of ``train`` for every need, and its base rates as probabilities."""
    names: tuple[FieldName, ...] = ("client", "language", "scope", "facets")
    counts = {name: Counter(c for need in train.needs for c in labels_of(need, name)) for name in names}
    rates = {t: label_matrix(train.needs, t, reader.vocabularies[t].codes).mean(axis=0) for t in TOPICS}
    return System(
        "most frequent in train",
        codes={name: [(own.most_common(1)[0][0],)] * len(seen.needs) for name, own in counts.items() if own},
        probabilities={t: np.tile(rate.astype(np.float32), (len(seen.needs), 1)) for t, rate in rates.items()},
    )


def _gazetteer(seen: Evidence, reader: Reader) -> System:
    """Every name of a place that stands in the text, in its usual reading; names that are also words are places too."""
    finder = PlaceFinder(replace(reader.geography, lookalikes=frozenset()))
    return System("gazetteer without context rules", places=[_every_name(finder, need.text) for need in seen.needs])


def _every_name(finder: PlaceFinder, text: str) -> list[Place]:
    """A place for each name, in the order of the text, each once."""
    words = split_words(fold(text))
    found: dict[str, Place] = {}
    for mention in finder.mentions(words):
        named, span = mention.readings[0], words.span(mention.first, mention.end)
        place = finder.geography.place(named, text[slice(*span)], span, "text")
        found.setdefault(named.municipality or named.name, place)
    return list(found.values())


def _lexicon(seen: Evidence, train: Evidence, reader: Reader) -> System:
    """Codes of which a word stands in the text, the surest first; refusals are honoured."""

    def codes(evidence: Evidence, head: Head, threshold: float) -> list[Codes]:
        weights: list[dict[str, float]] = [{} for _ in evidence.needs]
        for own, draft in zip(weights, evidence.drafts, strict=True):
            for hit in draft.kept:
                if hit.list == head and hit.weight >= threshold and hit.code != UNKNOWN_CLIENT:
                    own[hit.code] = max(own.get(hit.code, 0.0), hit.weight)
        order = {code: j for j, code in enumerate(reader.vocabularies[head].codes)}
        return [tuple(sorted(own, key=lambda code: (-own[code], order[code])))[: MOST[head]] for own in weights]

    return System("lexicon only", codes=_chosen(codes, seen, train))


def _classifier(seen: Evidence, train: Evidence, recommender: Recommender) -> System:
    """The concept model told of no words at all; its weights for meaning stay those fitted beside words."""
    vocabularies = recommender.reader.vocabularies

    def codes(evidence: Evidence, head: Head, threshold: float) -> list[Codes]:
        own = vocabularies[head].codes
        rows = [values_of(own, reading.heads[head], (), threshold, MOST[head]) for reading in evidence.blind]
        return [tuple(value.code for value in values if value.code != UNKNOWN_CLIENT) for values in rows]

    return System(
        "classifier only",
        codes=_chosen(codes, seen, train) | {"scope": _scopes([reading.need for reading in seen.blind], recommender)},
        probabilities=_probabilities(seen.blind),
    )


def _whole(seen: Evidence, recommender: Recommender) -> System:
    """What callers get."""
    needs = [reading.need for reading in seen.readings]
    return System(
        WHOLE,
        places=[need.places for need in needs],
        codes={
            "client": [tuple(value.code for value in need.client) for need in needs],
            "services": [tuple(value.code for value in need.services) for need in needs],
            "sectors": [tuple(value.code for value in need.sectors) for need in needs],
            "technologies": [tuple(value.code for value in need.technologies) for need in needs],
            "language": [(need.language,) for need in needs],
            "scope": _scopes(needs, recommender),
            "facets": [(str(max(len(draft.stretches), 1)),) for draft in seen.drafts],
        },
        probabilities=_probabilities(seen.readings),
    )


def _probabilities(readings: Sequence[Reading]) -> dict[Topic, FloatMatrix]:
    """What the system thought of every code, also of those that it does not name."""
    return {topic: np.stack([reading.heads[topic] for reading in readings]) for topic in TOPICS}


def _scopes(needs: Sequence[Need], recommender: Recommender) -> list[Codes]:
    """The scope of each need by the service's own decision."""
    return [(scope_of(recommender.decide(recommender.rank_need(need)).outcome),) for need in needs]


def _chosen(
    codes: Callable[[Evidence, Head, float], list[Codes]], seen: Evidence, train: Evidence
) -> dict[FieldName, list[Codes]]:
    """Client and topics, each at the threshold with the best micro F1 on ``train``."""
    fields: dict[FieldName, Head] = {
        "client": "clients",
        "services": "services",
        "sectors": "sectors",
        "technologies": "technologies",
    }
    result: dict[FieldName, list[Codes]] = {}
    for name, head in fields.items():
        labels = [labels_of(need, name) for need in train.needs]
        best = max(THRESHOLDS, key=lambda t: (code_measures(codes(train, head, t), labels)["F1"].value, -t))
        result[name] = codes(seen, head, best)
    return result
