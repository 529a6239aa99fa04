"""Keys in a database of their own, and the gate in front of a small application that says whose key it saw."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from service.access.access import Access
from service.access.addresses import AddressBuckets
from service.access.asking import AskedKey
from service.access.caller import caller_of
from service.access.counters import Counters
from service.access.cross_origin import CrossOrigin, Preflight
from service.access.gate import AccessGate
from service.access.issuing import KeyDesk
from service.access.keyring import Keyring
from service.access.mode import Mode
from service.access.rates import Rates
from service.settings import Settings
from service.storage.database import Database
from service.storage.keys import KeyTable
from tests.requirements import require

SERVER_SECRET = "s" * 40
SITE = "https://www.portal.pt"
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def asked(**changes: Any) -> AskedKey:
    """A publishable key for one site."""
    values: dict[str, Any] = {"portal": "Portal", "kind": "publishable", "origins": (SITE,), "quota": None}
    return AskedKey(**values | {"expires_at": None, "replaces": None} | changes)


@pytest.fixture
def desk() -> KeyDesk:
    """Where keys are issued, in memory."""
    return KeyDesk(Database.in_memory(), Settings(key_secret=SERVER_SECRET))


@pytest.fixture
def key(desk: KeyDesk) -> str:
    """A publishable key for `SITE`, as its portal holds it."""
    return desk.issue(asked(), 0)[0].text


@pytest.fixture
def secret_key(desk: KeyDesk) -> str:
    """A secret key, as its back office holds it."""
    return desk.issue(asked(kind="secret", origins=()), 0)[0].text


@pytest.fixture
def keyring(desk: KeyDesk) -> Keyring:
    """The keys in force."""
    return Keyring(KeyTable(desk.database), SERVER_SECRET.encode())


def rates(per_address: str = "1000/minute", per_key: str = "1000/minute") -> Rates:
    """Rates that no test meets unless it sets them."""
    return Rates(Counters.at("memory://"), AddressBuckets(), per_address, per_key)


async def _seen(request: Request) -> JSONResponse:
    caller = caller_of(request)
    return JSONResponse({"portal": caller and caller.portal})


def application(access: Access) -> Starlette:
    """Gate and CORS as the service has them, in front of an application that says whose key it saw."""
    paths = ("/v1/recommendations", "/v1/hubs", "/embed", "/")
    return Starlette(
        routes=[Route(path, _seen, methods=["GET", "POST"]) for path in paths],
        middleware=[
            Middleware(CrossOrigin, access=access),
            Middleware(Preflight),
            Middleware(AccessGate, access=access),
        ],
    )


@pytest.fixture
def client_of(keyring: Keyring) -> Callable[..., TestClient]:
    """Makes a caller of the small application in a mode; called as ``https://hubs.pt``."""

    def make(mode: Mode = "keys", counted: Rates | None = None) -> TestClient:
        access = Access(mode, keyring, counted or rates())
        return TestClient(application(access), base_url="https://hubs.pt")

    return make


@dataclass(frozen=True)
class RedisServer:
    """A Redis that runs, and where it listens."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def address(self) -> str:
        """As settings name it."""
        return f"redis://127.0.0.1:{self.port}"


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A real Redis of the test's own, empty, on loopback, with nothing on disk."""
    require(None if shutil.which("redis-server") else "redis-server is not installed (Debian: redis-server)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        while b"Ready to accept connections" not in (line := process.stdout.readline()):
            assert line, "redis-server ended before it was ready"
        yield RedisServer(process, port)
    finally:
        process.terminate()
        process.communicate(timeout=10)
