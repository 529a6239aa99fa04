"""``POST /v1/feedback``: stored once and for good, or refused with what was expected."""

from __future__ import annotations

import json
import uuid

import pytest
from httpx2 import Response
from sqlalchemy import func, select
from starlette.testclient import TestClient

from matcher import Recommender
from service.app import create_app
from service.parts import ServiceParts
from service.settings import Settings
from service.storage.tables import Base, Feedback
from tests.service.conftest import DYE_WORKS


@pytest.fixture(scope="module")
def parts(recommender: Recommender) -> ServiceParts:
    """The application's parts around a database in memory."""
    return ServiceParts.of(recommender)


@pytest.fixture(scope="module")
def caller(parts: ServiceParts) -> TestClient:
    """A caller of that application."""
    return TestClient(create_app(parts), raise_server_exceptions=False)


@pytest.fixture
def body(caller: TestClient) -> dict[str, str]:
    """Feedback on the first hub of an answer that was given."""
    answer = caller.post("/v1/recommendations", json={"text": DYE_WORKS}).json()
    hub_id = answer["recommendations"][0]["hub_id"]
    return {"recommendation_id": answer["id"], "hub_id": hub_id, "verdict": "useful"}


def n_rows(parts: ServiceParts, body: dict[str, str]) -> int:
    """How much feedback is stored on the answer of ``body``."""
    mine = Feedback.recommendation_id == uuid.UUID(body["recommendation_id"])
    with parts.database.reading() as connection:
        return connection.execute(select(func.count()).select_from(Feedback).where(mine)).scalar_one()


def fault(response: Response) -> str:
    """The field that a 422 names, and its detail."""
    assert response.status_code == 422
    [found] = response.json()["errors"]
    return f"{found['field']}: {found['detail']}"


@pytest.mark.parametrize("verdict", ["useful", "not_useful", "contacted", "helped"])
def test_feedback_is_stored(caller: TestClient, parts: ServiceParts, body: dict[str, str], verdict: str) -> None:
    """At both moments: on reading the answer, and after contact."""
    response = caller.post("/v1/feedback", json=body | {"verdict": verdict, "comment": "Atenderam logo."})
    stored = response.json()
    assert (response.status_code, response.headers["cache-control"]) == (201, "no-store")
    assert uuid.UUID(stored.pop("feedback_id"))
    assert stored == body | {"verdict": verdict}
    assert n_rows(parts, body) == 1


def test_every_example_of_the_description_is_taken(caller: TestClient, body: dict[str, str]) -> None:
    """With the id of an answer that was given in the place of the example's."""
    operation = caller.get("/openapi.json").json()["paths"]["/v1/feedback"]["post"]
    found = operation["requestBody"]["content"]["application/json"]["examples"].values()
    mine = {"recommendation_id": body["recommendation_id"]}
    assert [caller.post("/v1/feedback", json=one["value"] | mine).status_code for one in found] == [201, 201]


def test_the_same_key_gets_the_same_answer_and_one_row(
    caller: TestClient, parts: ServiceParts, body: dict[str, str]
) -> None:
    """Whoever heard no answer may send it again; the status says that it was there."""
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    first, second = (caller.post("/v1/feedback", json=body, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert (first.json(), n_rows(parts, body)) == (second.json(), 1)


def test_the_same_key_with_another_body_is_a_conflict(
    caller: TestClient, parts: ServiceParts, body: dict[str, str]
) -> None:
    """A problem of its own kind; nothing more is stored."""
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    caller.post("/v1/feedback", json=body, headers=headers)
    response = caller.post("/v1/feedback", json=body | {"verdict": "helped"}, headers=headers)
    assert (response.status_code, response.json()["type"], n_rows(parts, body)) == (409, "/problems/conflict", 1)


@pytest.mark.parametrize("key", ["", "two words", "ção".encode(), "x" * 129])
def test_a_key_that_cannot_be_used_is_refused(caller: TestClient, body: dict[str, str], key: str | bytes) -> None:
    """1 to 128 visible characters of ASCII."""
    response = caller.post("/v1/feedback", json=body, headers={"Idempotency-Key": key})  # type: ignore[dict-item]
    assert fault(response).startswith("Idempotency-Key: ")


def test_an_unknown_hub_is_told_the_nearest(caller: TestClient, body: dict[str, str]) -> None:
    """A slip of the caller's program is seen at once."""
    response = caller.post("/v1/feedback", json=body | {"hub_id": "digi4fashon"})
    assert fault(response) == "hub_id: unknown hub 'digi4fashon'; did you mean 'digi4fashion'?"


def test_feedback_on_an_answer_that_never_was_is_refused(caller: TestClient, body: dict[str, str]) -> None:
    """Ids cannot be made up."""
    response = caller.post("/v1/feedback", json=body | {"recommendation_id": str(uuid.uuid4())})
    assert fault(response).startswith("recommendation_id: no answer of this service has this id")


def test_without_a_record_of_answers_every_id_is_taken(recommender: Recommender, body: dict[str, str]) -> None:
    """Where events are switched off nobody can tell."""
    caller = TestClient(create_app(ServiceParts.of(recommender, Settings(record_events=False))))
    assert caller.post("/v1/feedback", json=body).status_code == 201


@pytest.mark.parametrize("comment", ["Falem com ana@empresa.pt", "O meu nome é Ana", "912 345 678"])
def test_a_comment_with_personal_data_is_refused(
    caller: TestClient, parts: ServiceParts, body: dict[str, str], comment: str
) -> None:
    """The refusal says so and does not repeat it."""
    response = caller.post("/v1/feedback", json=body | {"comment": comment})
    assert fault(response).startswith("comment: seems to hold personal data")
    assert comment not in response.text
    assert n_rows(parts, body) == 0


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"comment": "x" * 501}, "comment: String should have at most 500 characters"),
        ({"comment": "a\0b"}, "comment: holds control characters; expected plain text"),
        ({"comment": "\ud800"}, "comment: holds broken Unicode; expected valid text"),
        ({"verdict": "great"}, "verdict: Input should be 'useful', 'not_useful', 'contacted' or 'helped'"),
        ({"recommendation_id": "7"}, "recommendation_id: expected a UUID"),
        ({"text": "sesame"}, "text: is not a field of this call"),
    ],
    ids=lambda value: str(value)[:20].encode("ascii", "replace").decode(),
)
def test_a_body_that_cannot_be_used_is_refused(
    caller: TestClient, body: dict[str, str], change: dict[str, str], told: str
) -> None:
    """The field and what was expected; the need's text is no field here."""
    headers = {"content-type": "application/json"}
    response = caller.post("/v1/feedback", content=json.dumps(body | change), headers=headers)
    assert fault(response).startswith(told)


@pytest.fixture
def without_tables(recommender: Recommender) -> ServiceParts:
    """Parts whose database does not answer."""
    parts = ServiceParts.of(recommender)
    Base.metadata.drop_all(parts.database.engine)
    return parts


def test_without_the_database_the_caller_is_asked_to_come_back(
    without_tables: ServiceParts, body: dict[str, str]
) -> None:
    """503 with ``Retry-After``: nothing was stored, and nothing is claimed."""
    response = TestClient(create_app(without_tables)).post("/v1/feedback", json=body)
    assert (response.status_code, response.json()["type"]) == (503, "/problems/unavailable")
    assert response.headers["retry-after"] == "5"


def test_without_the_database_needs_are_answered_all_the_same(without_tables: ServiceParts) -> None:
    """The event is lost and counted, not the answer."""
    response = TestClient(create_app(without_tables)).post("/v1/recommendations", json={"text": DYE_WORKS})
    assert response.status_code == 200
    assert without_tables.events.n_lost == 1
