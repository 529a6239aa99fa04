"""The service as a deployer starts it, on a free port, for as long as a measurement takes; its CPU time and memory."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
STOP_S: Final = 60.0
SETTINGS: Final = {  # beside those that are measured: nothing kept from before, nobody refused for asking often
    "MATCHER_PORT": "0",
    "MATCHER_RATE_PER_ADDRESS": "1000000/second",
    "MATCHER_EMBEDDING_CACHE": "0",
    "MATCHER_LOG_LEVEL": "info",
}


@dataclass(frozen=True, slots=True)
class Running:
    """The service as it runs: its first process and its address."""

    pid: int
    host: str

    @property
    def address(self) -> str:
        """Where needs are sent."""
        return f"http://{self.host}"

    def pids(self) -> list[int]:
        """The first process and all that it started, in turn."""
        found = [self.pid]
        for pid in found:
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                found += [int(child) for child in children.read_text().split()]
        return found

    def cpu_s(self) -> float:
        """CPU time that all of them have taken."""
        ticks = 0
        for pid in self.pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])  # utime and stime, see proc(5)
        return ticks / os.sysconf("SC_CLK_TCK")

    def peak_mb(self) -> list[float]:
        """Most memory that each process that answers has held, largest first."""
        sizes = [_peak_mb(pid) for pid in self.pids()]
        return sorted((size for size in sizes if size > LEAST_MB), reverse=True)


LEAST_MB: Final = 150.0  # a process with less holds no models: it only watches the others


def _peak_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


@contextmanager
def service(directory: Path, settings: Mapping[str, str]) -> Iterator[Running]:
    """The service with ``settings``, its database and log in ``directory``; stopped whatever happens."""
    database = {"MATCHER_DATABASE_URL": f"sqlite:///{directory / 'load.sqlite3'}"}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MATCHER_")}
    with (directory / "service.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "service.cli", "serve"],
            cwd=ROOT,
            env=inherited | SETTINGS | database | dict(settings),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            host = re.search(r"http://([\d.]+:\d+)", line)
            if host is None:
                raise SystemExit(f"the service did not start: {(directory / 'service.log').read_text()[-2000:]}")
            yield Running(process.pid, host[1])
        finally:
            process.terminate()
            process.wait(timeout=STOP_S)
