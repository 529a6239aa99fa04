"""How likely each outcome is: a small model over what was understood and how well the best hubs fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from matcher.arrays import FloatVector
from matcher.need import CodeValue, Need
from matcher.records import Record

Stage = Literal["in_scope", "tells_enough", "has_door"]
STAGE_FEATURES: Final[dict[Stage, tuple[str, ...]]] = {  # more of any of them never makes the stage less likely
    "in_scope": ("scope", "sector", "technology", "service"),
    "tells_enough": ("enough", "sector", "technology", "service", "best_hub"),
    "has_door": ("best_hub", "best_three_hubs", "sector", "technology"),
}
N_BEST: Final = 3
FLOOR: Final = 1e-4  # keeps log-odds finite
NOTHING: Final = 0.01  # probability of a sector, technology or service of which nothing is known

Probability = Annotated[float, Field(gt=0, lt=1)]


class Thresholds(Record):
    """Where an answer turns. A deployer may set them; what each costs, `results.json` of the ranker tells.

    Attributes:
        match_at: probability that there is a right door from which an answer is a `match`,
        match_hub_at: if the best hub is at least this likely to be one.
        out_of_scope_at, too_vague_at: probability from which a need is turned away for that.
        good_hub_at: probability of a hub from which it is a good door for one of several needs, or worth showing from abroad.
        shown_at: probability below which a hub is not shown, unless it is the best.
        no_match_at: probability of the best hub below which no hub fits.
    """

    match_at: Probability = 0.7
    match_hub_at: Probability = 0.2
    out_of_scope_at: Probability = 0.5
    too_vague_at: Probability = 0.5
    good_hub_at: Probability = 0.45
    shown_at: Probability = 0.05
    no_match_at: Probability = 0.02

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.no_match_at <= self.shown_at < self.good_hub_at:
            raise ValueError(
                f"no_match_at {self.no_match_at}, shown_at {self.shown_at}, good_hub_at {self.good_hub_at}; "
                "expected none above the next, and shown_at below good_hub_at"
            )
        return self


class StageModel(Record):
    """Logistic regression with weights of zero or more, so that a need that tells more is never turned away for it."""

    features: tuple[str, ...]
    weights: tuple[Annotated[float, Field(ge=0)], ...]
    bias: float

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if len(self.features) != len(self.weights):
            raise ValueError(f"{len(self.features)} features and {len(self.weights)} weights; expected as many")
        return self

    def probability(self, values: Mapping[str, float]) -> float:
        """Of the stage being passed, in (0, 1)."""
        log_odds = self.bias + sum(w * values[name] for name, w in zip(self.features, self.weights, strict=True))
        return float(1 / (1 + np.exp(-log_odds)))


class OutcomeModel(Record):
    """Three questions one after the other: is it in scope; if so, does it tell enough; if so, has it a right door.

    `no_match` is not asked for: too few needs were judged so. It is said where no hub is likely enough to be shown.
    """

    in_scope: StageModel
    tells_enough: StageModel
    has_door: StageModel

    @model_validator(mode="after")
    def _knows_its_features(self) -> Self:
        for stage, features in STAGE_FEATURES.items():
            if (found := getattr(self, stage).features) != features:
                raise ValueError(f"{stage}: features {found}; expected {features}: fit the ranker again")
        return self


def outcome_features(need: Need, candidates: FloatVector) -> dict[str, float]:
    """What the stages look at, as log-odds.

    Args:
        candidates: probabilities of the hubs that no rule kept out, in any order; at least one.
    """
    best = np.sort(candidates)[::-1][:N_BEST]
    probabilities = {
        "scope": need.in_scope,
        "enough": need.tells_enough,
        "sector": _surest(need.likely_sectors),
        "technology": _surest(need.likely_technologies),
        "service": _surest(need.services),
        "best_hub": float(best[0]),
        "best_three_hubs": float(best.sum()) / N_BEST,
    }
    return {name: log_odds(probability) for name, probability in probabilities.items()}


def log_odds(probability: float) -> float:
    """Logarithm of the odds, kept finite by `FLOOR`."""
    kept = min(max(probability, FLOOR), 1 - FLOOR)
    return float(np.log(kept / (1 - kept)))


def _surest(values: tuple[CodeValue, ...]) -> float:
    return max((value.probability for value in values), default=NOTHING)
