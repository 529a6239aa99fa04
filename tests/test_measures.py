"""Measures, by hand and against an independent implementation."""

from __future__ import annotations

import ir_measures
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.evaluation.comparison import estimate, randomisation_test
from matcher.evaluation.measures import NDCG, BestFirst, ReciprocalRank

HUBS = [f"hub-{i}" for i in range(8)]


def test_ndcg_by_hand() -> None:
    """Grades 2, 0, 3 against the ideal 3, 2: (2 + 3/2) / (3 + 2/log2(3)) = 3.5 / 4.2619 = 0.8212."""
    assert NDCG(k=5)(["a", "b", "c"], {"a": 2, "c": 3}) == pytest.approx(0.8212, abs=1e-4)


def test_reciprocal_rank_looks_for_a_good_grade() -> None:
    """A grade of 1 at rank 1 does not count; the 2 at rank 3 does: 1/3."""
    assert ReciprocalRank(least=2)(["a", "b", "c"], {"a": 1, "c": 2}) == pytest.approx(1 / 3)


def test_best_first_wants_the_highest_grade() -> None:
    """A grade of 2 in front of a 3 is no hit."""
    assert BestFirst()(["a", "b"], {"a": 2, "b": 3}) == 0
    assert BestFirst()(["b", "a"], {"a": 2, "b": 3}) == 1


@pytest.mark.parametrize("measure", [NDCG(k=5), ReciprocalRank(), BestFirst()], ids=str)
def test_a_missed_need_scores_nothing(measure: NDCG | ReciprocalRank | BestFirst) -> None:
    """An empty list scores 0, and so does a need without grades."""
    assert measure([], {"a": 3}) == 0
    assert measure(["a"], {}) == 0


@given(st.permutations(HUBS), st.dictionaries(st.sampled_from(HUBS), st.integers(1, 3), min_size=1))
def test_measures_agree_with_ir_measures(ranked: list[str], grades: dict[str, int]) -> None:
    """A second opinion: the same numbers from trec_eval's formulas for any order and any grades."""
    qrels = [ir_measures.Qrel("q", hub, grade) for hub, grade in grades.items()]
    run = [ir_measures.ScoredDoc("q", hub, float(-rank)) for rank, hub in enumerate(ranked)]
    theirs = ir_measures.calc_aggregate([ir_measures.nDCG @ 5, ir_measures.RR(rel=2)], qrels, run)
    assert NDCG(k=5)(ranked, grades) == pytest.approx(theirs[ir_measures.nDCG @ 5], abs=1e-6)
    assert ReciprocalRank()(ranked, grades) == pytest.approx(theirs[ir_measures.RR(rel=2)], abs=1e-6)


def test_an_interval_holds_the_mean() -> None:
    """The bootstrap interval of 0, 1, 0, 1 ... surrounds one half."""
    found = estimate(np.tile([0.0, 1.0], 50), rng=np.random.default_rng(1))
    assert found.low < found.mean == 0.5 < found.high


def test_equal_systems_do_not_differ() -> None:
    """Two systems with the same scores have p = 1."""
    scores = np.linspace(0, 1, 20)
    assert randomisation_test(scores, scores, rng=np.random.default_rng(1)) == 1


def test_a_clear_difference_is_found() -> None:
    """Twenty needs each better by 0.5: of 2**20 sign patterns two are as extreme, so p is near 1/10001."""
    first, second = np.full(20, 0.9), np.full(20, 0.4)
    assert randomisation_test(first, second, rng=np.random.default_rng(1)) < 0.001
