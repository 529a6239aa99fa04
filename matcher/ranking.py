"""The additive ranking model: a score is a baseline plus one contribution per feature and rule, in log-odds.

This first version carries stated prior weights (``models/ranker/prior-1/config.json``), not fitted ones.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Final, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError, model_validator

from matcher.arrays import FloatMatrix, FloatVector, IntVector
from matcher.errors import ArtefactError
from matcher.features import FEATURE_NAMES
from matcher.records import Record

FORMAT_VERSION: Final = 1
DECIMALS: Final = 4  # contributions are rounded before they are added, so that what is shown adds up


class Term(Record):
    """One feature's line: ``weight * (clip(value, low, high) - zero)``; an unknown value contributes ``unknown``.

    ``zero`` is the value that says nothing either way; ``low`` and ``high`` keep an extreme value from deciding alone.
    """

    feature: str
    weight: Annotated[float, Field(ge=0)]
    zero: float
    low: float
    high: float
    unknown: float = 0.0


class RankerConfig(Record):
    """``config.json`` of ``models/ranker/<version>/``. Thresholds are probabilities."""

    format_version: int
    version: str
    baseline: float
    terms: tuple[Term, ...]
    match_at: Annotated[float, Field(gt=0, lt=1)]
    weak_match_at: Annotated[float, Field(gt=0, lt=1)]

    @model_validator(mode="after")
    def _thresholds_in_order(self) -> Self:
        if self.weak_match_at >= self.match_at:
            raise ValueError(f"weak_match_at {self.weak_match_at}; expected less than match_at {self.match_at}")
        return self


@dataclass(frozen=True, eq=False)
class Scored:
    """Hub scores and what they are made of, in log-odds of being a good door (grade 2 or 3).

    Attributes:
        baseline: score of a hub about which nothing is known.
        contributions: shape ``(n_hubs, n_features + n_weight_rules)``, float64, rounded; columns follow ``names``.
    """

    baseline: float
    contributions: NDArray[np.float64]
    names: tuple[str, ...]

    @cached_property
    def scores(self) -> FloatVector:
        """Baseline plus contributions, shape ``(n_hubs,)``."""
        return np.asarray(self.baseline + self.contributions.sum(axis=1), dtype=np.float32)

    @cached_property
    def probabilities(self) -> FloatVector:
        """Probability that the hub is a good door, shape ``(n_hubs,)``."""
        return np.asarray(1 / (1 + np.exp(-self.scores)), dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Ranker:
    """The model: its terms as arrays, in the order of `FEATURE_NAMES`."""

    config: RankerConfig

    def score(self, features: FloatMatrix, rule_weights: FloatMatrix, rule_codes: Sequence[str]) -> Scored:
        """Scores of all hubs.

        Args:
            features: shape ``(n_hubs, n_features)``; NaN = unknown.
            rule_weights: shape ``(n_hubs, n_weight_rules)``, log-odds, columns follow ``rule_codes``.
        """
        terms = self.config.terms
        weight, zero, low, high, unknown = (
            np.array([getattr(term, name) for term in terms]) for name in ("weight", "zero", "low", "high", "unknown")
        )
        shares = np.where(np.isnan(features), unknown, weight * (np.clip(features, low, high) - zero))
        both: NDArray[np.float64] = np.asarray(np.hstack([shares, rule_weights]), dtype=np.float64)
        contributions = np.asarray(np.round(both, DECIMALS), dtype=np.float64)
        return Scored(self.config.baseline, contributions, (*FEATURE_NAMES, *rule_codes))


def ranking_order(scores: FloatVector, hub_ids: Sequence[str] | IntVector) -> IntVector:
    """Row numbers, best first; equal scores go by ``hub_id``, so two runs never differ by chance.

    Row numbers of a catalogue serve as well as ids, since it stands in their order, and sort faster.
    """
    return np.lexsort((np.asarray(hub_ids), -scores))


def load_ranker(directory: Path) -> Ranker:
    """Read a ranker; `ArtefactError` when its features are not those of the running code, in the same order."""
    path = directory / "config.json"
    try:
        config = RankerConfig.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, json.JSONDecodeError, ValidationError) as error:
        raise ArtefactError(f"{path}: not a ranker's config ({error})") from error
    if config.format_version != FORMAT_VERSION:
        raise ArtefactError(f"{path}: format_version {config.format_version}; expected {FORMAT_VERSION}")
    if (named := tuple(term.feature for term in config.terms)) != FEATURE_NAMES:
        raise ArtefactError(
            f"{path}: features {named}; expected {FEATURE_NAMES}: choose the ranker made for this version"
        )
    return Ranker(config)
