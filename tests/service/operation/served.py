"""Applications on a real socket of loopback, in a thread or as a process of their own; always stopped."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp

from service.operation.connections import BoundedConfig, BoundedProtocol
from service.operation.listening import listening_socket

ROOT: Final = Path(__file__).parents[3]
COMMAND: Final = (sys.executable, "-m", "service.cli")
WITHIN_S: Final = 60.0  # a bound, not an expectation: what takes so long hangs


@contextmanager
def in_thread(
    app: ASGIApp, most_connections: int = 200, header_timeout_s: float = 5.0, loop: str = "auto"
) -> Iterator[int]:
    """The port at which ``app`` answers under the bounds given."""
    config = BoundedConfig(
        app, http=BoundedProtocol, loop=loop, ws="none", lifespan="off", log_config=None, access_log=False
    )
    config.most_connections, config.header_timeout_s = most_connections, header_timeout_s
    listener, server = listening_socket("127.0.0.1", 0), uvicorn.Server(config)
    port = listener.getsockname()[1]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        eventually(lambda: server.started)
        yield port
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


class Service:
    """The service as a process, as a deployer starts it."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "serve"],
                cwd=ROOT,
                env=environment(folder, **settings),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def port(self) -> int:
        """Wait until the service prints where it is."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.search(r":(\d+) ", line)
        assert found, f"printed {line!r}; {self.log.read_text()}"
        return int(found[1])

    def stop(self, sent: signal.Signals = signal.SIGTERM) -> int:
        """Stop it if it still runs; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(sent)
        self.process.communicate(timeout=WITHIN_S)
        return self.process.returncode


def environment(folder: Path, **settings: object) -> dict[str, str]:
    """The variables that tell a process its settings; its database and temporary files are in ``folder``."""
    return {
        "PATH": os.defpath,
        "TMPDIR": str(folder),
        "OMP_NUM_THREADS": "1",
        "MATCHER_PORT": "0",
        "MATCHER_DATABASE_URL": f"sqlite:///{folder / 'service.sqlite3'}",
        "MATCHER_RATE_PER_ADDRESS": "1000000/second",
        "MATCHER_RATE_PER_KEY": "1000000/second",
        **{f"MATCHER_{name.upper()}": str(value) for name, value in settings.items()},
    }


def secret_key(folder: Path) -> str:
    """A new secret key of the database in ``folder``."""
    command = [*COMMAND, "keys", "create", "--portal", "operator", "--kind", "secret"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(folder), capture_output=True, text=True, check=True, timeout=WITHIN_S
    )
    return done.stdout.strip()


@contextmanager
def as_process(folder: Path, **settings: object) -> Iterator[Service]:
    """A `Service` with these settings, its files and log in ``folder``."""
    service = Service(folder, **settings)
    try:
        yield service
    finally:
        try:
            service.stop()
        except subprocess.TimeoutExpired:
            service.process.kill()
            service.process.communicate()
            raise


def eventually(holds: Callable[[], bool], within_s: float = WITHIN_S) -> None:
    """Wait until ``holds``."""
    until = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < until, "did not come true in time"
        time.sleep(0.02)


def connected(port: int, timeout_s: float = WITHIN_S) -> socket.socket:
    """A connection to ``port``."""
    return socket.create_connection(("127.0.0.1", port), timeout=timeout_s)


def exchange(port: int, sent: bytes) -> bytes:
    """Whatever comes back for ``sent`` until the service closes the connection; hanging is an error."""
    with connected(port) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):  # it has heard enough
            connection.sendall(sent)
        return rest(connection)


def rest(connection: socket.socket) -> bytes:
    """All that still comes until the service closes the connection."""
    received = bytearray()
    try:
        while chunk := connection.recv(65_536):
            received += chunk
    except ConnectionResetError:
        pass
    return bytes(received)


def status_of(response: bytes) -> int:
    """The status of the first response; 0 where there is none."""
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", response)
    return int(found[1]) if found else 0


def body_of(response: bytes) -> Any:
    """The JSON of a response."""
    return json.loads(response.split(b"\r\n\r\n", 1)[1])


def request(path: str, body: bytes = b"", *headers: str) -> bytes:
    """A request whose answer closes the connection: GET without a body, POST of JSON with one."""
    lines = [f"{'POST' if body else 'GET'} {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body
