"""Measures and tests of significance, by hand and against an independent implementation."""

from __future__ import annotations

from itertools import product

import ir_measures
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from matcher.evaluation.measures import NDCG, AveragePrecision, BestFirst, Measure, Recall, ReciprocalRank
from matcher.evaluation.significance import estimate, holm, randomisation_test, share
from matcher.evaluation.trec_measures import JUDGED, Judge

HUBS = [f"hub-{i}" for i in range(8)]
MEASURES: list[Measure] = [NDCG(k=5), ReciprocalRank(), BestFirst(), Recall(k=5), AveragePrecision()]
P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=8)


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


def test_recall_counts_the_good_ones_above_the_cut() -> None:
    """Of the three graded 2 or more two stand among the first two: 2/3; the 1 is not looked for."""
    assert Recall(k=2)(["a", "b", "c", "d"], {"a": 2, "b": 3, "c": 1, "d": 2}) == pytest.approx(2 / 3)


def test_average_precision_by_hand() -> None:
    """Good at ranks 1 and 3, and one never listed: (1/1 + 2/3 + 0) / 3 = 5/9."""
    assert AveragePrecision()(["a", "b", "c"], {"a": 2, "c": 3, "z": 2}) == pytest.approx(5 / 9)


@pytest.mark.parametrize("measure", MEASURES, ids=str)
def test_a_missed_need_scores_nothing(measure: Measure) -> None:
    """An empty list scores 0, and so does a need without a grade above 0."""
    assert measure([], {"a": 3}) == 0
    assert measure(["a"], {}) == measure(["a"], {"a": 0}) == 0


@given(st.permutations(HUBS), st.integers(0, 8), st.dictionaries(st.sampled_from(HUBS[:6]), st.integers(0, 3)))
def test_measures_agree_with_ir_measures(ranked: list[str], length: int, grades: dict[str, int]) -> None:
    """A second opinion: trec_eval's numbers for any order, any grades, unjudged hubs, short and empty lists."""
    listed = ranked[:length]
    judge = Judge(MEASURES, {"q": grades}, ["q"], HUBS[:6])
    found = {label: own[0] for label, own in judge.scores({"q": listed}).items()}
    judged = [hub in HUBS[:6] for hub in listed[:5]]
    assert found.pop(JUDGED) == pytest.approx(sum(judged) / max(len(judged), 1))
    assert found == pytest.approx({str(measure): measure(listed, grades) for measure in MEASURES}, abs=1e-6)


def test_ties_are_settled_before_anybody_measures() -> None:
    """Level scores go by hub id with us and by falling id in trec_eval; handed over as ranks, both see our order."""
    grades = {"q": {"hub-0": 3}}
    tied = [ir_measures.ScoredDoc("q", hub, 1.0) for hub in ("hub-0", "hub-1")]
    theirs = ir_measures.calc_aggregate([ir_measures.nDCG @ 5], [ir_measures.Qrel("q", "hub-0", 3)], tied)
    ours = Judge(MEASURES, grades, ["q"], HUBS).scores({"q": ["hub-0", "hub-1"]})["nDCG@5"][0]
    assert (ours, theirs[ir_measures.nDCG @ 5]) == (1, pytest.approx(1 / np.log2(3)))


def test_a_need_that_the_run_misses_counts() -> None:
    """Two needs, one in the run: the mean is one half, on every measure."""
    grades = {"a": {"hub-0": 3}, "b": {"hub-0": 3}}
    found = Judge(MEASURES, grades, ["a", "b"], HUBS).scores({"b": ["hub-0"], "unknown": ["hub-0"]})
    assert set(found) == {*map(str, MEASURES), JUDGED}
    assert all(list(own) == [0, 1] for own in found.values())


def test_an_interval_holds_the_mean() -> None:
    """The bootstrap interval of 0, 1, 0, 1 ... surrounds one half."""
    found = estimate(np.tile([0.0, 1.0], 50), rng=np.random.default_rng(1))
    assert found.low < found.mean == 0.5 < found.high


@given(st.integers(0, 40), st.integers(1, 40))
def test_shares_agree_with_scipy(count: int, more: int) -> None:
    """A second opinion on the interval of any share, 0 and all included."""
    n = count + more - 1 if count else more
    found, theirs = share(count, n), stats.binomtest(count, n).proportion_ci(method="wilson")
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


def test_a_share_of_nothing_may_be_anything() -> None:
    """Without needs the interval is the whole range."""
    assert (share(0, 0).low, share(0, 0).high) == (0, 1)


def test_equal_systems_do_not_differ() -> None:
    """Two systems with the same scores have p = 1."""
    scores = np.linspace(0, 1, 20)
    assert randomisation_test(scores, scores, rng=np.random.default_rng(1)) == 1


def test_a_clear_difference_is_found() -> None:
    """Twenty needs each better by 0.5: of 2**20 sign patterns two are as extreme, so p is near 1/10001."""
    first, second = np.full(20, 0.9), np.full(20, 0.4)
    assert randomisation_test(first, second, rng=np.random.default_rng(1)) < 0.001


def test_p_is_the_share_of_sign_patterns() -> None:
    """Five needs: all 32 patterns can be counted, and the sampled p is within 0.02 of their share."""
    first, second = np.array([0.9, 0.7, 0.8, 0.2, 0.6]), np.array([0.5, 0.6, 0.1, 0.4, 0.1])
    differences = first - second
    means = [abs(float(np.mean(differences * signs))) for signs in product((-1, 1), repeat=5)]
    exact = np.mean([mean >= abs(differences.mean()) - 1e-12 for mean in means])
    assert randomisation_test(first, second, rng=np.random.default_rng(1)) == pytest.approx(exact, abs=0.02)


def test_holm_by_hand() -> None:
    """0.01 * 3 = 0.03; 0.03 * 2 = 0.06; 0.04 * 1 is below the one before it, so 0.06 again."""
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


@given(P_VALUES)
def test_holm_is_never_kinder_than_no_correction_nor_harsher_than_bonferroni(p_values: list[float]) -> None:
    """p <= corrected p <= min(1, m p), and the order of the systems by p stays."""
    corrected = holm(p_values)
    for own, found in zip(p_values, corrected, strict=True):
        assert own <= found <= min(1, len(p_values) * own) + 1e-12
    by_p = [found for _, found in sorted(zip(p_values, corrected, strict=True))]
    assert by_p == sorted(by_p)
