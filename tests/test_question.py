"""The follow-up question: asked where an answer would move the ranking, silent where none would, the same every time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher import Answer, Recommender
from matcher.answer import Outcome, Question
from matcher.assumptions import FIELDS, Base, Field, Reranker
from matcher.catalogue import Catalogue
from matcher.features import feature_matrix
from matcher.geography import Geography
from matcher.need import CodeValue, Need
from matcher.question import MOST_CHOICES, OTHER_CODE, Asker, shares
from matcher.records import Query
from tests.fakes import WordEncoder, hub, weighted

FISH = CodeValue("fishery", "stated", None, 1.0)


@pytest.fixture(scope="module")
def ask(
    catalogue_of: Callable[..., Catalogue], recommender: Recommender, geography: Geography
) -> Callable[..., Question | None]:
    """Asks about a need whose facts are given, of hubs that are given, under the shipped rules and weights.

    Fishery and textiles are equally likely sectors.
    """

    def asked(outcome: Outcome, *records: object, **known: object) -> Question | None:
        hubs = catalogue_of(*records)
        need = Need("x", "en", "inferred", WordEncoder().encode_queries(["x"])[0], **known)  # type: ignore[arg-type]
        asker = Asker.of(hubs, recommender.rules, recommender.ranker, geography)
        touched = recommender.rules.judge(need, hubs).touched
        features = feature_matrix(need, hubs)
        features[:, :2] = np.nan  # how near the text is to a profile says nothing here
        base = Base(need, features, touched, np.ones(len(hubs), dtype=np.bool_))
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
    text = "Temos um hotel e queremos prever cancelamentos"
    question = recommender.recommend(text).question
    assert question is not None
    for choice in question.choices[:-1]:
        told = again(recommender, text, question.field, choice.code)
        assert told.question is None or told.question.field != question.field
    assert question.choices[-1].code == OTHER_CODE


def again(recommender: Recommender, text: str, field: str, code: str) -> Answer:
    """The answer once the question is answered."""
    return recommender.recommend(text, **{field: code if field in ("place", "client") else [code]})  # type: ignore[arg-type]


def test_ranking_again_agrees_with_ranking_anew(recommender: Recommender) -> None:
    """What only the changed features and rules give is what the whole path gives for the need with the answer told."""
    text = "Queremos sensores na nossa fábrica"
    ranked = recommender.rank(Query(text=text))
    base = Base(ranked.need, ranked.features, ranked.verdict.touched, ranked.asked)
    rows = recommender.asker.home.rows
    for answer in recommender.asker.regions:
        after = recommender.asker.home.after(base.only(rows), "place", [answer])[0]
        anew = recommender.rank_need(answer.applied(ranked.need, "place"))
        expected = np.where(anew.verdict.excluded | anew.verdict.elsewhere, 0, anew.scored.probabilities)[rows]
        assert after == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("field", FIELDS)
def test_rules_that_look_at_a_field_are_known(field: Field, recommender: Recommender) -> None:
    """A rule that looks at what a question asks is judged again under its answers."""
    home: Reranker = recommender.asker.home
    asked = {home.rules.rules[column].code for column in home.asking[field]}
    expected = {
        "place": {"outside-its-region", "region-not-told"},
        "sectors": {"sector-hub-first", "technology-hub-without-sector"},
        "services": {"free-zone-for-regulatory-testing"},
        "client": {"public-administration-door"},
    }
    assert expected[field] <= asked


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
