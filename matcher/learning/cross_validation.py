"""Honest figures without the `dev` needs: every judged need is scored by a model fitted without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from matcher.arrays import BoolVector, IntVector
from matcher.evaluation.judgments import LEAST_GRADE
from matcher.evaluation.measures import NDCG, BestFirst, Measure, ReciprocalRank
from matcher.learning.judged_pairs import JudgedPairs
from matcher.ranking import ScoreCalibration, ranking_order

N_FOLDS: Final = 10
GOOD: Final = LEAST_GRADE  # the grade from which a hub is a good door
MEASURES: Final[tuple[Measure, ...]] = (NDCG(k=5), ReciprocalRank(least=GOOD), BestFirst())
Scores = NDArray[np.float64]
Scorer = Callable[[JudgedPairs], Scores]  # a fitted candidate: scores of shape (n_needs, n_hubs)
Fitter = Callable[[JudgedPairs], Scorer]


@dataclass(frozen=True, slots=True, eq=False)
class CrossValidated:
    """Scores of every judged need by a model that has not seen it; shapes ``(n_needs, n_hubs)``.

    Attributes:
        probabilities: calibrated on the scores of the other folds.
    """

    pairs: JudgedPairs
    scores: Scores
    probabilities: Scores

    def measured(self, measure: Measure) -> NDArray[np.float64]:
        """The measure for each need that has a good hub, in the order of `with_door`."""
        return np.array([self._one(int(row), measure) for row in np.flatnonzero(with_door(self.pairs))])

    def _one(self, row: int, measure: Measure) -> float:
        pairs = self.pairs
        shown = np.where(pairs.open_hubs[row], self.scores[row], -np.inf)
        order = [pairs.hub_ids[j] for j in ranking_order(shown, pairs.hub_ids)]
        grades = {hub: int(grade) for hub, grade in zip(pairs.hub_ids, pairs.grades[row], strict=True) if grade}
        return measure(order, grades)


def cross_validate(fit: Fitter, pairs: JudgedPairs, *, rng: np.random.Generator) -> CrossValidated:
    """Score each fold by a candidate fitted on the others, then calibrate each fold on the others' scores."""
    parts = list(folds(pairs.is_own, rng=rng))
    scores, probabilities = np.zeros(pairs.grades.shape), np.zeros(pairs.grades.shape)
    everything = np.arange(len(pairs.need_ids))
    for held_out in parts:
        scores[held_out] = fit(pairs.rows(np.setdiff1d(everything, held_out)))(pairs.rows(held_out))
    for held_out in parts:
        others = np.setdiff1d(everything, held_out)
        line = calibrate(scores[others], pairs.rows(others))
        probabilities[held_out] = 1 / (1 + np.exp(-(line.slope * scores[held_out] + line.intercept)))
    return CrossValidated(pairs, scores, probabilities)


def folds(is_own: BoolVector, *, rng: np.random.Generator) -> Iterator[IntVector]:
    """`N_FOLDS` disjoint sets of needs, each with its share of both kinds."""
    order = np.concatenate([rng.permutation(np.flatnonzero(is_own == kind)) for kind in (False, True)])
    for fold in range(N_FOLDS):
        yield np.sort(order[fold::N_FOLDS])


def calibrate(scores: Scores, pairs: JudgedPairs) -> ScoreCalibration:
    """The line that turns scores of open hubs into log-odds of being graded `GOOD` or more (Platt 1999)."""
    kept = pairs.open_hubs
    line = LogisticRegression(C=1e6).fit(scores[kept].reshape(-1, 1), pairs.grades[kept] >= GOOD)
    return ScoreCalibration(slope=max(0.05, float(line.coef_[0, 0])), intercept=float(line.intercept_[0]))


def with_door(pairs: JudgedPairs) -> BoolVector:
    """Needs for which some national hub is good; shape ``(n_needs,)``."""
    return np.asarray(pairs.grades.max(axis=1) >= GOOD)
