"""Why and why not: each standing a hub can have, and a comparison that adds up and claims only what it shows."""

from __future__ import annotations

from string import Formatter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher import NeedError, Recommender
from matcher.comparison_sentences import DIFFERENCE_SENTENCES
from matcher.features import FEATURE_NAMES
from matcher.hub_explanation import HubExplanation, HubQuery, explain_hub

DYEHOUSE = "Temos uma tinturaria em Guimarães e todas as semanas há lotes que saem fora do tom."
VESSEL = (
    "Startup de Setúbal com um veículo subaquático autónomo: precisamos de uma zona livre tecnológica para o testar."
)
FLAT = "Procuro um apartamento T2 para arrendar no Porto, até 800 euros."
NEEDS = (DYEHOUSE, VESSEL, "We run a small hotel on Terceira and want to predict cancellations.", "Formação em dados.")


def explained(recommender: Recommender, text: str, hub_id: str, **stated: object) -> HubExplanation:
    """What is said of one hub for one need."""
    return explain_hub(recommender, HubQuery.model_validate({"text": text, "hub_id": hub_id} | stated))


def test_a_hub_that_is_shown_is_recommended_as_the_answer_has_it(recommender: Recommender) -> None:
    """Rank, score, probability and reasons are those of the answer's card."""
    card = recommender.recommend(DYEHOUSE).recommendations[1]
    told = explained(recommender, DYEHOUSE, card.hub_id)
    assert (told.standing, told.rank, told.shown) == ("recommended", 2, True)
    assert (told.score, told.probability, told.reasons) == (card.score, card.probability, card.reasons)


def test_a_hub_beyond_k_is_ranked_and_not_shown(recommender: Recommender) -> None:
    """With one hub asked for, the second keeps its rank."""
    second = recommender.recommend(DYEHOUSE).recommendations[1]
    told = explained(recommender, DYEHOUSE, second.hub_id, k=1)
    assert (told.standing, told.rank, told.shown) == ("ranked", 2, False)
    assert "mostra 1" in told.text


def test_a_hub_too_unlikely_to_be_shown_says_so(recommender: Recommender) -> None:
    """Where more hubs were asked for than are shown, the reason is not how many were."""
    ranked = recommender.rank(HubQuery(text=DYEHOUSE, hub_id="any"))
    last = recommender.catalogue.hub_ids[int(ranked.candidates[-1])]
    told = explained(recommender, DYEHOUSE, last, k=50)
    assert (told.standing, told.rank) == ("ranked", told.n_ranked)
    assert "pouco provável" in told.text


def test_an_excluded_hub_names_the_rule_and_its_reason(recommender: Recommender) -> None:
    """From Guimarães a hub of the Azores is out of reach; it is compared with the first."""
    told = explained(recommender, DYEHOUSE, "azores-digital-innovation-hub")
    assert (told.standing, told.rank, told.rule) == ("excluded", None, "outside-its-region")
    assert told.compared is not None
    assert (told.compared.relation, told.compared.hub_id) == ("first", "digi4fashion")


def test_a_hub_of_another_network_says_so(recommender: Recommender) -> None:
    """No rule of the file is blamed for what the caller asked."""
    hub = next(hub for hub in recommender.catalogue.records if hub.coverage == ("PT",) and hub.networks == ("PT-DIH",))
    told = explained(recommender, DYEHOUSE, hub.id, networks=["SoE"])
    assert (told.standing, told.rule) == ("network_not_asked", "network-not-asked")


def test_a_hub_abroad_is_a_specialist(recommender: Recommender) -> None:
    """It has a place among its like, and the rule that sets it apart."""
    abroad = next(hub.id for hub in recommender.catalogue.records if hub.country == "ES")
    told = explained(recommender, DYEHOUSE, abroad)
    assert (told.standing, told.rule) == ("specialist_abroad", "abroad-only-as-specialist")
    assert told.rank is not None


@pytest.mark.parametrize(("text", "offered"), [(VESSEL, True), (DYEHOUSE, False)])
def test_a_free_zone_is_one_whether_offered_or_not(recommender: Recommender, text: str, offered: bool) -> None:
    """Only a need for testing under a special regime has a list of zones."""
    zone = recommender.recommend(VESSEL).free_zones[0].hub_id
    told = explained(recommender, text, zone)
    assert (told.standing, told.shown, told.rank is not None) == ("free_zone", offered, offered)


def test_where_no_hub_was_looked_for_none_is_ranked(recommender: Recommender) -> None:
    """Out of scope: no rank, no comparison, and the reason."""
    told = explained(recommender, FLAT, "produtech-dih")
    assert (told.outcome, told.standing, told.rank, told.compared) == ("out_of_scope", "not_looked_for", None, None)


def test_the_first_is_compared_with_the_second(recommender: Recommender) -> None:
    """What keeps it there: the hub below, with a lower score."""
    compared = explained(recommender, DYEHOUSE, "digi4fashion").compared
    assert compared is not None
    assert (compared.relation, compared.hub_id) == ("below", recommender.recommend(DYEHOUSE).recommendations[1].hub_id)
    assert compared.score_difference > 0


def test_the_difference_that_matters_is_said_in_plain_words(recommender: Recommender) -> None:
    """The second lacks the first one's speciality, and the sentence names it."""
    compared = explained(recommender, DYEHOUSE, "produtech-dih", language="en").compared
    assert compared is not None
    weightiest = compared.differences[0]
    assert weightiest.feature == "sector_speciality"
    assert weightiest.text.startswith("It would have to be a sector hub")
    assert "DIGI4FASHION" in weightiest.text
    assert weightiest.text.endswith(": Textiles.")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(text=st.sampled_from(NEEDS), row=st.integers(0, 449))
def test_the_differences_sum_to_the_difference_of_the_scores(recommender: Recommender, text: str, row: int) -> None:
    """For every hub, whatever it is compared with; and each is the difference of the two contributions."""
    hub_ids = recommender.catalogue.hub_ids
    told = explained(recommender, text, hub_ids[row % len(hub_ids)])
    if told.compared is None:
        return
    other = explained(recommender, text, told.compared.hub_id)
    assert sum(one.difference for one in told.compared.differences) == pytest.approx(told.score - other.score, abs=2e-4)
    for one in told.compared.differences:
        assert one.difference == pytest.approx(one.contribution - one.other_contribution, abs=1e-9)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(text=st.sampled_from(NEEDS), row=st.integers(0, 449))
def test_what_closes_the_gap_does(recommender: Recommender, text: str, row: int) -> None:
    """Without that difference the hub that is behind is level at least; without any other it stays behind."""
    compared = explained(recommender, text, recommender.catalogue.hub_ids[row % len(recommender.catalogue)]).compared
    if compared is None:
        return
    gap = compared.score_difference
    for one in compared.differences:
        left = round(gap - one.difference, 4)
        assert one.closes_gap == (gap != 0 and left * gap <= 0)


def test_an_unknown_hub_is_refused_with_the_nearest_id(recommender: Recommender) -> None:
    """A slip of the keyboard is told the right id."""
    with pytest.raises(NeedError, match="did you mean 'produtech-dih'") as error:
        explained(recommender, DYEHOUSE, "produtec-dih")
    assert error.value.field == "hub_id"


def test_a_language_preferred_is_that_of_the_sentences(recommender: Recommender) -> None:
    """Where the query states none; what it states wins."""
    query = HubQuery(text=DYEHOUSE, hub_id="digi4fashion")
    preferred = explain_hub(recommender, query, language="en")
    stated = explain_hub(recommender, query.model_copy(update={"language": "pt"}), language="en")
    assert (preferred.text[:2], stated.text[:1]) == ("It", "É")


def test_every_feature_has_sentences_of_difference() -> None:
    """Both ways and in both languages, with the other hub's name where there is one to tell."""
    assert set(DIFFERENCE_SENTENCES) == set(FEATURE_NAMES)
    for name, templates in DIFFERENCE_SENTENCES.items():
        for template in templates:
            fields = [{field for _, field, _, _ in Formatter().parse(template[lang]) if field} for lang in ("pt", "en")]
            assert fields[0] == fields[1], name
