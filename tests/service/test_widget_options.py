"""The element's attributes: each is checked, a bad one is told and its default used."""

from __future__ import annotations

import pytest

from matcher import Recommender
from service.widget.options import DEFAULT_RESULTS, EmbedOptions, parse_options


def test_good_values_are_taken(recommender: Recommender) -> None:
    """All at once, without a fault."""
    values = {
        "lang": "en",
        "region": "Guimarães",
        "sector": "textiles, automotive",
        "client": "sme",
        "hubs": "produtech-dih digi4fashion",
        "max-results": "5",
        "campaign": "spring-2026",
        "parent": "https://portal.pt",
    }
    options, faults = parse_options(values, recommender)
    assert faults == ()
    assert (options.language, options.region, options.client) == ("en", "Guimarães", "sme")
    assert options.hubs == ("produtech-dih", "digi4fashion")
    assert (options.max_results, options.campaign, options.parent) == (5, "spring-2026", "https://portal.pt")


BAD = {
    "language": ({"lang": "xx"}, "lang", "'xx'", "pt or en"),
    "place": ({"region": "Xanadu"}, "region", "'Xanadu'", "a municipality"),
    "misspelt place": ({"region": "Guimaraens"}, "region", "'Guimaraens'", "Guimarães"),
    "sector": ({"sector": "textils"}, "sector", "'textils'", "did you mean 'textiles'"),
    "no code": ({"sector": "<b>"}, "sector", "'<b>'", "/v1/vocabularies"),
    "client": ({"client": "smes"}, "client", "'smes'", "did you mean 'sme'"),
    "hub": ({"hubs": "nowhere"}, "hubs", "'nowhere'", "/v1/hubs"),
    "none": ({"max-results": "0"}, "max-results", "'0'", "1 to 10"),
    "too many": ({"max-results": "11"}, "max-results", "'11'", "1 to 10"),
    "no number": ({"max-results": "³"}, "max-results", "'³'", "1 to 10"),
    "campaign": ({"campaign": "a b"}, "campaign", "'a b'", "1 to 64"),
    "theme": ({"theme": "glow: 1"}, "theme", "the token 'glow'", "accent"),
}


@pytest.mark.parametrize(("values", "attribute", "found", "expected"), BAD.values(), ids=BAD)
def test_a_bad_value_is_told(
    recommender: Recommender, values: dict[str, str], attribute: str, found: str, expected: str
) -> None:
    """What was found, where, what was expected; and the default is used."""
    options, (fault,) = parse_options(values, recommender)
    assert (fault.attribute, fault.found) == (attribute, found)
    assert expected in fault.expected
    assert options == EmbedOptions(written=options.written)


def test_the_known_among_unknown_hubs_are_kept(recommender: Recommender) -> None:
    """One that is gone from the catalogue does not empty a portal's list."""
    options, faults = parse_options({"hubs": "produtech-dih gone"}, recommender)
    assert options.hubs == ("produtech-dih",)
    assert len(faults) == 1


def test_a_zone_is_no_hub(recommender: Recommender) -> None:
    """Zones are offered where a need calls for them, whatever hubs a portal shows."""
    zone = next(hub.id for hub in recommender.catalogue.records if hub.kind == "zlt")
    options, faults = parse_options({"hubs": zone}, recommender)
    assert options.hubs == ()
    assert len(faults) == 1


@pytest.mark.parametrize(
    "parent", ["null", "*", "https://portal.pt/", "HTTPS://portal.pt", "https://portal.pt:443", "javascript:alert(1)"]
)
def test_only_an_exact_origin_is_talked_to(recommender: Recommender, parent: str) -> None:
    """As browsers write it: anything else could never be the page around the frame."""
    assert parse_options({"parent": parent}, recommender)[0].parent is None


def test_what_is_sent_again_holds_nothing_that_visitors_change(recommender: Recommender) -> None:
    """Place, sectors and kind of organisation travel in the form's own fields, the key in the address."""
    values = {"region": "Braga", "client": "sme", "key": "hm_pub_x", "lang": "pt", "campaign": "c", "unknown": "x"}
    assert parse_options(values, recommender)[0].written == {"campaign": "c"}


def test_a_long_value_is_told_short(recommender: Recommender) -> None:
    """Faults go to a script of the portal: sixty characters are enough to recognise a value."""
    _, (fault,) = parse_options({"campaign": "x" * 1_000}, recommender)
    assert len(fault.found) == 60


def test_without_attributes_there_are_few_results(recommender: Recommender) -> None:
    """A frame has less room than a page."""
    assert parse_options({}, recommender)[0].max_results == DEFAULT_RESULTS == 3
