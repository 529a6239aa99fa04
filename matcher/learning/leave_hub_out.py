"""Does the ranker know needs or hubs? Each hub is ranked by a model fitted without it and without the needs it is best for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.arrays import BoolVector
from matcher.learning.cross_validation import GOOD, MEASURES, CrossValidated, Fitter
from matcher.learning.judged_pairs import JudgedPairs


@dataclass(frozen=True, slots=True)
class HubLeftOut:
    """The ``n`` needs that a hub is best for: mean nDCG@5 by a model that knows neither hub nor needs.

    Attributes:
        with_it: the same by cross-validation, where the model knows the hub from other needs.
    """

    hub_id: str
    n: int
    ndcg: float
    with_it: float


def leave_each_hub_out(measured: CrossValidated, fit: Fitter) -> tuple[HubLeftOut, ...]:
    """One result for each hub that is best for some judged need."""
    pairs, measure = measured.pairs, MEASURES[0]
    found = []
    for column, hub_id in enumerate(pairs.hub_ids):
        best_for = np.flatnonzero(is_best(pairs, column))
        if not len(best_for):
            continue
        others = np.setdiff1d(np.arange(len(pairs.need_ids)), best_for)
        tested = pairs.rows(best_for)
        scores = fit(pairs.rows(others).without_hub(column))(tested)
        without = CrossValidated(tested, scores, scores).measured(measure)
        with_it = CrossValidated(tested, measured.scores[best_for], scores).measured(measure)
        found.append(HubLeftOut(hub_id, len(best_for), float(without.mean()), float(with_it.mean())))
    return tuple(found)


def is_best(pairs: JudgedPairs, column: int) -> BoolVector:
    """Needs for which the hub has the highest grade, of `GOOD` or more; shape ``(n_needs,)``."""
    own = pairs.grades[:, column]
    return np.asarray((own == pairs.grades.max(axis=1)) & (own >= GOOD))
