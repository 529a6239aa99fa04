"""Measures of one ranked list against grades. Every judged need counts; a need that a run misses scores 0.

Equal scores are broken by hub id before anything is measured, so a run has exactly one order. These are for training and
small jobs; reports take those with a ``standard`` name from `ir_measures` (`trec_measures.py`), and a test holds the two
together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

Grades = Mapping[str, int]  # hub id -> 1 to 3; a hub not listed, or listed with 0, is no good


@dataclass(frozen=True, slots=True)
class NDCG:
    """Normalised discounted cumulative gain; gain is the grade, discount log2(rank + 1); 0 for an empty list.

    Source: Järvelin and Kekäläinen 2002, doi:10.1145/582415.582418, the variant of trec_eval (linear gain).
    """

    k: int

    def __str__(self) -> str:
        return f"nDCG@{self.k}"

    @property
    def standard(self) -> str:
        """Its name in `ir_measures`."""
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

    @property
    def standard(self) -> str:
        """Its name in `ir_measures`."""
        return f"RR(rel={self.least})"

    def __call__(self, ranked: Sequence[str], grades: Grades) -> float:
        """In [0, 1]."""
        ranks = (rank for rank, hub_id in enumerate(ranked, 1) if grades.get(hub_id, 0) >= self.least)
        return 1 / next(ranks, np.inf)


@dataclass(frozen=True, slots=True)
class BestFirst:
    """1 when the first hub has the highest grade that any hub has for the need, else 0. Our own: no standard has it."""

    def __str__(self) -> str:
        return "hit@1"

    @property
    def standard(self) -> None:
        """None: `ir_measures` has no measure of the one best grade."""

    def __call__(self, ranked: Sequence[str], grades: Grades) -> float:
        """0 or 1; 0 for an empty list or a need without a grade above 0."""
        best = max(grades.values(), default=0)
        return float(best > 0 and bool(ranked) and grades.get(ranked[0], 0) == best)


@dataclass(frozen=True, slots=True)
class Recall:
    """Share of the hubs graded ``least`` or more that stand among the first ``k``; 0 when there are none to find."""

    k: int
    least: int = 2

    def __str__(self) -> str:
        return f"recall@{self.k} (grade >= {self.least})"

    @property
    def standard(self) -> str:
        """Its name in `ir_measures`."""
        return f"R(rel={self.least})@{self.k}"

    def __call__(self, ranked: Sequence[str], grades: Grades) -> float:
        """In [0, 1]; below 1 for any list when more than ``k`` hubs are good."""
        good = {hub_id for hub_id, grade in grades.items() if grade >= self.least}
        return len(good.intersection(ranked[: self.k])) / len(good) if good else 0.0


@dataclass(frozen=True, slots=True)
class AveragePrecision:
    """Mean, over the hubs graded ``least`` or more, of the precision at their ranks; 0 for one not listed. Its mean is MAP.

    Source: Buckley and Voorhees 2000, doi:10.1145/345508.345543, over the whole list, as trec_eval has it.
    """

    least: int = 2

    def __str__(self) -> str:
        return f"MAP (grade >= {self.least})"

    @property
    def standard(self) -> str:
        """Its name in `ir_measures`."""
        return f"AP(rel={self.least})"

    def __call__(self, ranked: Sequence[str], grades: Grades) -> float:
        """In [0, 1]; 0 when no hub is good."""
        good = {hub_id for hub_id, grade in grades.items() if grade >= self.least}
        ranks = [rank for rank, hub_id in enumerate(ranked, 1) if hub_id in good]
        return sum(nth / rank for nth, rank in enumerate(ranks, 1)) / len(good) if good else 0.0


Measure = NDCG | ReciprocalRank | BestFirst | Recall | AveragePrecision


def _dcg(gains: Sequence[int]) -> float:
    return float(sum(gain / np.log2(rank + 1) for rank, gain in enumerate(gains, 1)))
