"""The additive estimator: scikit-learn's own checks, planted curves found again, and what it promises for any data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.utils.estimator_checks import parametrize_with_checks

from matcher.features import FEATURE_NAMES, NEUTRAL
from matcher.learning.additive import AdditiveRanker
from matcher.learning.ranker_fit import KNOTS, fit_estimator, new_estimator, scores_of, terms_of
from matcher.ranking import Ranker, RankerConfig
from tests.planted import planted_pairs, ranker_config

Floats = NDArray[np.float64]


# No check is expected to fail. Two skip themselves: array API input (not asked for) and frames (without pandas).
@parametrize_with_checks([AdditiveRanker(), AdditiveRanker(knots=2, l2=0.1)], expected_failed_checks=lambda _: {})  # type: ignore[untyped-decorator]  # scikit-learn has no types
def test_it_is_a_scikit_learn_estimator(estimator: AdditiveRanker, check: Any) -> None:
    """Clones, validates its input, fits twice alike, leaves its parameters alone: every check that applies to a regressor."""
    check(estimator)


def duels(scores: Floats, *, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Grades and groups of items that meet in twos; the first of two wins as often as the model says."""
    first = rng.random(len(scores) // 2) < 1 / (1 + np.exp(scores[1::2] - scores[::2]))
    return np.column_stack([first, ~first]).ravel().astype(np.int64), np.repeat(np.arange(len(first)), 2)


def test_planted_curves_are_found_again() -> None:
    """One curve steep then level, one level then steep, one without effect: to 0.3 from 4000 duels."""
    rng = np.random.default_rng(1)
    knots = [(0.0, 0.5, 1.0), (-2.0, 0.0, 2.0), (0.0, 0.5, 1.0)]
    planted = [(0.0, 2.0, 2.0), (0.0, 0.0, 3.0), (0.0, 0.0, 0.0)]
    inputs = rng.random((8000, 3)) * [1, 4, 1] - [0, 2, 0]
    curves = [np.interp(inputs[:, column], knots[column], planted[column]) for column in range(3)]
    grades, groups = duels(np.sum(curves, axis=0), rng=rng)
    found = AdditiveRanker(knots=knots, l2=0.001, smoothness=0.0).fit(inputs, grades, groups=groups)
    np.testing.assert_allclose(found.values_, planted, atol=0.3)
    np.testing.assert_allclose(found.unknown_, 0, atol=1e-9)  # nothing was unknown


@pytest.mark.parametrize("planted", [-1.5, 1.5])
def test_an_unknown_value_has_a_contribution_of_its_own(planted: float) -> None:
    """Known 0 meets unknown: the planted advantage of the unknown is found, below or above, whatever the curve does."""
    rng = np.random.default_rng(2)
    column = np.tile([0.0, np.nan], 3000)
    grades, groups = duels(np.where(np.isnan(column), planted, 0.0), rng=rng)
    found = AdditiveRanker(knots=[(0.0, 1.0)], l2=0.001).fit(column[:, None], grades, groups=groups)
    assert found.unknown_[0] == pytest.approx(planted, abs=0.15)
    assert found.predict([[np.nan], [0.0]]) == pytest.approx([found.unknown_[0], 0.0])


def test_one_straight_stretch_is_a_logistic_regression_of_differences() -> None:
    """A second opinion: scikit-learn's, on the differences of the pairs with the same penalty, to 0.001."""
    rng = np.random.default_rng(3)
    inputs = rng.random((400, 2))
    grades, groups = duels(inputs @ [2.0, 1.0], rng=rng)
    found = AdditiveRanker(knots=[(0.0, 1.0)] * 2, l2=0.5, smoothness=0.0).fit(inputs, grades, groups=groups)
    gaps, won = inputs[::2] - inputs[1::2], grades[::2] == 1
    theirs = LogisticRegression(C=1 / 0.5, fit_intercept=False, tol=1e-8).fit(gaps, won)
    assert (theirs.coef_ > 0).all()  # else the bound would tell the two apart
    np.testing.assert_allclose([values[-1] for values in found.values_], theirs.coef_[0], atol=1e-3)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 5), st.floats(0, 0.5))
def test_a_higher_value_never_scores_lower(seed: int, knots: int, unknown: float) -> None:
    """Whatever the data, also where every grade falls with the value: the curves rise or stay level."""
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(24, 3))
    grades = np.round(-2 * inputs[:, 0] + rng.normal(size=24))
    inputs[rng.random(inputs.shape) < unknown] = np.nan
    model = AdditiveRanker(knots=knots).fit(inputs, grades, groups=rng.integers(0, 4, 24))
    for column in range(3):
        grid = np.zeros((50, 3))
        grid[:, column] = np.linspace(-4, 4, 50)
        assert (np.diff(model.predict(grid)) >= -1e-9).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.floats(0, 1), min_size=2, max_size=2))
def test_the_neutral_value_contributes_nothing(seed: int, neutral: list[float]) -> None:
    """Wherever it lies, also between two knots."""
    rng = np.random.default_rng(seed)
    inputs = rng.random((20, 2))
    model = AdditiveRanker(knots=[(0.0, 0.4, 1.0)] * 2, neutral=neutral).fit(inputs, inputs.sum(axis=1))
    assert model.predict([neutral])[0] == pytest.approx(0, abs=1e-12)


def test_an_unknown_value_is_compared_with_the_neutral_one() -> None:
    """Unknown beats what lies below the neutral 0.5 and loses to what lies above: it needs no contribution of its own."""
    values = np.array([np.nan, 0.0, np.nan, 1.0])[:, None]
    model = AdditiveRanker(knots=[(0.0, 1.0)], neutral=[0.5]).fit(values, [1, 0, 0, 1], groups=[0, 0, 1, 1])
    assert model.unknown_[0] == pytest.approx(0, abs=1e-6)
    assert model.values_[0][0] == pytest.approx(-model.values_[0][1])
    assert model.values_[0][1] > 0.5


def test_items_of_different_groups_are_never_compared() -> None:
    """In each of two groups the grade rises with the value; from group to group it falls: only the rise is learned."""
    values, grades, groups = [0.0, 0.1, 0.9, 1.0], [8, 9, 0, 1], np.array(["a", "a", "b", "b"])
    inputs = np.array(values)[:, None]
    apart = AdditiveRanker(knots=[(0.0, 1.0)]).fit(inputs, grades, groups=groups)
    together = AdditiveRanker(knots=[(0.0, 1.0)]).fit(inputs, grades)
    assert apart.values_[0][1] > 0.5
    assert together.values_[0][1] == pytest.approx(0, abs=1e-6)


def test_each_group_counts_the_same() -> None:
    """A shift or a stretch of one group's grades changes nothing; nor does a group in which all grades are equal."""
    rng = np.random.default_rng(4)
    inputs, groups = rng.random((40, 2)), np.repeat([0, 1, 2, 3], 10)
    grades = rng.integers(0, 4, 40)
    grades[groups == 3] = 2
    changed = np.where(groups == 1, 5 * grades + 7, grades)
    model, again = (AdditiveRanker().fit(inputs, y, groups=groups) for y in (grades, changed))
    kept = groups != 3
    without = AdditiveRanker(knots=[k.tolist() for k in model.knots_]).fit(
        inputs[kept], grades[kept], groups=groups[kept]
    )
    np.testing.assert_allclose(np.concatenate(again.values_), np.concatenate(model.values_), atol=1e-6)
    np.testing.assert_allclose(np.concatenate(without.values_), np.concatenate(model.values_), atol=1e-6)


def test_what_is_scored_already_is_not_learned_again() -> None:
    """Duels decided by a slope of 2: an offset of 1.5 per unit leaves 0.5 to the curve, the whole of it leaves nothing."""
    rng = np.random.default_rng(5)
    inputs = rng.random((8000, 1))
    grades, groups = duels(2 * inputs[:, 0], rng=rng)
    slopes = [
        AdditiveRanker(knots=[(0.0, 1.0)], l2=0.001)
        .fit(inputs, grades, groups=groups, offset=known * inputs[:, 0] + groups)
        .values_[0][1]
        for known in (0.0, 1.5, 3.0)
    ]
    assert slopes == pytest.approx([2.0, 0.5, 0.0], abs=0.2)


def test_penalties_hold_the_curves_back() -> None:
    """More ``l2``: a smaller climb. More ``smoothness``: a straighter curve. Ten thousand of either: none, or a line."""
    rng = np.random.default_rng(6)
    inputs = rng.random((2000, 1))
    grades, groups = duels(3 * np.minimum(inputs[:, 0], 0.5), rng=rng)
    fits = {
        name: AdditiveRanker(knots=[(0.0, 0.5, 1.0)], l2=l2, smoothness=smoothness)
        .fit(inputs, grades, groups=groups)
        .values_[0]
        for name, l2, smoothness in (("free", 0.01, 0.0), ("small", 1e4, 0.0), ("straight", 0.01, 1e4))
    }
    assert fits["free"][1] > 0.9 * fits["free"][2]
    assert fits["small"][2] < 0.01
    assert fits["straight"][1] == pytest.approx(fits["straight"][2] / 2, rel=1e-3)


def test_the_ranker_scores_what_the_estimator_predicts() -> None:
    """`terms_of` keeps features in order, curves and unknowns; 12 contributions rounded twice differ by 0.0012 at most."""
    rng = np.random.default_rng(7)
    pairs = planted_pairs(40, rng=rng)
    pairs.features[rng.random(pairs.features.shape) < 0.1] = np.nan
    estimator = fit_estimator(pairs)
    terms = [term.model_dump() for term in terms_of(estimator)]
    config = RankerConfig.model_validate(ranker_config() | {"terms": terms, "baseline": 0.0})
    assert [term.feature for term in config.terms] == list(FEATURE_NAMES)
    assert np.abs(estimator.unknown_).max() > 0.01  # so that the unknowns are tested too
    flat = pairs.flat().features
    scores = Ranker(config).score(flat, np.zeros((len(flat), 0), np.float32), ()).scores
    np.testing.assert_allclose(scores, estimator.predict(flat), atol=len(FEATURE_NAMES) * 1e-4)


def test_the_planted_feature_is_the_one_that_is_found() -> None:
    """Of twelve features one orders the hubs: its curve climbs most, and needs never seen are ordered by it."""
    pairs = planted_pairs(80, rng=np.random.default_rng(8))
    estimator, new = fit_estimator(pairs), planted_pairs(40, rng=np.random.default_rng(9))
    climb = {name: values[-1] - values[0] for name, values in zip(FEATURE_NAMES, estimator.values_, strict=True)}
    assert max(climb, key=lambda name: climb[name]) == "sector_coverage"
    first = scores_of(estimator, new).argmax(axis=1)
    assert (new.grades[np.arange(40), first] == 3).mean() > 0.9


def test_what_rules_add_counts_in_the_scores() -> None:
    """`scores_of` adds the offsets, and `fit_estimator` takes them as given: hubs ordered by rules alone teach nothing."""
    pairs = planted_pairs(60, rng=np.random.default_rng(10))
    pairs.offsets[:] = np.where(pairs.grades == 3, 60, np.where(pairs.grades == 1, 30, 0))
    estimator = fit_estimator(pairs)
    assert max(np.abs(values).max() for values in estimator.values_) < 1e-3
    np.testing.assert_allclose(scores_of(estimator, pairs), pairs.offsets, atol=0.01)


def test_hubs_that_a_rule_keeps_out_are_not_learned_from() -> None:
    """Their features may be anything."""
    pairs = planted_pairs(30, rng=np.random.default_rng(11))
    pairs.open_hubs[:, 0] = False
    before = fit_estimator(pairs)
    pairs.features[:, 0], pairs.grades[:, 0] = 99.0, 3
    np.testing.assert_array_equal(np.concatenate(fit_estimator(pairs).values_), np.concatenate(before.values_))


def test_every_feature_has_knots_and_a_neutral_value_within_them() -> None:
    """Curves are as `new_estimator` takes them: knots rise, and the neutral value lies on the curve."""
    assert set(KNOTS) == set(NEUTRAL) == set(FEATURE_NAMES)
    estimator = new_estimator()
    assert isinstance(estimator.knots, list)
    for knots, neutral in zip(estimator.knots, estimator.neutral or (), strict=True):
        assert list(knots) == sorted(set(knots))
        assert knots[0] <= neutral <= knots[-1]
