"""A hub left out of training: a model that knows needs ranks it as well, one that knows hubs by heart does not."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from matcher.learning.cross_validation import Scorer, cross_validate
from matcher.learning.judged_pairs import JudgedPairs
from matcher.learning.leave_hub_out import is_best, leave_each_hub_out
from matcher.learning.ranker_fit import additive
from matcher.loading import current_models, shipped
from tests.planted import N_HUBS, planted_pairs

SEED = 7
TOLERATED = 0.03  # nDCG@5, mean over all needs
TOLERATED_OF_A_HUB = 0.08  # of a hub that is best for 10 needs or more: fewer say little


def popular(n_needs: int) -> JudgedPairs:
    """Needs for which hub-0 is best, hub-1 next, whatever they say; a few for which the others are."""
    pairs = planted_pairs(n_needs, rng=np.random.default_rng(1))
    grades = np.zeros((n_needs, N_HUBS), dtype=np.int64)
    grades[:, 0], grades[:, 1] = 3, 1
    for row in range(0, n_needs, 4):
        grades[row] = np.roll([3, 1, 0, 0, 0], row // 4 % N_HUBS)
    return replace(pairs, grades=grades)


def by_heart(pairs: JudgedPairs) -> Scorer:
    """A candidate that knows hubs and no needs: each hub scores its mean grade where it was open in training."""
    n_open = pairs.open_hubs.sum(axis=0)
    means = np.where(pairs.open_hubs, pairs.grades, 0).sum(axis=0) / np.maximum(n_open, 1)
    return lambda others: np.broadcast_to(means, others.grades.shape).copy()


def test_neither_the_hub_nor_the_needs_it_is_best_for_are_in_training() -> None:
    """A spy: the hub is closed in every need of the training set, of which none has it as its best; all others stay."""
    pairs = popular(40)
    measured = cross_validate(by_heart, pairs, rng=np.random.default_rng(SEED))
    closed: list[int] = []

    def spy(training: JudgedPairs) -> Scorer:
        (column,) = np.flatnonzero(~training.open_hubs.any(axis=0))
        assert training.open_hubs.sum() == len(training.need_ids) * (N_HUBS - 1)
        assert not is_best(training, int(column)).any()
        assert len(training.need_ids) == 40 - is_best(pairs, int(column)).sum()
        closed.append(int(column))

        def score(tested: JudgedPairs) -> np.ndarray:
            assert tested.open_hubs.all()
            assert is_best(tested, closed[-1]).all()
            return tested.grades.astype(np.float64)

        return score

    found = leave_each_hub_out(measured, spy)
    assert closed == list(range(N_HUBS))
    assert [one.n for one in found] == [int(is_best(pairs, column).sum()) for column in closed]
    assert [one.ndcg for one in found] == pytest.approx([1.0] * N_HUBS)  # the spy's scorer knows the grades
    assert pairs.open_hubs.all()  # the pairs of all others are left as they were


def test_a_model_of_needs_ranks_a_hub_it_never_saw() -> None:
    """Planted: the features tell all. Without the hub it is ranked as well as with it, to 0.05 for each hub."""
    pairs = planted_pairs(100, rng=np.random.default_rng(2))
    found = leave_each_hub_out(cross_validate(additive(), pairs, rng=np.random.default_rng(SEED)), additive())
    assert sum(one.n for one in found) == 100
    for one in found:
        assert one.ndcg == pytest.approx(one.with_it, abs=0.05)
        assert one.ndcg > 0.9


def test_a_model_of_hubs_is_found_out() -> None:
    """Planted: it ranks the popular hub well only because it knows it; left out, it comes last (5th of 5: nDCG under 0.6)."""
    found = leave_each_hub_out(cross_validate(by_heart, popular(60), rng=np.random.default_rng(SEED)), by_heart)
    popular_hub = found[0]
    assert popular_hub.hub_id == "hub-0"
    assert popular_hub.with_it > 0.95
    assert popular_hub.ndcg < 0.6


def test_a_hub_that_is_best_for_no_need_has_no_result() -> None:
    """There is nothing to rank it for; nor for one that is first with a grade below 2."""
    pairs = planted_pairs(40, rng=np.random.default_rng(3))
    grades = pairs.grades.copy()
    grades[grades[:, 2] == 3] = [0, 0, 1, 0, 0]
    pairs = replace(pairs, grades=grades)
    assert not is_best(pairs, 2).any()
    found = leave_each_hub_out(cross_validate(by_heart, pairs, rng=np.random.default_rng(SEED)), by_heart)
    assert [one.hub_id for one in found] == ["hub-0", "hub-1", "hub-3", "hub-4"]


def test_equally_good_hubs_are_both_best() -> None:
    """Grades by hand: 3 and 3; 2 over 1; 1 alone is no door."""
    grades = np.array([[3, 3, 0, 0, 0], [1, 2, 0, 0, 0], [1, 0, 0, 0, 0]])
    pairs = replace(planted_pairs(3, rng=np.random.default_rng(4)), grades=grades)
    assert is_best(pairs, 0).tolist() == [True, False, False]
    assert is_best(pairs, 1).tolist() == [True, True, False]


def test_the_shipped_ranker_knows_needs_and_not_hubs() -> None:
    """Bars: left out, hubs lose at most 0.03 nDCG@5 over all needs, and none that is best for ten or more above 0.08."""
    folder = shipped("models") / current_models(shipped("models")).ranker
    left_out = json.loads((folder / "results.json").read_text(encoding="utf-8"))["left_out"]
    assert len(left_out) >= 10
    losses = {one["hub_id"]: one["with_it"] - one["ndcg"] for one in left_out}
    assert np.average(list(losses.values()), weights=[one["n"] for one in left_out]) <= TOLERATED
    worst = {one["hub_id"]: losses[one["hub_id"]] for one in left_out if one["n"] >= 10}
    assert {hub: loss for hub, loss in worst.items() if loss > TOLERATED_OF_A_HUB} == {}
