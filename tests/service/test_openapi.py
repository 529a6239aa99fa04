"""The API's description: valid OpenAPI 3.1, whole, with examples that the running service gives."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR
from starlette.testclient import TestClient

from service.api.docs_texts import WORDS
from service.api.examples import (
    ANSWERED,
    EXPLAINED,
    EXPLANATION_EXAMPLES,
    REQUEST_EXAMPLES,
    RESPONSE_EXAMPLES,
    example_json,
    example_text,
)
from service.page.pages import TEMPLATES
from tests.test_golden import assert_close

METHODS = ("get", "post", "put", "patch", "delete")
ENGLISH = {"accept-language": "en"}
KEPT: dict[str, tuple[str, str, dict[str, Any] | None]] = {  # file -> the call that gives it
    "answer.json": ("POST", "/v1/recommendations", REQUEST_EXAMPLES[ANSWERED]["value"]),
    "explanation.json": ("POST", "/v1/explanations", EXPLANATION_EXAMPLES[EXPLAINED]["value"]),
    "hubs.json": ("GET", "/v1/hubs?kind=zlt&limit=2", None),
    "hub.json": ("GET", "/v1/hubs/produtech-dih", None),
    "services.json": ("GET", "/v1/vocabularies/services", None),
}


@pytest.fixture(scope="module")
def described(client: TestClient) -> dict[str, Any]:
    """The document as it is sent."""
    document: dict[str, Any] = client.get("/openapi.json").json()
    return document


def operations(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every call with its name."""
    for path, item in described["paths"].items():
        for method in METHODS:
            if method in item:
                yield f"{method.upper()} {path}", item[method]


def schema_of(described: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    """A validator of one schema of the document, with all that it refers to."""
    return Draft202012Validator({**schema, "components": described["components"]})


def test_the_description_is_valid_openapi_3_1(described: dict[str, Any]) -> None:
    """By the specification's own schema of documents."""
    assert described["openapi"].startswith("3.1")
    assert [error.message for error in OPENAPI_31_VALIDATOR.iter_errors(described)] == []


def test_every_schema_is_a_valid_schema(described: dict[str, Any]) -> None:
    """JSON Schema 2020-12, as OpenAPI 3.1 has it."""
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_call_is_told_in_words(described: dict[str, Any]) -> None:
    """A summary, a description and a tag each; parameters and responses too."""
    for name, operation in operations(described):
        assert operation["summary"], name
        assert operation["description"], name
        assert operation["tags"], name
        for response in operation["responses"].values():
            assert response["description"], name


def test_every_parameter_is_told_in_words(described: dict[str, Any]) -> None:
    """In the address or in the header."""
    for name, operation in operations(described):
        for parameter in operation.get("parameters", ()):
            told = parameter.get("description") or parameter["schema"].get("description")
            assert told, f"{name}: {parameter['name']}"


@pytest.mark.parametrize("model", ["Asked", "HubQuery"])
def test_every_field_of_a_need_is_told_in_words(described: dict[str, Any], model: str) -> None:
    """With what bounds it."""
    fields = described["components"]["schemas"][model]["properties"]
    assert [name for name, schema in fields.items() if not schema.get("description")] == []
    assert (fields["text"]["maxLength"], fields["k"]["maximum"]) == (4000, 50)


def test_every_error_of_every_call_is_a_problem(described: dict[str, Any]) -> None:
    """Nothing but RFC 9457 from 400 on, and for all that is not listed."""
    for name, operation in operations(described):
        for status, response in operation["responses"].items():
            if status == "default" or int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"], f"{name} {status}"


def test_every_call_says_what_a_fault_of_ours_looks_like(described: dict[str, Any]) -> None:
    """500 and anything else."""
    assert all({"500", "default"} <= operation["responses"].keys() for _, operation in operations(described))


@pytest.mark.parametrize("path", ["/v1/recommendations", "/v1/explanations", "/v1/feedback"])
def test_every_call_that_takes_a_body_tells_what_stands_in_its_way(described: dict[str, Any], path: str) -> None:
    """Keys, rates and each reason for a 503."""
    responses = described["paths"][path]["post"]["responses"]
    assert {"401", "403", "429"} <= responses.keys()
    told = responses["503"]["content"]["application/problem+json"]["examples"].keys()
    assert {"overloaded", "time-budget-exceeded", "unavailable"} <= told


def test_calls_of_operators_are_told_to_need_a_key(described: dict[str, Any]) -> None:
    """A reload in every mode, metrics where the service is not for this machine alone."""
    paths = described["paths"]
    assert paths["/admin/reload"]["post"]["security"] == [{"accessKey": []}]
    assert paths["/metrics"]["get"]["security"] == [{}, {"accessKey": []}]


def test_every_header_that_comes_is_told(described: dict[str, Any], client: TestClient) -> None:
    """Those of a catalogue page, but for what every server and every security policy adds."""
    told = described["paths"]["/v1/hubs"]["get"]["responses"]["200"]["headers"]
    sent = client.get("/v1/hubs").headers
    assert set(told) >= {"ETag", "Link", "Cache-Control", "Content-Language", "Vary", "X-Request-Id"}
    assert {name.lower() for name in told} <= set(sent)


def test_every_example_fits_its_schema(described: dict[str, Any]) -> None:
    """Of requests and of responses."""
    n_examples = 0
    for name, operation in operations(described):
        for media in media_types(operation):
            for example in examples(media):
                faults = [error.message for error in schema_of(described, media["schema"]).iter_errors(example)]
                assert faults == [], name
                n_examples += 1
    assert n_examples > len(KEPT)


@pytest.mark.parametrize("name", KEPT)
def test_a_kept_example_is_what_the_service_gives(client: TestClient, name: str) -> None:
    """``python -m service.api.remake_examples`` remakes it; numbers to 0.02, as processors differ in the last digits."""
    method, address, body = KEPT[name]
    given = client.request(method, address, json=body, headers=ENGLISH).json()
    assert_close(without_names(given), without_names(example_json(name)), name)


def test_the_kept_table_is_what_the_service_gives(client: TestClient) -> None:
    """Its first two hubs, to the byte."""
    lines = client.get("/v1/hubs.csv?kind=zlt", headers=ENGLISH).text.split("\r\n")
    assert example_text("hubs.csv").split("\r\n") == [*lines[:3], ""]


def test_the_kept_examples_stand_in_the_description(described: dict[str, Any]) -> None:
    """Each with its call."""
    assert set(RESPONSE_EXAMPLES.values()) == {*KEPT, "hubs.csv"}
    for (method, path), name in RESPONSE_EXAMPLES.items():
        content = described["paths"][path][method]["responses"]["200"]["content"]
        expected = {"text/csv": example_text(name)} if name == "hubs.csv" else {"application/json": example_json(name)}
        assert {kind: media["example"] for kind, media in content.items()} == expected


@pytest.mark.parametrize(("language", "word"), [("pt", "Descrição da API"), ("en", "Description of the API")])
def test_the_description_is_shown_to_people(
    client: TestClient, described: dict[str, Any], language: str, word: str
) -> None:
    """`/docs` has every call and every model, without a script."""
    page = client.get("/docs", headers={"accept-language": language})
    assert (page.status_code, page.headers["content-language"]) == (200, language)
    assert word in page.text
    assert "<script" not in page.text
    assert all(path in page.text for path in described["paths"])
    assert all(f'id="model-{name}"' in page.text for name in described["components"]["schemas"])


def test_the_words_of_the_page_stand_in_both_languages_and_are_used() -> None:
    """Nothing is half translated, nothing left over."""
    templates = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("api_docs.html", "problems.html"))
    assert list(WORDS["pt"]) == list(WORDS["en"])
    assert set(WORDS["pt"]) == set(re.findall(r"\bw\.(\w+)", templates))


def test_every_link_within_the_page_leads_somewhere(client: TestClient) -> None:
    """To a call or a model."""
    page = client.get("/docs").text
    targets = {part.split('"')[0] for part in page.split('href="#')[1:]}
    assert targets
    assert all(f'id="{target}"' in page for target in targets)


def media_types(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a call takes and gives."""
    yield from operation.get("requestBody", {}).get("content", {}).values()
    for response in operation["responses"].values():
        yield from response.get("content", {}).values()


def examples(media: dict[str, Any]) -> Iterator[Any]:
    """The examples of one media type."""
    yield from ([media["example"]] if "example" in media else [])
    yield from (one["value"] for one in media.get("examples", {}).values())


def without_names(given: Any) -> Any:
    """An answer without what names the moment and the models that made it."""
    if not isinstance(given, dict):
        return given
    return json.loads(json.dumps({key: value for key, value in given.items() if key not in ("id", "versions")}))
