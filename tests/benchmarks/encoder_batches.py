"""`python -m tests.benchmarks.encoder_batches`: what the encoder takes for a need, by how many callers share a pass.

CPU time on one thread, so that others on the machine disturb little. A need's parts are encoded as the answer has them.
All sizes take turns in each round: a change of the machine's speed touches them alike.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from typing import Final

import numpy as np

from matcher import Recommender
from matcher.encoder import Encoder
from matcher.evaluation.judgments import load_judgments
from matcher.loading import shipped
from tests.benchmarks.load import WORDS, chosen_needs

SHARED: Final = (1, 2, 4, 8, 16)
Calls = Sequence[Sequence[str]]


def in_shared_passes(encoder: Encoder, calls: Calls, most: int) -> None:
    """All ``calls``, ``most`` at a time."""
    for first in range(0, len(calls), most):
        encoder.encode_queries(list(chain.from_iterable(calls[first : first + most])))


def cpu_ms(work: Callable[[], None]) -> float:
    """What ``work`` takes of this thread."""
    began = time.thread_time()
    work()
    return (time.thread_time() - began) * 1000


def greatest_difference(encoder: Encoder, texts: Sequence[str]) -> float:
    """Between a text's vector alone and in a batch with all others."""
    alone = np.vstack([encoder.encode_queries([text]) for text in texts])
    return float(np.abs(encoder.encode_queries(texts) - alone).max())


def main() -> None:
    """Print the milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    recommender, rng = Recommender.load(), np.random.default_rng(0)
    encoder = recommender.encoder
    texts = [need.text for need in load_judgments(shipped("data") / "judgments", "train").needs]
    needs = chosen_needs(recommender, "30-50 words", [text for text in texts if len(text.split()) in WORDS])
    spent: dict[int, list[float]] = {most: [] for most in SHARED}
    whole: list[float] = []
    for _ in range(options.rounds):
        calls = [needs.calls[row] for row in rng.permutation(len(needs.calls))]
        whole.append(cpu_ms(lambda: in_shared_passes(encoder, [(text,) for text in needs.texts], 1)))
        for most, found in spent.items():
            found.append(cpu_ms(partial(in_shared_passes, encoder, calls, most)))
    n = len(needs.texts)
    print(f"{n} needs of 30-50 words, {len(needs.calls) - n} of them several needs; CPU ms a need, least and median")
    print(f"{'whole text only':22} {min(whole) / n:6.2f} {np.median(whole) / n:6.2f}")
    for most, found in spent.items():
        print(f"{f'calls that share: {most}':22} {min(found) / n:6.2f} {np.median(found) / n:6.2f}")
    print(f"greatest difference of a vector alone and among others: {greatest_difference(encoder, needs.texts):.1e}")


if __name__ == "__main__":
    main()
