"""Needs sent over HTTP by `wrk` on as many connections as asked, and the figures that come back."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from matcher.records import Query

SCRIPT: Final = Path(__file__).with_name("needs.lua")
TIMEOUT_S: Final = 30  # an answer that takes longer counts as failed


@dataclass(frozen=True, slots=True)
class Answers:
    """What a client of ``connections`` saw: how many answers in how long, and how long each took.

    Attributes:
        refused: answers of status 400 or more; they are among ``answers``.
        failed: connections that were not made or broke, and answers that did not come in time.
        client_cpu_s: CPU time that the client itself took.
    """

    connections: int
    answers: int
    seconds: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    refused: int
    failed: int
    client_cpu_s: float

    @property
    def rate(self) -> float:
        """Answers a second, those refused left out."""
        return (self.answers - self.refused) / self.seconds


def find_wrk() -> str:
    """The program; `SystemExit` that says where to get it."""
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit("the load test needs wrk: `apt-get install wrk` on Debian or Ubuntu")
    return program


def write_requests(texts: Sequence[str], host: str, path: Path) -> None:
    """Whole requests for the recommendations of ``texts``, each after its length, as ``needs.lua`` reads them."""
    with path.open("wb") as file:
        for text in texts:
            body = Query(text=text).model_dump_json(include={"text"}).encode()
            head = f"POST /v1/recommendations HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
            file.write(f"{len(request)}\n".encode() + request)


def send(wrk: str, address: str, requests: Path, connections: int, seconds: float) -> Answers:
    """Ask from ``connections`` at a time, each again as soon as it is answered, for ``seconds``."""
    before = _children_cpu_s()
    command = [
        wrk,
        "--threads=1",
        f"--connections={connections}",
        f"--duration={seconds:g}s",
        f"--timeout={TIMEOUT_S}s",
    ]
    command += ["--script", str(SCRIPT), address, "--", str(requests)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 2 * TIMEOUT_S)
    found = json.loads(run.stdout.splitlines()[-1])
    return Answers(
        connections=connections,
        answers=found["answers"],
        seconds=found["seconds"],
        p50_ms=found["p50_ms"],
        p95_ms=found["p95_ms"],
        p99_ms=found["p99_ms"],
        refused=found["refused"],
        failed=found["failed"],
        client_cpu_s=_children_cpu_s() - before,
    )


def _children_cpu_s() -> float:
    """CPU time of the programs that this process started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
