"""``/embed``: a form that works without a script, the portal's settings kept along, and who may frame it."""

from __future__ import annotations

import html
import json
import re

import pytest
from starlette.testclient import TestClient

from matcher import Recommender
from matcher.query import parse_query
from service.widget.narrowing import narrowed
from tests.service.conftest import DYE_WORKS

FLAT = "Procuro apartamento T2 para arrendar em Lisboa, até 900 euros."


def sent(client: TestClient, text: str = DYE_WORKS, **fields: str) -> str:
    """The frame that a sent form leads to."""
    return client.post("/embed", data={"text": text, **fields}).text


def data_of(page: str, name: str) -> object:
    """What the page says of itself under ``data-<name>``."""
    found = re.search(rf'data-{name}="([^"]*)"', page)
    assert found is not None
    return json.loads(html.unescape(found[1]))


def test_the_form_begins_as_the_attributes_say(client: TestClient) -> None:
    """Place and kind of organisation in their fields, the sector as a box that the visitor may clear."""
    page = client.get("/embed", params={"region": "Braga", "client": "sme", "sector": "textiles", "lang": "en"}).text
    assert '<html lang="en"' in page
    assert re.search(r'id="place"[^>]* value="Braga"', page)
    assert '<option value="sme" selected>' in page
    assert '<input type="checkbox" name="sectors" value="textiles" checked>' in page


def test_the_need_is_sent_in_the_body(client: TestClient) -> None:
    """A form that GETs would put the need into the address."""
    assert '<form id="need" method="post" action="/embed"' in client.get("/embed").text


def test_the_result_says_what_the_portal_may_know(client: TestClient, recommender: Recommender) -> None:
    """Id, outcome, and hubs in order; not a word of the need."""
    told = data_of(sent(client), "answer")
    best = recommender.recommend(DYE_WORKS, language="pt", k=3).recommendations
    assert isinstance(told, dict)
    assert set(told) == {"id", "outcome", "context", "hubs"}
    assert [hub["hub_id"] for hub in told["hubs"]] == [hub.hub_id for hub in best]


def test_settings_are_kept_from_form_to_form(client: TestClient) -> None:
    """Those that a visitor does not change stand in hidden fields of the next form."""
    page = sent(client, campaign="spring", hubs="produtech-dih", **{"max-results": "1"})
    for name, value in (("campaign", "spring"), ("hubs", "produtech-dih"), ("max-results", "1")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page


def test_only_the_portals_hubs_are_recommended(client: TestClient) -> None:
    """The best hub is not among them, so another stands first or none does."""
    told = data_of(sent(client, hubs="produtech-dih dih4globalautomotive"), "answer")
    assert isinstance(told, dict)
    assert {hub["hub_id"] for hub in told["hubs"]} <= {"produtech-dih", "dih4globalautomotive"}


def test_a_portal_whose_hubs_do_not_fit_says_so(client: TestClient) -> None:
    """Not that the network has none: the whole service is one link away."""
    page = sent(client, hubs="portugal-blue-digital-hub")
    assert "Nenhum dos polos que este sítio mostra serve este pedido." in page
    assert "Este sítio mostra só um polo." in page
    assert "Nenhum polo desta rede" not in page


def test_the_answer_is_in_the_language_of_the_frame(client: TestClient) -> None:
    """Whatever the need is written in."""
    page = sent(client, lang="en")
    assert "There is a right door for this need: DIGI4FASHION." in page
    assert "It is a sector hub" in page


def test_narrowing_keeps_what_is_no_need(recommender: Recommender) -> None:
    """A text that asks for nothing of ours is that with few hubs too."""
    ranked = recommender.rank(parse_query({"text": FLAT}))
    assert recommender.decide(narrowed(recommender, ranked, {"digi4fashion"})).outcome == "out_of_scope"


def test_narrowing_never_makes_a_need_out_of_scope(recommender: Recommender) -> None:
    """That no hub of a portal fits is no fault of the text."""
    ranked = recommender.rank(parse_query({"text": DYE_WORKS}))
    for hub in recommender.catalogue.records:
        if hub.kind == "dih" and hub.country == "PT":
            outcome = recommender.decide(narrowed(recommender, ranked, {hub.id})).outcome
            assert outcome in ("match", "weak_match", "no_match")


def test_suggestions_show_only_when_sure(client: TestClient) -> None:
    """A text of the portal about something else shows the form alone."""
    page = sent(client, text=FLAT, context="1")
    assert data_of(page, "answer") | {"id": ""} == {"id": "", "outcome": "out_of_scope", "context": True, "hubs": []}  # type: ignore[operator]  # a dict
    assert 'class="card"' not in page


def test_suggestions_leave_the_form_empty(client: TestClient) -> None:
    """The portal's text is not the visitor's need."""
    page = sent(client, context="1")
    assert 'class="suggestions"' in page
    assert "No texto desta página:" in page
    assert re.search(r'<textarea id="text"[^>]*>\s*</textarea>', page)


def test_attributes_faults_are_told_to_the_script(client: TestClient) -> None:
    """As the element will tell them, with the default in their place."""
    page = client.get("/embed", params={"max-results": "99", "theme": "accent: #ffff00"}).text
    faults = data_of(page, "faults")
    assert isinstance(faults, list)
    assert [(fault["attribute"], fault["code"]) for fault in faults] == [
        ("theme", "theme-contrast"),
        ("max-results", "attribute-invalid"),
    ]


def test_a_theme_is_the_only_inline_style(client: TestClient) -> None:
    """The policy names it by its digest, so that no other one works."""
    response = client.get("/embed", params={"theme": "accent: #7a1fa2"})
    assert "--accent: #7a1fa2" in response.text
    assert "'sha256-" in response.headers["content-security-policy"]
    assert "'sha256-" not in client.get("/embed").headers["content-security-policy"]
    assert "'unsafe-inline'" not in response.headers["content-security-policy"]


def test_a_machine_of_its_own_may_frame_it_anywhere(client: TestClient) -> None:
    """Without keys, on loopback: for who builds a portal. No header of old forbids it."""
    headers = client.get("/embed").headers
    assert "frame-ancestors *" in headers["content-security-policy"]
    assert "x-frame-options" not in headers


@pytest.mark.parametrize(
    "name", ["text", "place", "campaign", "theme", "hubs", "sectors", "client", "parent", "dropped"]
)
def test_markup_in_any_field_is_shown_not_run(client: TestClient, name: str) -> None:
    """Whatever comes back comes back as text."""
    fields = {"text": DYE_WORKS, name: '"><script>alert(1)</script>'}
    assert "<script>alert" not in client.post("/embed", data=fields).text


def test_an_unknown_code_is_a_fault_and_no_failure(client: TestClient) -> None:
    """A form made by hand may hold anything."""
    response = client.post("/embed", data={"text": DYE_WORKS, "sectors": "nonsense", "client": "nobody"})
    assert response.status_code == 422


def test_a_fault_is_told_at_its_field(client: TestClient) -> None:
    """With the text kept."""
    response = client.post("/embed", data={"text": DYE_WORKS, "place": "Guimaraens"})
    assert response.status_code == 422
    assert "Guimarães?" in response.text
    assert DYE_WORKS in response.text


@pytest.mark.parametrize("text", ["ç" * 4_000, "語" * 4_000])
def test_no_text_is_too_large_for_its_letters(client: TestClient, text: str) -> None:
    """Letters beyond ASCII are sent as up to nine bytes each."""
    assert client.post("/embed", data={"text": text}).status_code == 200
