"""How well two assessors agree, beyond chance: weighted kappa and Krippendorff's alpha, with intervals over needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.errors import DataError
from matcher.evaluation.significance import SEED
from matcher.labelling.sheets import Key, Sheet

N_GRADES: Final = 4
RESAMPLES: Final = 2_000
LEAST_NEEDS: Final = 5  # below, resampled needs pretend to an interval

Grades = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """An agreement, 1 perfect and 0 chance, and its 95 % bootstrap interval over needs.

    All NaN where all grades are equal; the interval alone with fewer than `LEAST_NEEDS` needs.
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        if isnan(self.value):
            return "unknown (all grades are equal)"
        if isnan(self.low):
            return f"{self.value:.2f} (too few needs for an interval)"
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}]"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two assessors on the pairs that both judged.

    Attributes:
        same, near: share of the pairs with the same grade, and with grades at most one apart.
        table: ``table[i][j]`` pairs that the first graded i and the second j.
    """

    assessors: tuple[str, str]
    n_needs: int
    n_pairs: int
    same: float
    near: float
    kappa: Coefficient
    alpha: Coefficient
    table: tuple[tuple[int, ...], ...]

    def markdown(self) -> str:
        """The figures and the table of grades."""
        first, second = self.assessors
        told = (
            f"{self.n_pairs} pairs of {self.n_needs} needs judged by {first} and {second}: the same grade {self.same:.0%}, at most one "
            f"apart {self.near:.0%}; quadratically weighted kappa {self.kappa}, Krippendorff's alpha (ordinal) {self.alpha}."
        )
        head = [f"{first} \\ {second}", *map(str, range(N_GRADES))]
        rows = [[str(grade), *map(str, row)] for grade, row in enumerate(self.table)]
        lines = [head, ["---"] * len(head), *rows]
        return told + "\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)


def agreement(first: Sheet, second: Sheet) -> Agreement:
    """How well two sheets agree; raise `DataError` where they share no judged pair."""
    keys = sorted(first.grades.keys() & second.grades.keys())
    if not keys:
        raise DataError(
            [f"{first.assessor} and {second.assessor} judged no pair in common; expected two sheets of one pool"]
        )
    a, b = (np.array([sheet.grades[key] for key in keys], dtype=np.int64) for sheet in (first, second))
    groups = _rows_by_need(keys)
    return Agreement(
        assessors=(first.assessor, second.assessor),
        n_needs=len(groups),
        n_pairs=len(keys),
        same=float((a == b).mean()),
        near=float((abs(a - b) <= 1).mean()),
        kappa=_with_interval(weighted_kappa, a, b, groups),
        alpha=_with_interval(ordinal_alpha, a, b, groups),
        table=tuple(map(tuple, _counts(a, b).astype(int).tolist())),
    )


def weighted_kappa(first: Grades, second: Grades) -> float:
    """Cohen's kappa with quadratic weights; NaN where nobody ever differs from one same grade.

    >>> weighted_kappa(np.array([0, 1, 2, 3]), np.array([0, 1, 2, 2])).__round__(3)
    0.875

    Source: Cohen 1968, doi:10.1037/h0026256: 1 - (disagreement seen) / (disagreement by chance), weights (i - j)^2.
    """
    counts = _counts(first, second)
    chance = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    grades = np.arange(N_GRADES)
    weights = (grades[:, None] - grades[None, :]) ** 2
    by_chance = float((weights * chance).sum())
    return 1 - float((weights * counts).sum()) / by_chance if by_chance else float("nan")


def ordinal_alpha(first: Grades, second: Grades) -> float:
    """Krippendorff's alpha for two assessors who both judged every pair, with the ordinal difference.

    The difference of two grades is the number of judgments that lie between them, so that a rare grade in between counts for
    little. NaN where all grades are equal.

    Source: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, repository.upenn.edu/asc_papers/43: the ordinal metric.
    """
    counts = _counts(first, second)
    together = counts + counts.T  # each pair enters from both sides
    sizes = together.sum(axis=1)
    upto = np.cumsum(sizes)
    i, j = (
        np.minimum.outer(np.arange(N_GRADES), np.arange(N_GRADES)),
        np.maximum.outer(np.arange(N_GRADES), np.arange(N_GRADES)),
    )
    between = upto[j] - upto[i] + sizes[i] - (sizes[i] + sizes[j]) / 2
    difference = np.where(i == j, 0.0, between) ** 2
    by_chance = float((difference * np.outer(sizes, sizes)).sum())
    return 1 - (sizes.sum() - 1) * float((difference * together).sum()) / by_chance if by_chance else float("nan")


def _counts(first: Grades, second: Grades) -> NDArray[np.float64]:
    """How often the first gave i and the second j; shape ``(4, 4)``."""
    return np.bincount(first * N_GRADES + second, minlength=N_GRADES**2).reshape(N_GRADES, N_GRADES).astype(np.float64)


def _rows_by_need(keys: Sequence[Key]) -> list[Grades]:
    """Row numbers of the pairs of each need: grades of one need hang together, so needs are what is drawn."""
    rows: dict[str, list[int]] = {}
    for row, (need_id, _) in enumerate(keys):
        rows.setdefault(need_id, []).append(row)
    return [np.array(own, dtype=np.int64) for own in rows.values()]


def _with_interval(
    measure: Callable[[Grades, Grades], float], first: Grades, second: Grades, groups: Sequence[Grades]
) -> Coefficient:
    """The measure and its percentile interval over resampled needs; draws without any difference in grade are left out."""
    if len(groups) < LEAST_NEEDS:
        return Coefficient(measure(first, second), float("nan"), float("nan"))
    rng = np.random.default_rng(SEED)
    found = []
    for _ in range(RESAMPLES):
        rows = np.concatenate([groups[number] for number in rng.integers(0, len(groups), len(groups))])
        found.append(measure(first[rows], second[rows]))
    usable = np.array(found)[~np.isnan(found)]
    low, high = np.percentile(usable, [2.5, 97.5]) if len(usable) else (float("nan"), float("nan"))
    return Coefficient(measure(first, second), float(low), float(high))
