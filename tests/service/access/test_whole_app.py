"""Access in the whole application: nothing that computes is forgotten, and every refusal is one as any other."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from matcher import Recommender
from service.access.access import Access
from service.access.issuing import KeyDesk
from service.access.keyring import Keyring
from service.app import create_app
from service.operation.logs import JsonFormatter
from service.parts import ServiceParts
from tests.service.access.conftest import SITE, rates
from tests.service.access.test_gate import ASK, bearer
from tests.service.conftest import DYE_WORKS


@pytest.fixture
def app(recommender: Recommender, desk: KeyDesk, keyring: Keyring) -> FastAPI:
    """The application where keys are needed."""
    return create_app(ServiceParts.of(recommender, desk.settings, desk.database, Access("keys", keyring, rates())))


@pytest.fixture
def keyed(app: FastAPI) -> TestClient:
    """A caller of it."""
    return TestClient(app, base_url="https://hubs.pt", raise_server_exceptions=False)


def posts(app: FastAPI) -> Iterator[str]:
    """Every address that takes a POST, however its router is put in."""
    for path, item in app.openapi()["paths"].items():
        if "post" in item:
            yield path.replace("{", "").replace("}", "")


def test_every_call_that_computes_needs_a_key(app: FastAPI, keyed: TestClient) -> None:
    """Those under /v1 and those for operators; a new one cannot be forgotten."""
    found = list(posts(app))
    assert {"/v1/recommendations", "/v1/feedback", "/admin/reload"} <= set(found)
    assert {path: keyed.post(path, json={}).status_code for path in found} == dict.fromkeys(found, 401)


@pytest.mark.parametrize(
    "address", ["/", "/v1/hubs", "/v1/vocabularies/sectors", "/problems/forbidden", "/health/live"]
)
def test_what_is_open_stays_open(keyed: TestClient, address: str) -> None:
    """Without any key."""
    assert keyed.get(address).status_code == 200


def test_with_a_key_a_need_is_answered(keyed: TestClient, key: str) -> None:
    """And the page that called may read it."""
    response = keyed.post(ASK, json={"text": DYE_WORKS}, headers=bearer(key, SITE))
    assert response.json()["recommendations"][0]["hub_id"] == "digi4fashion"
    assert response.headers["access-control-allow-origin"] == SITE
    assert response.headers["ratelimit"].startswith('"address";r=999;t=')


def test_a_refusal_has_every_header_of_an_answer(keyed: TestClient) -> None:
    """Of security and of the log; no cache keeps it."""
    response = keyed.post(ASK, json={"text": DYE_WORKS})
    assert response.status_code == 401
    assert {"content-security-policy", "x-content-type-options", "x-request-id"} <= set(response.headers)
    assert response.headers["cache-control"] == "no-store"


def test_a_refusal_is_logged_without_the_key(keyed: TestClient, key: str, caplog: pytest.LogCaptureFixture) -> None:
    """Its status is; nothing of what was sent."""
    caplog.set_level(logging.DEBUG)
    keyed.post(f"{ASK}?key={key}", json={"text": DYE_WORKS}, headers=bearer(key, "https://evil.pt"))
    lines = [JsonFormatter().format(record) for record in caplog.records if record.name.startswith("service")]
    assert [json.loads(line)["status"] for line in lines if '"request"' in line] == [403]
    assert not any(secret in line for line in lines for secret in (key.split("_")[3], "evil.pt", "tinturaria"))


def test_a_preflight_is_logged_too(keyed: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    """It is a request as any other."""
    caplog.set_level(logging.INFO, logger="service.requests")
    keyed.options(ASK, headers={"Origin": "https://evil.pt", "Access-Control-Request-Method": "POST"})
    assert len(caplog.records) == 1


class Broken:
    """Access that fails in a way nobody thought of."""

    async def caller(self, *_: object) -> None:
        """Raise."""
        raise RuntimeError("x")


def test_a_fault_of_ours_can_be_read_by_the_page(recommender: Recommender, keyring: Keyring, key: str) -> None:
    """The last door stands within CORS."""
    access = Access("keys", keyring)
    app = create_app(ServiceParts.of(recommender, access=access))
    gate = next(one for one in app.user_middleware if one.cls.__name__ == "AccessGate")
    gate.kwargs["access"] = Broken()
    response = TestClient(app, raise_server_exceptions=False).post(ASK, headers=bearer(key, SITE))
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (500, SITE)
