"""Worst needs, confusion and ablation on a trial whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest

from matcher import Recommender
from matcher.evaluation.comparison import MAIN, Trial, run_trial
from matcher.evaluation.judgments import load_judgments
from matcher.evaluation.systems import WHOLE, RankedNeeds, national_order, rank_needs
from matcher.features import FEATURE_NAMES
from matcher.records import Query
from tests.conftest import DATA

pytest.importorskip("pandas", reason="needs the extra analysis")
pytest.importorskip("ir_measures", reason="needs the extra evaluation")
from matcher.analysis.errors import ablation, confusion, without_feature, worst_needs


@pytest.fixture(scope="module")
def judged(recommender: Recommender) -> tuple[Trial, RankedNeeds]:
    """The first thirty needs of train, ranked and measured."""
    judgments = load_judgments(DATA / "judgments", "train")
    few = type(judgments)(judgments.needs[:30], judgments.grades, judgments.known)
    ranked = rank_needs(recommender, few.needs)
    return run_trial(recommender, few, "train", ranked, {}), ranked


def test_the_worst_needs_come_first(recommender: Recommender, judged: tuple[Trial, RankedNeeds]) -> None:
    """By the main measure, and without a word of the needs."""
    trial, ranked = judged
    table = worst_needs(trial, recommender, ranked, 5)
    assert table["score"].tolist() == sorted(trial.scores[WHOLE][MAIN])[:5]
    texts = [need.text for need in trial.needs]
    assert not any(text in table.to_csv() for text in texts)


def test_what_pulled_the_wrong_hub_up_is_told(recommender: Recommender, judged: tuple[Trial, RankedNeeds]) -> None:
    """Only where the first hub is not a best one is there a pull; each named feature speaks for the first."""
    trial, ranked = judged
    for row in worst_needs(trial, recommender, ranked, 30).itertuples():
        assert (row.for_first == "") == (row.best_rank == 1.0)


def test_every_need_stands_once_in_the_confusion(judged: tuple[Trial, RankedNeeds]) -> None:
    """Shared best hubs share a need; the diagonal counts the hits."""
    trial, _ = judged
    table = confusion(trial)
    assert table.to_numpy().sum() == pytest.approx(len(trial.needs))
    assert np.diag(table.to_numpy()).sum() == pytest.approx(trial.scores[WHOLE]["hit@1"].sum())


def test_without_a_feature_its_share_is_gone_and_the_rest_stays(recommender: Recommender) -> None:
    """Scores fall by just that share, and the order follows."""
    ranked = recommender.rank(Query(text="Temos uma tinturaria em Guimarães."))
    column = FEATURE_NAMES.index("sector_speciality")
    less = without_feature(ranked, column)
    lost = ranked.scored.scores - less.scored.scores
    assert np.allclose(lost, ranked.scored.contributions[:, column], atol=1e-4)
    assert sorted(less.candidates) == sorted(ranked.candidates)
    assert np.all(np.diff(less.scored.scores[less.candidates]) <= 0)


def test_ablation_counts_the_needs_whose_order_moves(
    recommender: Recommender, judged: tuple[Trial, RankedNeeds]
) -> None:
    """As counted again here for one feature; p values are at least the uncorrected least, 1 / 10,001."""
    trial, ranked = judged
    table = ablation(trial, recommender, ranked).set_index("feature")
    column = FEATURE_NAMES.index("regional_coverage")
    moved = sum(
        national_order(recommender, without_feature(ranked[need.id], column)) != trial.runs[WHOLE][need.id]
        for need in trial.needs
    )
    assert table.loc["regional_coverage", "needs_changed"] == moved
    assert table["p"].between(1 / 10_001, 1).all()
