"""Several workers behind one socket: answering together, reloading together, replaced, and never left behind."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from matcher.loading import shipped
from tests.service.operation.served import (
    Service,
    as_process,
    body_of,
    eventually,
    exchange,
    request,
    secret_key,
    status_of,
)

NEED = json.dumps({"text": "Temos uma tinturaria em Guimarães e há lotes que saem fora do tom."}).encode()


@dataclass(frozen=True)
class Pair:
    """A service of two workers with data of its own."""

    service: Service
    port: int
    key: str
    data: Path

    @property
    def bearer(self) -> str:
        """The header that lets an operator in."""
        return f"Authorization: Bearer {self.key}"

    def get(self, path: str) -> Any:
        """The JSON at ``path``."""
        return body_of(exchange(self.port, request(path)))

    def reload(self) -> tuple[int, Any]:
        """Status and answer of a reload."""
        sent = (
            f"POST /admin/reload HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{self.bearer}\r\nContent-Length: 0\r\n\r\n"
        )
        response = exchange(self.port, sent.encode())
        return status_of(response), body_of(response)

    def workers(self) -> dict[int, float]:
        """Process ids of the workers that answer, and their memory in bytes."""
        page = exchange(self.port, request("/metrics", b"", self.bearer)).decode()
        return {int(pid): float(held) for pid, held in re.findall(r'memory_bytes\{worker="(\d+)"\} (\S+)', page)}

    def name_rules(self, version: str) -> None:
        """Give the rules another version."""
        path = self.data / "rules.yaml"
        path.write_text(re.sub(r"(?m)^version: .*$", f"version: {version}", path.read_text()))


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """The service, started once for all tests here."""
    folder = tmp_path_factory.mktemp("pair")
    data = folder / "data"
    shutil.copytree(shipped("data"), data)
    key = secret_key(folder)
    with as_process(folder, workers=2, data=data) as service:
        yield Pair(service, service.port(), key, data)


def test_it_says_where_it_is_when_all_answer(pair: Pair) -> None:
    """Both workers serve the same from the first moment on."""
    assert (pair.get("/health/ready")["notes"], len(pair.workers())) == ([], 2)


def test_counters_are_those_of_all_workers(pair: Pair) -> None:
    """Whichever answers the scrape."""
    for _ in range(10):
        assert status_of(exchange(pair.port, request("/v1/recommendations", NEED, pair.bearer))) == 200
    page = exchange(pair.port, request("/metrics", b"", pair.bearer)).decode()
    assert re.search(r'answers_total\{outcome="\w+"\} 10\.0', page)


def test_a_reload_reaches_every_worker(pair: Pair) -> None:
    """The answer comes once all have it, and names what each serves with."""
    pair.name_rules("reloaded")
    status, answer = pair.reload()
    assert status == 200
    assert {worker["pid"] for worker in answer["workers"]} == set(pair.workers())
    assert {worker["versions"]["rules"].split("-")[0] for worker in answer["workers"]} == {"reloaded"}


def test_sighup_reloads_every_worker(pair: Pair) -> None:
    """The parent takes it; no worker is started anew."""
    before = set(pair.workers())
    pair.name_rules("hung.up")
    pair.service.process.send_signal(signal.SIGHUP)
    eventually(lambda: pair.get("/health/ready").get("versions", {}).get("rules", "").startswith("hung.up"))
    assert set(pair.workers()) == before


def test_a_broken_file_keeps_the_old_one_serving(pair: Pair) -> None:
    """409 with file and line; needs are answered as before, and readiness has a note until the file is mended."""
    path = pair.data / "rules.yaml"
    sound, served = path.read_text(), pair.get("/health/ready")["versions"]
    path.write_text(sound + "  - nonsense: 1\n")
    status, problem = pair.reload()
    assert (status, problem["type"]) == (409, "/problems/reload-refused")
    assert re.fullmatch(r".*rules\.yaml:\d+", problem["errors"][0]["field"])
    ready = pair.get("/health/ready")
    assert (ready["versions"], len(ready["notes"])) == (served, 1)
    path.write_text(sound)
    assert pair.reload()[0] == 200
    assert pair.get("/health/ready")["notes"] == []


def test_a_reload_needs_a_secret_key(pair: Pair) -> None:
    """Nobody else may have the service read its files."""
    assert status_of(exchange(pair.port, request("/admin/reload", b"{}"))) == 401


def test_a_worker_that_dies_is_replaced(pair: Pair) -> None:
    """The other answers meanwhile; the new one serves the same."""
    before = set(pair.workers())
    killed = min(before)
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: killed not in (now := set(pair.workers())) and len(now) == 2)
    eventually(lambda: pair.get("/health/ready").get("notes") == [])


def test_a_worker_that_cannot_be_replaced_is_tried_again(pair: Pair) -> None:
    """Files are broken when one dies: the other serves on with what it has, and the service does not end."""
    path, before = pair.data / "rules.yaml", set(pair.workers())
    sound = path.read_text()
    path.write_text("rules: [")
    os.kill(min(before), signal.SIGKILL)
    eventually(lambda: "rules.yaml" in "".join(re.findall(r".*worker ended.*", pair.service.log.read_text())))
    assert status_of(exchange(pair.port, request("/v1/recommendations", NEED, pair.bearer))) == 200
    assert pair.get("/health/ready")["notes"] == ["1 of 2 workers answer"]
    path.write_text(sound)
    eventually(lambda: pair.get("/health/ready").get("notes") == [])


def test_the_workers_end_with_their_parent(tmp_path: Path) -> None:
    """However it ended; nothing of it stays behind."""
    with as_process(tmp_path, workers=2) as service:
        port = service.port()
        page = exchange(port, request("/metrics")).decode()
        pids = [int(pid) for pid in re.findall(r'memory_bytes\{worker="(\d+)"\}', page)]
        service.process.kill()
        service.process.wait()
        eventually(lambda: not any(_runs(pid) for pid in pids))
    assert not list(tmp_path.glob("hub-matcher-*"))


def _runs(pid: int) -> bool:
    """Whether a process is there and not only waited for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False
