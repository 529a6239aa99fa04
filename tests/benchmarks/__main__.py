"""`make bench`: ready time, memory, and where the milliseconds of a recommendation go, as ratios measured in one run.

Every need is timed through all stages before the next one, so a change of the machine's speed touches all alike.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np

from matcher import Recommender
from matcher.evaluation.judgments import load_judgments
from matcher.loading import shipped
from matcher.records import Query

STAGES: Final = ("encode", "understand", "score", "facets", "explain", "total")
WORDS: Final = range(30, 51)  # "a 40-word need"
READY: Final = """
import resource, time
start = time.perf_counter()
from matcher import Recommender
recommender = Recommender.load()
recommender.recommend("Queremos testar sensores na nossa fábrica em Viseu")
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


@dataclass(slots=True)
class Timings:
    """Milliseconds of each stage, one value per recommendation."""

    stages: dict[str, list[float]] = field(default_factory=lambda: {stage: [] for stage in STAGES})

    def add(self, marks: list[float]) -> None:
        """Add one recommendation from the clock readings (s) between its stages."""
        for stage, spent in zip(STAGES, [*np.diff(marks), marks[-1] - marks[0]], strict=True):
            self.stages[stage].append(float(spent) * 1000)

    def line(self, stage: str) -> str:
        """Median, 95th percentile, and the ratio of the medians to the encoder's pass."""
        median, high = np.percentile(self.stages[stage], [50, 95])
        return f"{stage:12} {median:8.2f} {high:8.2f} {median / np.median(self.stages['encode']):9.2f}"


def measure(recommender: Recommender, queries: list[Query], repeats: int) -> Timings:
    """Time every stage of every query, ``repeats`` times over, after one round that does not count."""
    timings = Timings()
    for number in range(repeats + 1):
        for query in queries:
            marks = [time.perf_counter()]
            vector = recommender.encoder.encode_queries([query.text])[0]
            marks.append(time.perf_counter())
            draft = recommender.reader.draft(query)
            reading = recommender.reader.read_draft(draft, recommender.reader.check(query), vector)
            marks.append(time.perf_counter())
            ranked = replace(recommender.rank_need(reading.need), guesses=reading.heads)
            marks.append(time.perf_counter())
            ranked = recommender.with_facets(ranked, draft)
            marks.append(time.perf_counter())
            recommender.answer_ranked(ranked, query).model_dump_json()
            marks.append(time.perf_counter())
            if number:
                timings.add(marks)
    return timings


def ready() -> tuple[float, float]:
    """Seconds from a fresh process to its first answer, and its peak memory in MB; medians of five."""
    runs = [subprocess.run([sys.executable, "-c", READY], capture_output=True, text=True, check=True) for _ in range(5)]
    seconds, megabytes = np.median([[float(part) for part in run.stdout.split()] for run in runs], axis=0)
    return float(seconds), float(megabytes)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=10)
    options = parser.parse_args()
    seconds, megabytes = ready()
    print(
        f"ready: {seconds:.2f} s from a fresh process to the first answer; peak memory {megabytes:.0f} MB (medians of 5)"
    )
    needs = load_judgments(shipped("data") / "judgments", "train").needs
    queries = [Query(text=need.text) for need in needs if len(need.text.split()) in WORDS]
    recommender = Recommender.load()
    timings = measure(recommender, queries, options.repeats)
    print(
        f"one recommendation of {len(recommender.catalogue)} hubs and zones, {len(queries)} needs of 30-50 words, {options.repeats} rounds"
    )
    print(f"{'stage':12} {'median ms':>8} {'p95 ms':>8} {'/ encode':>9}")
    for stage in STAGES:
        print(timings.line(stage))
    print(
        f"peak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB; {Path(sys.executable).name}"
    )


if __name__ == "__main__":
    main()
