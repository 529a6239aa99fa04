"""What the API answers to those who use it well."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from matcher import Answer, Recommender
from service.api.examples import REQUEST_EXAMPLES, example_json
from tests.service.conftest import DYE_WORKS

VOLATILE = {"id"}
CODE_LISTS = ("sectors", "technologies", "services", "clients", "catalogue_services", "municipalities", "regions")


def test_http_gives_the_same_answer_as_the_library(client: TestClient, recommender: Recommender) -> None:
    """The body is the library's answer object, but for the id that each answer gets."""
    told = client.post("/v1/recommendations", json={"text": DYE_WORKS}).json()
    expected = recommender.recommend(DYE_WORKS).model_dump(mode="json", exclude=VOLATILE)
    assert {key: value for key, value in told.items() if key not in VOLATILE} == expected


def test_an_answer_is_not_kept_by_caches(client: TestClient) -> None:
    """An answer belongs to who asked."""
    assert client.post("/v1/recommendations", json={"text": DYE_WORKS}).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("stated", "header", "language"),
    [({}, "en", "en"), ({}, "pt;q=0.2, de", "pt"), ({}, "fr, *", "pt"), ({"language": "pt"}, "en", "pt")],
)
def test_a_language_that_the_caller_prefers_is_the_answers(
    client: TestClient, stated: dict, header: str, language: str
) -> None:
    """Where the body states none and the header names one that the service speaks; else it is the text's."""
    response = client.post(
        "/v1/recommendations", json={"text": DYE_WORKS, **stated}, headers={"accept-language": header}
    )
    first = {"pt": "Contacte", "en": "Contact "}[language]
    assert response.headers["content-language"] == language
    assert response.json()["next_steps"][0]["text"].startswith(first)


@pytest.mark.parametrize(("text", "language"), [(DYE_WORKS, "pt"), ("We run a small hotel in Faro.", "en")])
def test_without_a_language_the_answer_is_in_that_of_the_text(client: TestClient, text: str, language: str) -> None:
    """The header names the language that the library chose."""
    assert client.post("/v1/recommendations", json={"text": text}).headers["content-language"] == language


def test_a_language_asked_for_is_the_answers(client: TestClient) -> None:
    """A caller may want Portuguese text answered in English."""
    response = client.post("/v1/recommendations", json={"text": DYE_WORKS, "language": "en"})
    assert response.headers["content-language"] == "en"
    assert response.json()["recommendations"][0]["reasons"][-1]["text"].startswith("Starting point")


def test_nothing_fits_is_no_error(client: TestClient) -> None:
    """A need that no hub serves gets a 200 with an outcome and what to do."""
    response = client.post("/v1/recommendations", json=REQUEST_EXAMPLES["out_of_scope"]["value"])
    assert response.status_code == 200
    assert response.json()["next_steps"]


@pytest.mark.parametrize("name", REQUEST_EXAMPLES)
def test_every_example_of_the_description_works(client: TestClient, name: str) -> None:
    """Each request example in OpenAPI gets a 200 and an answer that validates."""
    operation = client.get("/openapi.json").json()["paths"]["/v1/recommendations"]["post"]
    example = operation["requestBody"]["content"]["application/json"]["examples"][name]["value"]
    response = client.post("/v1/recommendations", json=example)
    assert response.status_code == 200
    assert Answer.model_validate_json(response.content)


def test_the_answer_shown_in_the_description_has_the_shape_of_todays() -> None:
    """Validated and written again it is the same; ``python -m service.api.remake_examples`` remakes it."""
    kept = example_json("answer.json")
    assert Answer.model_validate(kept).model_dump(mode="json") == kept
    assert kept["recommendations"]


def test_the_description_is_openapi_3_1_and_shows_the_answer(client: TestClient) -> None:
    """Generators of clients find the answer's model, not a bare object."""
    described = client.get("/openapi.json").json()
    answered = described["paths"]["/v1/recommendations"]["post"]["responses"]["200"]["content"]["application/json"]
    assert described["openapi"].startswith("3.1")
    assert answered["schema"] == {"$ref": "#/components/schemas/Answer"}


def test_every_reference_in_the_description_leads_somewhere(client: TestClient) -> None:
    """No ``$ref`` is left dangling."""
    response = client.get("/openapi.json")
    schemas = response.json()["components"]["schemas"]
    assert set(re.findall(r"#/components/schemas/(\w+)", response.text)) <= set(schemas)


def test_the_description_shows_errors_as_problems_only(client: TestClient) -> None:
    """FastAPI's own error model, which would repeat what was sent, is nowhere."""
    assert "HTTPValidationError" not in client.get("/openapi.json").text


def test_hubs_come_page_by_page_without_loss(client: TestClient, recommender: Recommender) -> None:
    """Following ``Link`` from the first page shows every hub once, in order."""
    address, found = "/v1/hubs?limit=100", []
    while address:
        response = client.get(address)
        found += [hub["id"] for hub in response.json()["hubs"]]
        address = response.links.get("next", {}).get("url")
    assert found == list(recommender.catalogue.hub_ids)


def test_hubs_can_be_filtered(client: TestClient) -> None:
    """Network, country and kind narrow the list."""
    page = client.get("/v1/hubs", params={"networks": ["PT-DIH"], "country": "PT", "kind": "dih"}).json()
    assert page["n_hubs"] == 17
    assert all("PT-DIH" in hub["networks"] for hub in page["hubs"])


def test_the_next_page_keeps_the_filter(client: TestClient) -> None:
    """The address in ``Link`` carries the filter of the page it came with."""
    second = client.get(client.get("/v1/hubs?kind=zlt&limit=2").links["next"]["url"]).json()
    assert {hub["kind"] for hub in second["hubs"]} == {"zlt"}


def test_a_hub_has_its_own_address(client: TestClient) -> None:
    """The profile of one hub."""
    assert client.get("/v1/hubs/produtech-dih").json()["name"] == "PRODUTECH Digital Innovation Hub"


@pytest.mark.parametrize("address", ["/v1/hubs", "/v1/hubs/produtech-dih", "/v1/vocabularies/sectors"])
def test_what_a_caller_has_already_is_not_sent_again(client: TestClient, address: str) -> None:
    """The catalogue answers 304 without a body to its own ETag."""
    etag = client.get(address).headers["etag"]
    response = client.get(address, headers={"If-None-Match": f'"other", {etag}'})
    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize("name", CODE_LISTS)
def test_every_code_has_labels_in_both_languages(client: TestClient, name: str) -> None:
    """A form can be built from any vocabulary."""
    entries = client.get(f"/v1/vocabularies/{name}").json()["entries"]
    assert entries
    assert all(entry["label_pt"] and entry["label_en"] for entry in entries)


def test_municipalities_are_all_there(client: TestClient) -> None:
    """Portugal has 308."""
    assert len(client.get("/v1/vocabularies/municipalities").json()["entries"]) == 308


def test_every_municipality_is_a_place_that_can_be_stated(client: TestClient, recommender: Recommender) -> None:
    """What the vocabulary offers, ``place`` takes."""
    entries = client.get("/v1/vocabularies/municipalities").json()["entries"]
    assert all(recommender.reader.geography.place_named(entry["code"]) for entry in entries)


def test_readiness_names_the_versions_that_answers_name(client: TestClient) -> None:
    """Who runs the service can see what produced an answer."""
    answer = client.post("/v1/recommendations", json={"text": DYE_WORKS}).json()
    assert client.get("/health/ready").json()["versions"] == answer["versions"]


def test_liveness(client: TestClient) -> None:
    """The process answers."""
    assert client.get("/health/live").json() == {"status": "live"}


@pytest.mark.parametrize("address", ["/", "/v1/hubs", "/health/live", "/nowhere"])
def test_head_is_get_without_the_body(client: TestClient, address: str) -> None:
    """Same status and headers, as monitors and caches expect."""
    head, get = client.head(address), client.get(address)
    assert head.status_code == get.status_code
    assert head.headers["content-length"] == get.headers["content-length"]
    assert head.content == b""
