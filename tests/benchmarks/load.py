"""`make load`: answers a second over HTTP, how long each takes, and the ratio to what the encoder alone could do.

The service runs as deployed, with its limits raised and nothing kept from before; `wrk` asks from the same cores. Before
and after each measurement the encoder alone does the same needs, one thread a core: what else the machine does, and how
fast it happens to run, touches both. Rates mean something only where nothing else runs. CPU time a need says the same with
others about, but knows of no waiting: the ratio that it gives is what a machine reaches that never waits.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np

from matcher import Recommender
from matcher.encoder import Encoder
from matcher.evaluation.judgments import load_judgments
from matcher.loading import shipped
from matcher.records import Query
from tests.benchmarks.load_client import Answers, find_wrk, send, write_requests
from tests.benchmarks.load_service import Running, service
from tests.benchmarks.load_tables import console, markdown

WORDS: Final = range(30, 51)  # "a 40-word need", as in `make bench`
CONNECTIONS: Final = (1, 8, 32, 128)
MIX_CONNECTIONS: Final = 8
ENCODER_S: Final = 2.0  # that the encoder is measured for, each time
WARM_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Needs:
    """Texts of one kind, and what the encoder does for an answer to each: the text, and its parts where it has several."""

    name: str
    texts: tuple[str, ...]
    calls: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class EncoderRate:
    """What the encoder alone does on every core.

    Attributes:
        texts: needs a second, each encoded once as a whole; the bound that the design speaks of.
        answers: needs a second where what an answer takes is encoded: the text and, of several needs, the parts.
        cpu_ms: CPU time of one need encoded once.
    """

    texts: float
    answers: float
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class Measured:
    """One number of connections: what the client saw, what the encoder did just before and after, and CPU times."""

    needs: str
    client: Answers
    encoder: EncoderRate
    service_cpu_ms: float  # a need
    n_cores: int

    @property
    def ratio(self) -> float:
        """Answers over HTTP to needs encoded once."""
        return self.client.rate / self.encoder.texts

    @property
    def ratio_to_answers(self) -> float:
        """The same to all that the encoder does for an answer."""
        return self.client.rate / self.encoder.answers

    @property
    def cpu_ratio(self) -> float:
        """CPU time of a need encoded once to that of an answer, the client's share included."""
        return self.encoder.cpu_ms / (self.service_cpu_ms + 1000 * self.client.client_cpu_s / self.client.answers)

    @property
    def client_share(self) -> float:
        """Of all cores' time, what the client took."""
        return self.client.client_cpu_s / (self.client.seconds * self.n_cores)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything measured of the service with ``workers``; memory is the most that each of them held."""

    workers: int
    n_cores: int
    load_before: float
    measured: tuple[Measured, ...]
    peak_mb: tuple[float, ...]


def chosen_needs(recommender: Recommender, name: str, texts: Sequence[str]) -> Needs:
    """``texts`` with the calls that `Recommender.answer` makes for each of them."""
    parts = [recommender.reader.draft(Query(text=text)).parts for text in texts]
    calls = [call for text, own in zip(texts, parts, strict=True) for call in ((text,), own) if call]
    return Needs(name, tuple(texts), tuple(calls))


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0))


def calls_a_second(encoder: Encoder, calls: Sequence[Sequence[str]], seconds: float) -> tuple[float, float]:
    """Calls a second on all cores together, and CPU milliseconds of one."""
    until = time.perf_counter() + seconds

    def work(first: int) -> int:
        done = 0
        while time.perf_counter() < until:
            encoder.encode_queries(calls[(first + done) % len(calls)])
            done += 1
        return done

    began, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(cores()) as pool:
        starts = [number * len(calls) // cores() for number in range(cores())]
        done = sum(pool.map(work, starts))
    return done / (time.perf_counter() - began), 1000 * (time.process_time() - cpu) / done


def encoder_rate(encoder: Encoder, needs: Needs) -> EncoderRate:
    """Both rates, measured now."""
    texts, cpu_ms = calls_a_second(encoder, [(text,) for text in needs.texts], ENCODER_S / 2)
    calls, _ = calls_a_second(encoder, needs.calls, ENCODER_S / 2)
    return EncoderRate(texts, calls * len(needs.texts) / len(needs.calls), cpu_ms)


def mean_rate(before: EncoderRate, after: EncoderRate) -> EncoderRate:
    """What the encoder did on average."""
    return EncoderRate(*np.mean([list(asdict(before).values()), list(asdict(after).values())], axis=0).tolist())


@contextmanager
def warm(settings: dict[str, str], directory: Path, wrk: str, requests: Path) -> Iterator[Running]:
    """The running service after its first answers."""
    with service(directory, settings) as running:
        send(wrk, running.address, requests, cores(), WARM_S)
        yield running


def measure(encoder: Encoder, kinds: Sequence[Needs], settings: dict[str, str], seconds: float) -> Report:
    """All connections with the first kind of needs, then `MIX_CONNECTIONS` with each other kind."""
    wrk, load = find_wrk(), os.getloadavg()[0]
    plan = [(kinds[0], n) for n in CONNECTIONS] + [(kind, MIX_CONNECTIONS) for kind in kinds[1:]]
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        for kind in kinds:
            write_requests(kind.texts, "localhost", directory / kind.name)
        with warm(settings, directory, wrk, directory / kinds[0].name) as running:
            measured = []
            for needs, connections in plan:
                before, cpu_s = encoder_rate(encoder, needs), running.cpu_s()
                client = send(wrk, running.address, directory / needs.name, connections, seconds)
                if not client.answers:
                    raise SystemExit(f"no answer came within {seconds} s on {connections} connections")
                service_cpu_ms = 1000 * (running.cpu_s() - cpu_s) / client.answers
                encoded = mean_rate(before, encoder_rate(encoder, needs))
                measured.append(Measured(needs.name, client, encoded, service_cpu_ms, cores()))
            return Report(int(settings["MATCHER_WORKERS"]), cores(), load, tuple(measured), tuple(running.peak_mb()))


def main() -> None:
    """Print the figures; status 1 where an answer was an error or a connection broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=9.0, help="that each number of connections is measured for")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="numbers of workers to measure")
    parser.add_argument(
        "--set", action="append", default=[], metavar="MATCHER_NAME=VALUE", help="settings of the service"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything measured there as well")
    parser.add_argument("--markdown", action="store_true", help="print the sizing table of docs/deploy.md instead")
    options = parser.parse_args()
    recommender = Recommender.load()
    texts = [need.text for need in load_judgments(shipped("data") / "judgments", "train").needs]
    middling = [text for text in texts if len(text.split()) in WORDS]
    kinds = [chosen_needs(recommender, "30-50 words", middling), chosen_needs(recommender, "all lengths", texts)]
    chosen = dict(one.split("=", 1) for one in options.set)
    reports = []
    for workers in options.workers:
        reports.append(
            measure(recommender.encoder, kinds, {**chosen, "MATCHER_WORKERS": str(workers)}, options.seconds)
        )
        if not options.markdown:
            print(console(reports[-1]), flush=True)
    if options.markdown:
        print(markdown(reports))
    if options.json:
        options.json.write_text(json.dumps([asdict(report) for report in reports], indent=1) + "\n", encoding="utf-8")
    if any(one.client.refused or one.client.failed for report in reports for one in report.measured):
        raise SystemExit("some answers were errors or never came; the columns 'refused' and 'failed' count them")


if __name__ == "__main__":
    main()
