"""The comparison of ranking models: planted needs with a known winner, and what each candidate promises."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import typer
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from matcher.features import FEATURE_NAMES, NEUTRAL
from matcher.learning.candidate_comparison import Candidate, Comparison, compare
from matcher.learning.candidate_fitters import (
    LEXICAL,
    SIMILARITY,
    blanked,
    by_feature,
    convex_fusion,
    fitted_on,
    logistic,
    monotone_boosting,
    prior,
    random_order,
    reciprocal_rank_fusion,
    with_hub_constants,
    without_rules,
)
from matcher.learning.candidate_static import StaticEncoder, on_the_scale_of
from matcher.learning.candidates import LAMBDARANK, SHIPPED, ablation, fitted, lightgbm_references, text_alone
from matcher.learning.cross_validation import Fitter, Scorer, Scores, cross_validate
from matcher.learning.judged_pairs import JudgedPairs
from matcher.learning.ranker_fit import additive
from service.cli.candidates import candidates as candidates_command
from tests.fakes import WordEncoder
from tests.planted import N_HUBS, planted_pairs

PAIRS = planted_pairs(60, rng=np.random.default_rng(3))


def column(name: str) -> int:
    """Number of a feature."""
    return FEATURE_NAMES.index(name)


def one_need(**values: tuple[float, float, float]) -> JudgedPairs:
    """A need and three hubs of which only these features are known; the rest is neutral."""
    features = np.array([[[NEUTRAL[name] for name in FEATURE_NAMES]] * 3], dtype=np.float32)
    for name, own in values.items():
        features[0, :, column(name)] = own
    first = PAIRS.rows(np.array([0]))
    return replace(
        first,
        hub_ids=("a", "b", "c"),
        features=features,
        offsets=np.zeros((1, 3), np.float32),
        open_hubs=np.ones((1, 3), np.bool_),
        grades=np.array([[3, 0, 0]]),
    )


def told_by(pairs: JudgedPairs, name: str) -> JudgedPairs:
    """The same needs, where one feature tells the grades (0, 1, 3 of 4) without fail."""
    features = pairs.features.copy()
    features[:, :, column(name)] = pairs.grades / 4
    return replace(pairs, features=features)


def ndcg(comparison: Comparison, name: str) -> float:
    """Mean nDCG@5 of a candidate on the needs of `train`."""
    (row,) = [row for row in comparison.rows if row.name == name]
    return row.figures["train"].measures["nDCG@5"].mean


def test_the_planted_order_of_candidates_is_found() -> None:
    """Sector coverage makes the grades here: who can fit it is near 1, and who sees text alone is no better than chance."""
    found = compare([*text_alone(PAIRS), *fitted(PAIRS)[:4]], SHIPPED)
    chance = ndcg(found, "random order")
    assert ndcg(found, SHIPPED) > 0.9
    assert ndcg(found, "linear, pairwise") > 0.9
    assert ndcg(found, SHIPPED) > ndcg(found, "weights set by hand") > chance + 0.05
    assert ndcg(found, "BM25, whole profile") == pytest.approx(chance, abs=0.12)


def test_the_ablation_finds_the_one_feature_that_matters() -> None:
    """Without sector coverage the shipped model is far behind; without any other it is hardly so."""
    found = compare([Candidate(SHIPPED, additive(), PAIRS), *ablation(PAIRS)], SHIPPED)
    lost = {row.name: -row.figures["own"].difference.mean for row in found.rows}
    worst = lost.pop("shipped, without `sector_coverage`")
    assert worst > 0.15
    assert max(lost.values()) < 0.05


@pytest.mark.parametrize(("right", "wrong"), [(LEXICAL, SIMILARITY), (SIMILARITY, LEXICAL)])
def test_the_convex_weight_is_chosen_on_the_needs_it_is_fitted_to(right: str, wrong: str) -> None:
    """Fitted where one feature tells the grades, it follows that feature on a need where the other one says the opposite."""
    score = convex_fusion(told_by(PAIRS, right))
    follows = one_need(**{right: (0.1, 0.2, 0.3), wrong: (0.3, 0.2, 0.1)})
    assert list(np.argsort(-score(follows)[0])) == [2, 1, 0]


def test_no_candidate_sees_the_needs_it_is_scored_on() -> None:
    """Each need is scored once, by a fit to needs that it is not among."""
    scored: list[str] = []

    def fit(pairs: JudgedPairs) -> Scorer:
        def score(others: JudgedPairs) -> Scores:
            assert not set(pairs.need_ids) & set(others.need_ids)
            scored.extend(others.need_ids)
            return others.grades.astype(np.float64)

        return score

    cross_validate(fit, PAIRS, rng=np.random.default_rng(0))
    assert sorted(scored) == sorted(PAIRS.need_ids)


def test_reciprocal_rank_fusion_by_hand() -> None:
    """a is first by BM25 and third by similarity: 1/61 + 1/63; b second by both: 2/62; c third and first: 1/63 + 1/61."""
    pairs = one_need(lexical_match=(0.9, 0.5, 0.1), semantic_similarity=(0.7, 0.8, 0.9))
    scores = reciprocal_rank_fusion(pairs)(pairs)
    np.testing.assert_allclose(scores, [[1 / 61 + 1 / 63, 2 / 62, 1 / 63 + 1 / 61]])


def test_prior_weights_by_hand() -> None:
    """Sector coverage 1 gives 2.25, lexical match 0.8 gives 0.48, all else neutral; similarity at its neutral value gives 0."""
    pairs = one_need(sector_coverage=(1, 0, 0.25), lexical_match=(0.8, 0.4, 0.4))
    np.testing.assert_allclose(prior(pairs)(pairs), [[2.73, -0.75, 0.0]], atol=1e-5)


def test_baselines_know_no_rules() -> None:
    """Hubs that a rule keeps out are open to them, and what rules add is gone."""
    ruled = replace(PAIRS, open_hubs=np.zeros_like(PAIRS.open_hubs), offsets=np.ones_like(PAIRS.offsets))
    plain = without_rules(ruled)
    assert plain.open_hubs.all()
    assert not plain.offsets.any()


def test_a_hub_constant_is_found_in_both_directions() -> None:
    """Where grades depend on the hub alone, its constant alone orders the hubs."""
    grades = np.broadcast_to(np.array([0, 3, 1, 0, 2])[:N_HUBS], PAIRS.grades.shape)
    noise = replace(blanked(PAIRS, FEATURE_NAMES), grades=grades)
    scores = with_hub_constants(noise)(noise)
    assert list(np.argsort(-scores[0])[:3]) == [1, 4, 2]


@pytest.mark.parametrize("fit", [logistic, monotone_boosting], ids=["logistic", "boosting"])
def test_unknown_values_and_rules_reach_the_models_without_offset(fit: Fitter) -> None:
    """With features that are unknown in every other need and neutral in the rest, the order is that of what the rules add."""
    offsets = PAIRS.grades.astype(np.float32)
    blind = replace(blanked(PAIRS, FEATURE_NAMES), offsets=offsets)
    blind.features[::2] = np.nan
    scores = fit(blind)(blind)
    assert (np.argmax(scores, axis=1) == np.argmax(PAIRS.grades, axis=1)).all()


def test_boosting_never_falls_as_a_feature_rises() -> None:
    """The constraint holds for a feature that is noise as well."""
    score = monotone_boosting(PAIRS)
    ladder = one_need(sector_coverage=(0.1, 0.5, 0.9), nearness=(0.1, 0.5, 0.9))
    assert (np.diff(score(ladder)[0]) >= 0).all()


def test_the_upper_bound_is_fitted_to_what_was_understood() -> None:
    """Only what it scores is told: the fit takes the same needs from the other pairs."""
    seen: list[JudgedPairs] = []

    def fit(pairs: JudgedPairs) -> Scorer:
        seen.append(pairs)
        return by_feature(LEXICAL)(pairs)

    told = blanked(PAIRS, FEATURE_NAMES)
    fitted_on(fit, PAIRS)(told.rows(np.array([4, 2])))
    assert seen[0].need_ids == (PAIRS.need_ids[4], PAIRS.need_ids[2])
    np.testing.assert_array_equal(seen[0].features, PAIRS.features[[4, 2]])


def test_without_lightgbm_its_row_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other rows are measured all the same."""
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    found = compare([Candidate(SHIPPED, additive(), PAIRS), *lightgbm_references(PAIRS)], SHIPPED)
    (line,) = [line for line in found.markdown().splitlines() if line.startswith(f"| {LAMBDARANK} | train")]
    assert line == f"| {LAMBDARANK} | train | not measured: `pip install lightgbm` first | – | – | – | – |"
    assert ndcg(found, SHIPPED) > 0.9


def test_lightgbm_finds_the_planted_feature() -> None:
    """Where the package is installed, both of its rows are far above chance."""
    pytest.importorskip("lightgbm")
    found = compare([Candidate(SHIPPED, additive(), PAIRS), *lightgbm_references(PAIRS)], SHIPPED)
    assert min(ndcg(found, row.name) for row in found.rows) > 0.8


def test_the_table_has_a_row_for_every_candidate_and_kind() -> None:
    """Same number of cells everywhere; the shipped one has no difference, chance no calibration error; notes stand below."""
    chance = Candidate("chance", random_order(np.random.default_rng(0)), PAIRS, runs=3)
    found = compare([chance, Candidate(SHIPPED, additive(), PAIRS)], SHIPPED, ["A note."])
    *table, blank, note = found.markdown().splitlines()
    assert (blank, note) == ("", "A note.")
    assert [line.split(" | ")[1] for line in table[2:]] == ["train (40)", "train (40)", "own (20)", "own (20)"]
    assert {line.count("|") for line in table} == {8}
    assert table[2].endswith("| – |")
    assert table[3].split(" | ")[3] == "–"


def test_json_keeps_every_figure() -> None:
    """What the table shows rounded stands in the file, the losers' included."""
    found = compare([Candidate(SHIPPED, additive(), PAIRS), Candidate("none", None, PAIRS, "not here")], SHIPPED)
    shipped, none = json.loads(found.json())["rows"]
    assert shipped["figures"]["train"]["measures"]["nDCG@5"]["mean"] == pytest.approx(ndcg(found, SHIPPED), abs=1e-4)
    assert none == {"name": "none", "missing": "not here", "figures": {}}


def test_a_static_embedding_knows_words_and_forgets_their_order() -> None:
    """Unit rows; the same words in another order are the same text; texts that share a word are nearer."""
    words = "fábrica de calçado quer visão máquinas linha hotel turismo reservas".split()
    tokenizer = Tokenizer(WordLevel({word: i for i, word in enumerate(["?", *words])}, unk_token="?"))
    tokenizer.pre_tokenizer = Whitespace()
    texts = [f"{one} {other}" for one in words for other in words if one < other]
    static = StaticEncoder.distil(WordEncoder(), tokenizer, texts, [])
    one, turned, near, far = static.encode_queries(
        ["hotel turismo", "turismo hotel", "hotel reservas", "visão máquinas"]
    )
    np.testing.assert_allclose(np.linalg.norm([one, near, far], axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(one, turned, atol=1e-6)
    assert one @ near > one @ far


def test_other_similarities_are_brought_to_the_usual_scale() -> None:
    """Their order stays, their mean and spread become the usual ones."""
    other = replace(PAIRS, features=PAIRS.features * 3 + 1)
    scaled = on_the_scale_of(other, PAIRS).features[:, :, column(SIMILARITY)]
    np.testing.assert_allclose(scaled, PAIRS.features[:, :, column(SIMILARITY)], atol=1e-4)


def test_a_file_that_cannot_be_written_is_told_before_the_minutes_of_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 2, and the option's name."""
    with pytest.raises(typer.Exit) as ended:
        candidates_command(json_file=tmp_path / "none" / "candidates.json")
    assert ended.value.exit_code == 2
    assert "--json" in capsys.readouterr().err
