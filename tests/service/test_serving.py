"""The service as a process of its own: says where it is, answers, and stops when told."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import anyio
import anyio.to_thread
import pytest

from service.operation.serving import address_of, listening_socket, one_thread_a_core
from service.settings import Settings

ROOT = Path(__file__).parents[2]
START = "from service.operation.serving import serve; from service.settings import Settings; serve(Settings())"


def start(port: int) -> subprocess.Popen[str]:
    """The service on ``port``; a variable of the environment tells it, as in deployment."""
    return subprocess.Popen(
        [sys.executable, "-c", START],
        cwd=ROOT,
        env={"MATCHER_PORT": str(port), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_it_prints_its_address_once_it_answers() -> None:
    """Whoever reads the line can open it at once; SIGTERM ends the process."""
    process = start(0)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert address, process.stderr and process.stderr.read()
        with urlopen(f"{address[0]}/health/ready", timeout=5) as response:
            assert response.status == 200
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)


def test_a_port_in_use_is_one_clear_line() -> None:
    """No traceback, and exit status 1."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(taken.getsockname()[1])
        _, told = process.communicate(timeout=60)
    assert process.returncode == 1
    assert len(told.splitlines()) == 1
    assert "cannot listen on 127.0.0.1" in told


def test_small_answers_do_not_wait_for_each_other() -> None:
    """asyncio turns Nagle's algorithm off only for sockets that name their protocol; it costs 40 ms an answer."""
    with listening_socket("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_the_address_printed_is_the_one_taken() -> None:
    """Port 0 stands for any free one."""
    with listening_socket("127.0.0.1", 0) as listener:
        assert address_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_no_more_routes_compute_at_a_time_than_there_are_cores() -> None:
    """The framework's own bound is forty, whatever the machine."""

    async def n_threads() -> float:
        one_thread_a_core()
        return anyio.to_thread.current_default_thread_limiter().total_tokens

    assert anyio.run(n_threads) == len(os.sched_getaffinity(0))


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has the prefix MATCHER_."""
    monkeypatch.setenv("MATCHER_PORT", "9000")
    assert Settings().port == 9000


@pytest.mark.parametrize("path", sorted((ROOT / "service").rglob("*.py")), ids=lambda path: path.name)
def test_only_settings_read_the_environment(path: Path) -> None:
    """What a deployer can set stands in one file."""
    source = path.read_text()
    assert path.name == "settings.py" or not re.search(r"os\.environ|getenv|BaseSettings", source)
