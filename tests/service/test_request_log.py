"""One line a request, with nothing in it of what was asked."""

from __future__ import annotations

import json
import logging

import pytest
from starlette.testclient import TestClient

from service.operation.logs import JsonFormatter
from tests.service.conftest import DYE_WORKS


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture):
    """The log lines of the requests that a test makes, as they would be written."""
    caplog.set_level(logging.INFO, logger="service.requests")
    return lambda: [
        json.loads(JsonFormatter().format(record)) for record in caplog.records if record.name == "service.requests"
    ]


def test_a_request_is_one_line(client: TestClient, lines) -> None:
    """Method, route template, status, milliseconds and id."""
    response = client.get("/v1/hubs/produtech-dih")
    (line,) = lines()
    assert (line["method"], line["route"], line["status"]) == ("GET", "/v1/hubs/{hub_id}", 200)
    assert line["ms"] > 0
    assert line["id"] == response.headers["x-request-id"]


@pytest.mark.parametrize("address", ["/v1/recommendations", "/"])
def test_the_need_is_not_logged(client: TestClient, lines, address: str) -> None:
    """Neither as JSON nor as a form."""
    client.post(address, **({"data": {"text": DYE_WORKS}} if address == "/" else {"json": {"text": DYE_WORKS}}))
    assert "tinturaria" not in json.dumps(lines())


def test_neither_query_nor_unknown_paths_are_logged(client: TestClient, lines) -> None:
    """Somebody may put a need where it does not belong."""
    client.get("/v1/hubs?colour=tinturaria")
    client.get("/tinturaria")
    assert [line["route"] for line in lines()] == ["/v1/hubs", "(no route)"]
    assert "tinturaria" not in json.dumps(lines())


def test_an_exception_is_logged_without_its_message() -> None:
    """Messages may quote what a caller wrote."""
    try:
        raise ValueError("tinturaria")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, __file__, 1, "failed", None, (type(error), error, error.__traceback__)
        )
    line = JsonFormatter().format(record)
    assert json.loads(line)["error"] == "ValueError"
    assert "tinturaria" not in line
