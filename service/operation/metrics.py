"""What is counted for Prometheus. Every label has few values, all known beforehand: nothing that a caller wrote is one.

With several workers each counts in files of the run folder, and whoever is asked adds them up.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from service.operation.crew import Crew
from service.operation.notes import Limit, RequestNotes
from service.operation.worker import Reload, WorkerState

METHODS: Final = frozenset({"GET", "POST", "HEAD", "OPTIONS"})
SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
PREFIX: Final = "hub_matcher"


class Metrics:
    """The counters of this process.

    Args:
        folder: where several workers count together, made known before `prometheus_client` was imported; None for one.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._own = CollectorRegistry()
        own = self._own
        self._requests = Histogram(
            f"{PREFIX}_request_seconds",
            "Requests by route, method and status",
            ("route", "method", "status"),
            buckets=SECONDS,
            registry=own,
        )
        self._stages = Histogram(
            f"{PREFIX}_stage_seconds", "Parts of answering a need", ("stage",), buckets=SECONDS, registry=own
        )
        self._answers = Counter(f"{PREFIX}_answers", "Answers by outcome", ("outcome",), registry=own)
        self._problems = Counter(f"{PREFIX}_problems", "Errors by kind", ("type",), registry=own)
        self._refused = Counter(
            f"{PREFIX}_refused", "Requests and connections refused by a limit", ("limit",), registry=own
        )
        self._reloads = Counter(f"{PREFIX}_reloads", "Readings of data and models by result", ("result",), registry=own)
        self._not_stored = Counter(f"{PREFIX}_events_not_stored", "Events that the database did not take", registry=own)
        self._rates_apart = Counter(
            f"{PREFIX}_rates_counted_apart", "Times that the shared storage of rates could not be asked", registry=own
        )
        self._in_flight = Gauge(
            f"{PREFIX}_requests_in_flight", "Requests being answered", multiprocess_mode="livesum", registry=own
        )

    def begin(self) -> None:
        """A request has come."""
        self._in_flight.inc()

    def end(self, route: str, method: str, status: int, seconds: float, notes: RequestNotes) -> None:
        """A request is over.

        Args:
            route: template of its address, as declared.
        """
        self._in_flight.dec()
        method = method if method in METHODS else "other"
        self._requests.labels(route, method, str(status)).observe(seconds)
        for name, took_s in notes.stages_s.items():
            self._stages.labels(name).observe(took_s)
        if notes.outcome:
            self._answers.labels(notes.outcome).inc()
        if notes.problem:
            self._problems.labels(notes.problem).inc()
        if notes.refused_by:
            self.refused(notes.refused_by)

    def refused(self, limit: Limit) -> None:
        """A request or a connection was refused."""
        self._refused.labels(limit).inc()

    def reloaded(self, result: Reload) -> None:
        """Files were read again."""
        self._reloads.labels(result).inc()

    def event_not_stored(self) -> None:
        """The database did not take an event."""
        self._not_stored.inc()

    def rates_apart(self) -> None:
        """The storage of rates that processes share did not answer."""
        self._rates_apart.inc()

    def families(self) -> Iterator[Metric]:
        """What this process counts."""
        return iter(self._own.collect())

    def page(self, crew: Crew) -> bytes:
        """Everything in Prometheus's text format."""
        registry = self._own
        if self._folder is not None:
            registry = CollectorRegistry()
            MultiProcessCollector(registry, path=str(self._folder))  # type: ignore[no-untyped-call]  # registers itself
        now = CollectorRegistry()
        now.register(_CrewCollector(crew))
        return generate_latest(registry) + generate_latest(now)


class _CrewCollector(Collector):
    """What the workers are like at this moment."""

    def __init__(self, crew: Crew) -> None:
        self._states = crew.states()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Workers by phase and by versions, and the memory of each."""
        phases = GaugeMetricFamily(f"{PREFIX}_workers", "Workers by phase", labels=("phase",))
        for phase, count in Tally(state.phase for state in self._states).items():
            phases.add_metric((phase,), count)
        names = ("model", "catalogue", "rules", "encoder")
        serving = GaugeMetricFamily(f"{PREFIX}_serving_info", "Workers by what they serve with", labels=names)
        versions = Tally(state.versions for state in self._states if state.versions)
        for one, count in versions.items():
            serving.add_metric(tuple(getattr(one, name) for name in names), count)
        memory = GaugeMetricFamily(
            f"{PREFIX}_worker_memory_bytes", "Resident memory of each worker", labels=("worker",)
        )
        for state in self._states:
            memory.add_metric((str(state.pid),), resident_bytes(state))
        yield from (phases, serving, memory)


def resident_bytes(state: WorkerState) -> int:
    """Resident memory of a worker; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{state.pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS")), 0)
