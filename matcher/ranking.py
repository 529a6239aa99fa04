"""The additive ranking model: a score is a baseline plus one contribution per feature and rule, in log-odds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Final, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError, model_validator

from matcher.arrays import FloatMatrix, FloatVector, IntVector
from matcher.errors import ArtefactError
from matcher.features import FEATURE_NAMES
from matcher.outcome_model import OutcomeModel, Thresholds
from matcher.records import Record

FORMAT_VERSION: Final = 2  # 2: curves in place of lines, and a calibration
DECIMALS: Final = 4  # contributions are rounded before they are added, so that what is shown adds up


class Term(Record):
    """One feature's curve: what its value contributes, straight between ``knots`` and level beyond them.

    ``values`` stand at the knots and never fall, so the model is monotone; an unknown value contributes ``unknown``.
    """

    feature: str
    knots: Annotated[tuple[float, ...], Field(min_length=2)]
    values: Annotated[tuple[float, ...], Field(min_length=2)]
    unknown: float = 0.0

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if len(self.knots) != len(self.values):
            raise ValueError(f"{self.feature}: {len(self.knots)} knots and {len(self.values)} values; expected as many")
        if any(not left < right for left, right in pairwise(self.knots)):  # `not`: also for NaN
            raise ValueError(f"{self.feature}: knots {self.knots}; expected each above the one before")
        if any(not left <= right for left, right in pairwise(self.values)):
            raise ValueError(f"{self.feature}: values {self.values}; expected none below the one before")
        return self

    def contributions(self, column: FloatVector) -> NDArray[np.float64]:
        """What each value of ``column`` contributes; NaN = unknown; same shape."""
        found = np.interp(column, *self._curve)
        found[np.isnan(column)] = self.unknown
        return np.asarray(found, dtype=np.float64)

    @cached_property
    def _curve(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """``knots`` and ``values`` as arrays."""
        return np.array(self.knots), np.array(self.values)


class ScoreCalibration(Record):
    """Straightens scores so that their probabilities are frequencies: sigmoid of slope * score + intercept (Platt 1999)."""

    slope: Annotated[float, Field(gt=0)] = 1.0
    intercept: float = 0.0


UNCALIBRATED: Final = ScoreCalibration()


class FittedOn(Record):
    """What a ranker was fitted with; the loader compares these names with the parts it is put beside."""

    encoder: str
    concepts: str
    vocabularies_sha256: str
    judgments_sha256: str
    rules: str
    seed: int
    l2: float
    smoothness: float


class RankerConfig(Record):
    """``config.json`` of ``models/ranker/<version>/``."""

    format_version: int
    version: str
    baseline: float
    terms: tuple[Term, ...]
    calibration: ScoreCalibration = ScoreCalibration()
    outcome: OutcomeModel
    thresholds: Thresholds = Thresholds()
    fitted_on: FittedOn | None = None  # None for weights set by hand


@dataclass(frozen=True, eq=False)
class Scored:
    """Hub scores and what they are made of, in log-odds of being a good door (grade 2 or 3) before calibration.

    Attributes:
        baseline: score of a hub about which nothing is known.
        contributions: shape ``(n_hubs, n_features + n_weight_rules)``, float64, rounded; columns follow ``names``.
    """

    baseline: float
    contributions: NDArray[np.float64]
    names: tuple[str, ...]
    calibration: ScoreCalibration = UNCALIBRATED

    @cached_property
    def scores(self) -> FloatVector:
        """Baseline plus contributions, shape ``(n_hubs,)``."""
        return np.asarray(self.baseline + self.contributions.sum(axis=1), dtype=np.float32)

    @cached_property
    def probabilities(self) -> FloatVector:
        """Calibrated probability that the hub is a good door, shape ``(n_hubs,)``."""
        log_odds = self.calibration.slope * self.scores.astype(np.float64) + self.calibration.intercept
        return np.asarray(1 / (1 + np.exp(-log_odds)), dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Ranker:
    """The model: its terms in the order of `FEATURE_NAMES`."""

    config: RankerConfig

    def score(self, features: FloatMatrix, rule_weights: FloatMatrix, rule_codes: Sequence[str]) -> Scored:
        """Scores of all hubs.

        Args:
            features: shape ``(n_hubs, n_features)``; NaN = unknown.
            rule_weights: shape ``(n_hubs, n_weight_rules)``, log-odds, columns follow ``rule_codes``.
        """
        columns = np.ascontiguousarray(features.T, dtype=np.float64)
        both = np.empty((len(features), len(columns) + rule_weights.shape[1]))
        for number, (term, column) in enumerate(zip(self.config.terms, columns, strict=True)):
            both[:, number] = term.contributions(column)
        both[:, len(columns) :] = rule_weights
        contributions = np.asarray(np.round(both, DECIMALS), dtype=np.float64)
        return Scored(self.config.baseline, contributions, (*FEATURE_NAMES, *rule_codes), self.config.calibration)


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
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, ValidationError) as error:
        raise ArtefactError(f"{path}: not a ranker's config ({error})") from error
    if config.format_version != FORMAT_VERSION:
        raise ArtefactError(f"{path}: format_version {config.format_version}; expected {FORMAT_VERSION}")
    if (named := tuple(term.feature for term in config.terms)) != FEATURE_NAMES:
        raise ArtefactError(
            f"{path}: features {named}; expected {FEATURE_NAMES}: choose the ranker made for this version"
        )
    return Ranker(config)


def check_fit(ranker: Ranker, encoder: str, concepts: str, vocabularies_sha256: str) -> None:
    """Refuse a ranker that was fitted with another encoder, concept model or vocabulary; one set by hand fits any.

    Rules and judgments may move on: people edit them between two fits.
    """
    made = ranker.config.fitted_on
    if made is None:
        return
    running = {"encoder": encoder, "concepts": concepts, "vocabularies_sha256": vocabularies_sha256}
    faults = [
        f"{name}: fitted with {getattr(made, name)!r}, running {value!r}"
        for name, value in running.items()
        if getattr(made, name) != value
    ]
    if faults:
        raise ArtefactError(
            f"ranker {ranker.config.version}: {'; '.join(faults)}; fit it again: `hub-matcher train ranker`"
        )
