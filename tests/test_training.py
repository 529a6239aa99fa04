"""Fits as scikit-learn has them, and a ranker trained on planted needs from judgments to its files."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from matcher import Recommender
from matcher.errors import ArtefactError
from matcher.evaluation.judgments import NEED_FILES, Judgments, load_judgments
from matcher.learning.cross_validation import CrossValidated, cross_validate
from matcher.learning.judged_pairs import judged_pairs
from matcher.learning.leave_hub_out import leave_each_hub_out
from matcher.learning.outcome_fit import Trade
from matcher.learning.ranker_fit import additive
from matcher.learning.ranker_training import (
    RankerResults,
    TrainedRanker,
    judgments_sha256,
    read_results,
    results_of,
    save_ranker,
    train_ranker,
)
from matcher.loading import Knowledge, shipped, vocabularies_sha256
from matcher.ranking import Ranker, check_fit, load_ranker
from matcher.records import Query
from matcher.understanding.training import fit_logistic
from tests.planted import N_HUBS, planted_pairs

JUDGMENTS = shipped("data") / "judgments"
MOST_OF_AN_OUTCOME = 20
TRADE = Trade(
    match_at=0.5, turn_away_at=0.5, n_doors=4, turned_away=1, called_weak=2, n_no_door=3, matched=0, matched_surely=0
)


def test_the_joint_fit_is_scikit_learns_for_each_output() -> None:
    """A second opinion: the same weights to 0.01 on 200 random examples of 5 inputs and 3 outputs."""
    rng = np.random.default_rng(1)
    inputs = rng.normal(size=(200, 5)).astype(np.float32)
    labels = (inputs @ rng.normal(size=(5, 3)) + rng.normal(size=(200, 3))) > 0.5
    weights, bias = fit_logistic(inputs, labels, strength=0.1)
    for output in range(3):
        theirs = LogisticRegression(C=0.1).fit(inputs, labels[:, output])
        np.testing.assert_allclose(weights[:, output], theirs.coef_[0], atol=0.01)
        np.testing.assert_allclose(bias[output], theirs.intercept_[0], atol=0.01)


@pytest.fixture(scope="module")
def known(recommender: Recommender) -> Knowledge:
    """What the shipped recommender knows."""
    return Knowledge(recommender.catalogue, recommender.encoder, recommender.reader, recommender.rules)


@pytest.fixture(scope="module")
def few() -> Judgments:
    """Our own needs, at most 20 of each outcome."""
    own = load_judgments(JUDGMENTS, "own")
    kept = [
        need
        for number, need in enumerate(own.needs)
        if sum(other.outcome == need.outcome for other in own.needs[:number]) < MOST_OF_AN_OUTCOME
    ]
    return Judgments(tuple(kept), own.grades)


@pytest.fixture(scope="module")
def trained(known: Knowledge, few: Judgments) -> TrainedRanker:
    """A ranker trained on them, from texts to figures."""
    return train_ranker(known, [few], "few-1", JUDGMENTS)


def test_pairs_are_what_the_recommender_makes_of_a_need(
    known: Knowledge, few: Judgments, recommender: Recommender
) -> None:
    """Features, rules and grades of the national hubs, as ranking the text has them; not a place, not a hub abroad."""
    some = Judgments(few.needs[:5], few.grades)
    pairs = judged_pairs(known, [some])
    rows = [recommender.catalogue.row[hub_id] for hub_id in pairs.hub_ids]
    assert {recommender.catalogue.records[row].country for row in rows} == {"PT"}
    for number, need in enumerate(some.needs):
        ranked = recommender.rank(Query(text=need.text))
        np.testing.assert_allclose(pairs.features[number], ranked.features[rows], atol=1e-5)
        np.testing.assert_allclose(pairs.offsets[number], ranked.verdict.weights[rows].sum(axis=1), atol=1e-6)
        np.testing.assert_array_equal(pairs.open_hubs[number], ~ranked.verdict.excluded[rows])
        assert pairs.grades[number].tolist() == [few.grades[need.id].get(hub_id, 0) for hub_id in pairs.hub_ids]
    assert pairs.need_ids == tuple(need.id for need in some.needs)
    assert pairs.outcomes == tuple(need.outcome for need in some.needs)
    assert pairs.is_own.all()


def test_chosen_rows_are_the_same_needs() -> None:
    """Every array is cut alike; a hub that is left out is closed to all, and the whole stays as it was."""
    pairs = planted_pairs(6, rng=np.random.default_rng(1))
    chosen = pairs.rows(np.array([4, 1]))
    assert chosen.need_ids == ("n004", "n001")
    for name in ("features", "offsets", "open_hubs", "grades", "is_own"):
        np.testing.assert_array_equal(getattr(chosen, name), getattr(pairs, name)[[4, 1]])
    assert chosen.without_hub(2).open_hubs.tolist() == [[True, True, False, True, True]] * 2
    assert pairs.open_hubs.all()


def test_flat_pairs_keep_open_hubs_with_their_needs() -> None:
    """Two needs of five hubs, one closed in the first: four rows of need 0, then five of need 1."""
    pairs = planted_pairs(2, rng=np.random.default_rng(2))
    pairs.open_hubs[0, 3] = False
    flat = pairs.flat()
    assert flat.groups.tolist() == [0] * 4 + [1] * 5
    np.testing.assert_array_equal(flat.features[3], pairs.features[0, 4])
    assert flat.grades.tolist() == [*np.delete(pairs.grades[0], 3), *pairs.grades[1]]


def test_a_trained_ranker_is_the_one_that_is_loaded(trained: TrainedRanker, tmp_path: Path) -> None:
    """Saving and loading loses nothing, of the model and of its results."""
    save_ranker(trained, tmp_path / "new")
    assert load_ranker(tmp_path / "new").config == trained.config
    assert read_results(tmp_path / "new") == trained.results
    assert trained.config.version == "few-1"


def test_a_trained_ranker_names_what_it_was_fitted_with(trained: TrainedRanker, known: Knowledge) -> None:
    """The parts, as the loader compares them, the rules and the judgments."""
    made = trained.config.fitted_on
    assert made is not None
    assert (made.rules, made.judgments_sha256) == (known.rules.version, judgments_sha256(JUDGMENTS))
    vocabularies = vocabularies_sha256(known.catalogue.vocabularies)
    check_fit(Ranker(trained.config), known.encoder.version, known.reader.concepts.config.version, vocabularies)


def test_results_are_of_every_need(trained: TrainedRanker, few: Judgments) -> None:
    """Each need with a good hub has its figures; the trades count all outcomes."""
    assert trained.results.n == {"train": 0, "own": len(few.needs)}
    doors = [need.id for need in few.needs if max(few.grades[need.id].values(), default=0) >= 2]
    assert set(trained.results.per_need["own"]) <= set(doors)  # the best hub may be abroad
    assert len(trained.results.per_need["own"]) >= 0.9 * len(doors)
    outcomes = [need.outcome for need in few.needs]
    assert {one.n_doors for one in trained.results.trades} == {outcomes.count("match")}


def test_the_sum_of_the_judgments_is_of_all_their_files(tmp_path: Path) -> None:
    """One after the other: a changed grade is another sum."""
    names = [name for pair in NEED_FILES for name in pair]
    for number, name in enumerate(names):
        (tmp_path / name).write_text(f"{number}", encoding="utf-8")
    assert judgments_sha256(tmp_path) == hashlib.sha256(b"0123").hexdigest()


@pytest.fixture(scope="module")
def measured() -> CrossValidated:
    """90 planted needs with a door and 30 without, scored by models that have not seen them."""
    pairs = planted_pairs(120, rng=np.random.default_rng(3))
    pairs.grades[90:] = 0
    return cross_validate(additive(), pairs, rng=np.random.default_rng(4))


def test_results_tell_both_kinds_of_needs_apart(measured: CrossValidated) -> None:
    """Every third need is our own: 40 of 120, 30 of the 90 with a door; hubs left out are told once."""
    results = results_of(measured, leave_each_hub_out(measured, additive()), (TRADE,))
    assert results.n == {"train": 80, "own": 40}
    assert {kind: figures["n"] for kind, figures in results.cross_validated.items()} == {"train": 60, "own": 30}
    assert {kind: len(needs) for kind, needs in results.per_need.items()} == {"train": 60, "own": 30}
    assert sorted(results.per_need["own"]) == [f"n{row:03}" for row in range(0, 90, 3)]
    assert [one.hub_id for one in results.left_out] == [f"hub-{column}" for column in range(N_HUBS)]
    assert sum(one.n for one in results.left_out) == 90


def test_means_are_of_the_single_needs(measured: CrossValidated) -> None:
    """Planted: nDCG@5 above 0.95; and what is told of all is the mean of what is told of each."""
    results = results_of(measured, (), ())
    for kind, figures in results.cross_validated.items():
        assert figures["nDCG@5"] > 0.95
        single = [one.ndcg for one in results.per_need[kind].values()]
        assert figures["nDCG@5"] == pytest.approx(np.mean(single), abs=1e-4)


def test_brier_scores_by_hand(measured: CrossValidated) -> None:
    """Probability 0.1 for all: off by 0.9 at the one good hub of five, by 0.1 at the others: (0.81 + 4 x 0.01) / 5."""
    flat = replace(measured, probabilities=np.full(measured.scores.shape, 0.1))
    one = results_of(flat, (), ()).per_need["own"]["n000"]
    assert one.brier == pytest.approx(0.17)


def test_hubs_that_a_rule_keeps_out_count_as_no_door(measured: CrossValidated) -> None:
    """All good hubs closed, all else at 0: the error of 60 needs of `train` is 1 of 5 pairs, of the other 20 it is 0."""
    closed = replace(measured.pairs, open_hubs=measured.pairs.grades != 3)
    sure = np.where(measured.pairs.grades == 3, 0.99, 0.0)  # of closed hubs: never shown
    results = results_of(CrossValidated(closed, measured.scores, sure), (), ())
    assert results.cross_validated["train"]["Brier"] == pytest.approx(60 / (80 * N_HUBS), abs=1e-4)


@pytest.mark.parametrize("content", ["", "{", "[]", json.dumps({"n": {}}), json.dumps({"rows": []})])
def test_results_of_another_shape_are_an_artefact_error(content: str, tmp_path: Path) -> None:
    """The message names the file and how to write it."""
    (tmp_path / "results.json").write_text(content, encoding="utf-8")
    with pytest.raises(ArtefactError, match=r"(?s)results\.json: not a ranker's results.*hub-matcher train ranker"):
        read_results(tmp_path)


def test_results_survive_their_file(tmp_path: Path) -> None:
    """Read back as they were written."""
    results = RankerResults(n={"train": 1}, cross_validated={}, per_need={}, left_out=(), trades=(TRADE,))
    (tmp_path / "results.json").write_text(results.model_dump_json(indent=1), encoding="utf-8")
    assert read_results(tmp_path) == results
