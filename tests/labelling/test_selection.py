"""The needs chosen are those on which systems disagree, that leave us in doubt, and that are new."""

from __future__ import annotations

import pytest

from matcher import Recommender
from matcher.labelling.pools import NewNeed
from matcher.labelling.selection import disagreement, most_telling, rank_biased_overlap

DYE = "Temos uma tinturaria em Guimarães e os lotes saem fora do tom."


def test_overlap_by_hand() -> None:
    """a,b against b,a at persistence 0.5: (1 * 0 + 0.5 * 1) / 1.5 = 1/3."""
    assert rank_biased_overlap(["a", "b"], ["b", "a"], 0.5) == pytest.approx(1 / 3)


def test_disagreement_is_over_all_pairs_of_systems() -> None:
    """Two agree and one shares nothing: overlaps 1, 0, 0, so 2/3 is left."""
    runs = {"x": {"n": ["a"]}, "y": {"n": ["a"]}, "z": {"n": ["b"]}}
    assert disagreement(runs, "n") == pytest.approx(2 / 3)


def test_a_second_copy_of_a_need_is_worth_less_than_another_need(recommender: Recommender) -> None:
    """The copy is as doubtful and as disputed, but nothing new."""
    needs = [
        NewNeed(id="a", text=DYE),
        NewNeed(id="b", text=DYE),
        NewNeed(id="c", text="We need cybersecurity training for our port."),
    ]
    runs = {name: {need.id: ["digi4fashion", "c-hub"] for need in needs} for name in ("x", "y")}
    order = [worth.need_id for worth in most_telling(recommender, needs, runs, 3)]
    assert order.index("c") < max(order.index("a"), order.index("b"))
    assert most_telling(recommender, needs, runs, 3)[2].novelty == pytest.approx(0, abs=1e-5)


def test_what_is_labelled_already_is_not_new(recommender: Recommender) -> None:
    """Its own vector among the labelled ones leaves no novelty."""
    needs = [NewNeed(id="a", text=DYE)]
    labelled = recommender.encoder.encode_queries([DYE])
    assert most_telling(recommender, needs, {}, 1, labelled)[0].novelty == pytest.approx(0, abs=1e-5)
