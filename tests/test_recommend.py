"""The whole path on the real catalogue: outcomes, reasons that add up, and answers that never fail on odd texts."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher import Answer, NeedError, Recommender
from matcher.records import Query

DYEHOUSE = "Temos uma tinturaria em Guimarães e todas as semanas há lotes que saem fora do tom."


@pytest.fixture(scope="module")
def dyehouse(recommender: Recommender) -> Answer:
    """The answer to a dyehouse in Guimarães."""
    return recommender.recommend(DYEHOUSE)


def test_the_right_door_comes_first_with_its_reasons(dyehouse: Answer) -> None:
    """Textiles go to the fashion hub, and a reason quotes the word that told the sector."""
    first = dyehouse.recommendations[0]
    assert (dyehouse.outcome, first.hub_id) == ("match", "digi4fashion")
    quoted = {DYEHOUSE[slice(*reason.need_span)] for reason in first.reasons if reason.need_span}
    assert "tinturaria" in quoted


@pytest.mark.parametrize("text", [DYEHOUSE, "12 hotels in the Azores, we want to predict cancellations", "ransomware"])
def test_reasons_sum_to_the_score(text: str, recommender: Recommender) -> None:
    """Every share of every score shown is told, to the last digit."""
    answer = recommender.recommend(text, k=18)
    shown = (*answer.recommendations, *answer.elsewhere, *answer.free_zones)
    assert shown
    for card in shown:
        assert sum(reason.contribution for reason in card.reasons) == pytest.approx(card.score, abs=1e-9)


def test_ranks_and_probabilities_fall_together(recommender: Recommender) -> None:
    """Rank 1 is the most probable, ranks are 1, 2, 3 ..."""
    cards = recommender.recommend(DYEHOUSE, k=18).recommendations
    assert [card.rank for card in cards] == list(range(1, len(cards) + 1))
    assert [card.probability for card in cards] == sorted((card.probability for card in cards), reverse=True)


def test_excluded_hubs_are_told_with_their_rule(dyehouse: Answer) -> None:
    """From Guimarães the four regional hubs are excluded, each with the rule and a sentence."""
    regional = {"azores-digital-innovation-hub", "smart-islands-hub", "ptcentrodih", "algarve-smart-destination"}
    assert {(one.hub_id, one.rule) for one in dyehouse.excluded} == {(hub, "outside-its-region") for hub in regional}
    assert all(one.reason for one in dyehouse.excluded)


def test_stated_facts_win(recommender: Recommender) -> None:
    """A stated place and sector replace what the text says of them."""
    answer = recommender.recommend(DYEHOUSE, place="Ponta Delgada", sectors=["fishery"])
    assert [(p.municipality, p.origin) for p in answer.understood.places] == [("Ponta Delgada", "stated")]
    assert [(s.code, s.origin, s.probability) for s in answer.understood.sectors] == [("fishery", "stated", 1.0)]


def test_a_refused_service_is_not_asked_for(recommender: Recommender) -> None:
    """'Não queremos financiamento, só formação' asks for training alone."""
    understood = recommender.recommend("Não queremos financiamento, só formação em cibersegurança.").understood
    assert [one.code for one in understood.refused_services] == ["funding-support"]
    assert "funding-support" not in {one.code for one in understood.services}
    assert "skills-and-training" in {one.code for one in understood.services}


def test_a_need_for_legal_testing_gets_free_zones(recommender: Recommender) -> None:
    """An autonomous vessel that needs a special regime is shown zones, and the authority to turn to."""
    answer = recommender.recommend("Queremos testar um navio autónomo no mar numa zona livre tecnológica.")
    assert "zlt-infante-d-henrique" in {zone.hub_id for zone in answer.free_zones}
    assert "ani-zlt" in {step.contact.id for step in answer.next_steps if step.contact}


def test_without_such_a_need_there_are_no_zones(dyehouse: Answer) -> None:
    """A dyehouse is shown none."""
    assert dyehouse.free_zones == ()


@pytest.mark.parametrize("text", ["🙂🙃🚀", "?!...", "-"])
def test_signs_alone_are_too_vague(text: str, recommender: Recommender) -> None:
    """No word, no hub; but a next step."""
    answer = recommender.recommend(text)
    assert (answer.outcome, answer.reason_code, answer.recommendations) == ("too_vague", "no_words", ())
    assert answer.next_steps


def test_what_no_hub_does_is_out_of_scope(recommender: Recommender) -> None:
    """A rented flat is not digital innovation."""
    assert (
        recommender.recommend("Procuro um apartamento T2 para arrendar no Porto, até 800 euros.").outcome
        == "out_of_scope"
    )


def test_sentences_come_in_the_language_asked(recommender: Recommender) -> None:
    """A Portuguese need may be answered in English."""
    answer = recommender.recommend(DYEHOUSE, language="en")
    assert answer.next_steps[0].text.startswith("Contact ")


def test_networks_narrow_the_candidates(recommender: Recommender) -> None:
    """Only hubs of the network asked for are recommended; the others are told as excluded."""
    answer = recommender.recommend(DYEHOUSE, networks=["EDIH"])
    assert {card.hub_id for card in answer.recommendations} >= {"produtech-dih"}
    assert all("EDIH" in card.networks for card in answer.recommendations)
    assert "digi4fashion" in {one.hub_id for one in answer.excluded if one.rule == "network-not-asked"}


def test_the_same_need_gets_the_same_answer(recommender: Recommender, dyehouse: Answer) -> None:
    """All but the id."""
    again = recommender.recommend(DYEHOUSE)
    assert again.model_copy(update={"id": dyehouse.id}) == dyehouse
    assert again.id != dyehouse.id


@pytest.mark.parametrize(
    ("field", "values", "message"),
    [
        ("text", {"text": ""}, "is empty"),
        ("text", {"text": " \n\t "}, "is empty"),
        ("text", {"text": "a" * 4001}, "4001 characters; expected at most 4000"),
        ("text", {"text": "a\x00b"}, "control characters"),
        ("text", {"text": "a\ud800b"}, "lone surrogate"),
        ("text", {"text": 7}, "valid string"),
        ("sectors", {"sectors": ["textils"]}, "unknown code 'textils'; did you mean 'textiles'"),
        ("client", {"client": "sm"}, "unknown code 'sm'; did you mean 'sme'"),
        ("place", {"place": "Atlantis"}, "unknown place"),
        ("place", {"place": "Guimaraens"}, "did you mean 'Guimarães'"),
        ("k", {"k": 0}, "greater than or equal to 1"),
        ("k", {"k": 51}, "less than or equal to 50"),
        ("language", {"language": "xx"}, "'pt' or 'en'"),
        ("networks.0", {"networks": ["EU"]}, "'PT-DIH'"),
    ],
)
def test_bad_input_names_the_field_and_what_was_expected(
    field: str, values: dict[str, object], message: str, recommender: Recommender
) -> None:
    """Every fault is a `NeedError` that a caller can act on."""
    with pytest.raises(NeedError, match=message) as caught:
        recommender.recommend(**({"text": "sensores na fábrica"} | values))  # type: ignore[arg-type]  # wrong on purpose
    assert caught.value.field == field


@pytest.mark.parametrize("secret", ["segredo\x00", "segredo " * 600, "segredo\ud800"])
def test_an_error_never_repeats_the_need(secret: str, recommender: Recommender) -> None:
    """What was typed stays with who typed it."""
    with pytest.raises(NeedError) as caught:
        recommender.recommend(secret)
    assert "segredo" not in str(caught.value)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120).filter(str.strip))
def test_any_text_gets_an_honest_answer(recommender: Recommender, text: str) -> None:
    """Nothing that can be typed is an error, and every span lies in the text."""
    answer = recommender.answer(Query(text=text))
    assert answer.next_steps
    for one in (*answer.understood.sectors, *answer.understood.technologies, *answer.understood.services):
        assert one.span is None or 0 <= one.span[0] < one.span[1] <= len(text)


@pytest.mark.parametrize(
    "text", ["\ufdfa" * 1000, "<script>alert(1)</script>", "a" * 4000, "sensor " * 570, "ação " * 800]
)
def test_hostile_texts_are_answered(text: str, recommender: Recommender) -> None:
    """Texts made to break tokenisers and pages are only texts."""
    assert recommender.recommend(text).next_steps
