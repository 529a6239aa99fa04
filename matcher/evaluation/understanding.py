"""How well needs are understood: every field, by language, against baselines and the bars that were set beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
from pydantic import TypeAdapter

from matcher.evaluation.judgments import JudgedNeed, Split, load_judgments
from matcher.evaluation.significance import SEED, Estimate
from matcher.evaluation.understanding_measures import (
    Bin,
    Codes,
    Draws,
    Tally,
    brier,
    calibration_error,
    client_measures,
    code_measures,
    draw_needs,
    estimate,
    facet_measures,
    paired_gain,
    place_measures,
    reliability,
    share_right,
)
from matcher.evaluation.understanding_systems import (
    TOPICS,
    WHOLE,
    FieldName,
    System,
    Topic,
    build_systems,
    label_matrix,
    labels_of,
    read_all,
)
from matcher.recommend import Recommender
from matcher.understanding.reader import UNKNOWN_CLIENT
from matcher.vocabulary import Vocabularies

Group = Literal["all", "pt", "en", "other"]
GROUPS: Final[tuple[Group, ...]] = ("all", "pt", "en", "other")
FIELDS: Final[tuple[FieldName, ...]] = (
    "place",
    "client",
    "services",
    "sectors",
    "technologies",
    "language",
    "scope",
    "facets",
)
MAIN: Final[dict[FieldName, str]] = {
    "place": "NUTS 3 right or rightly none",
    "client": "accuracy where told",
    "services": "F1",
    "sectors": "F1",
    "technologies": "F1",
    "language": "accuracy",
    "scope": "accuracy",
    "facets": "number right",
}
BARS: Final[dict[FieldName, float]] = {
    "place": 0.93,
    "client": 0.80,
    "services": 0.74,
    "sectors": 0.74,
    "technologies": 0.66,
    "language": 0.98,
}  # set for `dev` before anything was measured
BRIER: Final = "Brier"
CALIBRATION_ERROR: Final = "calibration error"
MIXED: Final = frozenset(("mixed", "pt", "en"))  # right for a mixed text: every one of `train` mixes these two


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of one system on the needs of one group.

    Attributes:
        n: needs that the measure rests on: those that tell, that a system answers, or all, as the measure asks.
        estimate: None when ``n`` is 0.
    """

    field: FieldName
    measure: str
    system: str
    group: Group
    n: int
    estimate: Estimate | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The whole system's main measure of a field over all needs, beside its bar and the best baseline.

    Attributes:
        gain: over ``baseline``, paired; both None where nothing else reads the field.
    """

    field: FieldName
    measure: str
    n: int
    estimate: Estimate
    bar: float | None
    baseline: str | None
    gain: Estimate | None

    @property
    def reached(self) -> bool | None:
        """Whether the value itself is at the bar; None without a bar."""
        return None if self.bar is None else self.estimate.mean >= self.bar


@dataclass(frozen=True, slots=True)
class Understanding:
    """Every figure of one split; ``concepts`` and ``encoder`` are the versions of the models that read it."""

    split: Split
    concepts: str
    encoder: str
    sizes: dict[Group, int]
    standings: tuple[Standing, ...]
    figures: tuple[Figure, ...]
    reliability: dict[Topic, tuple[Bin, ...]]

    def json(self) -> str:
        """Every figure, unrounded."""
        return _STORED.dump_json(self, indent=1).decode()

    @classmethod
    def parse(cls, text: str) -> Understanding:
        """What `json` wrote."""
        return _STORED.validate_json(text)


_STORED: Final = TypeAdapter(Understanding)


def group_rows(needs: Sequence[JudgedNeed]) -> dict[Group, list[int]]:
    """Row numbers of the needs of each group; mixed texts and all further languages are ``other``."""
    rows: dict[Group, list[int]] = {group: [] for group in GROUPS}
    for row, need in enumerate(needs):
        rows["all"].append(row)
        rows[need.lang if need.lang in ("pt", "en") else "other"].append(row)
    return rows


def language_right(found: Sequence[Codes], needs: Sequence[JudgedNeed]) -> Tally:
    """Accuracy; a mixed text counts as right when it is called mixed or one of its two languages."""
    pairs = zip(found, needs, strict=True)
    return share_right([own[0] in (MIXED if need.lang == "mixed" else {need.lang}) for own, need in pairs])


def field_tallies(system: System, needs: Sequence[JudgedNeed], name: FieldName) -> dict[str, Tally]:
    """The measures of one field, main first; empty when the system does not read it."""
    if name == "place":
        return {} if system.places is None else place_measures(system.places, [need.places for need in needs])
    if name not in system.codes:
        return {}
    found, labels = system.codes[name], [labels_of(need, name) for need in needs]
    if name == "client":
        return client_measures(found, [need.client for need in needs], UNKNOWN_CLIENT)
    if name == "language":
        return {"accuracy": language_right(found, needs)}
    if name == "facets":
        return facet_measures(found, labels)
    if name == "scope":
        return {"accuracy": share_right([own == given for own, given in zip(found, labels, strict=True)])}
    return code_measures(found, labels)


def calibration_tallies(
    system: System, needs: Sequence[JudgedNeed], topic: Topic, vocabularies: Vocabularies
) -> dict[str, Tally]:
    """Brier score and calibration error of one topic's probabilities; empty when the system gives none."""
    if topic not in system.probabilities:
        return {}
    labels = label_matrix(needs, topic, vocabularies[topic].codes)
    probabilities = system.probabilities[topic]
    return {BRIER: brier(probabilities, labels), CALIBRATION_ERROR: calibration_error(probabilities, labels)}


def evaluate(
    systems: Sequence[System], needs: Sequence[JudgedNeed], vocabularies: Vocabularies, *, rng: np.random.Generator
) -> tuple[tuple[Standing, ...], tuple[Figure, ...]]:
    """Every field of every system: the standings on the whole system, and all figures by group."""
    rows = {group: own for group, own in group_rows(needs).items() if own}
    draws = {group: draw_needs(len(own), rng=rng) for group, own in rows.items()}
    standings: list[Standing] = []
    figures: list[Figure] = []
    for name in FIELDS:
        tallies = {system.name: field_tallies(system, needs, name) for system in systems}
        main = {own: measures[MAIN[name]] for own, measures in tallies.items() if measures}
        standings += _standing(name, main, draws["all"])
        if name in TOPICS:
            for system in systems:
                tallies[system.name] |= calibration_tallies(system, needs, name, vocabularies)
        for measure in dict.fromkeys(measure for measures in tallies.values() for measure in measures):
            for own, measures in tallies.items():
                if measure in measures:
                    figures += _figures(name, measure, own, measures[measure], rows, draws)
    return tuple(standings), tuple(figures)


def _figures(
    name: FieldName,
    measure: str,
    system: str,
    tally: Tally,
    rows: dict[Group, list[int]],
    draws: dict[Group, Draws],
) -> list[Figure]:
    """One measure of one system for every group."""
    parts = {group: tally.rows(own) for group, own in rows.items()}
    return [Figure(name, measure, system, group, part.n, estimate(part, draws[group])) for group, part in parts.items()]


def _standing(name: FieldName, main: dict[str, Tally], draws: Draws) -> list[Standing]:
    """The whole system beside the best baseline; none when it does not read the field, or no need tells of it."""
    whole = main.get(WHOLE)
    value = None if whole is None else estimate(whole, draws)
    if whole is None or value is None:
        return []
    baselines = [own for own in main if own != WHOLE]
    best = max(baselines, key=lambda own: main[own].value, default=None)
    gain = None if best is None else paired_gain(whole, main[best], draws)
    return [Standing(name, MAIN[name], whole.n, value, BARS.get(name), best, gain)]


def evaluate_understanding(recommender: Recommender, judgments: Path, split: Split) -> Understanding:
    """Everything, on the needs of one split; constants and thresholds of the baselines come from ``train``.

    Args:
        judgments: the folder of ``needs.jsonl`` and ``qrels.tsv``.
    """
    train = read_all(recommender, load_judgments(judgments, "train").needs)
    seen = train if split == "train" else read_all(recommender, load_judgments(judgments, split).needs)
    systems, vocabularies = build_systems(recommender, seen, train), recommender.reader.vocabularies
    standings, figures = evaluate(systems, seen.needs, vocabularies, rng=np.random.default_rng(SEED))
    found = systems[-1].probabilities
    return Understanding(
        split=split,
        concepts=recommender.reader.concepts.config.version,
        encoder=recommender.encoder.version,
        sizes={group: len(rows) for group, rows in group_rows(seen.needs).items()},
        standings=standings,
        figures=figures,
        reliability={t: reliability(found[t], label_matrix(seen.needs, t, vocabularies[t].codes)) for t in TOPICS},
    )
