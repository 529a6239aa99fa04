"""Access in the service as a process of its own, with another process that issues and revokes."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.access.issuing import KeyDesk
from service.settings import Settings
from tests.service.access.conftest import SERVER_SECRET, asked

ROOT = Path(__file__).parents[3]
SERVE = [sys.executable, "-m", "service.cli", "serve", "--port", "0"]


def environment(folder: Path, **changes: str) -> dict[str, str]:
    """What the service starts with; it takes the word of a proxy on this machine."""
    stated = {"DATABASE_URL": f"sqlite:///{folder}/hubs.sqlite3", "KEY_SECRET": SERVER_SECRET, "PROXIES": "127.0.0.1"}
    return {"PATH": os.environ["PATH"], **{f"MATCHER_{name}": value for name, value in (stated | changes).items()}}


@dataclass(frozen=True)
class Running:
    """A service that answers."""

    port: int
    database_url: str

    def ask(self, body: bytes = b"{}", **headers: str) -> int:
        """Status of a call; a body that is no need costs nothing to answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("POST", "/v1/recommendations", body, {"Content-Type": "application/json", **named})
            return connection.getresponse().status
        finally:
            connection.close()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The service, three calls a minute from an address, with a key in force from the start."""
    folder = tmp_path_factory.mktemp("keys")
    values = environment(folder, RATE_PER_ADDRESS="3/minute")
    with KeyDesk.opened(Settings(database_url=values["MATCHER_DATABASE_URL"], key_secret=SERVER_SECRET)) as desk:
        desk.issue(asked(kind="secret", origins=()), 0)
    process = subprocess.Popen(SERVE, cwd=ROOT, env=values, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        address = re.search(r"http://127\.0\.0\.1:(\d+)", process.stdout.readline())
        assert address, process.stderr and process.stderr.read()
        yield Running(int(address[1]), values["MATCHER_DATABASE_URL"])
    finally:
        process.terminate()
        process.communicate(timeout=20)


def test_a_key_revoked_elsewhere_stops_at_once(running: Running) -> None:
    """Issued and revoked by another process while the service runs: the very next call knows."""
    with KeyDesk.opened(Settings(database_url=running.database_url, key_secret=SERVER_SECRET)) as desk:
        token = desk.issue(asked(kind="secret", origins=()), 0)[0]
        assert running.ask(Authorization=f"Bearer {token.text}") == 422
        desk.revoke(token.key_id)
    assert running.ask(Authorization=f"Bearer {token.text}") == 401


def test_behind_a_proxy_each_caller_is_counted_for_itself(running: Running) -> None:
    """By the proxy's word; what a caller put there before it counts for nothing."""
    statuses = [running.ask(X_Forwarded_For=f"192.0.2.{i}, 198.51.100.7") for i in range(4)]
    assert statuses == [401, 401, 401, 429]
    assert 401 in [running.ask(X_Forwarded_For=f"198.51.100.{i}") for i in (8, 9)]  # one may share the bucket


def test_a_refused_call_need_not_be_read_to_be_answered(running: Running) -> None:
    """The answer comes before the body is taken, and arrives though a megabyte is still being sent."""
    body = json.dumps({"text": "x" * 1_000_000}).encode()
    assert running.ask(body, X_Forwarded_For="203.0.113.1") == 401


def test_without_keys_a_service_behind_a_proxy_does_not_start(tmp_path: Path) -> None:
    """Status 1 and one line that says why and what to do."""
    ended = subprocess.run(SERVE, cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, timeout=60)
    told = [line for line in ended.stderr.splitlines() if not line.startswith("{")]
    assert (ended.returncode, ended.stdout, len(told)) == (1, "", 1)
    assert "keys create" in told[0]
