"""Measures of one ranked list against grades. Every judged need counts; a need that a run misses scores 0.

Equal scores are broken by hub id before anything is measured, so a run has exactly one order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

Grades = Mapping[str, int]  # hub id -> 1 to 3; a hub not listed is 0


@dataclass(frozen=True, slots=True)
class NDCG:
    """Normalised discounted cumulative gain; gain is the grade, discount log2(rank + 1); 0 for an empty list.

    Source: Järvelin and Kekäläinen 2002, doi:10.1145/582415.582418, the variant of trec_eval (linear gain).
    """

    k: int

    def __str__(self) -> str:
        return f"nDCG@{self.k}"

    def __call__(self, ranked: Sequence[str], grades: Grades) -> float:
        """In [0, 1]; 0 when no hub has a grade."""
        ideal = _dcg(sorted(grades.values(), reverse=True)[: self.k])
        return _dcg([grades.get(hub_id, 0) for hub_id in ranked[: self.k]]) / ideal if ideal else 0.0


@dataclass(frozen=True, slots=True)
class ReciprocalRank:
    """One over the rank of the first hub graded ``least`` or more; 0 when the list has none. Its mean is MRR."""

    least: int = 2

    def __str__(self) -> str:
        return f"MRR (grade >= {self.least})"

    def __call__(self, ranked: Sequence[str], grades: Grades) -> float:
        """In [0, 1]."""
        ranks = (rank for rank, hub_id in enumerate(ranked, 1) if grades.get(hub_id, 0) >= self.least)
        return 1 / next(ranks, np.inf)


@dataclass(frozen=True, slots=True)
class BestFirst:
    """1 when the first hub has the highest grade that any hub has for the need, else 0."""

    def __str__(self) -> str:
        return "hit@1"

    def __call__(self, ranked: Sequence[str], grades: Grades) -> float:
        """0 or 1; 0 for an empty list or a need without grades."""
        return float(bool(ranked) and bool(grades) and grades.get(ranked[0], 0) == max(grades.values()))


Measure = NDCG | ReciprocalRank | BestFirst


def _dcg(gains: Sequence[int]) -> float:
    return float(sum(gain / np.log2(rank + 1) for rank, gain in enumerate(gains, 1)))
