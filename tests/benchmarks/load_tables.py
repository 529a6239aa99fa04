"""What a load test measured, as lines for a terminal and as the sizing table of ``docs/deploy.md``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.benchmarks.load import Measured, Report

GOAL: Final = 0.7
HEAD: Final = (
    f"{'connections':>11} {'needs':>12} {'answers/s':>9} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'refused':>7} {'failed':>6} "
    f"{'encoder/s':>9} {'ratio':>5} {'of all':>6} {'by CPU':>6} {'CPU ms':>6} {'client':>6}"
)
LEGEND: Final = f"""\
encoder/s: needs encoded once, one thread a core, just before and after; ratio: answers/s to it, goal {GOAL}
of all: the ratio to all that the encoder does for an answer: the text and, where it holds several needs, each of them
by CPU: CPU time of a need encoded once to that of an answer and its client; what a machine reaches that never waits
CPU ms: the service's, an answer; client: the share of all cores' time that the client took"""


def console(report: Report) -> str:
    """Everything measured, a line each."""
    head = f"workers: {report.workers}; cores: {report.n_cores}, shared with the client; load before: {report.load_before:.1f}"
    memory = "peak memory of each worker, MB: " + ", ".join(f"{size:.0f}" for size in report.peak_mb)
    return "\n".join((head, HEAD, *(_line(one) for one in report.measured), memory, LEGEND, ""))


def _line(one: Measured) -> str:
    client = one.client
    return (
        f"{client.connections:>11} {one.needs:>12} {client.rate:>9.1f} {client.p50_ms:>8.1f} {client.p95_ms:>8.1f} "
        f"{client.p99_ms:>8.1f} {client.refused:>7} {client.failed:>6} {one.encoder.texts:>9.1f} {one.ratio:>5.2f} "
        f"{one.ratio_to_answers:>6.2f} {one.cpu_ratio:>6.2f} {one.service_cpu_ms:>6.1f} {one.client_share:>6.1%}"
    )


def markdown(reports: Sequence[Report]) -> str:
    """A row for each number of workers and connections."""
    rows = [
        "| workers | connections | needs | answers a second | p50 ms | p95 ms | p99 ms | to the encoder's rate | memory a worker |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for report in reports:
        memory = f"{max(report.peak_mb, default=0):.0f} MB"
        for one in report.measured:
            client = one.client
            rows.append(
                f"| {report.workers} | {client.connections} | {one.needs} | {client.rate:.0f} | {client.p50_ms:.0f} | "
                f"{client.p95_ms:.0f} | {client.p99_ms:.0f} | {one.ratio:.2f} | {memory} |"
            )
    cores = reports[0].n_cores
    note = f"{cores} cores, the client on the same ones (it took {_most_client(reports):.0%} of their time at most); no cache."
    return "\n".join((*rows, "", note))


def _most_client(reports: Sequence[Report]) -> float:
    return max(one.client_share for report in reports for one in report.measured)
