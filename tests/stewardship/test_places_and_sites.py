"""Countries, seats and addresses of sites."""

from __future__ import annotations

import pytest

from matcher.geography import Geography
from matcher.stewardship.places import Countries, Towns, seat
from matcher.stewardship.websites import site_key, website
from tests.fakes import hub

NO_TOWNS = Towns({})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Austria", "AT"),
        ("  the NETHERLANDS", "NL"),
        ("Republic of North Macedonia", "MK"),
        ("Bosnia and Herzegovina", "BA"),
        ("Slovak Republic", "SK"),
        ("Kosovo * This designation is without prejudice", "XK"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Luxembourg", "LU"),
        ("GR", "EL"),
        ("Greece", "EL"),
        ("pt", "PT"),
        ("Nowhere", None),
        ("", None),
    ],
)
def test_a_country_is_known_by_its_names(geography: Geography, text: str, code: str | None) -> None:
    """Codes are those of the catalogue: Greece is EL; what is no country is told."""
    found = Countries.of(geography).code(text)
    assert (found.value, len(found.remarks)) == (code, code is None)


@pytest.mark.parametrize(
    ("text", "country", "nuts2", "nuts3"),
    [
        ("Vienna, Austria", "AT", "AT13", "AT130"),
        ("Resselgasse 3\n1040 Wien", "AT", "AT13", "AT130"),
        ("Rua X 5, 4800-058 Guimarães", "PT", "PT11", "PT119"),
        ("Lagoa (Açores)", "PT", "PT20", "PT200"),
        ("Via Roma, Casamassima", "IT", None, None),
        ("Lagoa", "PT", None, None),
        ("Porto / Faro", "PT", None, None),
        ("Vienna", "DE", None, None),
        ("Nicosia", "CY", "CY00", None),
    ],
)
def test_a_seat_is_known_by_whole_names(
    geography: Geography, text: str, country: str, nuts2: str | None, nuts3: str | None
) -> None:
    """A street named after a town is no seat, nor a town of another country, nor one of two places."""
    found = seat(text, country, geography, NO_TOWNS).value
    assert (found.nuts2 if found else None, found.nuts3 if found else None) == (nuts2, nuts3)


def test_what_is_no_known_place_is_told(geography: Geography) -> None:
    """With the words that were found."""
    found = seat("Casamassima", "IT", geography, NO_TOWNS)
    assert [(one.kind, one.text) for one in found.remarks] == [("location", "'Casamassima': no known place of IT")]


def test_a_town_of_a_present_hub_is_known(geography: Geography) -> None:
    """The geography lacks it, a record of the catalogue has it."""
    own = {"city": "Casamassima", "municipality": None, "postal_code": None, "nuts3": None, "nuts2": "ITF4"}
    towns = Towns.of([hub("a", country="IT", seat=own)])
    found = seat("Via Roma 1, 70010 Casamassima", "IT", geography, towns).value
    assert found is not None
    assert (found.city, found.nuts2) == ("Casamassima", "ITF4")


SITES = [
    ("https://Hub.EU/En/", "https://hub.eu/En/", 0),
    ("www.hub.eu", "https://www.hub.eu", 1),
    ("http//hub.eu/x", "http://hub.eu/x", 1),
    ("https:/hub.eu", "https://hub.eu", 1),
    ("https://https://hub.eu", None, 1),
    ("hub.eu; www.other.eu", "https://hub.eu", 2),
    ("https://bücher.example", "https://xn--bcher-kva.example", 0),
    ("javascript:alert(1)", None, 1),
    ("mailto:ana@hub.eu", None, 1),
    ("ana@hub.eu", None, 1),
    ("ftp://hub.eu", None, 1),
    ("https://hub", None, 1),
    ("https://user:word@hub.eu", None, 1),
    ("https://hub.eu/<script>", None, 1),
    ("https://hub.eu:port", None, 1),
    ("Website", None, 1),
    ("", None, 0),
]


@pytest.mark.parametrize(("text", "address", "n_remarks"), SITES)
def test_the_address_of_a_site_is_mended_or_refused(text: str, address: str | None, n_remarks: int) -> None:
    """Whatever is not taken as it stands is told."""
    found = website(text)
    assert (found.value, len(found.remarks)) == (address, n_remarks)


def test_two_spellings_of_a_site_are_one() -> None:
    """With and without www, slash and secure transport; another page of it is another hub's."""
    assert len({site_key(one) for one in ("http://www.hub.eu/", "https://hub.eu", "https://HUB.eu")}) == 1
    assert site_key("https://hub.eu/a") != site_key("https://hub.eu/b")
