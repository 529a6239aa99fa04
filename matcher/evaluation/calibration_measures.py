"""Whether a hub's probability means what it says: Brier score, expected calibration error and the reliability curve.

What is predicted: the hub is graded 2 or more for the need. Reported as 'calibration error' is the one with ten bins of equal
width; bins of equal mass are shown beside it, since most hubs are no door for most needs and crowd the lowest bin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.arrays import BoolMatrix, FloatMatrix
from matcher.evaluation.judgments import LEAST_GRADE, JudgedNeed
from matcher.evaluation.significance import SEED, Estimate
from matcher.evaluation.systems import RankedNeeds, national_ids, national_rows
from matcher.evaluation.understanding_measures import (
    BINS,
    Bin,
    Tally,
    brier,
    calibration_error,
    draw_needs,
    interval,
    reliability,
)
from matcher.recommend import Recommender


@dataclass(frozen=True, slots=True)
class Calibration:
    """Probabilities against grades; intervals resample needs.

    Attributes:
        n_needs, n_pairs: needs, and pairs of need and hub that were predicted.
        base_rate: share of the pairs that are good.
        chance: Brier score of always saying the base rate, which has no calibration error.
        error, error_equal_mass: expected calibration error with bins of equal width (reported) and of equal mass.
        curve: of the bins of equal width.
    """

    n_needs: int
    n_pairs: int
    base_rate: float
    chance: float
    brier: Estimate
    error: Estimate
    error_equal_mass: Estimate
    curve: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class HubCalibration:
    """All pairs of need and national hub; and the first hub of each need alone, whose probability people read."""

    pairs: Calibration
    first: Calibration


def hub_calibration(
    recommender: Recommender,
    needs: Sequence[JudgedNeed],
    ranked: RankedNeeds,
    grades: Mapping[str, Mapping[str, int]],
) -> HubCalibration:
    """Over all ``needs``, also those that no hub fits, and all national hubs, also those that a rule excluded: what is judged
    is the model's probability, whether an answer shows it or not. A need without candidates has no first hub.
    """
    rows, ids = national_rows(recommender), national_ids(recommender)
    labels = np.array([[grades[need.id].get(hub_id, 0) >= LEAST_GRADE for hub_id in ids] for need in needs])
    probabilities = np.stack([ranked[need.id].scored.probabilities[rows] for need in needs])
    column = {int(row): number for number, row in enumerate(rows)}
    listed = [[column[int(r)] for r in ranked[need.id].candidates if int(r) in column] for need in needs]
    chosen = tuple(np.array([(number, own[0]) for number, own in enumerate(listed) if own]).T)
    first = calibration(probabilities[chosen][:, None], labels[chosen][:, None])
    return HubCalibration(calibration(probabilities, labels), first)


def calibration(probabilities: FloatMatrix, labels: BoolMatrix) -> Calibration:
    """Every figure of probabilities and labels of shape ``(n_needs, n_hubs)``."""
    draws = draw_needs(len(labels), rng=np.random.default_rng(SEED))

    def measured(tally: Tally) -> Estimate:
        return interval(tally.value, tally.resampled(draws))

    base_rate = float(labels.mean())
    return Calibration(
        n_needs=len(labels),
        n_pairs=labels.size,
        base_rate=base_rate,
        chance=base_rate * (1 - base_rate),
        brier=measured(brier(probabilities, labels)),
        error=measured(calibration_error(probabilities, labels)),
        error_equal_mass=measured(equal_mass_error(probabilities, labels)),
        curve=reliability(probabilities, labels),
    )


def equal_mass_error(probabilities: FloatMatrix, labels: BoolMatrix) -> Tally:
    """Expected calibration error with `BINS` bins of as nearly as many pairs as equal values allow; 0 is best.

    Source: Nguyen and O'Connor 2015, doi:10.18653/v1/D15-1182. Equal probabilities share a bin, so that the order of pairs does
    not matter; the bins stay those of the whole sample when needs are resampled.
    """
    bins = equal_mass_bins(probabilities)
    gaps = probabilities.astype(np.float64) - labels
    parts = np.stack([np.where(bins == b, gaps, 0.0).sum(axis=1) for b in range(BINS)], axis=1)
    return Tally(parts, np.full(len(gaps), gaps.shape[1], dtype=np.float64))


def equal_mass_bins(probabilities: FloatMatrix) -> NDArray[np.int64]:
    """The number of each probability's bin, 0 to ``BINS - 1``, by how many are smaller; of the shape of ``probabilities``."""
    smaller = np.searchsorted(np.sort(probabilities, axis=None), probabilities, side="left")
    return np.asarray(smaller * BINS // probabilities.size, dtype=np.int64)
