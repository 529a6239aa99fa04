"""Input that cannot be used: an error that names the field and repeats nothing, or an honest outcome; never a 500."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

SECRET = "segredo-da-casa"
LIGATURE = "\ufdfa"  # one character that some normalisations turn into eighteen

REFUSED: list[tuple[str, dict, str]] = [
    ("no text", {}, "text"),
    ("empty", {"text": ""}, "text"),
    ("blank", {"text": " \n\t "}, "text"),
    ("too long", {"text": "a" * 4_001}, "text"),
    ("control character", {"text": f"{SECRET}\x07"}, "text"),
    ("NUL", {"text": f"{SECRET}\x00"}, "text"),
    ("lone surrogate", {"text": f"{SECRET}\ud800"}, "text"),
    ("number for text", {"text": 7}, "text"),
    ("null for text", {"text": None}, "text"),
    ("list for text", {"text": [SECRET]}, "text"),
    ("unknown field", {"text": SECRET, "colour": "red"}, "colour"),
    ("field of odd name", {"text": SECRET, "\ud800": 1}, "body"),
    ("unknown field with the text as name", {"text": SECRET, f"a {SECRET}": 1}, "(unknown field)"),
    ("unknown sector", {"text": SECRET, "sectors": ["helth"]}, "sectors"),
    ("unknown technology", {"text": SECRET, "technologies": ["ai"]}, "technologies"),
    ("unknown service", {"text": SECRET, "services": ["money"]}, "services"),
    ("unknown client", {"text": SECRET, "client": "martian"}, "client"),
    ("unknown network", {"text": SECRET, "networks": ["NATO"]}, "networks.0"),
    ("code of odd characters", {"text": SECRET, "sectors": ["Saúde!"]}, "sectors.0"),
    ("surrogate for a code", {"text": SECRET, "sectors": ["\udfff"]}, "sectors.0"),
    ("too many codes", {"text": SECRET, "sectors": ["textiles"] * 11}, "sectors"),
    ("unknown language", {"text": SECRET, "language": "xx"}, "language"),
    ("unknown place", {"text": SECRET, "place": "Xanadu"}, "place"),
    ("empty place", {"text": SECRET, "place": ""}, "place"),
    ("control character in a place", {"text": SECRET, "place": "Por\x07to"}, "place"),
    ("surrogate in a place", {"text": SECRET, "place": "\ud800"}, "place"),
    ("k too small", {"text": SECRET, "k": 0}, "k"),
    ("k negative", {"text": SECRET, "k": -1}, "k"),
    ("k too large", {"text": SECRET, "k": 51}, "k"),
    ("k huge", {"text": SECRET, "k": 10**400}, "k"),
    ("k no number", {"text": SECRET, "k": float("nan")}, "k"),
    ("k infinite", {"text": SECRET, "k": float("inf")}, "k"),
    ("k a fraction", {"text": SECRET, "k": 2.5}, "k"),
    ("k as text", {"text": SECRET, "k": "3"}, "k"),
    ("k a truth", {"text": SECRET, "k": True}, "k"),
]


@pytest.mark.parametrize(("body", "field"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_value_that_cannot_be_used_is_named(client: TestClient, body: dict, field: str) -> None:
    """422 with the field's name and what was expected; the text is nowhere in it."""
    response = client.post(
        "/v1/recommendations", content=json.dumps(body), headers={"content-type": "application/json"}
    )
    problem = response.json()
    assert (response.status_code, problem["type"]) == (422, "/problems/invalid-input")
    assert field in [fault["field"] for fault in problem["errors"]]
    assert SECRET not in response.text


def test_every_faulty_field_is_told_at_once(client: TestClient) -> None:
    """A caller mends all faults in one go."""
    problem = client.post("/v1/recommendations", json={"text": "", "k": 0, "colour": "red"}).json()
    assert {fault["field"] for fault in problem["errors"]} == {"text", "k", "colour"}


def test_a_thousand_unknown_fields_do_not_make_a_thousand_faults(client: TestClient) -> None:
    """The answer stays short."""
    problem = client.post("/v1/recommendations", json={f"f{i}": 1 for i in range(1_000)}).json()
    assert len(problem["errors"]) == 20


def test_a_slip_in_a_code_is_told_the_right_one(client: TestClient) -> None:
    """The nearest code is offered."""
    problem = client.post("/v1/recommendations", json={"text": SECRET, "sectors": ["textile"]}).json()
    assert "did you mean 'textiles'" in problem["detail"]


MALFORMED = {
    "broken": b'{"text": "abc',
    "nothing": b"   ",
    "deep": b"[" * 10_000,
    "deep in a field": b'{"text": ' + b"[" * 10_000,
    "latin-1": '{"text": "ligação"}'.encode("latin-1"),
    "half a character": b'{"text": "abc\xc3"}',
    "a number of 10,000 digits": b'{"text": "abc", "k": ' + b"9" * 10_000 + b"}",
    "two objects": b'{"text": "abc"}{"text": "abc"}',
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_json_is_a_400(client: TestClient, body: bytes) -> None:
    """A body that cannot be read is malformed, whatever is wrong with it."""
    response = client.post("/v1/recommendations", content=body, headers={"content-type": "application/json"})
    assert (response.status_code, response.json()["type"]) == (400, "/problems/malformed-body")
    assert "is not JSON" in response.json()["detail"]


@pytest.mark.parametrize("body", ["[]", '"text"', "7", "null", "NaN", "true", '[{"text": "abc"}]', "[[[[]]]]"])
def test_what_is_no_object_is_a_422(client: TestClient, body: str) -> None:
    """JSON of another shape can be read, but not used."""
    response = client.post("/v1/recommendations", content=body, headers={"content-type": "application/json"})
    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "body")


HONEST = {
    "emoji only": "🙂🙃🚀" * 20,
    "ligatures": LIGATURE * 1_000,
    "punctuation": "?!... ---",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "the longest text": "formação em robótica " * 190,
    "one long word": "a" * 4_000,
    "right to left and combining marks": "\u202eabc\u0301\u0301\u0301" * 100,
    "line separators": "um\u2028dois\u2029três\r\nquatro",
    "a template": "{{ 7 * 7 }} {% raw %} ${7*7} %s %d",
    "SQL": "'; DROP TABLE hubs; --",
}


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST)
def test_odd_text_gets_an_honest_outcome(client: TestClient, text: str) -> None:
    """Text that can be read is answered, with an outcome and what to do next."""
    response = client.post(
        "/v1/recommendations",
        content=json.dumps({"text": text}, ensure_ascii=False).encode(),
        headers={"content-type": "application/json"},
    )
    assert response.status_code == 200
    assert response.json()["next_steps"]


def test_emoji_alone_are_too_vague(client: TestClient) -> None:
    """No word, no hub."""
    answer = client.post("/v1/recommendations", json={"text": HONEST["emoji only"]}).json()
    assert (answer["outcome"], answer["recommendations"]) == ("too_vague", [])


def test_of_two_equal_keys_the_last_counts(client: TestClient) -> None:
    """As most readers of JSON do; the point is that it is no error of ours."""
    body = b'{"text": "", "text": "Queremos formar as pessoas em dados."}'
    response = client.post("/v1/recommendations", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 200


@pytest.mark.parametrize("address", ["/", "/v1/recommendations"])
def test_a_megabyte_is_refused(client: TestClient, address: str) -> None:
    """413, said by its header or found while it comes."""
    kind = {"content-type": "application/x-www-form-urlencoded" if address == "/" else "application/json"}
    declared = client.post(address, content=b"a" * 1_000_000, headers=kind)
    streamed = client.post(address, content=iter([b"a" * 1_000] * 1_000), headers=kind)
    assert (declared.status_code, streamed.status_code) == (413, 413)
    assert declared.json() == streamed.json()
