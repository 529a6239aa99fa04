"""Reading the files again while needs are answered: all of the new or all of the old, and never a failed request."""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from matcher import Recommender
from matcher.loading import shipped
from service.app import create_app
from service.operation.crew import Alone
from service.operation.loading import Loaded, load_recommender
from service.operation.worker import Worker
from service.parts import ServiceParts
from service.settings import Settings

NEED = {"text": "Temos uma tinturaria em Guimarães e há lotes que saem fora do tom."}
HUB = "digi4fashion"
N_RELOADS = 4
N_CALLERS = 2


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the shipped data, to be edited."""
    shutil.copytree(shipped("data"), tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def settings(data: Path) -> Settings:
    """Those of a service on that data, with a threshold of its own."""
    return Settings(data=data, thresholds={"match_at": 0.8})


@pytest.fixture
def worker(recommender: Recommender, settings: Settings) -> Worker:
    """A worker on that data; its encoder is the one that all tests share."""
    return Worker(load_recommender(settings, Loaded.of(recommender, Settings())), settings)


def name_everything(data: Path, edition: str) -> None:
    """Give the hub a name, and the rules a version, that tell this edition."""
    hubs, rules = data / "hubs" / "pt.jsonl", data / "rules.yaml"
    lines = [json.loads(line) for line in hubs.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        if line["id"] == HUB:
            line["name"] = f"Hub of {edition}"
    hubs.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    rules.write_text(re.sub(r"(?m)^version: .*$", f"version: {edition}", rules.read_text()))


def test_what_the_files_say_is_served_after_a_reload(worker: Worker, data: Path) -> None:
    """Catalogue and rules both; the state tells it."""
    name_everything(data, "second")
    state = worker.reload()
    serving = worker.live.now()
    assert serving.catalogue.records[serving.catalogue.row[HUB]].name == "Hub of second"
    assert (state.faults, state.versions) == ((), serving.versions)
    assert serving.versions.rules.startswith("second-")


def test_the_encoder_is_kept(worker: Worker, data: Path) -> None:
    """Its folder is never edited, so it need not be read again."""
    before = worker.live.now()
    name_everything(data, "second")
    worker.reload()
    assert worker.live.now() is not before
    assert worker.live.now().encoder is before.encoder


def test_thresholds_of_the_settings_stay(worker: Worker) -> None:
    """They are the deployer's, not the files'."""
    worker.reload()
    assert worker.live.now().ranker.config.thresholds.match_at == 0.8


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("rules.yaml", "rules: [", r"rules\.yaml:\d+"),
        ("hubs/pt.jsonl", '{"id": 7}\n', r"pt\.jsonl:1: "),
        ("contacts.csv", "", r"contacts\.csv"),
        ("vocabularies/sectors.csv", "code\nx\n", r"sectors\.csv"),
    ],
)
def test_a_broken_file_changes_nothing(worker: Worker, data: Path, file: str, content: str, told: str) -> None:
    """The one that serves goes on serving, and the faults name the file."""
    before = worker.live.now()
    (data / file).write_text(content)
    state = worker.reload()
    assert worker.live.now() is before
    assert re.search(told, "\n".join(state.faults))


def test_a_missing_file_changes_nothing(worker: Worker, data: Path) -> None:
    """It may be on its way."""
    before = worker.live.now()
    (data / "rules.yaml").unlink()
    assert worker.reload().faults
    assert worker.live.now() is before


def test_mended_files_clear_the_faults(worker: Worker, data: Path) -> None:
    """What was told once is not told for ever."""
    sound = (data / "rules.yaml").read_text()
    (data / "rules.yaml").write_text("rules: [")
    assert worker.reload().faults
    (data / "rules.yaml").write_text(sound)
    assert worker.reload().faults == ()


def test_a_reload_is_counted_by_its_result(worker: Worker, data: Path) -> None:
    """Taken or refused."""
    counted: list[str] = []
    worker.on_reload(counted.append)
    worker.reload()
    (data / "rules.yaml").unlink()
    worker.reload()
    assert counted == ["taken", "refused"]


def test_a_worker_that_stops_goes_on_stopping(worker: Worker) -> None:
    """Also when a reload ends in the meantime."""
    worker.stop()
    worker.reload()
    assert worker.state.phase == "stopping"


def answered(client: TestClient, done: threading.Event) -> Iterator[tuple[int, dict]]:
    """Answers to one need, asked until ``done``."""
    while not done.is_set():
        response = client.post("/v1/recommendations", json=NEED)
        yield response.status_code, response.json()


def test_no_answer_fails_or_mixes_editions_while_files_change(worker: Worker, settings: Settings, data: Path) -> None:
    """Under load, with catalogue and rules going back and forth: each answer is of one edition, as its versions say."""
    parts = ServiceParts.of(worker.live.now(), settings, crew=Alone(worker))
    client, done = TestClient(create_app(parts)), threading.Event()
    name_everything(data, "edition.0")
    worker.reload()
    with ThreadPoolExecutor(N_CALLERS) as callers:
        asked = [callers.submit(lambda: list(answered(client, done))) for _ in range(N_CALLERS)]
        try:
            for number in range(N_RELOADS):
                name_everything(data, f"edition.{number % 2}")
                assert worker.reload().faults == ()
        finally:
            done.set()
    found = [one for caller in asked for one in caller.result()]
    assert {status for status, _ in found} == {200}
    editions = {
        (
            answer["versions"]["catalogue"],
            answer["versions"]["rules"].split("-")[0],
            next(card["name"] for card in answer["recommendations"] if card["hub_id"] == HUB),
        )
        for _, answer in found
    }
    assert len({catalogue for catalogue, _, _ in editions}) == len(editions) == 2
    assert all(name == f"Hub of {rules}" for _, rules, name in editions)
