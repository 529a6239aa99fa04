"""`POST /v1/explanations` and `hub-matcher explain`: the library's explanation, over HTTP and in a terminal."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from matcher import Recommender
from matcher.hub_explanation import HubExplanation, HubQuery, explain_hub
from service.cli.main import app
from tests.service.conftest import DYE_WORKS

ASKED = {"text": DYE_WORKS, "hub_id": "produtech-dih"}


def test_http_gives_the_same_explanation_as_the_library(client: TestClient, recommender: Recommender) -> None:
    """The body is the library's object."""
    told = client.post("/v1/explanations", json=ASKED)
    assert told.json() == explain_hub(recommender, HubQuery.model_validate(ASKED)).model_dump(mode="json")
    assert HubExplanation.model_validate_json(told.content)


def test_an_explanation_is_not_kept_by_caches(client: TestClient) -> None:
    """It belongs to who asked."""
    assert client.post("/v1/explanations", json=ASKED).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("stated", "header", "language"),
    [({}, None, "pt"), ({}, "en-GB, pt;q=0.5", "en"), ({"language": "pt"}, "en", "pt"), ({}, "de", "pt")],
)
def test_the_language_is_the_stated_one_else_the_callers_else_the_texts(
    client: TestClient, stated: dict, header: str | None, language: str
) -> None:
    """The header counts only where it names a language that the service speaks."""
    headers = {"accept-language": header} if header else {}
    response = client.post("/v1/explanations", json=ASKED | stated, headers=headers)
    assert (response.headers["content-language"], response.json()["language"]) == (language, language)


def test_an_unknown_hub_is_told_the_nearest(client: TestClient) -> None:
    """422 that names the field and the id that may be meant."""
    problem = client.post("/v1/explanations", json=ASKED | {"hub_id": "produtec-dih"}).json()
    assert (problem["status"], problem["errors"][0]["field"]) == (422, "hub_id")
    assert "did you mean 'produtech-dih'" in problem["detail"]


@pytest.mark.parametrize("body", [{"text": DYE_WORKS}, ASKED | {"keep_text": True}, ASKED | {"text": ""}])
def test_an_explanation_refuses_what_it_cannot_use(client: TestClient, body: dict) -> None:
    """Missing hub, unknown field, empty text: the fault is named and the need is not repeated."""
    response = client.post("/v1/explanations", json=body)
    assert response.status_code == 422
    assert "tinturaria" not in response.text


def test_the_command_line_gives_the_same_as_json(recommender: Recommender) -> None:
    """With stated facts as for `recommend`."""
    result = CliRunner().invoke(app, ["explain", DYE_WORKS, "--hub", "produtech-dih", "--place", "Porto", "--json"])
    expected = explain_hub(recommender, HubQuery.model_validate(ASKED | {"place": "Porto"}))
    assert json.loads(result.stdout) == expected.model_dump(mode="json")


def test_the_command_line_shows_what_would_have_to_be_different() -> None:
    """The hub, the one beside it, and a signed share with its sentence."""
    shown = CliRunner().invoke(app, ["explain", DYE_WORKS, "--hub", "produtech-dih", "--language", "en"]).stdout
    assert shown.startswith("PRODUTECH")
    assert "Beside DIGI4FASHION" in shown
    assert "-2.17 It would have to be a sector hub" in shown


def test_the_command_line_names_the_nearest_hub() -> None:
    """A wrong id ends with the status of wrong use, and no model is at fault."""
    result = CliRunner().invoke(app, ["explain", DYE_WORKS, "--hub", "produtec-dih"])
    assert (result.exit_code, "did you mean 'produtech-dih'" in result.stderr) == (2, True)


@pytest.mark.parametrize("need", ["-", DYE_WORKS])
def test_the_command_line_reads_the_need_from_stdin_too(need: str) -> None:
    """As `recommend` does."""
    result = CliRunner().invoke(app, ["explain", need, "--hub", "digi4fashion"], input=DYE_WORKS)
    assert (result.exit_code, "1.º lugar" in result.stdout) == (0, True)
