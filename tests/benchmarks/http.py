"""`python -m tests.benchmarks.http`: answers a second over HTTP against the encoder's own rate, on the same cores.

The service runs as a process of its own. In each round the encoder alone does every need, one thread a core, then as
many clients as asked send the same needs: a change of the machine's speed touches both. The clients share the cores
with the service, so they are as light as they can be: a kept socket each, answers counted and not read. Rates mean
something only where nothing else runs; CPU time a need says the same with others about, but knows of no waiting.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from matcher.encoder import Encoder, load_encoder
from matcher.evaluation.judgments import load_judgments
from matcher.loading import current_models, shipped
from matcher.records import Query

ROOT: Final = Path(__file__).parents[2]
WORDS: Final = range(30, 51)  # "a 40-word need", as in `make bench`
GOAL: Final = 0.7
TIMEOUT_S: Final = 60.0
SERVE: Final = (
    "from service.operation.serving import serve; from service.settings import Settings; serve(Settings(port=0))"
)


@dataclass(frozen=True, slots=True)
class Running:
    """The service as it runs: its process, and host and port."""

    pid: int
    address: tuple[str, int]


@contextmanager
def service() -> Iterator[Running]:
    """The service, which runs as long as the context; it writes its log as ever, and nobody reads it."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = re.search(r"http://([\d.]+):(\d+)", line)
        if address is None:
            raise SystemExit(f"the service did not start: {line!r}; try `hub-matcher serve`")
        yield Running(process.pid, (address[1], int(address[2])))
    finally:
        process.terminate()
        process.wait(timeout=TIMEOUT_S)


def request_bytes(text: str) -> bytes:
    """A whole request for the recommendation of a need."""
    body = Query(text=text).model_dump_json(include={"text"}).encode()
    head = f"POST /v1/recommendations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def ask(connection: socket.socket, request: bytes) -> None:
    """Send one request and take its whole answer; any status but 200 ends the benchmark."""
    connection.sendall(request)
    answer = connection.recv(1 << 18)
    while (end := answer.find(b"\r\n\r\n")) < 0:
        answer += _more(connection)
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise SystemExit(f"the service answered {answer[:30]!r}; expected 200")
    length = re.search(rb"content-length: (\d+)", answer[:end])
    assert length is not None
    missing = end + 4 + int(length[1]) - len(answer)
    while missing > 0:
        missing -= len(_more(connection))


def _more(connection: socket.socket) -> bytes:
    part = connection.recv(1 << 18)
    if not part:
        raise SystemExit("the service hung up; its log says why")
    return part


def shared_out(jobs: Sequence[str], n_threads: int, worker: Callable[[Iterator[str]], list[float]]) -> list[float]:
    """Every millisecond that ``n_threads`` workers measured on one queue of jobs."""
    queue = iter(jobs)  # of a tuple or list: safe to share under the interpreter's lock
    with ThreadPoolExecutor(n_threads) as pool:
        return [ms for found in pool.map(worker, [queue] * n_threads) for ms in found]


def encoder_worker(encoder: Encoder) -> Callable[[Iterator[str]], list[float]]:
    """Encodes needs one by one, as the service does."""

    def work(queue: Iterator[str]) -> list[float]:
        return [_ms(partial(encoder.encode_queries, [text])) for text in queue]

    return work


def http_worker(address: tuple[str, int]) -> Callable[[Iterator[str]], list[float]]:
    """Sends needs one by one over a connection of its own that is kept."""

    def work(queue: Iterator[str]) -> list[float]:
        with socket.create_connection(address, timeout=TIMEOUT_S) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return [_ms(partial(ask, connection, request_bytes(text))) for text in queue]

    return work


def _ms(job: Callable[[], object]) -> float:
    started_at = time.perf_counter()
    job()
    return (time.perf_counter() - started_at) * 1000


@dataclass(slots=True)
class Rounds:
    """One value a round: needs a second and CPU milliseconds a need; and the milliseconds of every answer."""

    encoder_rates: list[float] = field(default_factory=list)
    http_rates: list[float] = field(default_factory=list)
    encoder_cpu_ms: list[float] = field(default_factory=list)
    http_cpu_ms: list[float] = field(default_factory=list)
    answers_ms: list[float] = field(default_factory=list)


def measure(jobs: Sequence[str], n_clients: int, rounds: int, most_s: float) -> Rounds:
    """Encoder and HTTP in turn, ``rounds`` times after one that does not count; no round begins after ``most_s``."""
    encoder, n_cores = (
        load_encoder(shipped("models") / current_models(shipped("models")).encoder),
        len(os.sched_getaffinity(0)),
    )
    found, until = Rounds(), time.monotonic() + most_s
    with service() as running:
        for number in range(rounds + 1):
            marks = [_clocks(running.pid)]
            shared_out(jobs, n_cores, encoder_worker(encoder))
            marks.append(_clocks(running.pid))
            answers_ms = shared_out(jobs, n_clients, http_worker(running.address))
            marks.append(_clocks(running.pid))
            if number:
                (encoder_s, encoder_cpu_s), (http_s, http_cpu_s) = np.diff(marks, axis=0) / len(jobs)
                found.encoder_rates.append(1 / encoder_s)
                found.http_rates.append(1 / http_s)
                found.encoder_cpu_ms.append(encoder_cpu_s * 1000)
                found.http_cpu_ms.append(http_cpu_s * 1000)
                found.answers_ms += answers_ms
            if number and time.monotonic() > until:
                break
    return found


def _clocks(pid: int) -> tuple[float, float]:
    """The time, and the CPU time that this process and process ``pid`` have taken; seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    taken_s = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")  # utime and stime, see proc(5)
    return time.perf_counter(), time.process_time() + taken_s


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=4, help="connections that ask at the same time")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--most-s", type=float, default=60.0, help="no round begins after so many seconds")
    options = parser.parse_args()
    needs = load_judgments(shipped("data") / "judgments", "train").needs
    jobs = [need.text for need in needs if len(need.text.split()) in WORDS]
    load = os.getloadavg()[0]
    found = measure(jobs, options.clients, options.rounds, options.most_s)
    print(
        f"{len(found.http_rates)} rounds of {len(jobs)} needs of 30-50 words, {options.clients} clients on the same "
        f"{len(os.sched_getaffinity(0))} cores; load before: {load:.1f}"
    )
    print(f"{'median (least to most)':22} {'encoder alone':>24} {'HTTP':>24} {'ratio':>20}")
    print(_line("answers a second", found.encoder_rates, found.http_rates, inverse=False) + f"  goal {GOAL}")
    print(
        _line("CPU ms a need", found.encoder_cpu_ms, found.http_cpu_ms, inverse=True) + "  its most, cores never idle"
    )
    median, high = np.percentile(found.answers_ms, [50, 95])
    print(f"an answer takes {median:.1f} ms (median), {high:.1f} ms (95th percentile)")


def _line(name: str, encoder: list[float], http: list[float], *, inverse: bool) -> str:
    """Both columns and the ratio of each round's pair."""
    ratios = np.array(encoder) / np.array(http) if inverse else np.array(http) / np.array(encoder)
    columns = [f"{np.median(c):.1f} ({min(c):.1f} to {max(c):.1f})" for c in (encoder, http)]
    ratio = f"{np.median(ratios):.2f} ({ratios.min():.2f} to {ratios.max():.2f})"
    return f"{name:22} {columns[0]:>24} {columns[1]:>24} {ratio:>20}"


if __name__ == "__main__":
    main()
