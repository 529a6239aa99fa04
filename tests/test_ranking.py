"""The additive model: scores are sums of curves, order is total, unknown says what its curve says, strangers are refused."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from matcher import Recommender
from matcher.errors import ArtefactError
from matcher.features import FEATURE_NAMES
from matcher.loading import current_models, shipped, vocabularies_sha256
from matcher.ranking import (
    FittedOn,
    Ranker,
    RankerConfig,
    ScoreCalibration,
    Scored,
    Term,
    check_fit,
    load_ranker,
    ranking_order,
)
from tests.planted import ranker_config

N_FEATURES = len(FEATURE_NAMES)
NO_RULES = np.zeros((1, 0), dtype=np.float32)
FITTED = FittedOn(
    encoder="e",
    concepts="c",
    vocabularies_sha256="v",
    judgments_sha256="j",
    rules="r",
    seed=1,
    l2=0.01,
    smoothness=0.03,
)


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    """The shipped ranker."""
    return load_ranker(shipped("models") / current_models(shipped("models")).ranker)


def by_hand(**changes: object) -> Ranker:
    """Each feature contributes its value between -1 and 1; baseline -1; with ``changes``."""
    return Ranker(RankerConfig.model_validate(ranker_config() | changes))


def test_a_score_by_hand() -> None:
    """Baseline -1, first feature 0.5, second 7 beyond its last knot counts 1, a rule of 0.25, the rest unknown: 0.75."""
    features = np.full((1, N_FEATURES), np.nan, dtype=np.float32)
    features[0, :2] = 0.5, 7.0
    scored = by_hand().score(features, np.array([[0.25]], np.float32), ("rule",))
    assert scored.contributions[0].tolist() == [0.5, 1.0, *[0.0] * (N_FEATURES - 2), 0.25]
    assert scored.scores[0] == pytest.approx(0.75)
    assert scored.names == (*FEATURE_NAMES, "rule")


def test_a_curve_by_hand() -> None:
    """Half way from 0 to 1 is half way from -2 to 0; beyond the knots it is level; unknown has its own value."""
    term = Term(feature="f", knots=(0.0, 1.0, 3.0), values=(-2.0, 0.0, 1.0), unknown=0.7)
    column = np.array([-5, 0, 0.5, 1, 2, 9, np.nan], dtype=np.float32)
    np.testing.assert_allclose(term.contributions(column), [-2, -2, -1, 0, 0.5, 1, 0.7], atol=1e-7)


@pytest.mark.parametrize(
    ("knots", "values", "message"),
    [
        ((0, 1, 2), (0, 1), "f: 3 knots and 2 values; expected as many"),
        ((0, 1, 1), (0, 1, 2), "f: knots .* expected each above the one before"),
        ((1, 0), (0, 1), "f: knots .* expected each above the one before"),
        ((0, 1, 2), (0, 1, 0.5), "f: values .* expected none below the one before"),
        ((0, np.nan), (0, 1), "finite number"),
        ((0, 1), (np.nan, 1), "finite number"),
        ((0,), (0,), "at least 2 items"),
    ],
)
def test_a_curve_that_cannot_be_is_refused(knots: Any, values: Any, message: str) -> None:
    """The message names the feature, what was found and what was expected."""
    with pytest.raises(ValidationError, match=message):
        Term(feature="f", knots=knots, values=values)


def test_a_level_stretch_is_allowed() -> None:
    """Values may stay, only not fall."""
    assert Term(feature="f", knots=(0, 1), values=(0.5, 0.5)).contributions(np.array([0.3], np.float32))[0] == 0.5


@given(st.lists(st.floats(-3, 3) | st.just(np.nan), min_size=N_FEATURES, max_size=N_FEATURES), st.floats(-5, 5))
def test_contributions_sum_to_the_score(ranker: Ranker, values: list[float], weight: float) -> None:
    """Whatever the features and rules, the score is the baseline plus what is shown, to the last of its 4 digits."""
    scored = ranker.score(np.array([values], np.float32), np.array([[weight]], np.float32), ("rule",))
    shown = [round(float(share), 4) for share in scored.contributions[0]]
    assert scored.contributions[0].tolist() == shown
    assert scored.scores[0] == pytest.approx(scored.baseline + sum(shown), abs=1e-5)


@given(st.integers(0, N_FEATURES - 1), st.floats(-1, 1), st.floats(0, 1))
def test_more_of_a_feature_never_lowers_a_score(ranker: Ranker, column: int, value: float, more: float) -> None:
    """The shipped model is monotone in each feature."""
    features = np.zeros((2, N_FEATURES), dtype=np.float32)
    features[:, column] = value, value + more
    low, high = ranker.score(features, np.zeros((2, 0), np.float32), ()).scores
    assert high >= low


def test_calibration_turns_scores_into_probabilities() -> None:
    """Scores -1 and 1, slope 2, intercept 0.5: sigmoids of -1.5 and 2.5. Uncalibrated: of the scores themselves."""
    shares = np.array([[-2.0], [0.0]])
    straight = Scored(1.0, shares, ("f",), ScoreCalibration(slope=2.0, intercept=0.5)).probabilities
    np.testing.assert_allclose(straight, [1 / (1 + np.exp(1.5)), 1 / (1 + np.exp(-2.5))], rtol=1e-6)
    np.testing.assert_allclose(Scored(1.0, shares, ("f",)).probabilities, [1 / (1 + np.e), 1 / (1 + 1 / np.e)])


def test_a_ranker_calibrates_with_its_own_line() -> None:
    """The config's calibration reaches the probabilities: a score of -1 under slope 3, intercept 1 is -2."""
    ranker = by_hand(calibration={"slope": 3.0, "intercept": 1.0})
    scored = ranker.score(np.zeros((1, N_FEATURES), np.float32), NO_RULES, ())
    assert scored.probabilities[0] == pytest.approx(1 / (1 + np.exp(2)))


@pytest.mark.parametrize("slope", [0.0, -1.0])
def test_a_calibration_never_turns_the_order(slope: float) -> None:
    """A higher score is always a higher probability."""
    with pytest.raises(ValidationError, match="greater than 0"):
        ScoreCalibration(slope=slope)


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=20), st.randoms())
def test_order_ignores_row_order(values: list[int], random: Random) -> None:
    """Shuffling the catalogue never changes who is ranked where, even with ties."""
    hubs = [(float(value), f"hub-{i:02}") for i, value in enumerate(values)]
    expected = [hub_id for _, hub_id in sorted(hubs, key=lambda hub: (-hub[0], hub[1]))]
    random.shuffle(hubs)
    scores, ids = np.array([s for s, _ in hubs], np.float32), [hub_id for _, hub_id in hubs]
    assert [ids[row] for row in ranking_order(scores, ids)] == expected


def load(folder: Path, config: dict[str, Any]) -> Ranker:
    """What the loader makes of ``config``."""
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return load_ranker(folder)


def test_loading_what_was_saved_changes_nothing(ranker: Ranker, tmp_path: Path) -> None:
    """Every number of the config survives; for the shipped one and for one with every field set otherwise."""
    other = by_hand(
        calibration={"slope": 0.3, "intercept": -7.0},
        thresholds={"match_at": 0.7, "shown_at": 0.1, "good_hub_at": 0.9, "no_match_at": 0.03},
        fitted_on=FITTED.model_dump(),
    )
    for config in (ranker.config, other.config):
        (tmp_path / "config.json").write_text(config.model_dump_json(indent=1), encoding="utf-8")
        assert load_ranker(tmp_path).config == config


def test_a_ranker_of_another_format_is_refused(tmp_path: Path) -> None:
    """The loader names what it found and what it expected."""
    with pytest.raises(ArtefactError, match=r"config\.json: format_version 3; expected 2"):
        load(tmp_path, ranker_config() | {"format_version": 3})


@pytest.mark.parametrize("change", [lambda terms: terms[::-1], lambda terms: terms[:-1], lambda terms: terms * 2])
def test_a_ranker_of_other_features_is_refused(change: Any, tmp_path: Path) -> None:
    """Another order, one too few, each twice."""
    config = ranker_config()
    config["terms"] = change(config["terms"])
    with pytest.raises(ArtefactError, match=r"features .* expected .'semantic_similarity'"):
        load(tmp_path, config)


def test_a_ranker_whose_outcome_model_reads_other_features_is_refused(tmp_path: Path) -> None:
    """It would read one number for another."""
    config = ranker_config()
    stage = config["outcome"]["has_door"]
    stage["features"] = stage["features"][::-1]
    with pytest.raises(ArtefactError, match=r"has_door: features .* expected .'best_hub'.* fit the ranker again"):
        load(tmp_path, config)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"format_version": 2}', "\ufeff{".encode(), b'{"a": "\xff"}'])
def test_a_broken_config_is_an_artefact_error(content: bytes, tmp_path: Path) -> None:
    """Whatever stands in the file, the error is one that a deployer can act on."""
    (tmp_path / "config.json").write_bytes(content)
    with pytest.raises(ArtefactError, match=r"config\.json: not a ranker's config"):
        load_ranker(tmp_path)


def test_a_missing_ranker_is_an_artefact_error(tmp_path: Path) -> None:
    """The path tells which."""
    with pytest.raises(ArtefactError, match=r"none/config\.json: not a ranker's config"):
        load_ranker(tmp_path / "none")


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (("other", "c", "v"), "encoder: fitted with 'e', running 'other'; fit it again"),
        (("e", "other", "v"), "concepts: fitted with 'c', running 'other'; fit it again"),
        (("e", "c", "other"), "vocabularies_sha256: fitted with 'v', running 'other'; fit it again"),
        (("x", "y", "v"), "encoder: .*; concepts: "),
    ],
)
def test_a_ranker_fitted_with_other_parts_is_refused(found: tuple[str, str, str], message: str) -> None:
    """Each part that differs is named with both versions."""
    with pytest.raises(ArtefactError, match=message):
        check_fit(by_hand(fitted_on=FITTED.model_dump()), *found)


def test_a_ranker_fits_the_parts_it_was_fitted_with() -> None:
    """Or any, when it was set by hand."""
    check_fit(by_hand(fitted_on=FITTED.model_dump()), "e", "c", "v")
    check_fit(by_hand(), "anything", "at all", "fits")


def test_the_shipped_ranker_was_fitted_with_the_shipped_parts(ranker: Ranker, recommender: Recommender) -> None:
    """It names them, so that the loader has something to compare."""
    made = ranker.config.fitted_on
    assert made is not None
    assert made.encoder == recommender.encoder.version
    assert made.concepts == recommender.reader.concepts.config.version
    assert made.vocabularies_sha256 == vocabularies_sha256(recommender.catalogue.vocabularies)
