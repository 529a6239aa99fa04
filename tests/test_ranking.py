"""The additive model: scores are sums, order is total, unknown says what its term says."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import ArtefactError
from matcher.features import FEATURE_NAMES
from matcher.ranking import Ranker, RankerConfig, load_ranker, ranking_order

MODELS = Path(__file__).parent.parent / "models"


@pytest.fixture
def config() -> dict[str, object]:
    """A ranker in which each feature counts once its value, around zero."""
    term = {"weight": 1.0, "zero": 0.0, "low": -1.0, "high": 1.0}
    terms = [{"feature": name, **term} for name in FEATURE_NAMES]
    return {
        "format_version": 1,
        "version": "t",
        "baseline": -1.0,
        "match_at": 0.5,
        "weak_match_at": 0.2,
        "terms": terms,
    }


def test_a_score_by_hand(config: dict[str, object]) -> None:
    """Baseline -1, first feature 0.5, second clipped from 7 to 1, a rule of 0.25, the rest unknown: 0.75."""
    features = np.full((1, len(FEATURE_NAMES)), np.nan, dtype=np.float32)
    features[0, :2] = 0.5, 7.0
    scored = Ranker(RankerConfig.model_validate(config)).score(features, np.array([[0.25]], np.float32), ("rule",))
    assert scored.scores[0] == pytest.approx(0.75)
    assert scored.probabilities[0] == pytest.approx(1 / (1 + np.exp(-0.75)))


@given(st.lists(st.floats(-3, 3), min_size=len(FEATURE_NAMES), max_size=len(FEATURE_NAMES)))
def test_contributions_sum_to_the_score(values: list[float]) -> None:
    """Whatever the features, the score is the baseline plus its contributions."""
    ranker = load_ranker(MODELS / "ranker" / "prior-1")
    scored = ranker.score(np.array([values], np.float32), np.zeros((1, 0), np.float32), ())
    assert scored.scores[0] == pytest.approx(scored.baseline + scored.contributions[0].sum(), abs=1e-5)


@given(st.integers(0, len(FEATURE_NAMES) - 1), st.floats(-1, 1), st.floats(0, 1))
def test_more_of_a_feature_never_lowers_a_score(column: int, value: float, more: float) -> None:
    """The model is monotone in each feature."""
    ranker = load_ranker(MODELS / "ranker" / "prior-1")
    features = np.zeros((2, len(FEATURE_NAMES)), dtype=np.float32)
    features[:, column] = value, value + more
    low, high = ranker.score(features, np.zeros((2, 0), np.float32), ()).scores
    assert high >= low


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=20), st.randoms())
def test_order_ignores_row_order(values: list[int], random: Random) -> None:
    """Shuffling the catalogue never changes who is ranked where, even with ties."""
    hubs = [(float(value), f"hub-{i:02}") for i, value in enumerate(values)]
    expected = [hub_id for _, hub_id in sorted(hubs, key=lambda hub: (-hub[0], hub[1]))]
    random.shuffle(hubs)
    scores, ids = np.array([s for s, _ in hubs], np.float32), [hub_id for _, hub_id in hubs]
    assert [ids[row] for row in ranking_order(scores, ids)] == expected


def test_a_ranker_of_other_features_is_refused(config: dict[str, object], tmp_path: Path) -> None:
    """The loader names what it found and what it expected."""
    config["terms"] = list(reversed(config["terms"]))  # type: ignore[call-overload]  # a list of terms, see the fixture
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(ArtefactError, match=r"expected .'semantic_similarity'"):
        load_ranker(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", '{"format_version": 1}', "\ufeff{"])
def test_a_broken_config_is_an_artefact_error(content: str, tmp_path: Path) -> None:
    """Whatever stands in the file, the error is one that a deployer can act on."""
    (tmp_path / "config.json").write_text(content, encoding="utf-8")
    with pytest.raises(ArtefactError, match="not a ranker's config"):
        load_ranker(tmp_path)
