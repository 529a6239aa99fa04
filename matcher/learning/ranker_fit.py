"""Fits the ranker that `matcher.ranking` scores with: curves, baseline, calibration."""

from __future__ import annotations

from typing import Final

import numpy as np

from matcher.features import FEATURE_NAMES, NEUTRAL
from matcher.learning.additive import AdditiveRanker
from matcher.learning.cross_validation import Fitter, Scorer, Scores
from matcher.learning.judged_pairs import JudgedPairs
from matcher.ranking import DECIMALS, Term

KNOTS: Final[dict[str, tuple[float, ...]]] = {  # where each curve may bend: about the quartiles of its feature
    "semantic_similarity": (0.27, 0.35, 0.39, 0.43, 0.50, 0.60),
    "lexical_match": (0.0, 0.4, 0.8),
    "sector_coverage": (0.0, 0.25, 0.6, 1.0),
    "sector_speciality": (0.0, 0.3, 0.7, 1.2),
    "technology_coverage": (0.0, 0.3, 0.65, 1.0),
    "technology_speciality": (0.0, 0.3, 0.6, 1.0),
    "technology_without_sector_hub": (0.0, 0.15, 0.3, 0.6),
    "service_coverage": (0.0, 1.0),
    "client_served": (0.0, 1.0),
    "public_door": (0.0, 1.0),
    "regional_coverage": (-1.0, 0.0, 1.0),
    "nearness": (0.0, 1.0),
}
L2: Final = 0.003
SMOOTHNESS: Final = 0.03


def new_estimator(l2: float = L2, smoothness: float = SMOOTHNESS) -> AdditiveRanker:
    """The estimator with the knots and neutral values of our features."""
    return AdditiveRanker(
        knots=[KNOTS[name] for name in FEATURE_NAMES],
        neutral=[NEUTRAL[name] for name in FEATURE_NAMES],
        l2=l2,
        smoothness=smoothness,
    )


def fit_estimator(pairs: JudgedPairs, estimator: AdditiveRanker | None = None) -> AdditiveRanker:
    """Fit to the pairs of open hubs; what the rules add counts as given."""
    flat = pairs.flat()
    found = new_estimator() if estimator is None else estimator
    return found.fit(flat.features, flat.grades, groups=flat.groups, offset=flat.offsets)


def additive(l2: float = L2, smoothness: float = SMOOTHNESS) -> Fitter:
    """A fitter for `cross_validate` with these penalties."""

    def fit(pairs: JudgedPairs) -> Scorer:
        estimator = fit_estimator(pairs, new_estimator(l2, smoothness))
        return lambda others: scores_of(estimator, others)

    return fit


def scores_of(estimator: AdditiveRanker, pairs: JudgedPairs) -> Scores:
    """Scores of every pair, with what the rules add; shape ``(n_needs, n_hubs)``."""
    n_needs, n_hubs, n_features = pairs.features.shape
    own = estimator.predict(pairs.features.reshape(-1, n_features)).reshape(n_needs, n_hubs)
    return np.asarray(own + pairs.offsets, dtype=np.float64)


def terms_of(estimator: AdditiveRanker) -> tuple[Term, ...]:
    """The curves as the ranker's config holds them, rounded."""
    return tuple(
        Term(
            feature=name,
            knots=tuple(map(float, knots)),
            values=tuple(np.round(values, DECIMALS).tolist()),
            unknown=round(float(unknown), DECIMALS),
        )
        for name, knots, values, unknown in zip(
            FEATURE_NAMES, estimator.knots_, estimator.values_, estimator.unknown_, strict=True
        )
    )
