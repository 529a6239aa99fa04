"""The page works without a script, shows what the answer says, and trusts no text."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from matcher import Recommender
from tests.service.conftest import DYE_WORKS

SCRIPTS = re.compile(r"<script.*?</script>", re.S)
SCRIPT = 'Queremos formação <script>alert(1)</script> "><img src=x onerror=alert(1)> {{ 7*7 }} em Braga'


def sent(client: TestClient, text: str = DYE_WORKS, **fields: str) -> str:
    """The page that a sent form leads to."""
    return client.post("/", data={"text": text, **fields}).text


def test_the_form_is_portuguese_unless_asked_otherwise(client: TestClient) -> None:
    """The national language first."""
    assert '<html lang="pt">' in client.get("/", headers={"accept-language": ""}).text


@pytest.mark.parametrize("asked", [{"params": {"lang": "en"}}, {"headers": {"accept-language": "en-GB,pt;q=0.5"}}])
def test_the_page_speaks_english_when_asked(client: TestClient, asked: dict) -> None:
    """By the address, or by the browser's wish."""
    assert '<html lang="en">' in client.get("/", **asked).text


def test_every_field_has_a_label(client: TestClient) -> None:
    """Each control that a person fills in is named for who cannot see it."""
    html = client.get("/").text
    fields = re.findall(r'<(?:textarea|input|select) id="(\w+)"', html)
    assert fields == ["text", "place", "client"]
    assert all(f'<label for="{field}">' in html for field in fields)


def test_the_need_is_sent_in_the_body(client: TestClient) -> None:
    """A form that GETs would put the need into the address."""
    assert '<form id="need" method="post" action="/#result"' in client.get("/").text


def test_the_page_needs_nothing_from_other_sites(client: TestClient) -> None:
    """Every file it loads is its own, and no script stands in the markup."""
    html = sent(client)
    assert all(
        re.fullmatch(r'<script type="module" src="/static/[^"]+"></script>', tag) for tag in SCRIPTS.findall(html)
    )
    assert all(address.startswith("/") for address in re.findall(r'(?:src|<link[^>]* href)="([^"]*)"', html))


def test_no_style_or_handler_stands_in_the_markup(client: TestClient) -> None:
    """The content security policy would refuse it."""
    assert not re.search(r'<[^>]*\s(?:style|on\w+)="', sent(client))


def test_the_result_shows_the_recommended_hubs_in_order(client: TestClient, recommender: Recommender) -> None:
    """Cards stand in the order of the answer, first hub first."""
    answer = recommender.recommend(DYE_WORKS, language="pt")
    html = sent(client)
    positions = [html.index(f'id="hub-{hub.hub_id}"') for hub in answer.recommendations]
    assert positions
    assert positions == sorted(positions)


def test_the_outcome_names_the_hub(client: TestClient) -> None:
    """Whoever reads one sentence has the answer."""
    assert ">Há uma porta certa para este pedido: DIGI4FASHION.</p>" in sent(client)


def test_a_card_quotes_the_same_words_once(client: TestClient) -> None:
    """What speaks for a hub is not quoted again against it."""
    for card in re.findall(r"<article.*?</article>", sent(client), re.S):
        quotes = re.findall(r"<q[^>]*>([^<]*)</q>", card)
        assert len(quotes) == len(set(quotes))


def test_no_hub_is_left_out_where_none_was_looked_for(client: TestClient) -> None:
    """A text that asks for nothing of ours gets no list of hubs that do not fit."""
    html = sent(client, text="Procuro apartamento T2 para arrendar em Lisboa, até 900 euros.")
    assert "Isto não parece" in html
    assert "Polos que ficaram de fora" not in html


def test_the_result_quotes_the_need(client: TestClient) -> None:
    """What was understood stands beside the words it rests on."""
    assert "<q>Guimarães</q>" in sent(client)


def test_the_result_keeps_the_text_in_the_form(client: TestClient) -> None:
    """So that it can be mended and sent again."""
    assert f">\n{DYE_WORKS}</textarea>" in sent(client)


def test_the_result_says_that_the_profile_may_be_old(client: TestClient) -> None:
    """Each card asks to confirm with the hub."""
    assert "confirme com o polo" in sent(client)


def test_the_page_is_not_kept_by_others(client: TestClient) -> None:
    """What somebody typed is on it."""
    assert client.post("/", data={"text": DYE_WORKS}).headers["cache-control"] == "private, no-cache"


def test_the_switch_of_language_keeps_the_text(client: TestClient) -> None:
    """It sends the same form again, so the need still is in no address."""
    html = sent(client, lang="pt", switch="en")
    assert '<html lang="en">' in html
    assert DYE_WORKS in html


def test_a_place_can_be_stated(client: TestClient) -> None:
    """The field wins over the text."""
    html = sent(client, text="Queremos formar as pessoas em dados.", place="Évora")
    assert re.search(
        r'chip stated">\s*<span class="chip-text"><span class="chip-label">Évora</span>\s*<span class="origin">indicado por si',
        html,
    )


def test_markup_in_the_need_is_shown_not_run(client: TestClient) -> None:
    """Whatever is typed comes back as text."""
    html = SCRIPTS.sub("", sent(client, text=SCRIPT).replace("alert", "ALERT"))
    assert "ALERT(1)</script>" not in html
    assert "<img" not in html
    assert "&lt;script&gt;ALERT(1)&lt;/script&gt;" in html
    assert "{{ 7*7 }}" in html


FAULTY = {
    "empty": ({"text": ""}, "text", "Escreva o que a organização precisa."),
    "blank": ({"text": " \n "}, "text", "Escreva o que a organização precisa."),
    "no text": ({"place": "Porto"}, "text", "Escreva o que a organização precisa."),
    "too long": ({"text": "a" * 4_001}, "text", "mais de 4000 caracteres"),
    "control character": ({"text": "abc\x07def"}, "text", "caracteres que não são texto"),
    "unknown place": ({"text": DYE_WORKS, "place": "Xanadu"}, "place", "Não conhecemos este local"),
    "slip in a place": ({"text": DYE_WORKS, "place": "Guimaraens"}, "place", "Guimarães?"),
    "place too long": ({"text": DYE_WORKS, "place": "a" * 101}, "place", "Não conhecemos este local"),
    "markup for a place": ({"text": DYE_WORKS, "place": "<script>"}, "place", "Não conhecemos este local"),
}


@pytest.mark.parametrize(("fields", "field", "message"), FAULTY.values(), ids=FAULTY)
def test_a_fault_is_told_at_its_field(client: TestClient, fields: dict, field: str, message: str) -> None:
    """In the language of the page, tied to the field for screen readers, with the text kept."""
    response = client.post("/", data=fields)
    assert response.status_code == 422
    assert re.search(rf'id="{field}-fault">[^<]*{re.escape(message)}', response.text)
    assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', response.text)
    assert fields.get("text", "").strip() in response.text


def test_a_lone_surrogate_is_no_form(client: TestClient) -> None:
    """Bytes that are no UTF-8 cannot be shown again."""
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/", content=b"text=abc%ED%A0%80", headers=kind).status_code == 400


@pytest.mark.parametrize("body", [b"text=%FF", b"text=\xff", b"&".join([b"a=1"] * 500)], ids=["escaped", "raw", "many"])
def test_what_is_no_form_is_a_400(client: TestClient, body: bytes) -> None:
    """A problem document: no browser sends this."""
    response = client.post("/", content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    assert (response.status_code, response.json()["type"]) == (400, "/problems/malformed-body")


def test_line_breaks_count_once(client: TestClient) -> None:
    """Browsers count a line break as one character and send two."""
    assert client.post("/", data={"text": "abc\r\n" * 1_000}).status_code == 200


@pytest.mark.parametrize("text", ["ç" * 4_000, "\ufdfa" * 1_000, "語" * 4_000, "🙂" * 2_000])
def test_no_text_is_too_large_for_its_letters(client: TestClient, text: str) -> None:
    """Letters beyond ASCII are sent as up to nine bytes each."""
    assert client.post("/", data={"text": text}).status_code == 200


@pytest.mark.parametrize("address", ["/", "/problems/not-found", "/v1/hubs", "/nowhere", "/static/site.css"])
def test_every_response_has_the_security_headers(client: TestClient, address: str) -> None:
    """Pages, data, files and errors alike."""
    headers = client.get(address).headers
    assert headers["content-security-policy"].startswith("default-src '")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_a_question_that_would_help_is_asked(client: TestClient) -> None:
    """A text that says little is asked the one thing that would tell most, with its choices."""
    html = sent(client, "preciso de ajuda")
    assert '<section class="question' in html
    assert 'name="pick" value="place:Região Autónoma da Madeira"' in html


def test_a_fault_keeps_the_corrections(client: TestClient) -> None:
    """What was stated and taken back goes along until the fault is mended."""
    html = client.post(
        "/", data={"text": DYE_WORKS, "place": "Xanadu", "sectors": "leather", "dropped": "client:sme"}
    ).text
    assert '<input type="hidden" name="sectors" value="leather">' in html
    assert '<input type="hidden" name="dropped" value="client:sme">' in html


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Procuro apartamento T2 para arrendar em Lisboa, até 900 euros.", "out_of_scope"),
        ("preciso de ajuda", "too_vague"),
    ],
)
def test_without_a_hub_the_national_contacts_are_told(client: TestClient, text: str, outcome: str) -> None:
    """Where to go instead stands before anything else."""
    html = sent(client, text=text)
    assert f'class="outcome {outcome}"' in html
    assert html.index("polosdeinovacaodigital@iapmei.pt") < html.index("understood-title")
    assert "Portugal Digital" in html


def test_words_in_another_language_say_so(client: TestClient) -> None:
    """A screen reader speaks them as what they are (WCAG 2.2, 3.1.2)."""
    html = sent(
        client, text="We run a dye works in Guimarães and every week some batches come out off shade.", lang="pt"
    )
    assert '<q lang="en">dye works</q>' in html


def test_another_hub_is_told_when_asked_about(client: TestClient) -> None:
    """With what sets it apart; an id that is none is passed over."""
    assert 'id="other-told"' in sent(client, other="c-hub")
    assert 'id="other-told"' not in sent(client, other="nobody")


def test_places_are_suggested(client: TestClient) -> None:
    """Municipalities and regions, each one a place that the form takes."""
    names = client.get("/places").json()
    assert {"Guimarães", "Algarve", "Corvo"} <= set(names)
    assert len(names) > 308


def test_a_hub_is_not_said_to_be_enough_where_a_part_has_none(client: TestClient) -> None:
    """The cover is of the parts that some hub serves well; a part without one is told as such."""
    text = "Câmara municipal quer usar IA para responder a munícipes e testar drones de emergência em Beja."
    page = client.post("/", data={"text": text, "lang": "pt"}).text
    assert "Nenhum dos polos mostrados serve bem esta parte." in page
    assert "Para as partes que algum polo serve bem:" in page
    assert "Um polo chega para todas" not in page
