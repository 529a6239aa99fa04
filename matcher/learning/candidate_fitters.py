"""The ranking models that were tried beside the shipped one, each as a `Fitter` of `cross_validation`; needs the extra ``train``.

Trees and logistic regression know no offset: they get what the rules add as one more column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from matcher.arrays import FloatMatrix
from matcher.evaluation.significance import SEED
from matcher.features import FEATURE_NAMES, NEUTRAL
from matcher.learning.additive import AdditiveRanker
from matcher.learning.cross_validation import GOOD, MEASURES, CrossValidated, Fitter, Scorer, Scores
from matcher.learning.judged_pairs import JudgedPairs
from matcher.learning.ranker_fit import KNOTS, L2, SMOOTHNESS
from matcher.ranking import Term

SIMILARITY: Final = "semantic_similarity"
LEXICAL: Final = "lexical_match"  # BM25, squashed: the order of the hubs is BM25's
RANK_SHIFT: Final = 60  # k of reciprocal-rank fusion
WEIGHTS: Final = tuple(np.round(np.arange(0, 1.01, 0.1), 1).tolist())  # of the encoder in convex fusion
LIGHTGBM: Final = "lightgbm"


def _prior(feature: str, knots: Sequence[float], values: Sequence[float]) -> Term:
    return Term(feature=feature, knots=tuple(knots), values=tuple(values))


PRIOR: Final = (  # the terms of the ranker `prior-2`, set by hand with the `train` needs in view
    _prior("semantic_similarity", (0.27, 0.60), (-1.2, 2.1)),  # a line through 0 at the neutral 0.39
    _prior("lexical_match", (0, 0.4, 0.8), (-0.48, 0, 0.48)),
    _prior("sector_coverage", (0, 0.25, 1), (-0.75, 0, 2.25)),
    _prior("sector_speciality", (0, 1.2), (0, 2.4)),
    _prior("technology_coverage", (0, 0.3, 1), (-0.54, 0, 1.26)),
    _prior("technology_speciality", (0, 1), (0, 0.6)),
    _prior("technology_without_sector_hub", (0, 0.6), (0, 3.0)),
    _prior("service_coverage", (0, 1), (-1.2, 0)),
    _prior("client_served", (0, 1), (-1, 0)),
    _prior("public_door", (0, 1), (-2, 0)),
    _prior("regional_coverage", (-1, 0, 1), (-2.8, 0, 2.8)),
    _prior("nearness", (0, 1), (0, 0.4)),
)


def without_rules(pairs: JudgedPairs) -> JudgedPairs:
    """The same as if there were no rules: every hub is open, and nothing is added."""
    return replace(pairs, open_hubs=np.ones_like(pairs.open_hubs), offsets=np.zeros_like(pairs.offsets))


def blanked(pairs: JudgedPairs, names: Sequence[str]) -> JudgedPairs:
    """The same with some features at the value that contributes nothing, everywhere: a fit finds no use for them."""
    features = pairs.features.copy()
    for name in names:
        features[:, :, FEATURE_NAMES.index(name)] = NEUTRAL[name]
    return replace(pairs, features=features)


def fitted_on(fit: Fitter, pairs: JudgedPairs) -> Fitter:
    """Fitted to the needs it is given, but as ``pairs`` has them."""
    row = {need_id: number for number, need_id in enumerate(pairs.need_ids)}
    return lambda told: fit(pairs.rows(np.array([row[need_id] for need_id in told.need_ids], dtype=np.int64)))


def random_order(rng: np.random.Generator) -> Fitter:
    """Nothing fitted, nothing known."""
    return lambda _: lambda pairs: rng.random(pairs.grades.shape)


def by_feature(name: str) -> Fitter:
    """Nothing fitted: the order of one feature alone."""
    return lambda _: lambda pairs: column_of(pairs, name)


def reciprocal_rank_fusion(_: JudgedPairs) -> Scorer:
    """Nothing fitted: one over (60 + rank) by BM25 plus the same by similarity (Cormack and others 2009)."""
    return lambda pairs: 1 / (RANK_SHIFT + _ranks(pairs, LEXICAL)) + 1 / (RANK_SHIFT + _ranks(pairs, SIMILARITY))


def convex_fusion(pairs: JudgedPairs) -> Scorer:
    """Similarity and BM25, each spread over [0, 1] within the need, mixed with the weight that ranks ``pairs`` best."""
    weight = max(WEIGHTS, key=lambda one: _mean_ndcg(pairs, _mixed(pairs, one)))
    return lambda others: _mixed(others, weight)


def prior(_: JudgedPairs) -> Scorer:
    """Nothing fitted: the weights stated by hand, `PRIOR`; a feature made since has none."""

    def score(pairs: JudgedPairs) -> Scores:
        total = pairs.offsets.astype(np.float64)
        for term in PRIOR:
            if term.feature in FEATURE_NAMES:
                total = total + term.contributions(pairs.features[:, :, FEATURE_NAMES.index(term.feature)])
        return total

    return score


def logistic(pairs: JudgedPairs) -> Scorer:
    """Pointwise: log-odds of a grade of `GOOD` or more; an unknown value is neutral, and told by a column of its own."""
    kept = pairs.open_hubs
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=1000))
    model.fit(_filled(columns(pairs)[kept]), pairs.grades[kept] >= GOOD)
    return lambda others: _shaped(model.decision_function(_filled(columns(others).reshape(-1, _width()))), others)


def pairwise_linear(pairs: JudgedPairs) -> Scorer:
    """The shipped estimator with straight lines in place of curves."""
    estimator = AdditiveRanker(
        knots=[(KNOTS[name][0], KNOTS[name][-1]) for name in FEATURE_NAMES],
        neutral=[NEUTRAL[name] for name in FEATURE_NAMES],
        l2=L2,
        smoothness=SMOOTHNESS,
    )
    flat = pairs.flat()
    estimator.fit(flat.features, flat.grades, groups=flat.groups, offset=flat.offsets)
    return lambda others: (
        _shaped(estimator.predict(others.features.reshape(-1, len(FEATURE_NAMES))), others) + others.offsets
    )


def with_hub_constants(pairs: JudgedPairs) -> Scorer:
    """The shipped curves and one constant per hub, shrunk like every slope.

    A constant is the contribution of a column that is unknown for this hub and neutral for the others: the estimator
    leaves the sign of that free, which slopes do not have.
    """
    n_hubs = len(pairs.hub_ids)
    estimator = AdditiveRanker(
        knots=[*(KNOTS[name] for name in FEATURE_NAMES), *[(0.0, 1.0)] * n_hubs],
        neutral=[*(NEUTRAL[name] for name in FEATURE_NAMES), *[0.0] * n_hubs],
        l2=L2,
        smoothness=SMOOTHNESS,
    )
    kept = pairs.open_hubs
    groups = np.broadcast_to(np.arange(len(kept))[:, None], kept.shape)
    estimator.fit(_with_hubs(pairs)[kept], pairs.grades[kept], groups=groups[kept], offset=pairs.offsets[kept])
    return lambda others: (
        _shaped(estimator.predict(_with_hubs(others).reshape(-1, len(FEATURE_NAMES) + n_hubs)), others) + others.offsets
    )


def monotone_boosting(pairs: JudgedPairs) -> Scorer:
    """HistGradientBoosting on the grade; no tree may fall as a feature rises."""
    kept = pairs.open_hubs
    model = HistGradientBoostingRegressor(
        learning_rate=0.05,
        max_iter=300,
        max_leaf_nodes=8,
        min_samples_leaf=20,
        l2_regularization=1.0,
        monotonic_cst=[1] * _width(),
        early_stopping=False,
        random_state=SEED,
    )
    model.fit(columns(pairs)[kept], pairs.grades[kept])
    return lambda others: _shaped(model.predict(columns(others).reshape(-1, _width())), others)


def lambdarank(leaves: int, trees: int) -> Fitter:
    """LightGBM, listwise, with the same constraints; two ``leaves`` a tree make a sum of curves, more let features interact."""

    def fit(pairs: JudgedPairs) -> Scorer:
        lightgbm: Any = import_module(LIGHTGBM)  # imported when it is fitted: the extra ``train`` goes without it
        kept = pairs.open_hubs
        model = lightgbm.LGBMRanker(
            objective="lambdarank",
            learning_rate=0.05,
            n_estimators=trees,
            num_leaves=leaves,
            min_child_samples=20,
            reg_lambda=1.0,
            monotone_constraints=[1] * _width(),
            label_gain=[0, 1, 2, 3],
            deterministic=True,
            force_row_wise=True,
            random_state=SEED,
            n_jobs=1,
            verbose=-1,
        )
        sizes = kept.sum(axis=1)
        model.fit(columns(pairs)[kept], pairs.grades[kept], group=sizes[sizes > 0])
        return lambda others: _shaped(model.booster_.predict(columns(others).reshape(-1, _width())), others)

    return fit


def column_of(pairs: JudgedPairs, name: str) -> Scores:
    """One feature, shape ``(n_needs, n_hubs)``; unknown counts lowest."""
    column = pairs.features[:, :, FEATURE_NAMES.index(name)].astype(np.float64)
    return np.where(np.isnan(column), -1.0, column)


def columns(pairs: JudgedPairs) -> FloatMatrix:
    """Features, and what the rules add, side by side; shape ``(n_needs, n_hubs, n_features + 1)``."""
    return np.concatenate([pairs.features, pairs.offsets[:, :, None]], axis=2, dtype=np.float32)


def _width() -> int:
    return len(FEATURE_NAMES) + 1


def _filled(rows: FloatMatrix) -> NDArray[np.float64]:
    """Neutral values for unknown ones, and a column for each feature that says where."""
    unknown = np.isnan(rows)
    neutral = np.array([*(NEUTRAL[name] for name in FEATURE_NAMES), 0.0])
    return np.hstack([np.where(unknown, neutral, rows), unknown])


def _with_hubs(pairs: JudgedPairs) -> NDArray[np.float64]:
    """Features, then one column a hub: unknown for itself, 0 for the others."""
    own = np.where(np.eye(len(pairs.hub_ids), dtype=np.bool_), np.nan, 0.0)
    return np.concatenate([pairs.features, np.broadcast_to(own, (len(pairs.need_ids), *own.shape))], axis=2)


def _ranks(pairs: JudgedPairs, name: str) -> Scores:
    """Position of each hub by one feature, first is 1; equal values stand in the order of the ids."""
    order = np.argsort(-column_of(pairs, name), axis=1, kind="stable")
    return np.asarray(np.argsort(order, axis=1) + 1, dtype=np.float64)


def _mixed(pairs: JudgedPairs, weight: float) -> Scores:
    return weight * _spread(column_of(pairs, SIMILARITY)) + (1 - weight) * _spread(column_of(pairs, LEXICAL))


def _spread(scores: Scores) -> Scores:
    """Each need's scores stretched to [0, 1]; all 0 where they are equal."""
    low, high = scores.min(axis=1, keepdims=True), scores.max(axis=1, keepdims=True)
    return np.asarray((scores - low) / np.where(high > low, high - low, 1))


def _mean_ndcg(pairs: JudgedPairs, scores: Scores) -> float:
    return float(CrossValidated(pairs, scores, scores).measured(MEASURES[0]).mean())


def _shaped(scores: NDArray[np.float64], pairs: JudgedPairs) -> Scores:
    return np.asarray(scores, dtype=np.float64).reshape(pairs.grades.shape)
