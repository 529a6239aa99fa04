"""No need is scored or calibrated by a model that saw it, and probabilities are frequencies; spies and planted answers."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.evaluation.measures import NDCG, BestFirst, ReciprocalRank
from matcher.learning.cross_validation import (
    N_FOLDS,
    CrossValidated,
    Fitter,
    Scorer,
    Scores,
    calibrate,
    cross_validate,
    folds,
    with_door,
)
from matcher.learning.judged_pairs import JudgedPairs
from matcher.learning.ranker_fit import additive
from matcher.loading import current_models, shipped
from tests.planted import planted_pairs

SEED = 7


def by_heart(pairs: JudgedPairs) -> Scorer:
    """A candidate that learns grades by heart: each hub scores its mean grade in training."""
    means = pairs.grades.mean(axis=0)
    return lambda others: np.broadcast_to(means, others.grades.shape).copy()


def test_no_need_is_scored_by_a_model_that_saw_it() -> None:
    """A spy notes who was in training whenever it scores: each need once, by a model of all others but its fold."""
    scored: list[str] = []

    def spy(pairs: JudgedPairs) -> Scorer:
        seen = set(pairs.need_ids)

        def score(others: JudgedPairs) -> Scores:
            assert not seen & set(others.need_ids)
            assert len(seen) + len(others.need_ids) == 37
            scored.extend(others.need_ids)
            return others.grades.astype(np.float64)

        return score

    pairs = planted_pairs(37, rng=np.random.default_rng(1))
    measured = cross_validate(spy, pairs, rng=np.random.default_rng(SEED))
    assert sorted(scored) == list(pairs.need_ids)
    np.testing.assert_array_equal(measured.scores, pairs.grades)  # each in its own row


def by_feature(_: JudgedPairs) -> Scorer:
    """A candidate that learns nothing: the sector coverage is the score."""
    return lambda others: others.features[:, :, 2].astype(np.float64)


@pytest.mark.parametrize("row", [0, 11, 29])
def test_a_needs_own_grades_never_reach_its_scores(row: int) -> None:
    """Its scores stay the same whatever it is graded, by a candidate that learns grades by heart; others' do not."""
    before, after = regraded(by_heart, row)
    np.testing.assert_array_equal(after.scores[row], before.scores[row])
    assert np.abs(after.scores - before.scores).max() > 0.01


@pytest.mark.parametrize("row", [0, 11, 29])
def test_a_need_does_not_calibrate_itself(row: int) -> None:
    """With scores that no grade changes, its probabilities stay the same whatever it is graded; others' do not."""
    before, after = regraded(by_feature, row)
    np.testing.assert_array_equal(after.probabilities[row], before.probabilities[row])
    assert np.abs(after.probabilities - before.probabilities).max() > 0.001


def regraded(fit: Fitter, row: int) -> tuple[CrossValidated, CrossValidated]:
    """The figures of 30 planted needs, and the same where the grades of ``row`` are turned over."""
    pairs = planted_pairs(30, rng=np.random.default_rng(2))
    grades = pairs.grades.copy()
    grades[row] = 3 - grades[row]
    changed = replace(pairs, grades=grades)
    first, second = (cross_validate(fit, one, rng=np.random.default_rng(SEED)) for one in (pairs, changed))
    return first, second


@given(st.lists(st.booleans(), max_size=60), st.integers(0, 100))
def test_folds_are_disjoint_and_complete(is_own: list[bool], seed: int) -> None:
    """Every need stands in one fold, and each fold has its share of both kinds, to one need."""
    kinds = np.array(is_own, dtype=np.bool_)
    parts = list(folds(kinds, rng=np.random.default_rng(seed)))
    assert len(parts) == N_FOLDS
    assert sorted(np.concatenate(parts).tolist()) == list(range(len(kinds)))
    for kind in (False, True):
        counts = [int((kinds[part] == kind).sum()) for part in parts]
        assert max(counts) - min(counts) <= 1


def test_folds_are_drawn() -> None:
    """Another seed, other folds; the same seed, the same."""
    kinds = np.zeros(50, dtype=np.bool_)
    first, same, other = (next(folds(kinds, rng=np.random.default_rng(seed))).tolist() for seed in (1, 1, 2))
    assert first == same != other


def scored_pairs(slope: float, intercept: float, n_needs: int = 2000) -> tuple[Scores, JudgedPairs]:
    """Scores, and pairs in which a hub is good as often as the sigmoid of slope x score + intercept says."""
    rng = np.random.default_rng(3)
    pairs = planted_pairs(n_needs, rng=rng)
    scores = rng.normal(size=pairs.grades.shape)
    good = rng.random(scores.shape) < 1 / (1 + np.exp(-(slope * scores + intercept)))
    return scores, replace(
        pairs, grades=np.where(good, rng.integers(2, 4, scores.shape), rng.integers(0, 2, scores.shape))
    )


def test_the_planted_calibration_is_found_again() -> None:
    """Slope 1.5, intercept -1: to 0.1 from 10 000 pairs. Grades 2 and 3 are good, 0 and 1 are not."""
    line = calibrate(*scored_pairs(1.5, -1.0))
    assert line.slope == pytest.approx(1.5, abs=0.1)
    assert line.intercept == pytest.approx(-1.0, abs=0.1)


def test_a_calibration_always_rises() -> None:
    """Also where better scores go with worse grades: then it is almost level."""
    assert 0 < calibrate(*scored_pairs(-2.0, 0.0, n_needs=100)).slope < 0.1


def test_hubs_that_a_rule_keeps_out_do_not_calibrate() -> None:
    """Their scores may be anything."""
    scores, pairs = scored_pairs(1.0, 0.0, n_needs=50)
    pairs.open_hubs[:, 0] = False
    before = calibrate(scores, pairs)
    scores[:, 0] = 1e3
    assert calibrate(scores, pairs) == before


def test_probabilities_are_frequencies() -> None:
    """Of all pairs scored by models that have not seen the need, as many are good as the probabilities say, to 0.02."""
    pairs = planted_pairs(150, rng=np.random.default_rng(4))
    measured = cross_validate(additive(), pairs, rng=np.random.default_rng(SEED))
    assert measured.probabilities.mean() == pytest.approx((pairs.grades >= 2).mean(), abs=0.02)
    assert measured.measured(NDCG(k=5)).mean() > 0.95


def test_a_need_is_measured_by_hand() -> None:
    """Two needs of three hubs. The second has no good hub and is left out.

    In the first a rule keeps the best scored hub-0 (grade 3) out, so it goes last: order hub-2 (0), hub-1 (2), hub-0 (3).
    nDCG = (2 / log2(3) + 3 / log2(4)) / (3 / log2(2) + 2 / log2(3)); the first good hub has rank 2; the best is not first.
    """
    pairs = planted_pairs(2, rng=np.random.default_rng(5))
    grades = np.zeros((2, 5), dtype=np.int64)
    grades[:, :2] = [[3, 2], [1, 1]]
    open_hubs = np.array([[False, True, True, False, False], [True] * 5])
    one = replace(pairs, grades=grades, open_hubs=open_hubs)
    scores = np.array([[9.0, 1.0, 2.0, 0.0, 0.0]] * 2)
    measured = CrossValidated(one, scores, scores)
    assert with_door(one).tolist() == [True, False]
    dcg = (2 / np.log2(3) + 3 / np.log2(4)) / (3 + 2 / np.log2(3))
    assert measured.measured(NDCG(k=5)).tolist() == pytest.approx([dcg])
    assert measured.measured(ReciprocalRank(least=2)).tolist() == [0.5]
    assert measured.measured(BestFirst()).tolist() == [0.0]


def test_the_shipped_ranker_is_calibrated() -> None:
    """Bar: the cross-validated expected calibration error on the needs of `train` is at most 0.05."""
    folder = shipped("models") / current_models(shipped("models")).ranker
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert results["cross_validated"]["train"]["ECE"] <= 0.05
