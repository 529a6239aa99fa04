"""The follow-up question: asked where an answer would move the ranking, silent where none would, the same every time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher import Answer, Recommender
from matcher.answer import Outcome, Question
from matcher.assumptions import FIELDS, Assumption, Base, Field, looks_at
from matcher.catalogue import Catalogue
from matcher.features import FEATURE_NAMES, NEUTRAL, feature_matrix
from matcher.geography import Geography
from matcher.need import CodeValue, Need
from matcher.question import MOST_CHOICES, OTHER_CODE, Asker, shares
from matcher.ranking import Ranker, RankerConfig
from matcher.records import Query
from matcher.rules import Rule
from tests.fakes import WordEncoder, hub, weighted
from tests.planted import ranker_config

FISH = CodeValue("fishery", "stated", None, 1.0)
CURVES = {  # all other features contribute nothing
    "sector_coverage": ([0.0, 0.25, 1.0], [-1.0, 0.0, 3.0]),
    "regional_coverage": ([-1.0, 0.0, 1.0], [-4.0, 0.0, 4.0]),
}


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    """Set by hand: the need's sector and its region order hubs, and a hub of which nothing is known is a door at 0.12."""
    level = {name: ([NEUTRAL[name], NEUTRAL[name] + 1], [0.0, 0.0]) for name in FEATURE_NAMES}
    terms = [{"feature": name, "knots": k, "values": v} for name, (k, v) in (level | CURVES).items()]
    return Ranker(RankerConfig.model_validate(ranker_config() | {"terms": terms, "baseline": -2.0}))


@pytest.fixture(scope="module")
def ask(
    catalogue_of: Callable[..., Catalogue], recommender: Recommender, geography: Geography, ranker: Ranker
) -> Callable[..., Question | None]:
    """Asks about a need whose facts are given, of hubs that are given, under the shipped rules and weights set by hand.

    Fishery and textiles are equally likely sectors.
    """

    def asked(outcome: Outcome, *records: object, **known: object) -> Question | None:
        hubs = catalogue_of(*records)
        need = Need("x", "en", "inferred", WordEncoder().encode_queries(["x"])[0], **known)  # type: ignore[arg-type]
        asker = Asker.of(hubs, recommender.rules, ranker, geography)
        touched = recommender.rules.judge(need, hubs).touched
        base = Base(need, feature_matrix(need, hubs), touched, np.ones(len(hubs), dtype=np.bool_))
        codes = hubs.vocabularies["sectors"].codes
        guesses = np.array([0.4 if code in ("fishery", "textiles") else 0.0 for code in codes], dtype=np.float32)
        return asker.ask(base, {"sectors": guesses}, outcome, "en")

    return asked


CENTRO = hub("centro", scope=["regional"], coverage=["PT19"], sectors=weighted(fishery=5))
FISHERY = hub("fish", sectors=weighted(fishery=5))
TEXTILE = hub("textile", sectors=weighted(textiles=5))


def test_the_place_is_asked_where_a_regional_hub_would_come_first(ask: Callable[..., Question | None]) -> None:
    """Fish, from an unknown place: in Centro the regional hub is the door, so that region is the choice."""
    question = ask(
        "weak_match",
        CENTRO,
        hub("fish", sectors=weighted(fishery=2)),
        sectors=(FISH,),
        client=(CodeValue("sme", "text", None, 1.0),),
    )
    assert question is not None
    assert question.field == "place"
    assert [choice.code for choice in question.choices] == ["PT19", OTHER_CODE]
    assert question.choices[0].text == "Centro"


def test_the_sector_is_asked_where_hubs_differ_by_it(ask: Callable[..., Question | None]) -> None:
    """Two national hubs of two sectors: the one that would change who is first is the choice, the other changes nothing."""
    question = ask("weak_match", FISHERY, TEXTILE)
    assert question is not None
    assert question.field == "sectors"
    assert [choice.code for choice in question.choices] == ["textiles", OTHER_CODE]


def test_nothing_is_asked_where_no_answer_moves_anything(ask: Callable[..., Question | None]) -> None:
    """One hub alone stays first whatever is told."""
    assert ask("match", FISHERY, sectors=(FISH,)) is None


@pytest.mark.parametrize("outcome", ["match", "weak_match", "no_match", "too_vague", "out_of_scope"])
def test_what_is_out_of_scope_is_not_asked_about(outcome: Outcome, ask: Callable[..., Question | None]) -> None:
    """The same hubs: a question for every outcome but one."""
    assert (ask(outcome, FISHERY, TEXTILE) is None) == (outcome == "out_of_scope")


@pytest.mark.parametrize("text", ["preciso de ajuda", "Precisamos de ajuda com o digital.", "hello", "🙂"])
def test_a_vague_text_is_asked_about(text: str, recommender: Recommender) -> None:
    """Too little said: there is something to ask."""
    answer = recommender.recommend(text)
    assert answer.outcome == "too_vague"
    assert answer.question is not None


def test_a_clear_match_is_left_alone(recommender: Recommender) -> None:
    """Sector and place are told, and the first hub stays first."""
    assert recommender.recommend("Temos uma tinturaria em Guimarães e os lotes saem fora do tom.").question is None


def test_a_choice_is_an_answer(recommender: Recommender) -> None:
    """Every choice but 'other' can be stated as the field that it answers, and is then no longer asked."""
    texts = ("Temos um hotel e queremos prever cancelamentos", "Precisamos de ajuda com o digital.", "sensores")
    asked = [(text, question) for text in texts if (question := recommender.recommend(text).question)]
    assert asked
    for text, question in asked:
        for choice in question.choices[:-1]:
            told = again(recommender, text, question.field, choice.code)
            assert told.question is None or told.question.field != question.field
        assert question.choices[-1].code == OTHER_CODE


def again(recommender: Recommender, text: str, field: str, code: str) -> Answer:
    """The answer once the question is answered."""
    return recommender.recommend(text, **{field: code if field in ("place", "client") else [code]})  # type: ignore[arg-type]


def told(*codes: str) -> list[Assumption]:
    """Answers that are codes."""
    return [Assumption(code, 0.1, CodeValue(code, "stated", None, 1.0)) for code in codes]


@pytest.mark.parametrize("field", FIELDS)
def test_ranking_again_agrees_with_ranking_anew(field: Field, recommender: Recommender) -> None:
    """What only the changed features and rules give is what the whole path gives for the need with the answer told."""
    ranked = recommender.rank(
        Query(text="Queremos sensores e robótica na nossa fábrica de calçado, com a câmara municipal")
    )
    base = Base(ranked.need, ranked.features, ranked.verdict.touched, ranked.asked)
    answers = {
        "place": list(recommender.asker.regions),
        "sectors": told("textiles", "public-administration", "health-care"),
        "services": told("networking", "funding-support", "regulatory-testing"),
        "client": told("sme", "public-administration"),
    }[field]
    for reranker in (recommender.asker.home, recommender.asker.everywhere):
        found = reranker.after(base.only(reranker.rows), field, answers)
        for answer, after in zip(answers, found, strict=True):
            anew = recommender.rank_need(answer.applied(ranked.need, field))
            expected = np.where(anew.verdict.excluded | anew.verdict.elsewhere, 0, anew.scored.probabilities)
            np.testing.assert_allclose(after, expected[reranker.rows], atol=1e-6)
    assert np.abs(np.diff(found, axis=0)).max() > 0.001  # so the answers do differ


@pytest.mark.parametrize(
    ("fields", "need", "hubs"),
    [
        ({"place"}, {"place": "region_known"}, {}),
        ({"place"}, {}, {"covers_place": False}),
        ({"place"}, {}, {"in_country_of_need": True}),
        ({"sectors"}, {"main_sector": ["fishery"]}, {}),
        ({"sectors"}, {"no_sector_beyond": ["fishery"]}, {}),
        ({"sectors"}, {"sector_known": False}, {}),
        ({"sectors"}, {}, {"serves_main_sector": False}),
        ({"sectors"}, {}, {"fits_topic": True}),
        ({"services"}, {"services": ["networking"]}, {}),
        ({"client"}, {"client": ["sme"]}, {}),
        ({"place", "client"}, {"client": ["sme"]}, {"covers_place": True}),
        (set(), {"partners_abroad": False, "technology_known": True}, {"kind": "dih", "sector": "fishery"}),
    ],
)
def test_a_rule_is_judged_again_under_answers_that_it_looks_at(
    fields: set[Field], need: dict[str, object], hubs: dict[str, object]
) -> None:
    """By each condition, also one that asks for a 'no'."""
    reason = {"pt": "x", "en": "x"}
    rule = Rule.model_validate({"code": "r", "effect": "exclude", "need": need, "hub": hubs, "reason": reason})
    assert {field for field in FIELDS if looks_at(rule, field)} == fields


def test_the_shipped_rules_are_judged_again_where_they_look(recommender: Recommender) -> None:
    """A rule that asks for the place is among those of the place."""
    home = recommender.asker.home
    asking = {home.rules.rules[column].code for column in home.asking["place"]}
    assert {"outside-its-region", "region-not-told"} <= asking


def test_probabilities_of_answers_sum_to_one_at_most() -> None:
    """Worked by hand: 0.5 and 0.4 stay, a speciality gets 0.03; 0.9 and 0.8 are scaled by their sum with it."""
    assert shares({"a": 0.5, "b": 0.4, "c": 0.01}, ["d"], 2) == (("a", 0.5), ("b", 0.4), ("d", 0.03))
    assert sum(share for _, share in shares({"a": 0.9, "b": 0.8}, ["d"], 2)) == pytest.approx(1.0)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).filter(str.strip))
def test_a_question_is_well_formed_and_the_same_twice(recommender: Recommender, text: str) -> None:
    """Few distinct choices that end in 'other', about a field of the query."""
    first, second = (recommender.answer(Query(text=text)).question for _ in range(2))
    assert first == second
    if first is not None:
        codes = [choice.code for choice in first.choices]
        assert first.field in FIELDS
        assert 2 <= len(codes) <= MOST_CHOICES + 1
        assert len(set(codes)) == len(codes)
        assert codes[-1] == OTHER_CODE
