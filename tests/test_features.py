"""Each feature on catalogues small enough to work out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from matcher.catalogue import Catalogue
from matcher.features import (
    FEATURE_NAMES,
    FEATURES,
    NEUTRAL,
    Feature,
    client_served,
    feature_matrix,
    lexical_match,
    nearness,
    public_door,
    regional_coverage,
    sector_coverage,
    sector_speciality,
    semantic_similarity,
    service_coverage,
    technology_coverage,
    technology_speciality,
    technology_without_sector_hub,
    topic_weights,
)
from matcher.loading import current_models, shipped
from matcher.need import CodeValue, Need, Place
from matcher.ranking import load_ranker
from tests.fakes import WordEncoder, hub, weighted

AZORES = Place("Terceira", (0, 8), "text", "PT", ("PT200",), None, "PT200", "PT20", 38.7, -27.2)
ROOT_HALF = 0.5**0.5  # what each of two specialities counts


@pytest.fixture(scope="module")
def hubs(catalogue_of: Callable[..., Catalogue]) -> Catalogue:
    """In row order: a generalist of nine sectors, a regional hub of the Azores, a textiles specialist, an unknown."""
    nine = weighted(
        textiles=4, automotive=4, energy=4, education=4, space=4, tobacco=4, leather=4, nuclear=4, fishery=4
    )
    return catalogue_of(
        hub("generalist", sectors=nine, technologies=weighted(robotics=3)),
        hub("regional", coverage=["PT20"], customers=["public-administration"], services=["networking"]),
        hub(
            "specialist",
            sectors=weighted(textiles=5),
            technologies=weighted(big_data=5),
            specialities_pt=["tinturaria"],
        ),
        hub("unknown", services=[], customers=[], facts_pt=[], facts_en=[]),
    )


@pytest.fixture(scope="module")
def doors(catalogue_of: Callable[..., Catalogue]) -> Catalogue:
    """Hubs by the kind of door they are; rows follow the first letters of their ids.

    a: a sector hub of textiles alone. b: one of four sectors. c: the technology hub, of two technologies. d: the same
    abroad. e: the hub for public bodies. f: a regional hub of textiles. g: a technology hub that lists nothing.
    """
    textiles, two = weighted(textiles=5, education=3), weighted(robotics=5, big_data=5, gamification=2)
    four = weighted(energy=5, health_care=5, maritime=5, public_administration=5)
    return catalogue_of(
        hub("a-textiles", sectors=textiles, technologies=weighted(robotics=5)),
        hub("b-four", sectors=four),
        hub("c-technology", scope=["technological"], sectors=textiles, technologies=two),
        hub("d-abroad", scope=["technological"], technologies=two, country="ES", coverage=["ES"]),
        hub("e-public", sectors=weighted(public_administration=5, textiles=4)),
        hub("f-regional", scope=["regional", "sectoral"], sectors=textiles, coverage=["PT20"]),
        hub("g-unknown", scope=["technological"]),
    )


def code(name: str, probability: float = 1.0) -> CodeValue:
    """A code read out of a text."""
    return CodeValue(name, "text", None, probability)


def stated(name: str) -> CodeValue:
    """A code that the caller stated."""
    return CodeValue(name, "stated", None, 1.0)


def need(text: str = "tinturaria", **values: Any) -> Need:
    """A need of which only ``values`` is known."""
    vector = WordEncoder().encode_queries([text])[0]
    return Need(text, "pt", "inferred", vector, **values)


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.__name__)
def test_every_feature_is_one_float32_per_hub(feature: Feature, doors: Catalogue) -> None:
    """The contract of a column: shape, type, and no infinity."""
    known = need(places=(AZORES,), sectors=(code("textiles"),), technologies=(code("robotics"),), client=(code("sme"),))
    column = feature(known, doors)
    assert column.shape == (7,)
    assert column.dtype == np.float32
    assert not np.isinf(column).any()


@pytest.mark.parametrize("feature", FEATURES[2:], ids=lambda feature: feature.__name__)
def test_what_a_need_does_not_say_is_unknown(feature: Feature, hubs: Catalogue) -> None:
    """A need without codes, place and client gives NaN, never 0."""
    assert np.isnan(feature(need(), hubs)).all()


def test_columns_stand_in_the_order_of_their_names(doors: Catalogue) -> None:
    """The ranker's terms are matched to columns by it."""
    known = need(places=(AZORES,), sectors=(code("textiles"),), technologies=(code("robotics"),))
    matrix = feature_matrix(known, doors)
    for name, column in zip(FEATURE_NAMES, matrix.T, strict=True):
        feature = next(feature for feature in FEATURES if feature.__name__ == name)
        np.testing.assert_array_equal(column, feature(known, doors))


def test_similarity_is_nearest_where_the_words_are(hubs: Catalogue) -> None:
    """'tinturaria' is a speciality of the specialist; a hub without passages is unknown."""
    column = semantic_similarity(need(), hubs)
    assert np.nanargmax(column) == 2
    assert np.isnan(column[3])


def test_lexical_match_is_zero_without_a_shared_word(hubs: Catalogue) -> None:
    """Only the specialist's profile holds 'tinturaria'."""
    column = lexical_match(need(), hubs)
    assert column[2] > 0
    assert column[[0, 1, 3]].tolist() == [0, 0, 0]


def test_sector_coverage_is_the_stated_intensity(hubs: Catalogue) -> None:
    """Textiles: 4 of 5, unknown (no list), 5 of 5, unknown."""
    np.testing.assert_allclose(
        sector_coverage(need(sectors=(code("textiles"),)), hubs), [0.8, np.nan, 1, np.nan], rtol=1e-6
    )


def test_technology_coverage_is_the_stated_intensity(hubs: Catalogue) -> None:
    """Robotics: 3 of 5 for the generalist, 0 for the specialist, which lists another."""
    column = technology_coverage(need(technologies=(code("robotics"),)), hubs)
    np.testing.assert_allclose(column, [0.6, np.nan, 0, np.nan], rtol=1e-6)


def test_doubt_about_a_code_moves_towards_neutral(hubs: Catalogue) -> None:
    """At probability 0.5: half of 1.0 and half of the neutral 0.25 (sectors) or 0.3 (technologies)."""
    doubtful = need(sectors=(code("textiles", 0.5),), technologies=(code("big-data", 0.5),))
    assert sector_coverage(doubtful, hubs)[2] == pytest.approx(0.625)
    assert technology_coverage(doubtful, hubs)[2] == pytest.approx(0.65)


def test_a_code_of_no_probability_is_neutral(hubs: Catalogue) -> None:
    """So it contributes nothing: what coverage then is, is what `NEUTRAL` says."""
    nothing = need(sectors=(code("textiles", 0.0),), technologies=(code("big-data", 0.0),))
    assert sector_coverage(nothing, hubs)[[0, 2]] == pytest.approx(NEUTRAL["sector_coverage"])
    assert technology_coverage(nothing, hubs)[[0, 2]] == pytest.approx(NEUTRAL["technology_coverage"])
    assert sector_speciality(nothing, hubs)[2] == NEUTRAL["sector_speciality"]


def test_the_shipped_ranker_gives_neutral_values_no_share() -> None:
    """Each curve is 0 where its feature says nothing either way."""
    config = load_ranker(shipped("models") / current_models(shipped("models")).ranker).config
    shares = {
        term.feature: term.contributions(np.array([NEUTRAL[term.feature]], np.float32))[0] for term in config.terms
    }
    assert shares == pytest.approx(dict.fromkeys(FEATURE_NAMES, 0.0), abs=1e-4)


def test_stated_codes_count_less_one_after_the_other() -> None:
    """What is said first is the main thing: 1, 0.6, 0.36 over their sum 1.96."""
    weights = topic_weights((stated("space"), stated("textiles"), stated("energy")))
    np.testing.assert_allclose(weights, [1 / 1.96, 0.6 / 1.96, 0.36 / 1.96], rtol=1e-6)


def test_codes_of_a_text_count_by_their_probability_alone() -> None:
    """Their order is that of probability already: 0.8, 0.4 and 0.3 over their sum 1.5; below 1 they stay as they are."""
    values = (code("space", 0.8), code("textiles", 0.4), code("energy", 0.3))
    np.testing.assert_allclose(topic_weights(values), [0.8 / 1.5, 0.4 / 1.5, 0.3 / 1.5], rtol=1e-6)
    np.testing.assert_allclose(topic_weights(values[1:]), [0.4, 0.3], rtol=1e-6)


def test_the_first_of_two_stated_sectors_decides(hubs: Catalogue) -> None:
    """Space (not served) before textiles (5 of 5): 0.6 / 1.6 when stated, half when a text names both surely."""
    assert sector_coverage(need(sectors=(stated("space"), stated("textiles"))), hubs)[2] == pytest.approx(0.375)
    assert sector_coverage(need(sectors=(code("space"), code("textiles"))), hubs)[2] == pytest.approx(0.5)


def test_guesses_stand_in_for_the_codes_that_are_sure_enough(hubs: Catalogue) -> None:
    """Textiles alone is sure enough to act on; ranking weighs it with the less sure space: 0.6 + 0.15 x 0.25 + 0.25 x 0."""
    known: dict[str, Any] = {
        "sectors": (code("textiles", 0.6),),
        "sector_guesses": (code("textiles", 0.6), code("space", 0.25)),
    }
    assert sector_coverage(need(**known), hubs)[2] == pytest.approx(0.6 + 0.15 * 0.25)
    assert sector_speciality(need(**known), hubs)[2] == pytest.approx(0.6)


def test_guesses_of_technologies_do_the_same(doors: Catalogue) -> None:
    """With nothing sure: half of the two specialities' share."""
    assert technology_speciality(need(technology_guesses=(code("robotics", 0.5),)), doors)[2] == pytest.approx(
        ROOT_HALF / 2
    )


def test_a_related_sector_serves_to_its_strength(hubs: Catalogue) -> None:
    """Leather is served by textiles to 0.6 (related.csv): 1.0 x 0.6 for the specialist."""
    assert sector_coverage(need(sectors=(code("leather"),)), hubs)[2] == pytest.approx(0.6)


def test_a_speciality_counts_by_how_many_the_sector_hub_has(doors: Catalogue) -> None:
    """Textiles: all of the hub of one; 0 for hubs of a technology, of a region, and where it is less than the highest.

    Energy: one over the root of four for the hub of four.
    """
    np.testing.assert_allclose(
        sector_speciality(need(sectors=(code("textiles"),)), doors), [1, 0, 0, 0, 0, 0, 0], atol=1e-6
    )
    np.testing.assert_allclose(
        sector_speciality(need(sectors=(code("energy"),)), doors), [0, 0.5, 0, 0, 0, 0, 0], atol=1e-6
    )


def test_specialities_that_a_need_is_about_add_up(doors: Catalogue) -> None:
    """Energy at 0.8 and health care at 0.4, each half of the hub of four: 0.6. Stated one after the other: 1 and 0.6: 0.8."""
    guessed = need(sectors=(code("energy", 0.8), code("health-care", 0.4)))
    assert sector_speciality(guessed, doors)[1] == pytest.approx(0.6)
    assert sector_speciality(need(sectors=(stated("energy"), stated("health-care"))), doors)[1] == pytest.approx(0.8)


def test_a_need_near_a_speciality_counts_by_its_strength(doors: Catalogue) -> None:
    """Leather is 0.6 textiles. Fishery is 0.8 maritime: 0.8 x 0.5. Two codes near one speciality count once: the stronger."""
    assert sector_speciality(need(sectors=(code("leather"),)), doors)[0] == pytest.approx(0.6)
    assert sector_speciality(need(sectors=(code("fishery"),)), doors)[1] == pytest.approx(0.4)
    both = need(sectors=(code("textiles", 0.5), code("leather", 0.5)))
    assert sector_speciality(both, doors)[0] == pytest.approx(0.5)


def test_a_technology_speciality_is_the_technology_hubs(doors: Catalogue) -> None:
    """Robotics: one over the root of two at both technology hubs, 0 at the sector hub that has it as strongly."""
    column = technology_speciality(need(technologies=(code("robotics"),)), doors)
    np.testing.assert_allclose(column, [0, 0, ROOT_HALF, ROOT_HALF, 0, 0, 0], atol=1e-6)
    assert technology_speciality(need(technologies=(code("gamification"),)), doors)[2] == 0  # 2 of 5 is no speciality


def test_a_technology_near_a_speciality_counts_by_its_strength(doors: Catalogue) -> None:
    """BI tools are 0.7 big data (related.csv)."""
    column = technology_speciality(need(technologies=(code("bi-tools"),)), doors)
    assert column[2] == pytest.approx(0.7 * ROOT_HALF)


def test_without_a_sector_the_technology_hub_is_the_door(doors: Catalogue) -> None:
    """Its focus, one over the root of two; 0 at other hubs; unknown where no technology is listed."""
    column = technology_without_sector_hub(need(technologies=(code("robotics"),)), doors)
    nothing = [np.nan] * 2  # e and f list no technology
    np.testing.assert_allclose(column, [0, np.nan, ROOT_HALF, ROOT_HALF, *nothing, np.nan], atol=1e-6)


def test_a_sector_hub_of_the_same_country_takes_the_need_over(doors: Catalogue) -> None:
    """Textiles are all of a sector hub's focus: nothing is left to the technology hub at home, all to the one abroad."""
    known = need(technologies=(code("robotics"),), sectors=(code("textiles"),))
    column = technology_without_sector_hub(known, doors)
    np.testing.assert_allclose(column[[2, 3]], [0, ROOT_HALF], atol=1e-6)


def test_a_sector_hub_takes_over_as_far_as_it_fits(doors: Catalogue) -> None:
    """Textiles at 0.5: fit 0.5 x 1 + 0.5 x 0.1 = 0.55, left 0.45. Energy: fit 0.5 of four, left 0.5.

    Aeronautics, which no sector hub serves: all is left.
    """
    robotics: dict[str, Any] = {"technologies": (code("robotics"),)}
    left = [
        technology_without_sector_hub(need(**robotics, sectors=(sector,)), doors)[2] / ROOT_HALF
        for sector in (code("textiles", 0.5), code("energy"), code("aeronautics"))
    ]
    assert left == pytest.approx([0.45, 0.5, 1.0], abs=1e-6)


def test_only_sector_hubs_of_the_country_take_over(catalogue_of: Callable[..., Catalogue]) -> None:
    """A regional hub of the sector, or the technology hub's own sectors, leave the technology hub its focus."""
    technology = hub("t", scope=["technological"], technologies=weighted(robotics=5), sectors=weighted(textiles=5))
    regional = hub("r", scope=["regional", "sectoral"], coverage=["PT20"], sectors=weighted(textiles=5))
    known = need(technologies=(code("robotics"),), sectors=(code("textiles"),))
    column = technology_without_sector_hub(known, catalogue_of(regional, technology))
    assert column[1] == pytest.approx(1.0)


def test_the_hub_for_public_bodies_is_the_door_of_public_bodies(doors: Catalogue) -> None:
    """A client surely a small firm: 0 there, 1 elsewhere; a public body at 0.9: 1; a sector public at 0.3: 0.3 / 0.5."""
    column = public_door(need(client=(code("sme"),)), doors)
    assert column.tolist() == [1, 1, 1, 1, 0, 1, 1]
    assert public_door(need(client=(code("public-administration", 0.9),)), doors)[4] == pytest.approx(1)
    may_be = need(client=(code("sme"),), sector_guesses=(code("energy", 0.6), code("public-administration", 0.3)))
    assert public_door(may_be, doors)[4] == pytest.approx(0.6)


def test_a_hub_of_several_sectors_is_no_hub_for_public_bodies(doors: Catalogue) -> None:
    """Public administration must be its one sector of highest intensity: the hub of four is open to all."""
    assert doors.is_for_public_bodies.tolist() == [False, False, False, False, True, False, False]


def test_service_coverage_is_the_share_offered(hubs: Catalogue) -> None:
    """Training and networking asked: each offers one of two; no list is unknown."""
    column = service_coverage(need(services=(code("skills-and-training"), code("networking"))), hubs)
    np.testing.assert_array_equal(column, np.array([0.5, 0.5, 0.5, np.nan], np.float32))


def test_information_is_no_service_of_a_hub(hubs: Catalogue) -> None:
    """Any hub can answer a question, so it tells none apart."""
    assert np.isnan(service_coverage(need(services=(code("information"),)), hubs)).all()


def test_a_client_is_served_as_what_it_stands_for(hubs: Catalogue) -> None:
    """A start-up is also served where small firms are (clients.csv); public bodies only are not."""
    np.testing.assert_array_equal(
        client_served(need(client=(code("startup"),)), hubs), np.array([1, 0, 1, np.nan], np.float32)
    )


def test_regional_coverage_tells_home_from_elsewhere(hubs: Catalogue) -> None:
    """From Terceira the hub of the Azores is home, from Porto it is elsewhere; national hubs are neither."""
    porto = Place("Porto", None, "stated", "PT", ("PT11A",), "Porto", "PT11A", "PT11")
    assert regional_coverage(need(places=(AZORES,)), hubs).tolist() == [0, 1, 0, 0]
    assert regional_coverage(need(places=(porto,)), hubs).tolist() == [0, -1, 0, 0]


def test_regions_of_another_country_say_nothing(doors: Catalogue) -> None:
    """From the Azores: national 0, the regional hub 1, the hub in Spain unknown."""
    column = regional_coverage(need(places=(AZORES,)), doors)
    np.testing.assert_array_equal(column, np.array([0, 0, 0, np.nan, 0, 1, 0], np.float32))


def test_nearness_falls_with_distance(hubs: Catalogue) -> None:
    """From Porto every seat in Porto is at hand: 1 - 0/100 = 1; from the Azores it is 0."""
    porto = Place("Porto", None, "stated", "PT", ("PT11A",), "Porto", "PT11A", "PT11", *map(float, hubs.points[0]))
    np.testing.assert_allclose(nearness(need(places=(porto,)), hubs), 1, atol=1e-3)
    assert nearness(need(places=(AZORES,)), hubs).max() == 0


def test_half_of_the_way_is_half_as_near(hubs: Catalogue) -> None:
    """50 km are 50 / 111.2 degrees of latitude, on a sphere of 6371 km."""
    latitude, longitude = map(float, hubs.points[0])
    north = Place("x", None, "text", "PT", ("PT11A",), None, "PT11A", "PT11", latitude + 50 / 111.195, longitude)
    np.testing.assert_allclose(nearness(need(places=(north,)), hubs), 0.5, atol=0.005)
