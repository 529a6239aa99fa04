"""Fits the outcome model to judged outcomes, and says what each threshold costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from matcher.answer import Outcome
from matcher.answering import HIGH_AT
from matcher.arrays import BoolVector, FloatVector
from matcher.evaluation.outcomes import NO_DOOR
from matcher.learning.cross_validation import CrossValidated, Scores, folds
from matcher.learning.judged_pairs import JudgedPairs
from matcher.outcome_model import STAGE_FEATURES, OutcomeModel, Stage, StageModel, Thresholds, outcome_features
from matcher.ranking import DECIMALS
from matcher.understanding.outcome import decide

STRENGTH: Final = 1.0  # inverse of the penalty
MATCH_GRID: Final = (0.5, 0.6, 0.7, 0.8, 0.9)
TURN_AWAY_GRID: Final = (0.3, 0.4, 0.5, 0.6, 0.7)


@dataclass(frozen=True, slots=True)
class Trade:
    """What one pair of thresholds costs over all judged needs, each read and scored by models that have not seen it.

    Attributes:
        turned_away: needs with a right door told that there is none, of ``n_doors``; called_weak: those told a weak match.
        matched: needs that nothing fits, or that say too little, given a `match`, of ``n_no_door``; matched_surely: those
            whose first hub is called sure.
    """

    match_at: float
    turn_away_at: float
    n_doors: int
    turned_away: int
    called_weak: int
    n_no_door: int
    matched: int
    matched_surely: int

    def row(self) -> tuple[str, ...]:
        """The line of a table: thresholds, doors turned away, doors called weak, needs without a door given a match."""
        doors, others = f"{self.turned_away} of {self.n_doors}", f"{self.matched} of {self.n_no_door}"
        return (
            str(self.match_at),
            str(self.turn_away_at),
            doors,
            str(self.called_weak),
            others,
            str(self.matched_surely),
        )


def fit_outcome(pairs: JudgedPairs, probabilities: Scores) -> OutcomeModel:
    """Fit each stage to the judged outcomes of the needs that reach it.

    Args:
        probabilities: of every hub by models that have not seen the need; shape ``(n_needs, n_hubs)``.
    """
    told = [outcome_features(*both) for both in zip(pairs.needs, candidates_of(pairs, probabilities), strict=True)]
    judged = np.array(pairs.outcomes)
    in_scope, enough = judged != "out_of_scope", judged != "too_vague"
    reached: dict[Stage, tuple[BoolVector, BoolVector]] = {  # who reaches the stage, and who passes it
        "in_scope": (np.ones(len(judged), dtype=np.bool_), in_scope),
        "tells_enough": (in_scope, enough),
        "has_door": (in_scope & enough, judged == "match"),
    }
    stages = {}
    for stage, (rows, passed) in reached.items():
        names = STAGE_FEATURES[stage]
        inputs = np.array([[values[name] for name in names] for values in told])
        stages[stage] = fit_stage(names, inputs[rows], passed[rows])
    return OutcomeModel(**stages)


def fit_stage(names: tuple[str, ...], inputs: NDArray[np.float64], passed: BoolVector) -> StageModel:
    """Logistic regression with weights of zero or more and an L2 penalty on them in units of standard deviations.

    Args:
        inputs: shape ``(n, n_features)``; columns follow ``names``.
    """
    mean, scale = inputs.mean(axis=0), inputs.std(axis=0) + 1e-6
    standard, target = (inputs - mean) / scale, passed.astype(np.float64)

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, margin = values[:-1], standard @ values[:-1] + values[-1]
        cost = float((np.logaddexp(0, margin) - target * margin).sum()) + 0.5 * float(weights @ weights) / STRENGTH
        wrong = 1 / (1 + np.exp(-margin)) - target
        return cost, np.append(standard.T @ wrong + weights / STRENGTH, wrong.sum())

    bounds = [(0.0, None)] * len(names) + [(None, None)]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = found[:-1] / scale
    bias = float(found[-1] - weights @ mean)
    return StageModel(features=names, weights=tuple(np.round(weights, DECIMALS).tolist()), bias=round(bias, DECIMALS))


def cross_validated_trades(measured: CrossValidated, *, rng: np.random.Generator) -> tuple[Trade, ...]:
    """What every pair of thresholds costs, by outcome models that have not seen the need either."""
    pairs, probabilities = measured.pairs, measured.probabilities
    everything = np.arange(len(pairs.need_ids))
    models: dict[int, OutcomeModel] = {}
    for held_out in folds(pairs.is_own, rng=rng):
        others = np.setdiff1d(everything, held_out)
        model = fit_outcome(pairs.rows(others), probabilities[others])
        models |= dict.fromkeys(held_out.tolist(), model)
    candidates = candidates_of(pairs, probabilities)
    return tuple(
        _trade(pairs, candidates, models, match_at, turn_away_at)
        for match_at in MATCH_GRID
        for turn_away_at in TURN_AWAY_GRID
    )


def candidates_of(pairs: JudgedPairs, probabilities: Scores) -> tuple[FloatVector, ...]:
    """For each need the probabilities of the hubs that no rule keeps out."""
    both = zip(probabilities, pairs.open_hubs, strict=True)
    return tuple(own[open_hubs].astype(np.float32) for own, open_hubs in both)


def _trade(
    pairs: JudgedPairs,
    candidates: Sequence[FloatVector],
    models: dict[int, OutcomeModel],
    match_at: float,
    turn_away_at: float,
) -> Trade:
    at = Thresholds(match_at=match_at, out_of_scope_at=turn_away_at, too_vague_at=turn_away_at)
    given: list[Outcome] = [
        decide(need, own, models[row], at).outcome
        for row, (need, own) in enumerate(zip(pairs.needs, candidates, strict=True))
    ]
    best = [own.max(initial=0) for own in candidates]
    both = list(zip(pairs.outcomes, given, strict=True))
    doors = [own for judged, own in both if judged == "match"]
    others = [own for judged, own in both if judged in NO_DOOR]
    return Trade(
        match_at=match_at,
        turn_away_at=turn_away_at,
        n_doors=len(doors),
        turned_away=sum(own in NO_DOOR for own in doors),
        called_weak=sum(own == "weak_match" for own in doors),
        n_no_door=len(others),
        matched=sum(own == "match" for own in others),
        matched_surely=sum(
            own == "match" and judged in NO_DOOR and sure >= HIGH_AT
            for (judged, own), sure in zip(both, best, strict=True)
        ),
    )
