"""Every error is a problem document (RFC 9457) whose type has a page."""

from __future__ import annotations

import dataclasses
import html
import json
import logging
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import service
from matcher import Recommender
from service.app import create_app
from service.operation.logs import JsonFormatter
from service.parts import ServiceParts
from service.problems.types import PROBLEM_TYPES
from tests.service.conftest import DYE_WORKS

JSON = {"content-type": "application/json"}
FAULTY = [
    ("GET", "/nowhere", {}, 404, "not-found"),
    ("GET", "/v1/hubs/no-such-hub", {}, 404, "not-found"),
    ("GET", "/v1/vocabularies/colours", {}, 404, "not-found"),
    ("GET", "/problems/no-such-kind", {}, 404, "not-found"),
    ("GET", "/static/nothing.css", {}, 404, "not-found"),
    ("GET", "/v1/recommendations", {}, 405, "method-not-allowed"),
    ("DELETE", "/", {}, 405, "method-not-allowed"),
    ("GET", "/v1/hubs", {"headers": {"accept": "text/csv"}}, 406, "not-acceptable"),
    ("POST", "/v1/explanations", {"json": {}, "headers": {"accept": "text/html"}}, 406, "not-acceptable"),
    ("GET", "/v1/hubs?limit=0", {}, 422, "invalid-input"),
    ("GET", "/v1/hubs?colour=red", {}, 422, "invalid-input"),
    ("POST", "/v1/recommendations", {"content": b"{}", "headers": {"content-type": "text/plain"}}, 415, None),
    ("POST", "/v1/recommendations", {"content": b"{}"}, 415, "unsupported-media-type"),
    ("POST", "/", {"json": {"text": "x"}}, 415, "unsupported-media-type"),
    ("POST", "/v1/recommendations", {"content": b'{"text": ', "headers": JSON}, 400, "malformed-body"),
    ("POST", "/v1/recommendations", {"content": b"{}", "headers": JSON}, 422, "invalid-input"),
    ("POST", "/v1/explanations", {"content": b"[]", "headers": JSON}, 422, "invalid-input"),
    ("POST", "/v1/explanations", {"content": b"a" * 20_000, "headers": JSON}, 413, "body-too-large"),
]


@pytest.mark.parametrize(("method", "address", "sent", "status", "name"), FAULTY)
def test_an_error_is_a_problem_document(
    client: TestClient, method: str, address: str, sent: dict, status: int, name: str | None
) -> None:
    """Status, media type, type and title fit each other, and no cache keeps them."""
    response = client.request(method, address, **sent)
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert (response.status_code, problem["status"]) == (status, status)
    assert name is None or problem["type"] == f"/problems/{name}"


def test_a_wrong_method_is_told_the_right_ones(client: TestClient) -> None:
    """RFC 9110 asks for ``Allow`` with every 405."""
    assert client.get("/v1/recommendations").headers["allow"] == "POST"


@pytest.mark.parametrize("kind", PROBLEM_TYPES, ids=lambda kind: kind.name)
@pytest.mark.parametrize("language", ["pt", "en"])
def test_every_kind_of_error_has_a_page(client: TestClient, kind, language: str) -> None:
    """The ``type`` of a problem leads to what it means."""
    response = client.get(f"{kind.uri}?lang={language}")
    assert response.status_code == 200
    assert kind.name in response.text


@pytest.mark.parametrize("language", ["pt", "en"])
def test_every_kind_of_error_is_on_the_list(client: TestClient, language: str) -> None:
    """With its address, its status and what it means."""
    page = html.unescape(client.get(f"/problems?lang={language}").text)
    for kind in PROBLEM_TYPES:
        assert f'href="{kind.uri}?lang={language}"' in page
        assert kind.meaning[language] in page


def test_names_of_kinds_are_told_apart() -> None:
    """A name is part of the API."""
    assert len({kind.name for kind in PROBLEM_TYPES}) == len(PROBLEM_TYPES)


def test_every_error_that_a_call_can_answer_has_a_kind(client: TestClient) -> None:
    """Each status of the description, and those that any address has."""
    paths = client.get("/openapi.json").json()["paths"]
    told = {status for item in paths.values() for call in item.values() for status in call["responses"]}
    statuses = {int(status) for status in told - {"default"} if int(status) >= 400} | {404, 405, 413, 431, 500, 503}
    assert statuses <= {kind.status for kind in PROBLEM_TYPES}


def test_every_error_that_our_code_raises_has_a_kind() -> None:
    """No status is written as a number: each comes from a kind."""
    sources = [path.read_text(encoding="utf-8") for path in Path(service.__file__ or "").parent.rglob("*.py")]
    raised = [found for source in sources for found in re.findall(r"HTTPException\(\s*([\w.]+)", source)]
    assert raised
    assert [name for name in raised if name.isdigit()] == []


class Broken:
    """Fails as a fault of ours might: with the need in the message."""

    def answer(self, _id: str, need, *_rest) -> None:
        """Raise."""
        raise RuntimeError(f"cannot answer {need.text}")


@pytest.fixture
def broken_client(recommender: Recommender) -> TestClient:
    """An application that fails on every need."""
    app = create_app(ServiceParts.of(dataclasses.replace(recommender, answering=Broken())))
    return TestClient(app, raise_server_exceptions=False)


def test_a_fault_of_ours_is_a_500_with_an_id(broken_client: TestClient) -> None:
    """The caller learns an id to tell, and nothing of what went wrong."""
    response = broken_client.post("/v1/recommendations", json={"text": DYE_WORKS})
    assert response.status_code == 500
    assert response.json()["id"] == response.headers["x-request-id"]
    assert "tinturaria" not in response.text


def test_the_log_has_the_id_and_the_place_of_a_fault_but_not_the_need(
    broken_client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    """Type and frames are logged; the message, which quotes the need, is not."""
    with caplog.at_level(logging.INFO):
        response = broken_client.post("/v1/recommendations", json={"text": DYE_WORKS})
    lines = [JsonFormatter().format(record) for record in caplog.records]
    failed = next(json.loads(line) for line in lines if '"failed"' in line)
    assert failed["id"] == response.json()["id"]
    assert failed["error"] == "RuntimeError"
    assert any("recommend.py" in frame for frame in failed["frames"])
    assert not any("tinturaria" in line for line in lines)


def test_a_fault_of_ours_carries_the_security_headers(broken_client: TestClient) -> None:
    """Even the last door adds them."""
    response = broken_client.post("/v1/recommendations", json={"text": DYE_WORKS})
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("/", "GET, POST, HEAD"),
        ("/embed", "GET, POST, HEAD"),
        ("/v1/recommendations", "POST"),
        ("/v1/hubs", "GET, HEAD"),
    ],
)
def test_a_wrong_method_is_told_every_right_one(client: TestClient, address: str, allowed: str) -> None:
    """Also where two routes stand at one address."""
    answer = client.put(address)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed


def test_a_list_that_is_none_is_told_in_words_of_json(client: TestClient) -> None:
    """JSON has no tuples."""
    answer = client.post("/v1/recommendations", json={"text": "Uma fábrica.", "sectors": "textiles"})
    assert answer.json()["errors"] == [{"field": "sectors", "detail": "expected a list"}]
