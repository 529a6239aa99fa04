"""Measures of what was read from texts, as sums over needs, so that any of them can be resampled by need.

Every measure here is one fraction: what is right over what counts. Its bootstrap draws whole needs (Efron and Tibshirani
1993, chapter 13), the same draws for every system, so differences between systems are paired.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.arrays import BoolMatrix, FloatMatrix
from matcher.evaluation.judgments import JudgedPlace
from matcher.evaluation.significance import RESAMPLES, Estimate
from matcher.need import Place

BINS: Final = 10  # of equal width; a probability of 1 falls in the last

Codes = tuple[str, ...]
Sums = NDArray[np.float64]
Draws = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """What each need adds to a fraction; the measure is the sum of ``parts`` over the sum of ``counts``.

    Attributes:
        parts: shape ``(n, k)``; k is 1 but for the calibration error, whose bins may each be off to either side: the
            columns' sums enter without their signs.
        counts: shape ``(n,)``, >= 0; a need with 0 says nothing about the measure.
    """

    parts: Sums
    counts: Sums

    @property
    def n(self) -> int:
        """Needs that the measure rests on."""
        return int(np.count_nonzero(self.counts))

    @property
    def value(self) -> float:
        """The measure; NaN when nothing counts."""
        total = float(self.counts.sum())
        return float(np.abs(self.parts.sum(axis=0)).sum()) / total if total else float("nan")

    def rows(self, chosen: Sequence[int]) -> Tally:
        """The same for some of the needs."""
        return Tally(self.parts[chosen], self.counts[chosen])

    def resampled(self, draws: Draws) -> Sums:
        """The measure for each draw, shape ``(n_draws,)``; NaN where nothing that counts was drawn."""
        parts: Sums = np.abs(draws @ self.parts).sum(axis=1)
        counts: Sums = draws @ self.counts
        found: Sums = np.divide(parts, counts, out=np.full(len(draws), np.nan), where=counts > 0)
        return found


def draw_needs(n: int, *, rng: np.random.Generator) -> Draws:
    """How often each of ``n`` needs is in each bootstrap sample, shape ``(RESAMPLES, n)``; rows sum to ``n``."""
    return rng.multinomial(n, np.full(n, 1 / n), size=RESAMPLES).astype(np.float32)


def estimate(tally: Tally, draws: Draws) -> Estimate | None:
    """The measure with its 95 % percentile interval; None when no need says anything about it."""
    return interval(tally.value, tally.resampled(draws)) if tally.n else None


def paired_gain(first: Tally, second: Tally, draws: Draws) -> Estimate:
    """``first`` minus ``second`` on the same needs, with the interval of the difference."""
    return interval(first.value - second.value, first.resampled(draws) - second.resampled(draws))


def interval(value: float, resampled: Sums) -> Estimate:
    """``value`` between the 2.5th and the 97.5th percentile of its resamples."""
    low, high = np.nanpercentile(resampled, [2.5, 97.5])
    return Estimate(value, float(low), float(high))


def fraction(parts: Sequence[float], counts: Sequence[float]) -> Tally:
    """One part and one count a need."""
    return Tally(np.array(parts, dtype=np.float64)[:, None], np.array(counts, dtype=np.float64))


def share_right(right: Sequence[bool], counted: Sequence[bool] | None = None) -> Tally:
    """Accuracy over the needs ``counted``; over all when not given."""
    counted = [True] * len(right) if counted is None else counted
    return fraction([r and c for r, c in zip(right, counted, strict=True)], list(counted))


def set_measures(right: Sequence[int], found: Sequence[int], labelled: Sequence[int]) -> dict[str, Tally]:
    """Micro-averaged precision, recall and F1 from the counts of each need.

    Source: Manning, Raghavan and Schütze 2008, section 13.6; F1 = 2 right / (found + labelled).
    """
    both = [f + g for f, g in zip(found, labelled, strict=True)]
    return {
        "F1": fraction([2 * r for r in right], both),
        "precision": fraction(right, found),
        "recall": fraction(right, labelled),
    }


def code_measures(found: Sequence[Codes], labels: Sequence[Codes]) -> dict[str, Tally]:
    """Micro F1, precision and recall of sets of codes, and how often the first code is the label's first."""
    right = [len(set(own) & set(given)) for own, given in zip(found, labels, strict=True)]
    first = [bool(own) and own[:1] == given[:1] for own, given in zip(found, labels, strict=True)]
    measures = set_measures(right, [len(set(own)) for own in found], [len(set(given)) for given in labels])
    return measures | {"main first right": share_right(first, [bool(given) for given in labels])}


def client_measures(found: Sequence[Codes], labels: Sequence[str], unknown: str) -> dict[str, Tally]:
    """Of the needs that tell who asks: share read right, and share read at all; then how often a reading is right.

    Args:
        found: at most one code a need; none given counts as wrong where the text tells.
        labels: ``unknown`` where the text does not tell.
    """
    told = [label != unknown for label in labels]
    right = [own == (label,) for own, label in zip(found, labels, strict=True)]
    given = [bool(own) for own in found]
    return {
        "accuracy where told": share_right(right, told),
        "coverage where told": share_right(given, told),
        "precision": share_right(right, given),
    }


def facet_measures(found: Sequence[Codes], labels: Sequence[Codes]) -> dict[str, Tally]:
    """How often the number of needs in a text is right, and F1, precision and recall of there being several at all.

    Args:
        found, labels: the number as the one code of each text.
    """
    right = share_right([own == given for own, given in zip(found, labels, strict=True)])
    several = [(own != ("1",), given != ("1",)) for own, given in zip(found, labels, strict=True)]
    sets = set_measures([a and b for a, b in several], [a for a, _ in several], [b for _, b in several])
    return {"number right": right} | {f"{name} of several": tally for name, tally in sets.items()}


def place_measures(found: Sequence[Sequence[Place]], labels: Sequence[Sequence[JudgedPlace]]) -> dict[str, Tally]:
    """Whether the first place has the label's NUTS 3 region or rightly none, and precision, recall and F1 over places."""
    pairs = [(own, distinct(given)) for own, given in zip(found, labels, strict=True)]
    nuts3 = [_first_nuts3(own) == _first_nuts3(given) for own, given in pairs]
    right = [n_agreeing(own, given) for own, given in pairs]
    sets = set_measures(right, [len(own) for own, _ in pairs], [len(given) for _, given in pairs])
    return {"NUTS 3 right or rightly none": share_right(nuts3)} | sets


def _first_nuts3(places: Sequence[Place | JudgedPlace]) -> str | None:
    """The level-3 region of the first place; None without places, and where the place is larger."""
    return places[0].nuts3 if places else None


def distinct(labels: Sequence[JudgedPlace]) -> tuple[JudgedPlace, ...]:
    """The labels in order, those of one municipality once."""
    first: dict[str, JudgedPlace] = {}
    for label in labels:
        first.setdefault(label.municipality or label.text, label)
    return tuple(first.values())


def n_agreeing(places: Sequence[Place], labels: Sequence[JudgedPlace]) -> int:
    """How many labels some place meets, each place used once."""
    left = list(places)
    for label in labels:
        match = next((place for place in left if agrees(label, place)), None)
        if match is not None:
            left.remove(match)
    return len(places) - len(left)


def agrees(label: JudgedPlace, place: Place) -> bool:
    """Whether ``place`` is the labelled one, at the finest level that both name."""
    if label.nuts_country != place.country:
        return False
    if label.municipality and place.municipality:
        return label.municipality == place.municipality
    if label.nuts3 and (place.nuts3 or label.nuts3 in place.nuts_codes):
        return label.nuts3 in (place.nuts3, *place.nuts_codes)
    if label.nuts2 and place.nuts2:
        return label.nuts2 == place.nuts2
    return bool(label.nuts2 or label.municipality) == bool(place.nuts2 or place.municipality)


def brier(probabilities: FloatMatrix, labels: BoolMatrix) -> Tally:
    """Mean squared distance of probability and truth over all pairs of need and code; 0 is best.

    Source: Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2, one event, halved as is usual today.
    """
    errors = (probabilities.astype(np.float64) - labels) ** 2
    return Tally(errors.sum(axis=1)[:, None], np.full(len(errors), errors.shape[1], dtype=np.float64))


def calibration_error(probabilities: FloatMatrix, labels: BoolMatrix) -> Tally:
    """Expected calibration error over all pairs of need and code, `BINS` of equal width; 0 is best.

    Source: Naeini, Cooper and Hauskrecht 2015, AAAI 29(1): the gap of mean probability and share right in each bin, weighed
    by the bin's share of the pairs. An interval from resamples lies a little high: a gap never averages out below 0.
    """
    bins = bin_of(probabilities)
    gaps = probabilities.astype(np.float64) - labels
    parts = np.stack([np.where(bins == b, gaps, 0.0).sum(axis=1) for b in range(BINS)], axis=1)
    return Tally(parts, np.full(len(gaps), gaps.shape[1], dtype=np.float64))


def bin_of(probabilities: FloatMatrix) -> NDArray[np.int64]:
    """The number of each probability's bin: [0, 0.1) is 0, [0.9, 1] is 9."""
    return np.minimum((probabilities * np.float32(BINS)).astype(np.int64), BINS - 1)


@dataclass(frozen=True, slots=True)
class Bin:
    """One row of a reliability table; the means are None when the bin is empty."""

    low: float
    high: float
    n: int
    mean_probability: float | None
    share_right: float | None


def reliability(probabilities: FloatMatrix, labels: BoolMatrix) -> tuple[Bin, ...]:
    """For each bin the pairs of need and code in it, their mean probability and the share that is right."""
    bins = bin_of(probabilities)
    rows = []
    for b in range(BINS):
        inside = bins == b
        n = int(inside.sum())
        means = (float(probabilities[inside].mean()), float(labels[inside].mean())) if n else (None, None)
        rows.append(Bin(b / BINS, (b + 1) / BINS, n, *means))
    return tuple(rows)
