"""Errors look like a page to who reads pages, and stay documents for programs."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "accept-language": "en"}


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nowhere", 404), ("PUT", "/", 405), ("POST", "/", 415)]
)
def test_a_browser_is_shown_a_page(client: TestClient, method: str, path: str, status: int) -> None:
    """With the same status, in its language, kept by nobody."""
    response = client.request(method, path, headers=BROWSER)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    assert response.headers["cache-control"] == "no-store"
    assert '<html lang="en">' in response.text


def test_headers_of_the_problem_stay(client: TestClient) -> None:
    """Such as what is allowed instead."""
    assert "allow" in client.put("/", headers=BROWSER).headers


@pytest.mark.parametrize("path", ["/v1/nowhere", "/v1/hubs/nobody", "/static/nothing.css"])
def test_programs_get_documents(client: TestClient, path: str) -> None:
    """Even opened in a browser, an address of the API answers as the API does."""
    assert client.get(path, headers=BROWSER).headers["content-type"] == "application/problem+json"


def test_who_does_not_ask_for_html_gets_a_document(client: TestClient) -> None:
    """As before."""
    assert client.get("/nowhere").json()["type"] == "/problems/not-found"


def test_a_head_request_stays_without_a_body(client: TestClient) -> None:
    """There is nothing to make a page of."""
    response = client.head("/nowhere", headers=BROWSER)
    assert (response.status_code, response.content) == (404, b"")


def test_pages_are_sent_compressed_and_the_api_is_not(client: TestClient) -> None:
    """A strong ETag names bytes."""
    assert client.get("/", headers={"accept-encoding": "gzip"}).headers["content-encoding"] == "gzip"
    assert "content-encoding" not in client.get("/v1/hubs", headers={"accept-encoding": "gzip"}).headers
