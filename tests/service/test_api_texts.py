"""Any text at all through the API: an answer or a problem, never a fault of ours, and no problem repeats the text."""

from __future__ import annotations

import json
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from matcher import Answer, Recommender
from matcher.hub_explanation import HubExplanation
from matcher.records import MAX_NEED_CHARS
from service.app import create_app
from service.parts import ServiceParts
from service.problems.documents import Problem
from service.settings import Settings
from tests.service.quick import quickened

MARK: Final = "zqsegredoxk"  # no word of any list, so that it comes back only as an echo
JSON: Final = {"content-type": "application/json"}
BIDI: Final = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"
INVISIBLE: Final = "\u200b\u200c\u200d\ufeff\u00ad\u2060\u180e\u034f"
COMBINING: Final = "\u0300\u0301\u0327\u0303\u20e3\ufe0f\u0489"
BREAKS: Final = "\n\r\t\x0b\x0c\x85\u2028\u2029"
CONTROL: Final = "\x00\x01\x07\x08\x1b\x1f\x7f\x9b"
HARD: Final = "\ud800\udfff\udc00\ufdfa\uffff\U0010ffff\u0130\u00df\u1e9e\u212a"

any_character = st.characters(exclude_categories=())  # surrogates too: JSON can escape them
piece = st.one_of(
    st.text(any_character, max_size=30),
    st.text(st.sampled_from(BIDI + INVISIBLE + COMBINING + BREAKS + CONTROL + HARD), max_size=20),
    st.sampled_from(
        ("câmara de Évora ", "sensores numa fábrica de Águeda ", "'; DROP TABLE hubs; --", "{{7*7}}", "<b>")
    ),
)
sizes = st.integers(MAX_NEED_CHARS - 2, MAX_NEED_CHARS + 2)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Pieces of all kinds around a mark, some filled up to the longest that is taken, or just beyond."""
    text = draw(piece) + MARK + "".join(draw(st.lists(piece, max_size=6)))
    if draw(st.booleans()):
        size = draw(sizes)
        text = (text * (size // len(text) + 1))[:size]
    return text


@pytest.fixture(scope="module")
def quick_client(recommender: Recommender) -> TestClient:
    """A caller of a service whose encoder costs nothing, and which counts no calls."""
    parts = ServiceParts.of(quickened(recommender), Settings(rate_per_address="1000000/second"))
    return TestClient(create_app(parts), raise_server_exceptions=False)


def check_recommendation(client: TestClient, text: str, *, escaped: bool) -> None:
    """An answer that validates, or a problem without the text."""
    body = json.dumps({"text": text}, ensure_ascii=escaped).encode("utf-8", "surrogatepass")
    response = client.post("/v1/recommendations", content=body, headers=JSON)
    if response.status_code == 200:
        assert Answer.model_validate_json(response.content).next_steps
    else:
        check_problem(response.status_code, response.text)


def check_problem(status: int, body: str) -> None:
    """What the text deserved, in a document that validates and repeats nothing."""
    assert status in (400, 413, 422)
    assert Problem.model_validate_json(body).status == status
    assert MARK not in body


BOUNDED: Final = settings(
    deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@settings(BOUNDED, max_examples=200)
@given(text=texts(), escaped=st.booleans())
def test_any_text_gets_an_answer_or_a_problem(quick_client: TestClient, text: str, escaped: bool) -> None:
    """Escaped in JSON or as UTF-8, broken characters included."""
    check_recommendation(quick_client, text, escaped=escaped)


@settings(BOUNDED, max_examples=25)
@given(text=texts())
def test_so_it_does_with_the_real_encoder(client: TestClient, text: str) -> None:
    """Its tokenizer meets the same characters."""
    check_recommendation(client, text, escaped=True)


@settings(BOUNDED, max_examples=60)
@given(text=texts(), hub_id=st.sampled_from(["digi4fashion", "zlt-abrantes", "no-such-hub"]))
def test_any_text_gets_an_explanation_or_a_problem(quick_client: TestClient, text: str, hub_id: str) -> None:
    """For a hub, a zone and none."""
    body = json.dumps({"text": text, "hub_id": hub_id})
    response = quick_client.post("/v1/explanations", content=body, headers=JSON)
    if response.status_code == 200:
        assert HubExplanation.model_validate_json(response.content).hub_id == hub_id
    else:
        check_problem(response.status_code, response.text)


FIELDS = ("language", "place", "sectors", "technologies", "services", "client", "networks", "k", "keep_text", "colour")
junk = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.just(MARK)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(BOUNDED, max_examples=150)
@given(stated=st.dictionaries(st.sampled_from(FIELDS), junk, min_size=1, max_size=3))
def test_any_stated_value_gets_an_answer_or_a_problem(quick_client: TestClient, stated: dict[str, object]) -> None:
    """Of whatever type; the text beside it is not repeated."""
    body = json.dumps({"text": f"Queremos sensores numa fábrica. {MARK}-texto", **stated})
    response = quick_client.post("/v1/recommendations", content=body, headers=JSON)
    assert response.status_code in (200, 400, 422)
    assert response.status_code == 200 or f"{MARK}-texto" not in response.text


@pytest.mark.parametrize("n_chars", [MAX_NEED_CHARS - 1, MAX_NEED_CHARS, MAX_NEED_CHARS + 1])
@pytest.mark.parametrize("character", ["a", "ç", "語", "\U0001f600"])
def test_the_longest_text_is_counted_in_characters(quick_client: TestClient, character: str, n_chars: int) -> None:
    """Not in bytes: as UTF-8 every text of 4,000 characters fits into the body."""
    body = json.dumps({"text": character * n_chars}, ensure_ascii=False).encode()
    response = quick_client.post("/v1/recommendations", content=body, headers=JSON)
    assert response.status_code == (200 if n_chars <= MAX_NEED_CHARS else 422)
