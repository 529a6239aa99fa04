"""The text of a need ends with its answer: nothing that the service keeps, logs or counts holds a word of it."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select
from starlette.testclient import TestClient

from matcher import Recommender
from service.app import create_app
from service.operation.logs import JsonFormatter
from service.parts import ServiceParts
from service.settings import Settings
from service.storage.migrating import open_database
from service.storage.tables import Base, KeptText

PRIVACY = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text(encoding="utf-8")
MARKER = "sesamo7f3a"
NEED = f"Temos uma tinturaria em Guimarães, a {MARKER}, e todas as semanas há lotes que saem fora do tom."


@pytest.fixture
def parts(recommender: Recommender, tmp_path: Path) -> Iterator[ServiceParts]:
    """Everything around a database in a file."""
    with closing(open_database(f"sqlite:///{tmp_path}/kept.sqlite3")) as database:
        yield ServiceParts.of(recommender, database=database)


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that is logged, however unimportant."""
    caplog.set_level(logging.DEBUG)
    return caplog


def a_session(caller: TestClient, words: str) -> None:
    """Calls of every kind with ``words`` in the need, in facts stated about it, and where they do not belong."""
    need = f"Temos uma tinturaria em Guimarães. {words} Há lotes fora do tom."
    answer = caller.post("/v1/recommendations", json={"text": need, "keep_text": True}).json()
    for body in (
        {"text": need, "place": words[:100] or "?"},
        {"text": need, "sectors": [words]},
        {"text": need, words[:50]: words},
        {"text": [need]},
        {"text": (need * 200)[:5000]},
    ):
        caller.post("/v1/recommendations", json=body)
    caller.post("/v1/recommendations", content=f'{{"text": "{words}', headers={"content-type": "application/json"})
    caller.post("/v1/explanations", json={"text": need, "hub_id": "digi4fashion"})
    caller.post("/", data={"text": need, "place": "", "lang": "pt"})
    caller.post("/", data={"text": need, "place": words, "lang": "pt"})
    feedback = {"recommendation_id": answer.get("id", str(uuid.uuid4())), "hub_id": "digi4fashion", "verdict": "useful"}
    assert caller.post("/v1/feedback", json=feedback).status_code == 201
    caller.post("/v1/feedback", json=feedback | {"text": need})


def traces(parts: ServiceParts, log: pytest.LogCaptureFixture, caller: TestClient, folder: Path) -> str:
    """All that is left of the calls: files beside the database, rows, log lines, metrics."""
    files = "".join(path.read_bytes().decode("latin-1") for path in folder.rglob("*") if path.is_file())
    with parts.database.reading() as connection:
        rows = [connection.execute(select(*table.columns)).all() for table in Base.metadata.sorted_tables]
    lines = [JsonFormatter().format(record) for record in log.records if record.name != "httpx2"]
    return files + repr(rows) + "\n".join(lines) + caller.get("/metrics").text


def test_nothing_of_a_need_is_left(parts: ServiceParts, log: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    """After calls that succeed and calls that fail, its marker is nowhere; the rows and lines themselves are there."""
    caller = TestClient(create_app(parts), raise_server_exceptions=False)
    a_session(caller, MARKER)
    left = traces(parts, log, caller, tmp_path)
    assert "digi4fashion" in left
    assert '"route"' in left
    assert MARKER not in left


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.characters(categories=("L", "N")), min_size=8, max_size=60))
def test_nothing_of_any_need_is_left(
    parts: ServiceParts, log: pytest.LogCaptureFixture, tmp_path: Path, words: str
) -> None:
    """Letters and digits of any script, long enough not to stand there by chance."""
    marked = f"zq{words}qz"
    caller = TestClient(create_app(parts), raise_server_exceptions=False)
    a_session(caller, marked)
    left = traces(parts, log, caller, tmp_path)
    escaped = marked.encode("ascii", "backslashreplace").decode()
    assert not any(form in left for form in (marked, escaped, marked.encode().decode("latin-1")))


@pytest.mark.parametrize(
    ("keeps", "asked", "header"), [(True, True, "true"), (True, False, None), (False, True, "false")]
)
def test_a_text_is_kept_only_where_both_agree(
    recommender: Recommender, keeps: bool, asked: bool, header: str | None
) -> None:
    """The deployer's setting and the sender's word; the header tells who asked what became of it."""
    parts = ServiceParts.of(recommender, Settings(keep_texts=keeps))
    caller = TestClient(create_app(parts))
    response = caller.post("/v1/recommendations", json={"text": NEED} | ({"keep_text": True} if asked else {}))
    with parts.database.reading() as connection:
        texts = [row.text for row in connection.execute(select(KeptText.text))]
    assert response.headers.get("text-kept") == header
    assert texts == ([NEED] if keeps and asked else [])


def test_a_text_with_personal_data_is_answered_but_not_kept(recommender: Recommender) -> None:
    """Whoever asked for it learns that it was not."""
    caller = TestClient(create_app(ServiceParts.of(recommender, Settings(keep_texts=True))))
    response = caller.post("/v1/recommendations", json={"text": f"{NEED} ana@empresa.pt", "keep_text": True})
    assert (response.status_code, response.headers["text-kept"]) == (200, "false")


@pytest.mark.parametrize("consent", ["true", 1, "yes", None])
def test_consent_is_a_plain_true(client: TestClient, consent: object) -> None:
    """Nothing else is taken for it."""
    response = client.post("/v1/recommendations", json={"text": NEED, "keep_text": consent})
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "keep_text"


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_column_is_told_to_the_public(table: Table) -> None:
    """A row of the table in docs/privacy.md names each; what is kept in secret would be kept wrongly."""
    [told] = [line for line in PRIVACY.splitlines() if line.startswith(f"| `{table.name}` |")]
    assert {column.name for column in table.columns} <= set(re.findall(r"`(\w+)`", told))
