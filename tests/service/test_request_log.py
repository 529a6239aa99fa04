"""One line a request, with nothing in it of what was asked."""

from __future__ import annotations

import json
import logging
import os

import pytest
from starlette.testclient import TestClient

from service.operation.logs import JsonFormatter, configure_logging
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


@pytest.mark.parametrize("given", ["4bf92f3577b34da6a3ce929d0e0e4736", "1B671A64-40D5-491E-99B0-DA01FF1F3341"])
def test_the_id_of_a_proxy_is_kept(client: TestClient, lines, given: str) -> None:
    """So that its log and ours can be read together."""
    response = client.get("/health/live", headers={"X-Request-Id": given})
    assert (response.headers["x-request-id"], lines()[0]["id"]) == (given, given)


@pytest.mark.parametrize("given", ["", "abc", "tinturaria-em-guimaraes", "a" * 65, "4bf92f3577b34da6 a3ce929d0e0e4736"])
def test_an_id_that_could_hold_words_is_not_taken(client: TestClient, lines, given: str) -> None:
    """A caller might write a need there."""
    response = client.get("/health/live", headers={"X-Request-Id": given})
    assert response.headers["x-request-id"] == lines()[0]["id"] != given


def test_a_need_tells_its_stages_and_outcome(client: TestClient, lines) -> None:
    """Times and a code, nothing else; and which process answered."""
    client.post("/v1/recommendations", json={"text": DYE_WORKS})
    (line,) = lines()
    assert {"understand_ms", "rank_ms", "explain_ms", "store_ms"} <= line.keys()
    assert (line["outcome"], line["worker"]) == ("match", os.getpid())


def test_an_error_tells_its_kind(client: TestClient, lines) -> None:
    """As in the type of the problem document."""
    client.post("/v1/recommendations", json={"text": ""})
    assert lines()[0]["problem"] == "invalid-input"


def test_warnings_of_the_server_are_lines_like_ours(capsys: pytest.CaptureFixture[str]) -> None:
    """Uvicorn's own format would be no JSON."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    try:
        configure_logging("info")
        logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    finally:
        root.handlers[:], root.level = before, level
    assert json.loads(capsys.readouterr().err)["message"] == "Invalid HTTP request received."
