"""Whom the system sends needs to, against whom the assessors would: does a hub get the attention that its fit earns?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from matcher.evaluation.comparison import Trial
from matcher.evaluation.judgments import LEAST_GRADE
from matcher.evaluation.systems import WHOLE
from matcher.evaluation.trec import Run

FEW: Final = 3  # the second cut-off: what a page shows without scrolling


@dataclass(frozen=True, slots=True)
class HubExposure:
    """One hub, as shares of the needs; compare ``first`` with ``best``, and ``among_first`` with ``good``.

    Attributes:
        first, among_first: it stands first; it stands among the first `FEW`.
        best: it has the best grade; hubs that share it share the need, so that this adds up to 1 like ``first``.
        good: it is graded 2 or more.
    """

    hub_id: str
    first: float
    best: float
    among_first: float
    good: float


@dataclass(frozen=True, slots=True)
class Gini:
    """Gini coefficients over the hubs, of the shares in `HubExposure`: 0 all alike, near 1 all to one."""

    first: float
    best: float
    among_first: float
    good: float


@dataclass(frozen=True, slots=True)
class Exposure:
    """The whole system's exposure of each hub, and how uneven it is for each system that has a run."""

    n: int
    hubs: tuple[HubExposure, ...]
    gini: dict[str, Gini]


def exposure(trial: Trial) -> Exposure:
    """Exposure and merit of every hub of the pool, the most exposed first; Gini of the whole system and the baselines."""
    needs = [need.id for need in trial.needs]
    tables = {
        name: hub_exposures(run, trial.grades, needs, trial.pool)
        for name, run in trial.runs.items()
        if name in (WHOLE, trial.against)
    }
    hubs = sorted(tables[WHOLE], key=lambda hub: (-hub.first, -hub.best, hub.hub_id))
    return Exposure(len(needs), tuple(hubs), {name: _gini_of(table) for name, table in tables.items()})


def hub_exposures(
    run: Run, grades: Mapping[str, Mapping[str, int]], needs: Sequence[str], pool: Sequence[str]
) -> tuple[HubExposure, ...]:
    """Shares of ``needs`` for each hub of ``pool``, in its order.

    Source: exposure against merit, Singh and Joachims 2018, doi:10.1145/3219819.3220088; here attention is all or nothing at
    a cut-off, and merit is the judged grade.
    """
    row = {hub_id: number for number, hub_id in enumerate(pool)}
    first, best, among, good = (np.zeros(len(pool)) for _ in range(4))
    for need in needs:
        own = {hub_id: grade for hub_id, grade in grades[need].items() if grade > 0}
        champions = [hub_id for hub_id, grade in own.items() if grade == max(own.values())]
        best[[row[hub_id] for hub_id in champions]] += 1 / max(len(champions), 1)
        good[[row[hub_id] for hub_id, grade in own.items() if grade >= LEAST_GRADE]] += 1
        listed = [row[hub_id] for hub_id in run.get(need, [])[:FEW] if hub_id in row]
        among[listed] += 1
        first[[row[hub_id] for hub_id in run.get(need, [])[:1] if hub_id in row]] += 1
    shares = [column / max(len(needs), 1) for column in (first, best, among, good)]
    return tuple(HubExposure(hub_id, *(float(s[number]) for s in shares)) for number, hub_id in enumerate(pool))


def gini(amounts: ArrayLike) -> float:
    """Gini coefficient: mean difference of all pairs over twice the mean; 0 when there is nothing to share.

    >>> gini([1, 1, 1, 1]), gini([0, 0, 0, 1])
    (0.0, 0.75)

    Source: Gini 1912, in the form by ranks (Dixon et al. 1987, doi:10.2307/1938238), without small-sample correction.
    """
    sizes = np.sort(np.asarray(amounts, dtype=np.float64))
    n, total = len(sizes), float(sizes.sum())
    return float(((2 * np.arange(1, n + 1) - n - 1) * sizes).sum() / (n * total)) if total else 0.0


def _gini_of(table: Sequence[HubExposure]) -> Gini:
    return Gini(
        first=gini([hub.first for hub in table]),
        best=gini([hub.best for hub in table]),
        among_first=gini([hub.among_first for hub in table]),
        good=gini([hub.good for hub in table]),
    )
