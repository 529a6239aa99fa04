"""Each feature on a catalogue small enough to work out by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from matcher.catalogue import Catalogue
from matcher.features import (
    FEATURES,
    NEUTRAL_FOCUS,
    NEUTRAL_SECTOR,
    NEUTRAL_TECHNOLOGY,
    Feature,
    client_served,
    lexical_match,
    nearness,
    regional_coverage,
    sector_coverage,
    sector_focus,
    semantic_similarity,
    service_coverage,
    technology_coverage,
    technology_focus,
)
from matcher.loading import RANKER, shipped
from matcher.need import CodeValue, Need, Place
from matcher.ranking import load_ranker
from tests.fakes import WordEncoder, hub, weighted

AZORES = Place("Terceira", (0, 8), "text", "PT", ("PT200",), None, "PT200", "PT20", 38.7, -27.2)


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


def code(name: str, probability: float = 1.0) -> CodeValue:
    """A code read out of a text."""
    return CodeValue(name, "text", None, probability)


def need(text: str = "tinturaria", **values: object) -> Need:
    """A need of which only ``values`` is known."""
    vector = WordEncoder().encode_queries([text])[0]
    return Need(text, "pt", "inferred", vector, **values)  # type: ignore[arg-type]  # fields of Need, by name


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.__name__)
def test_every_feature_is_one_float32_per_hub(feature: Feature, hubs: Catalogue) -> None:
    """The contract of a column: shape, type, and no infinity."""
    column = feature(need(places=(AZORES,), sectors=(code("textiles"),), client=(code("sme"),)), hubs)
    assert column.shape == (4,)
    assert column.dtype == np.float32
    assert not np.isinf(column).any()


@pytest.mark.parametrize("feature", FEATURES[2:], ids=lambda feature: feature.__name__)
def test_what_a_need_does_not_say_is_unknown(feature: Feature, hubs: Catalogue) -> None:
    """A need without codes, place and client gives NaN, never 0."""
    assert np.isnan(feature(need(), hubs)).all()


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


def test_doubt_about_a_sector_moves_towards_neutral(hubs: Catalogue) -> None:
    """At probability 0.5: half of 1.0 and half of the neutral 0.25."""
    assert sector_coverage(need(sectors=(code("textiles", 0.5),)), hubs)[2] == pytest.approx(0.625)


def test_neutral_is_where_the_ranker_sets_its_zero() -> None:
    """So a code of no probability at all contributes nothing."""
    zeros = {term.feature: term.zero for term in load_ranker(shipped("models") / RANKER).config.terms}
    assert zeros["sector_coverage"] == NEUTRAL_SECTOR
    assert zeros["technology_coverage"] == NEUTRAL_TECHNOLOGY
    assert zeros["sector_focus"] == zeros["technology_focus"] == NEUTRAL_FOCUS


def test_a_second_sector_counts_half(hubs: Catalogue) -> None:
    """Space (not served) first, textiles (5 of 5) second: 1/3 of the weight is the second's."""
    assert sector_coverage(need(sectors=(code("space"), code("textiles"))), hubs)[2] == pytest.approx(1 / 3)


def test_a_related_sector_serves_to_its_strength(hubs: Catalogue) -> None:
    """Leather is served by textiles to 0.6 (related.csv): 1.0 x 0.6 for the specialist."""
    assert sector_coverage(need(sectors=(code("leather"),)), hubs)[2] == pytest.approx(0.6)


def test_focus_is_coverage_over_breadth(hubs: Catalogue) -> None:
    """One sector at 5 of 5: 1. Nine at 4 of 5: 0.8 / 3."""
    column = sector_focus(need(sectors=(code("textiles"),)), hubs)
    assert column[2] == pytest.approx(1)
    assert column[0] == pytest.approx(0.8 / 3)


def test_technologies_have_coverage_and_focus_too(hubs: Catalogue) -> None:
    """Robotics: 3 of 5 for the generalist, its only technology."""
    asked = need(technologies=(code("robotics"),))
    assert technology_coverage(asked, hubs)[0] == technology_focus(asked, hubs)[0] == pytest.approx(0.6)


def test_service_coverage_is_the_share_offered(hubs: Catalogue) -> None:
    """Training and networking asked: each offers one of two; no list is unknown."""
    column = service_coverage(need(services=(code("skills-and-training"), code("networking"))), hubs)
    np.testing.assert_array_equal(column, np.float32([0.5, 0.5, 0.5, np.nan]))


def test_information_is_no_service_of_a_hub(hubs: Catalogue) -> None:
    """Any hub can answer a question, so it tells none apart."""
    assert np.isnan(service_coverage(need(services=(code("information"),)), hubs)).all()


def test_a_client_is_served_as_what_it_stands_for(hubs: Catalogue) -> None:
    """A start-up is also served where small firms are (clients.csv); public bodies only are not."""
    np.testing.assert_array_equal(client_served(need(client=(code("startup"),)), hubs), np.float32([1, 0, 1, np.nan]))


def test_regional_coverage_tells_home_from_elsewhere(hubs: Catalogue) -> None:
    """From Terceira the hub of the Azores is home; national hubs are neither."""
    assert regional_coverage(need(places=(AZORES,)), hubs).tolist() == [0, 1, 0, 0]


def test_nearness_falls_with_distance(hubs: Catalogue) -> None:
    """From Porto every seat in Porto is at hand: 1 - 0/100 = 1; from the Azores it is 0."""
    porto = Place("Porto", None, "stated", "PT", ("PT11A",), "Porto", "PT11A", "PT11", *map(float, hubs.points[0]))
    np.testing.assert_allclose(nearness(need(places=(porto,)), hubs), 1, atol=1e-3)
    assert nearness(need(places=(AZORES,)), hubs).max() == 0
