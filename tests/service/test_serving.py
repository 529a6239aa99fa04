"""The service as a process of its own: says where it is, answers, says what keeps it from starting, stops when told."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
from pathlib import Path

import anyio
import anyio.to_thread
import pytest

from matcher.loading import shipped
from service.operation.encoding import answering_threads
from service.operation.listening import address_of, listening_socket
from service.operation.servers import limit_threads
from service.settings import Settings
from tests.service.operation.served import ROOT, as_process, eventually, exchange, request, status_of


def test_it_prints_its_address_once_it_answers(tmp_path: Path) -> None:
    """Whoever reads the line can open it at once; SIGTERM ends the process in good order."""
    with as_process(tmp_path) as service:
        assert status_of(exchange(service.port(), request("/health/ready"))) == 200
        assert service.stop() == 0


def test_sighup_reads_the_files_again_and_ctrl_c_ends_it_quietly(tmp_path: Path) -> None:
    """The same process goes on answering; at the end there is no traceback."""
    with as_process(tmp_path) as service:
        port = service.port()
        service.process.send_signal(signal.SIGHUP)
        eventually(lambda: '"result": "taken"' in service.log.read_text())
        assert status_of(exchange(port, request("/health/ready"))) == 200
        service.stop(signal.SIGINT)
        assert "Traceback" not in service.log.read_text()


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    """No traceback, and exit status 1."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with as_process(tmp_path, port=taken.getsockname()[1]) as service:
            assert service.process.wait(60) == 1
    (line,) = service.log.read_text().splitlines()
    assert "cannot listen on 127.0.0.1" in line


@pytest.mark.parametrize("workers", [1, 2])
def test_faulty_data_end_the_start_with_the_faults(tmp_path: Path, workers: int) -> None:
    """Told once, however many workers find them, and nothing is tried again."""
    data = tmp_path / "data"
    shutil.copytree(shipped("data"), data)
    with (data / "hubs" / "pt.jsonl").open("a") as file:
        file.write("{}\n")
    with as_process(tmp_path, data=data, workers=workers) as service:
        assert service.process.wait(60) != 0
    assert len(re.findall(r"hubs/pt\.jsonl:\d+: sectors: Field required", service.log.read_text())) == 1


def test_small_answers_do_not_wait_for_each_other() -> None:
    """asyncio turns Nagle's algorithm off only for sockets that name their protocol; it costs 40 ms an answer."""
    with listening_socket("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_the_address_printed_is_the_one_taken() -> None:
    """Port 0 stands for any free one."""
    with listening_socket("127.0.0.1", 0) as listener:
        assert address_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_no_more_routes_compute_at_a_time_than_can() -> None:
    """The framework's own bound is forty, whatever the machine; here it is one for each core."""

    async def n_threads() -> float:
        limit_threads(answering_threads(Settings(encoder_batch=1)))
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
