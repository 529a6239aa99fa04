"""How sure a figure is: bootstrap intervals over needs, intervals of shares, paired tests, and their correction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

RESAMPLES: Final = 10_000
SEED: Final = 20261123
NORMAL_975: Final = 1.959963984540054  # 97.5th percentile of the standard normal distribution

Scores = NDArray[np.float64]  # one value a need


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over needs and its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.2f} [{self.low:.2f}, {self.high:.2f}]"

    def signed(self) -> str:
        """A difference: with its sign, and to a thousandth."""
        return f"{self.mean:+.3f} [{self.low:+.3f}, {self.high:+.3f}]"


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``n`` needs, and the 95 % Wilson interval of the share; without needs everything is possible."""

    count: int
    n: int
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.count} of {self.n} [{self.low:.2f}, {self.high:.2f}]"


def estimate(scores: Scores, *, rng: np.random.Generator) -> Estimate:
    """Mean and 95 % percentile bootstrap interval over needs (Efron and Tibshirani 1993, chapter 13)."""
    means = scores[rng.integers(0, len(scores), size=(RESAMPLES, len(scores)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Estimate(float(scores.mean()), float(low), float(high))


def share(count: int, n: int) -> Share:
    """``count`` of ``n`` with the Wilson score interval, which says something even of 0 or ``n``; a bootstrap would not.

    >>> str(share(0, 10))
    '0 of 10 [0.00, 0.28]'

    Source: Wilson 1927, doi:10.1080/01621459.1927.10502953, without continuity correction.
    """
    if n == 0:
        return Share(0, 0, 0.0, 1.0)
    z2, p = NORMAL_975**2, count / n
    middle, half = p + z2 / (2 * n), NORMAL_975 * float(np.sqrt(p * (1 - p) / n + z2 / (4 * n * n)))
    low, high = ((middle + sign * half) / (1 + z2 / n) for sign in (-1, 1))
    return Share(count, n, max(low, 0.0), min(high, 1.0))


def randomisation_test(first: Scores, second: Scores, *, rng: np.random.Generator) -> float:
    """Two-sided p of a paired randomisation test: the sign of each need's difference is flipped at random.

    Source: Smucker, Allan and Carterette 2007, doi:10.1145/1321440.1321528; (b + 1) / (m + 1) so that p is never 0.
    """
    differences = first - second
    signs = rng.choice(np.array([-1.0, 1.0]), size=(RESAMPLES, len(differences)))
    extreme = np.abs((signs * differences).mean(axis=1)) >= abs(differences.mean()) - 1e-12
    return float((extreme.sum() + 1) / (RESAMPLES + 1))


def holm(p_values: Sequence[float]) -> list[float]:
    """The p values adjusted for their number, in the same order: the chance of any false finding stays below the level.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]

    Source: Holm 1979, Scandinavian Journal of Statistics 6(2), 65: the smallest times m, the next times m - 1, and so on,
    never smaller than the one before, at most 1.
    """
    adjusted, least = [0.0] * len(p_values), 0.0
    for place, row in enumerate(sorted(range(len(p_values)), key=lambda row: p_values[row])):
        least = max(least, min(1.0, (len(p_values) - place) * p_values[row]))
        adjusted[row] = least
    return adjusted
