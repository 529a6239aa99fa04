"""Which hub serves which of several needs, and the fewest hubs that together serve all of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from matcher.arrays import BoolMatrix, BoolVector, FloatVector, IntVector
from matcher.catalogue import Catalogue
from matcher.features import service_coverage
from matcher.need import Need


def serves_well(need: Need, probabilities: FloatVector, hubs: Catalogue, least: float) -> BoolVector:
    """Hubs that are a good door for one need by itself and offer some service it asks for; shape ``(n_hubs,)``.

    Args:
        probabilities: of being a good door for this need; shape ``(n_hubs,)``.
        least: the probability from which an answer would be a match.
    """
    offered = service_coverage(need, hubs)
    return np.asarray((probabilities >= least) & (np.isnan(offered) | (offered > 0)))


def smallest_cover(served: BoolMatrix, scores: FloatVector, candidates: IntVector) -> tuple[int, ...]:
    """Rows of the fewest candidates that serve every need that any candidate serves, best score first.

    One hub when one is enough; none when no need is served. Of covers of equal size the one whose scores for the whole
    text sum highest is taken, then the one that comes first by id. The search is exact: of hubs that serve the same
    needs only the best can be part of the answer, so there are fewer than two to the power of the needs to combine.

    Args:
        served: shape ``(n_needs, n_hubs)``.
        scores: for the text as a whole, shape ``(n_hubs,)``.
        candidates: row numbers of the hubs that no rule keeps out, best first.
    """
    best_of: dict[bytes, int] = {}
    for row in candidates.tolist():
        if served[:, row].any():
            best_of.setdefault(served[:, row].tobytes(), row)
    rows = sorted(best_of.values())
    if not rows:
        return ()
    wanted = served[:, rows].any(axis=1)
    for size in range(1, len(served) + 1):
        covers = [some for some in combinations(rows, size) if (served[:, some].any(axis=1) >= wanted).all()]
        if covers:
            best = max(covers, key=lambda some: (_total(scores, some), [-row for row in some]))
            return tuple(sorted(best, key=lambda row: (-scores[row], row)))
    raise AssertionError("one hub for each need is a cover")


def _total(scores: FloatVector, rows: Sequence[int]) -> float:
    """Sum of the scores, rounded so that the order of adding cannot decide."""
    return round(float(scores[list(rows)].sum()), 4)
