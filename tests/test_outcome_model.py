"""What to answer at all: the model's probabilities, the thresholds, and what they cost; on planted needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import ValidationError
from sklearn.linear_model import LogisticRegression

from matcher import Recommender
from matcher.answer import Outcome
from matcher.evaluation.outcomes import NO_DOOR
from matcher.learning.cross_validation import CrossValidated
from matcher.learning.judged_pairs import JudgedPairs
from matcher.learning.outcome_fit import (
    MATCH_GRID,
    STRENGTH,
    TURN_AWAY_GRID,
    Trade,
    cross_validated_trades,
    fit_outcome,
    fit_stage,
)
from matcher.need import CodeValue, Need, Origin, Place
from matcher.outcome_model import (
    STAGE_FEATURES,
    OutcomeModel,
    Stage,
    StageModel,
    Thresholds,
    outcome_features,
)
from matcher.ranking import Ranker
from matcher.records import Query
from matcher.understanding.outcome import decide
from tests.planted import N_HUBS, always, need, planted_pairs

AT = Thresholds(match_at=0.6, out_of_scope_at=0.6, too_vague_at=0.6, good_hub_at=0.45, shown_at=0.05, no_match_at=0.02)
GOOD_HUB = np.array([0.9, 0.1], dtype=np.float32)
NO_HUB = np.array([0.001], dtype=np.float32)
CERTAIN = always(0.99, 0.99, 0.99)
MINHO = Place("Minho", None, "text", "PT", ("PT111",))
PORTUGAL = Place("Portugal", None, "text", "PT", ("PT",))


def value(code: str, probability: float = 1.0, origin: Origin = "text") -> CodeValue:
    """A code of a need."""
    return CodeValue(code, origin, None, probability)


def test_what_the_outcome_depends_on_by_hand() -> None:
    """Best hub 0.8; the best three 0.8, 0.5, 0.2, on average 0.5; the surest of each list, guesses before sure codes."""
    known = need(
        sectors=(value("energy", 0.99),),
        sector_guesses=(value("textiles", 0.7), value("energy", 0.1)),
        services=(value("networking", 0.5), value("funding-support", 0.6)),
        in_scope=0.9,
        tells_enough=0.6,
    )
    found = outcome_features(known, np.array([0.2, 0.8, 0.1, 0.5], dtype=np.float32))
    expected = {"scope": 0.9, "enough": 0.6, "sector": 0.7, "technology": 0.01, "service": 0.6}
    expected |= {"best_hub": 0.8, "best_three_hubs": 0.5}
    assert found == pytest.approx({name: np.log(p / (1 - p)) for name, p in expected.items()}, abs=1e-5)


def test_extremes_stay_finite() -> None:
    """A hub surely right or wrong, a scope of 0 or 1: log-odds of 0.9999 at most. One hub alone is a third of three."""
    found = outcome_features(need(in_scope=1.0, tells_enough=0.0), np.array([1.0], dtype=np.float32))
    expected = {"scope": np.log(9999), "best_hub": np.log(9999), "enough": -np.log(9999), "best_three_hubs": -np.log(2)}
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-6)


def test_every_stage_looks_at_what_is_worked_out() -> None:
    """No name of `STAGE_FEATURES` is without its value."""
    assert {name for names in STAGE_FEATURES.values() for name in names} == set(outcome_features(need(), GOOD_HUB))


def test_a_stage_by_hand() -> None:
    """1 x ln 3 + 2 x 0.5 - 1 = ln 3: three to one. What it does not look at does not count."""
    stage = StageModel(features=("a", "b"), weights=(1.0, 2.0), bias=-1.0)
    assert stage.probability({"a": float(np.log(3)), "b": 0.5, "c": 9.0}) == pytest.approx(0.75)


def test_a_stage_that_a_feature_would_speak_against_is_refused() -> None:
    """A need that tells more must not be turned away for it; nor may features and weights differ in number."""
    with pytest.raises(ValidationError, match="greater than or equal to 0"):
        StageModel(features=("a",), weights=(-0.1,), bias=0.0)
    with pytest.raises(ValidationError, match="2 features and 1 weights; expected as many"):
        StageModel(features=("a", "b"), weights=(1.0,), bias=0.0)


@pytest.mark.parametrize("stage", STAGE_FEATURES)
def test_a_model_of_other_features_is_refused(stage: Stage) -> None:
    """Its weights would be read as those of others: the message names the stage and what was expected."""
    other = StageModel(features=("x",), weights=(1.0,), bias=0.0)
    with pytest.raises(ValidationError, match=rf"{stage}: features \('x',\); expected \('.*fit the ranker again"):
        OutcomeModel.model_validate(dict(CERTAIN) | {stage: other})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"no_match_at": 0.06}, r"no_match_at 0\.06, shown_at 0\.05, .* expected none above the next"),
        ({"shown_at": 0.45}, r"shown_at 0\.45, good_hub_at 0\.45; expected none above the next"),
        ({"match_at": 1.0}, "less than 1"),
        ({"too_vague_at": 0.0}, "greater than 0"),
        ({"mach_at": 0.5}, "Extra inputs"),
    ],
)
def test_thresholds_that_contradict_each_other_are_refused(changes: dict[str, float], message: str) -> None:
    """A deployer sets them, and is told what was found and expected."""
    with pytest.raises(ValidationError, match=message):
        Thresholds.model_validate(AT.model_dump() | changes)


@pytest.mark.parametrize(
    ("passed", "outcome", "reason"),
    [
        ((0.41, 0.41, 0.61), "match", "clear_match"),
        ((0.41, 0.41, 0.59), "weak_match", "partial_fit"),
        ((0.39, 0.41, 0.99), "out_of_scope", "not_digital_innovation"),
        ((0.41, 0.39, 0.99), "too_vague", "says_too_little"),
    ],
)
def test_the_outcome_turns_at_each_threshold(passed: tuple[float, float, float], outcome: Outcome, reason: str) -> None:
    """Just above and just below 0.6, of which 0.4 is the other side."""
    found = decide(need(), GOOD_HUB, always(*passed), AT)
    assert (found.outcome, found.reason_code) == (outcome, reason)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, "match"),
        ({"match_at": 0.8}, "weak_match"),
        ({"out_of_scope_at": 0.25}, "out_of_scope"),
        ({"too_vague_at": 0.25}, "too_vague"),
        ({"no_match_at": 0.95, "shown_at": 0.96, "good_hub_at": 0.97}, "no_match"),
    ],
)
def test_thresholds_are_settings(changes: dict[str, float], outcome: Outcome) -> None:
    """The same need, of which little is sure, under other thresholds."""
    at = Thresholds.model_validate(AT.model_dump() | changes)
    assert decide(need(), GOOD_HUB, always(0.7, 0.7, 0.7), at).outcome == outcome


@pytest.mark.parametrize(("scope", "enough", "outcome"), [(0.3, 0.2, "too_vague"), (0.2, 0.3, "out_of_scope")])
def test_of_two_reasons_to_turn_away_the_likelier_is_told(scope: float, enough: float, outcome: Outcome) -> None:
    """By what the text itself is read as."""
    known = need(in_scope=scope, tells_enough=enough)
    assert decide(known, GOOD_HUB, always(0.1, 0.1, 0.9), AT).outcome == outcome


@pytest.mark.parametrize(
    ("known", "turned_away"),
    [
        ({}, True),
        ({"sectors": (value("textiles", 0.5),)}, True),
        ({"services": (value("networking", 0.5),)}, True),
        ({"sectors": (value("textiles", 0.5),), "services": (value("networking", 0.5),)}, False),
        ({"sectors": (value("textiles", 0.4),), "services": (value("networking", 0.5),)}, True),
    ],
)
def test_a_service_for_a_sector_is_in_scope(known: dict[str, Any], turned_away: bool) -> None:
    """Where both are sure, a hub is the right kind of place, whatever the model makes of it."""
    assert (decide(need(**known), GOOD_HUB, always(0.1, 0.9, 0.9), AT).outcome == "out_of_scope") == turned_away


@pytest.mark.parametrize(
    ("known", "turned_away"),
    [
        ({}, True),
        ({"places": (MINHO,)}, False),
        ({"places": (PORTUGAL,)}, True),
        ({"services": (value("networking", 0.5),)}, False),
        ({"services": (value("networking", 0.4),)}, True),
        ({"sectors": (value("textiles", 1.0),)}, True),
    ],
)
def test_who_tells_a_region_or_a_service_is_not_vague(known: dict[str, Any], turned_away: bool) -> None:
    """It is enough for a fair suggestion."""
    assert (decide(need(**known), GOOD_HUB, always(0.9, 0.1, 0.9), AT).outcome == "too_vague") == turned_away


@pytest.mark.parametrize("best", [0.019, 0.021])
def test_no_hub_fits_where_the_best_is_unlikely(best: float) -> None:
    """Below `no_match_at`, whatever the model says of a right door."""
    found = decide(need(), np.array([0.001, best], dtype=np.float32), CERTAIN, AT)
    expected = ("no_match", "no_hub_fits") if best < AT.no_match_at else ("weak_match", "partial_fit")
    assert (found.outcome, found.reason_code) == expected


@pytest.mark.parametrize(("best", "outcome"), [(0.29, "weak_match"), (0.31, "match")])
def test_a_hub_that_is_hardly_likely_is_no_match(best: float, outcome: Outcome) -> None:
    """Below `match_hub_at`, whatever the model says of a right door."""
    at = AT.model_copy(update={"match_hub_at": 0.3})
    assert decide(need(), np.array([0.001, best], dtype=np.float32), CERTAIN, at).outcome == outcome


@pytest.mark.parametrize(
    ("known", "general"),
    [
        ({}, False),
        ({"places": (MINHO,)}, True),
        ({"services": (value("networking", 0.5),)}, True),
        ({"services": (value("networking", 0.4),)}, False),
        ({"places": (MINHO,), "sectors": (value("textiles", 0.5),)}, False),
        ({"places": (MINHO,), "technologies": (value("robotics", 0.5),)}, False),
        ({"places": (MINHO,), "sectors": (value("textiles", 0.4),)}, True),
        ({"places": (PORTUGAL,)}, False),
    ],
)
def test_a_general_need_that_no_hub_fits_gets_a_fair_suggestion(known: dict[str, Any], general: bool) -> None:
    """A region or a service is told, and no sector or technology that would make a hub the wrong one."""
    found = decide(need(**known), NO_HUB, CERTAIN, AT)
    expected = ("weak_match", "general_need") if general else ("no_match", "no_hub_fits")
    assert (found.outcome, found.reason_code) == expected


def test_a_service_alone_makes_no_hub_the_right_door() -> None:
    """Every hub offers it; a region makes the hub of that region the right one, a sector the hub of that sector."""
    training = (value("skills-and-training", 0.9),)
    sector = (value("textiles", 0.5),)
    assert decide(need(services=training), GOOD_HUB, CERTAIN, AT).reason_code == "general_need"
    assert decide(need(services=training, places=(MINHO,)), GOOD_HUB, CERTAIN, AT).outcome == "match"
    assert decide(need(services=training, sectors=sector), GOOD_HUB, CERTAIN, AT).outcome == "match"


@pytest.mark.parametrize("text", ["🙂🙃", "?!...", " - "])
def test_without_a_word_there_is_nothing_to_go_by(text: str) -> None:
    """Whatever else is known, and before anything else is said."""
    known = need(text, sectors=(value("textiles", 1.0, "stated"),))
    for candidates in (GOOD_HUB, GOOD_HUB[:0]):
        found = decide(known, candidates, CERTAIN, AT)
        assert (found.outcome, found.reason_code) == ("too_vague", "no_words")


def test_where_every_hub_is_excluded_the_reason_says_so() -> None:
    """Also for a text that would be out of scope: the model needs a hub to judge by."""
    found = decide(need(), GOOD_HUB[:0], always(0.01, 0.9, 0.9), AT)
    assert (found.outcome, found.reason_code) == ("no_match", "every_hub_excluded")


@pytest.mark.parametrize("field", ["sectors", "technologies", "client"])
@pytest.mark.parametrize(("scope", "enough"), [(0.1, 0.9), (0.9, 0.1)])
def test_a_stated_fact_is_taken_at_its_word(field: str, scope: float, enough: float) -> None:
    """Who states a sector or who asks is neither out of scope nor vague; the same read in the text is no such fact."""
    model = always(scope, enough, 0.9)
    stated: dict[str, Any] = {field: (value("x", 1.0, "stated"),)}
    read: dict[str, Any] = {field: (value("x"),)}
    assert decide(need(**stated), GOOD_HUB, model, AT).outcome == "match"
    assert decide(need(**read), GOOD_HUB, model, AT).outcome in ("out_of_scope", "too_vague")


def test_a_stated_service_is_one_too() -> None:
    """It is not out of scope."""
    model = always(0.1, 0.9, 0.9)
    outcomes = [
        decide(need(services=(value("networking", 1.0, origin),)), GOOD_HUB, model, AT).outcome
        for origin in ("stated", "text")
    ]
    assert outcomes == ["weak_match", "out_of_scope"]


def test_a_stated_place_does_not_bring_a_text_into_scope() -> None:
    """Where someone is says nothing of what they need."""
    known = need(places=(replace(MINHO, origin="stated"),))
    assert decide(known, GOOD_HUB, always(0.1, 0.9, 0.9), AT).outcome == "out_of_scope"


def test_a_stage_is_fitted_as_scikit_learn_fits_it() -> None:
    """A second opinion where all weights are above zero: the same on standardised inputs, to 0.01."""
    rng = np.random.default_rng(1)
    inputs = rng.normal([1.0, -2.0], [3.0, 0.5], (500, 2))
    passed = rng.random(500) < 1 / (1 + np.exp(-(0.4 * inputs[:, 0] + 1.5 * inputs[:, 1] + 3)))
    found = fit_stage(("a", "b"), inputs, passed)
    mean, scale = inputs.mean(axis=0), inputs.std(axis=0)
    theirs = LogisticRegression(C=STRENGTH, tol=1e-8).fit((inputs - mean) / scale, passed)
    np.testing.assert_allclose(found.weights, theirs.coef_[0] / scale, atol=0.01)
    assert found.bias == pytest.approx(theirs.intercept_[0] - theirs.coef_[0] @ (mean / scale), abs=0.01)


def test_what_speaks_against_a_stage_is_not_used() -> None:
    """Planted: the less of the second, the likelier. Its weight is zero, not below; a column of one value gets none."""
    rng = np.random.default_rng(2)
    inputs = np.column_stack([rng.normal(size=(400, 2)), np.full(400, 7.0)])
    passed = rng.random(400) < 1 / (1 + np.exp(-(2 * inputs[:, 0] - inputs[:, 1])))
    found = fit_stage(("a", "b", "c"), inputs, passed)
    assert found.weights[0] > 1
    assert found.weights[1:] == (0.0, 0.0)


def planted_outcomes(outcomes: Sequence[Outcome], *, looks: Sequence[Outcome] | None = None) -> CrossValidated:
    """Needs judged ``outcomes`` and read as what ``looks`` says (the same, where it is left out), and their hubs.

    A match has a hub at 0.9, a weak match at 0.3; what is out of scope or too vague is read so at 0.95.
    """
    rng = np.random.default_rng(len(outcomes))
    looks = looks or outcomes
    pairs: JudgedPairs = planted_pairs(len(outcomes), rng=rng)
    best = np.array([0.9 if one == "match" else 0.3 for one in looks])
    probabilities: NDArray[np.float64] = rng.uniform(0.01, 0.05, (len(outcomes), N_HUBS))
    probabilities[:, 0] = best + rng.uniform(-0.05, 0.05, len(outcomes))
    needs: list[Need] = [
        need(in_scope=0.05 if one == "out_of_scope" else 0.95, tells_enough=0.05 if one == "too_vague" else 0.95)
        for one in looks
    ]
    pairs = replace(pairs, outcomes=tuple(outcomes), needs=tuple(needs))
    return CrossValidated(pairs, probabilities, probabilities)


ALL: tuple[Outcome, ...] = ("match", "weak_match", "out_of_scope", "too_vague")


def test_planted_outcomes_are_found_again() -> None:
    """Fitted to 160 needs, every one of 80 others gets its outcome."""
    fitted, others = planted_outcomes(ALL * 40), planted_outcomes(ALL * 20)
    model = fit_outcome(fitted.pairs, fitted.probabilities)
    found = [
        decide(one, row.astype(np.float32), model, AT).outcome
        for one, row in zip(others.pairs.needs, others.probabilities, strict=True)
    ]
    assert found == list(ALL * 20)


def test_no_match_is_a_need_without_a_right_door_in_the_fit() -> None:
    """As a weak match is: too few needs are judged so to be an outcome of their own."""
    measured = planted_outcomes(ALL * 10)
    renamed = tuple("no_match" if k % 8 == 1 else one for k, one in enumerate(measured.pairs.outcomes))
    assert renamed.count("no_match") == 5
    expected = fit_outcome(measured.pairs, measured.probabilities)
    assert fit_outcome(replace(measured.pairs, outcomes=renamed), measured.probabilities) == expected


def test_a_stage_learns_from_the_needs_that_reach_it() -> None:
    """Hubs of needs out of scope or too vague say nothing of what a right door is; those out of scope nothing of enough."""
    measured = planted_outcomes(ALL * 20)
    before = fit_outcome(measured.pairs, measured.probabilities)
    kinds, changed = np.array(measured.pairs.outcomes), measured.probabilities.copy()
    changed[(kinds == "out_of_scope") | (kinds == "too_vague")] = 0.5
    after = fit_outcome(measured.pairs, changed)
    assert after.has_door == before.has_door
    assert after.tells_enough != before.tells_enough
    changed[kinds == "too_vague"] = measured.probabilities[kinds == "too_vague"]
    assert fit_outcome(measured.pairs, changed).tells_enough == before.tells_enough


def test_hubs_that_a_rule_keeps_out_do_not_count() -> None:
    """Neither in the fit nor in what thresholds cost."""
    measured = planted_outcomes(ALL * 15)
    measured.pairs.open_hubs[:, 4] = False
    before = fit_outcome(measured.pairs, measured.probabilities)
    trades = cross_validated_trades(measured, rng=np.random.default_rng(1))
    measured.probabilities[:, 4] = 0.99
    assert fit_outcome(measured.pairs, measured.probabilities) == before
    assert cross_validated_trades(measured, rng=np.random.default_rng(1)) == trades


def trade_at(trades: Sequence[Trade], match_at: float, turn_away_at: float) -> Trade:
    """The trade of one pair of thresholds."""
    (found,) = (one for one in trades if (one.match_at, one.turn_away_at) == (match_at, turn_away_at))
    return found


def test_what_thresholds_cost_is_counted() -> None:
    """Planted: of 43 matches 3 look out of scope and 2 weak; of 81 needs without a door 2 look like matches.

    The rest is clear. A weak match is neither a door nor none; a judged `no_match` is none.
    """
    odd: list[tuple[Outcome, Outcome]] = [  # judged, and as it looks
        ("match", "out_of_scope"),
        ("match", "out_of_scope"),
        ("match", "out_of_scope"),
        ("match", "weak_match"),
        ("match", "weak_match"),
        ("out_of_scope", "match"),
        ("out_of_scope", "match"),
        ("out_of_scope", "out_of_scope"),
        ("no_match", "weak_match"),
        ("no_match", "weak_match"),
    ]
    judged, looks = [*ALL * 38, *(one for one, _ in odd)], [*ALL * 38, *(one for _, one in odd)]
    measured = planted_outcomes(judged, looks=looks)
    trades = cross_validated_trades(measured, rng=np.random.default_rng(2))
    found = trade_at(trades, 0.5, 0.5)
    assert found == Trade(
        match_at=0.5,
        turn_away_at=0.5,
        n_doors=43,
        turned_away=3,
        called_weak=2,
        n_no_door=81,
        matched=2,
        matched_surely=2,
    )
    assert len(trades) == len(MATCH_GRID) * len(TURN_AWAY_GRID)


def test_no_outcome_is_given_by_a_model_that_saw_it() -> None:
    """One need reads as a match, is judged too vague and alone names no technology: who saw it knows, others do not."""
    measured = planted_outcomes([*ALL * 20, "too_vague"], looks=[*ALL * 20, "match"])
    named = [replace(one, technologies=(value("robotics", 0.9),)) for one in measured.pairs.needs[:-1]]
    measured = replace(measured, pairs=replace(measured.pairs, needs=(*named, measured.pairs.needs[-1])))
    knowing = fit_outcome(measured.pairs, measured.probabilities)
    at = AT.model_copy(update={"too_vague_at": 0.3})
    best = measured.probabilities[-1].astype(np.float32)
    assert decide(measured.pairs.needs[-1], best, knowing, at).outcome == "too_vague"
    assert trade_at(cross_validated_trades(measured, rng=np.random.default_rng(5)), 0.6, 0.3).matched == 1


def test_each_threshold_trades_one_error_for_the_other() -> None:
    """A higher bar to turn away: fewer doors refused, more needs matched in vain. A higher bar to match: the reverse."""
    rng = np.random.default_rng(3)
    judged: list[Outcome] = [ALL[j] for j in rng.integers(0, 4, 200)]
    blurred = planted_outcomes(judged)
    unsure = [
        replace(
            one, in_scope=float(rng.beta(3, 1 + 5 * (kind == "out_of_scope"))), tells_enough=float(rng.beta(3, 1.5))
        )
        for one, kind in zip(blurred.pairs.needs, judged, strict=True)
    ]
    doors = np.clip(blurred.probabilities + rng.normal(0, 0.4, blurred.scores.shape), 0.1, 0.9)
    trades = cross_validated_trades(
        CrossValidated(replace(blurred.pairs, needs=tuple(unsure)), doors, doors), rng=np.random.default_rng(4)
    )
    for match_at in MATCH_GRID:
        along = [trade_at(trades, match_at, at) for at in TURN_AWAY_GRID]
        refused, matched = [one.turned_away for one in along], [one.matched for one in along]
        assert refused == sorted(refused, reverse=True)
        assert matched == sorted(matched)
        assert refused[0] > refused[-1]
    for turn_away_at in TURN_AWAY_GRID:
        along = [trade_at(trades, at, turn_away_at) for at in MATCH_GRID]
        assert [one.matched for one in along] == sorted((one.matched for one in along), reverse=True)
        assert [one.called_weak for one in along] == sorted(one.called_weak for one in along)
        assert along[0].called_weak < along[-1].called_weak
        assert len({one.turned_away for one in along}) == 1
    assert {one.n_doors for one in trades} == {judged.count("match")}
    assert {one.n_no_door for one in trades} == {sum(one in NO_DOOR for one in judged)}


def with_thresholds(recommender: Recommender, **changes: float) -> Recommender:
    """The recommender with other thresholds."""
    config = recommender.ranker.config
    thresholds = Thresholds.model_validate(config.thresholds.model_dump() | changes)
    return replace(recommender, ranker=Ranker(config.model_copy(update={"thresholds": thresholds})))


def test_hubs_below_a_threshold_are_not_shown(recommender: Recommender) -> None:
    """Set between the second and the third hub, two are shown; set above all, the best stays."""
    text = "Temos uma tinturaria em Guimarães e todas as semanas há lotes que saem fora do tom."
    ranked = recommender.rank(Query(text=text))
    first, second, third = map(float, ranked.scored.probabilities[ranked.candidates[:3]])
    assert first > second > third
    for bar, n_shown in (((second + third) / 2, 2), ((first + 1) / 2, 1)):
        told = with_thresholds(recommender, shown_at=bar, good_hub_at=(bar + 1) / 2, no_match_at=1e-6)
        assert len(told.recommend(text, k=18).recommendations) == n_shown
