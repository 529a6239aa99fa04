"""Which needs to label next: those on which systems disagree and we are unsure, and that are unlike each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from matcher.arrays import FloatMatrix
from matcher.evaluation.trec import Run
from matcher.labelling.pools import NewNeed
from matcher.recommend import Recommender, best_of
from matcher.records import Query

PERSISTENCE: Final = 0.7  # of rank-biased overlap: the first hub weighs 0.3, the first five together 0.83


@dataclass(frozen=True, slots=True)
class Worth:
    """What labelling a need would tell; the value is the sum of its parts.

    Attributes:
        disagreement: 0 where all systems give the same order, near 1 where no two share a hub.
        doubt: 0 where the first hub is surely good or surely not, 1 where its probability is a half.
        novelty: one less the cosine to the nearest need that is chosen or labelled already; 1 where there is none.
    """

    need_id: str
    disagreement: float
    doubt: float
    novelty: float

    @property
    def value(self) -> float:
        """The sum."""
        return self.disagreement + self.doubt + self.novelty


def rank_biased_overlap(first: Sequence[str], second: Sequence[str], persistence: float = PERSISTENCE) -> float:
    """How alike two rankings are, 1 for the same and 0 for nothing in common; their beginnings count most.

    >>> rank_biased_overlap(["a", "b"], ["a", "b"]), rank_biased_overlap(["a"], ["b"])
    (1.0, 0.0)

    Source: Webber, Moffat and Zobel 2010, doi:10.1145/1852102.1852106, equation 4 cut at the shorter list and divided by
    the weight of the ranks that were compared.
    """
    depth = min(len(first), len(second))
    weights = [persistence**rank for rank in range(depth)]
    shared = [len(set(first[: rank + 1]) & set(second[: rank + 1])) / (rank + 1) for rank in range(depth)]
    return sum(w * s for w, s in zip(weights, shared, strict=True)) / sum(weights) if depth else 0.0


def disagreement(runs: Mapping[str, Run], need_id: str) -> float:
    """One less the mean overlap of all pairs of systems on one need."""
    rankings = [run[need_id] for run in runs.values() if need_id in run]
    overlaps = [
        rank_biased_overlap(first, second) for number, first in enumerate(rankings) for second in rankings[number + 1 :]
    ]
    return 1 - float(np.mean(overlaps)) if overlaps else 0.0


def most_telling(
    recommender: Recommender,
    needs: Sequence[NewNeed],
    runs: Mapping[str, Run],
    n: int,
    labelled: FloatMatrix | None = None,
) -> tuple[Worth, ...]:
    """The ``n`` needs that would tell most, the most telling first; each choice makes needs like it worth less.

    Args:
        runs: rankings by at least two systems, as `matcher.labelling.pools.propose` makes them.
        labelled: unit vectors of needs that have labels already, shape ``(n_labelled, n_dims)``.
    """
    ranked = [recommender.rank(Query(text=need.text)) for need in needs]
    likely = np.array([best_of(own) for own in ranked])
    doubts = 4 * likely * (1 - likely)
    apart = [disagreement(runs, need.id) for need in needs]
    vectors = np.stack([own.need.vector for own in ranked])
    near = (vectors @ labelled.T).max(axis=1) if labelled is not None and len(labelled) else np.zeros(len(needs))
    chosen: list[Worth] = []
    left = set(range(len(needs)))
    while left and len(chosen) < n:
        worths = {row: Worth(needs[row].id, apart[row], float(doubts[row]), float(1 - near[row])) for row in left}
        best = min(left, key=lambda row: (-worths[row].value, needs[row].id))
        chosen.append(worths[best])
        left.remove(best)
        near = np.maximum(near, vectors @ vectors[best])
    return tuple(chosen)
