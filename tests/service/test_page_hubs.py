"""The catalogue for people: a list that filters and pages, and a page for each hub that stays where it is."""

from __future__ import annotations

import json
import re

import pytest
from starlette.testclient import TestClient

from matcher import Recommender
from service.page.hub_filter import PAGE_SIZE

BROWSER = {"accept": "text/html,application/xhtml+xml"}


def listed(client: TestClient, address: str) -> list[str]:
    """Ids of the hubs on a page of the list, in order."""
    return re.findall(r'<h3><a href="/hubs/([a-z0-9-]+)\?', client.get(address).text)


def test_the_national_network_comes_first(client: TestClient, recommender: Recommender) -> None:
    """Then what else the country has."""
    national = {hub.id for hub in recommender.catalogue.records if "PT-DIH" in hub.networks}
    assert set(listed(client, "/hubs")[: len(national)]) == national


def test_every_hub_is_on_one_page_of_the_list(client: TestClient, recommender: Recommender) -> None:
    """None is lost between pages, none stands twice."""
    n_pages = -(-len(recommender.catalogue) // PAGE_SIZE)
    found = [hub_id for page in range(1, n_pages + 1) for hub_id in listed(client, f"/hubs?page={page}")]
    assert sorted(found) == list(recommender.catalogue.hub_ids)


@pytest.mark.parametrize(
    ("query", "hub_id", "expected"),
    [
        ("region=PT200", "azores-digital-innovation-hub", True),
        ("region=PT30", "azores-digital-innovation-hub", False),
        ("region=PT20", "digi4fashion", True),  # it serves the whole country
        ("region=ES", "es-andalucia-agrotech", True),
        ("sector=textiles&region=PT", "digi4fashion", True),
        ("technology=photonics&region=PT", "digi4fashion", False),
        ("service=incubation&region=PT", "digi4fashion", True),
    ],
)
def test_a_filter_keeps_what_it_asks_for(client: TestClient, query: str, hub_id: str, expected: bool) -> None:
    """By region served, country, sector, technology, service; several together mean all."""
    found = [hub for page in range(1, 4) for hub in listed(client, f"/hubs?{query}&page={page}")]
    assert (hub_id in found) == expected


def test_the_filters_go_along_to_the_next_page(client: TestClient) -> None:
    """And the language does."""
    html = client.get("/hubs?region=DE&lang=en").text
    assert 'rel="next" href="/hubs?region=DE&amp;page=2&amp;lang=en"' in html


@pytest.mark.parametrize("query", ["region=XX", "region=PT999", "sector=magic", "technology=<b>", "page=99", "page=x"])
def test_an_unknown_filter_is_told_and_left_aside(client: TestClient, query: str) -> None:
    """With what is wrong at the top, and the list as if it had not been asked for."""
    response = client.get(f"/hubs?{query}&lang=pt")
    assert response.status_code == 422
    assert 'class="summary"' in response.text
    assert listed(client, f"/hubs?{query}")


def test_other_parameters_do_not_disturb(client: TestClient) -> None:
    """Links from newsletters carry marks of their own."""
    assert client.get("/hubs?utm_source=x").status_code == 200


@pytest.mark.parametrize("language", ["pt", "en"])
def test_every_hub_has_a_page(client: TestClient, recommender: Recommender, language: str) -> None:
    """In both languages, whatever its profile lacks."""
    for hub in recommender.catalogue.records[::5]:
        assert client.get(f"/hubs/{hub.id}?lang={language}").status_code == 200


def test_a_hub_is_told_to_search_engines(client: TestClient) -> None:
    """As schema.org's Organization, with nothing that the profile does not say."""
    found = json_ld(client.get("/hubs/produtech-dih?lang=en").text)
    assert (found["@type"], found["@id"]) == ("Organization", "/hubs/produtech-dih")
    assert found["url"] == "https://dih.produtech.org/en"
    assert found["address"]["addressLocality"] == "Porto"
    assert "Textiles" in found["knowsAbout"]


def test_a_zone_is_a_place(client: TestClient) -> None:
    """It is no organisation."""
    assert json_ld(client.get("/hubs/zlt-aveiro").text)["@type"] == "Place"


def json_ld(html: str) -> dict:
    """The data block of a page."""
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    assert block
    return dict(json.loads(block[1]))


def test_an_unknown_hub_is_a_404(client: TestClient) -> None:
    """In the page's own look for a browser, as a problem document for a program."""
    page, document = client.get("/hubs/nobody", headers=BROWSER), client.get("/hubs/nobody")
    assert (page.status_code, document.status_code) == (404, 404)
    assert "Não há nada neste endereço" in page.text
    assert document.json()["type"] == "/problems/not-found"


@pytest.mark.parametrize(("hub_id", "country"), [("es-andalucia-agrotech", "Espanha"), ("fr-cybiah", "França")])
def test_countries_go_by_name(client: TestClient, hub_id: str, country: str) -> None:
    """Nobody reads codes."""
    assert country in client.get(f"/hubs/{hub_id}?lang=pt").text
