"""The gate before a model version comes into use: it must not rank worse, be less honest, or break a must-hold case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from matcher.errors import ArtefactError
from matcher.evaluation.significance import SEED, Estimate, estimate
from matcher.learning.ranker_training import read_results

MOST_ECE: Final = 0.05
GATED: Final = "train"  # the kind of needs that the gate looks at


@dataclass(frozen=True, slots=True)
class Gate:
    """What was compared, and why the candidate may not come into use; no refusal = it may.

    Attributes:
        ndcg, brier: candidate less the one in use, over the ``n`` needs of `train` that both were cross-validated on.
        ece: of the candidate, cross-validated on `train`.
    """

    n: int
    ndcg: Estimate
    brier: Estimate
    ece: float
    refusals: tuple[str, ...]

    def __str__(self) -> str:
        lines = [
            f"cross-validated nDCG@5 on {self.n} needs of train, candidate less current: {self.ndcg.signed()}",
            f"Brier score, candidate less current (less is better): {self.brier.signed()}",
            f"expected calibration error of the candidate: {self.ece:.3f} (at most {MOST_ECE})",
            *(f"refused: {refusal}" for refusal in self.refusals),
        ]
        return "\n".join(lines)


def judge_candidate(candidate: Path, current: Path, broken: Sequence[str]) -> Gate:
    """Compare the results that `hub-matcher train ranker` left in two folders.

    A fall within the paired 95 % interval is noise; one whose whole interval lies below zero is refused.

    Args:
        broken: what is wrong with each must-hold case that holds now and would not with the candidate.
    """
    results = read_results(candidate)
    new, old = results.per_need[GATED], read_results(current).per_need[GATED]
    shared = sorted(set(new) & set(old))
    if not shared:
        raise ArtefactError(f"{candidate} and {current}: no need of {GATED} in both results; train both again")
    ndcg = _difference([new[need].ndcg - old[need].ndcg for need in shared])
    brier = _difference([new[need].brier - old[need].brier for need in shared])
    ece = results.cross_validated[GATED]["ECE"]
    refusals = list(broken)
    if ndcg.high < 0:
        refusals.append(f"nDCG@5 falls by {-ndcg.mean:.3f}, more than chance allows")
    if brier.low > 0:
        refusals.append(f"the Brier score worsens by {brier.mean:.4f}, more than chance allows")
    if ece > MOST_ECE:
        refusals.append(f"calibration error {ece:.3f}; expected at most {MOST_ECE}")
    return Gate(len(shared), ndcg, brier, ece, tuple(refusals))


def _difference(gains: Sequence[float]) -> Estimate:
    return estimate(np.array(gains), rng=np.random.default_rng(SEED))
