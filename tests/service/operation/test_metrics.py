"""What Prometheus is told: latencies, outcomes, errors, reloads; and no word that a caller chose."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from matcher import Recommender
from service.app import create_app
from service.middleware.admission import Admission
from service.middleware.request_log import RequestLog
from service.operation.metrics import Metrics
from service.parts import ServiceParts
from tests.service.conftest import DYE_WORKS

MARK = "tinturaria-xyz"


@pytest.fixture
def client(recommender: Recommender) -> TestClient:
    """An application that has counted nothing yet."""
    return TestClient(create_app(ServiceParts.of(recommender)), raise_server_exceptions=False)


def counted(client: TestClient) -> dict[str, float]:
    """Every sample with its labels."""
    lines = [line for line in client.get("/metrics").text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_a_need_is_counted_with_its_stages_and_outcome(client: TestClient) -> None:
    """Each stage once; the encoder's time apart from that of understanding."""
    client.post("/v1/recommendations", json={"text": DYE_WORKS})
    found = counted(client)
    stages = [name for name in found if name.startswith("hub_matcher_stage_seconds_count")]
    assert {re.findall(r'"(.*)"', name)[0] for name in stages} >= {"understand", "rank", "explain", "store"}
    assert found['hub_matcher_answers_total{outcome="match"}'] == 1
    assert found['hub_matcher_request_seconds_count{method="POST",route="/v1/recommendations",status="200"}'] == 1


def test_an_error_is_counted_by_its_kind(client: TestClient) -> None:
    """By the name that its type has."""
    client.post("/v1/recommendations", json={"text": ""})
    client.get("/nowhere")
    found = counted(client)
    assert found['hub_matcher_problems_total{type="invalid-input"}'] == 1
    assert found['hub_matcher_problems_total{type="not-found"}'] == 1


def test_a_refusal_is_counted_by_its_limit(recommender: Recommender) -> None:
    """Here the number of requests in flight: with room for none, each is one too many."""
    metrics = Metrics()
    app = Admission(create_app(ServiceParts.of(recommender, metrics=metrics)), max_waiting=0, time_budget_s=1)
    client = TestClient(RequestLog(app, metrics))
    assert client.get("/").status_code == 503
    assert counted(client)['hub_matcher_refused_total{limit="waiting"}'] == 1


def test_no_label_is_chosen_by_a_caller(client: TestClient) -> None:
    """Neither path, query, method, header nor text."""
    client.get(f"/{MARK}?q={MARK}", headers={"X-Request-Id": MARK})
    client.request(MARK, f"/v1/hubs/{MARK}")
    client.post("/v1/recommendations", json={"text": MARK, "sectors": [MARK]})
    page = client.get("/metrics").text
    assert MARK not in page
    assert 'method="other"' in page


def test_versions_and_workers_are_told(client: TestClient, recommender: Recommender) -> None:
    """Which catalogue and model answer now."""
    found = counted(client)
    (serving,) = [name for name in found if name.startswith("hub_matcher_serving_info")]
    assert f'model="{recommender.versions.model}"' in serving
    assert found['hub_matcher_workers{phase="ready"}'] == 1


def test_no_request_is_in_flight_when_none_is(recommender: Recommender) -> None:
    """But the one that asks."""
    parts = ServiceParts.of(recommender)
    client = TestClient(create_app(parts), raise_server_exceptions=False)
    client.post("/v1/recommendations", json={"text": DYE_WORKS})
    client.get("/nowhere")
    assert counted(client)["hub_matcher_requests_in_flight"] == 1


def test_a_lost_event_is_counted(recommender: Recommender) -> None:
    """Whoever keeps the database learns of it."""
    metrics = Metrics()
    parts = ServiceParts.of(recommender, metrics=metrics)
    parts.events.on_lost()
    client = TestClient(create_app(parts))
    assert counted(client)["hub_matcher_events_not_stored_total"] == 1
