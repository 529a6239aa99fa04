"""What follows an answer: the brief, which is sent by nobody but the reader, and feedback, which is kept."""

from __future__ import annotations

import re
import uuid

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from matcher import Recommender
from service.app import create_app
from service.parts import ServiceParts
from service.storage.tables import Feedback
from tests.service.conftest import DYE_WORKS

BROWSER = {"accept": "text/html"}


def brief(client: TestClient, **fields: str) -> str:
    """The draft that the page shows."""
    found = re.search(r'<textarea id="brief"[^>]*>\n(.*?)</textarea>', client.post("/brief", data=fields).text, re.S)
    assert found
    return found[1]


def test_a_brief_says_what_who_and_where(client: TestClient) -> None:
    """The need in the sender's words, then what was understood."""
    text = brief(client, text=DYE_WORKS, hub="digi4fashion")
    for line in (DYE_WORKS, "Quem pede: Pequena ou média empresa", "Onde: Guimarães", "Setor: Têxteis"):
        assert line in text


def test_a_brief_leaves_out_what_was_taken_back(client: TestClient) -> None:
    """And says so where a hub needs to know it."""
    text = brief(client, text=DYE_WORKS, hub="digi4fashion", dropped="place:Guimarães")
    assert "Onde: (a completar)" in text


def test_a_changed_brief_stays_as_changed(client: TestClient) -> None:
    """The server shows it for printing and keeps nothing."""
    assert brief(client, brief="Só isto & <b>.", hub="digi4fashion") == "Só isto &amp; &lt;b&gt;."


def test_a_hub_without_a_website_is_reached_by_the_coordination(client: TestClient) -> None:
    """The profile has no address to send the brief to."""
    html = client.post("/brief", data={"text": DYE_WORKS, "hub": "digi4fashion"}).text
    assert "polosdeinovacaodigital@iapmei.pt" in html


def test_a_hub_with_a_website_is_reached_there(client: TestClient) -> None:
    """The page names it."""
    assert 'href="https://c-hub.pt"' in client.post("/brief", data={"text": DYE_WORKS, "hub": "c-hub"}).text


@pytest.mark.parametrize(("fields", "status"), [({"text": DYE_WORKS, "hub": "x"}, 404), ({"hub": "c-hub"}, 422)])
def test_no_brief_without_a_hub_or_a_need(client: TestClient, fields: dict, status: int) -> None:
    """A page says so."""
    response = client.post("/brief", data=fields, headers=BROWSER)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")


def test_no_link_holds_the_need(client: TestClient) -> None:
    """Not even the one that opens the e-mail program."""
    html = client.post("/brief", data={"text": DYE_WORKS, "hub": "digi4fashion"}).text
    assert not any("tinturaria" in address for address in re.findall(r'href="([^"]*)"', html))


@pytest.fixture
def parts(recommender: Recommender) -> ServiceParts:
    """A service with a database of its own."""
    return ServiceParts.of(recommender)


def test_feedback_on_an_answer_is_stored(parts: ServiceParts) -> None:
    """With the answer's id, the hub and the verdict."""
    client = TestClient(create_app(parts))
    found = re.search(r'name="recommendation_id" value="([^"]+)"', client.post("/", data={"text": DYE_WORKS}).text)
    assert found
    fields = {"recommendation_id": found[1], "hub_id": "digi4fashion", "verdict": "useful", "lang": "en"}
    assert "Thank you" in client.post("/feedback", data=fields).text
    with parts.database.reading() as connection:
        row = connection.execute(select(Feedback.recommendation_id, Feedback.verdict)).one()
    assert tuple(row) == (uuid.UUID(found[1]), "useful")


@pytest.mark.parametrize(
    "fields",
    [
        {"lang": "pt"},
        {"recommendation_id": "x", "hub_id": "digi4fashion", "verdict": "useful"},
        {"recommendation_id": str(uuid.uuid4()), "hub_id": "digi4fashion", "verdict": "useful"},
        {"recommendation_id": str(uuid.uuid4()), "hub_id": "digi4fashion", "verdict": "great"},
    ],
    ids=["nothing", "no id", "an id of no answer", "no verdict"],
)
def test_feedback_that_cannot_be_used_is_refused(client: TestClient, fields: dict) -> None:
    """Nothing is stored."""
    assert client.post("/feedback", data=fields, headers=BROWSER).status_code == 422


def test_an_answer_of_the_page_is_counted(parts: ServiceParts) -> None:
    """As one of the page, once, however often its brief is made."""
    client = TestClient(create_app(parts))
    client.post("/", data={"text": DYE_WORKS})
    client.post("/brief", data={"text": DYE_WORKS, "hub": "digi4fashion"})
    with parts.database.reading() as connection:
        rows = connection.exec_driver_sql("select channel from recommendation_events").all()
    assert rows == [("page",)]
