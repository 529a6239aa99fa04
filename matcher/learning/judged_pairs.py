"""Judged needs as arrays of (need, hub) pairs: what the ranker is fitted to and measured on.

Every need is read by the blind concept model, which was fitted without any judged need (its thresholds were chosen on
`train`): so the features have about the errors that they will have on texts that no model has seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.arrays import BoolMatrix, BoolVector, FloatMatrix, IntVector
from matcher.evaluation.judgments import Judgments
from matcher.features import feature_matrix
from matcher.loading import Knowledge
from matcher.need import Need
from matcher.records import Query


@dataclass(frozen=True, slots=True, eq=False)
class JudgedPairs:
    """Needs x national hubs. Rows follow ``need_ids``, columns ``hub_ids``.

    Attributes:
        needs: as understood; outcomes: as judged.
        features: shape ``(n_needs, n_hubs, n_features)``, NaN = unknown.
        offsets: what the rules add to each score, log-odds; open_hubs: those that no rule keeps out;
            grades: 0 to 3; all of shape ``(n_needs, n_hubs)``.
        is_own: needs that we judged ourselves; shape ``(n_needs,)``.
    """

    need_ids: tuple[str, ...]
    hub_ids: tuple[str, ...]
    needs: tuple[Need, ...]
    outcomes: tuple[str, ...]
    features: NDArray[np.float32]
    offsets: FloatMatrix
    open_hubs: BoolMatrix
    grades: NDArray[np.int64]
    is_own: BoolVector

    def rows(self, chosen: IntVector) -> JudgedPairs:
        """The pairs of some needs."""
        return JudgedPairs(
            tuple(self.need_ids[i] for i in chosen),
            self.hub_ids,
            tuple(self.needs[i] for i in chosen),
            tuple(self.outcomes[i] for i in chosen),
            self.features[chosen],
            self.offsets[chosen],
            self.open_hubs[chosen],
            self.grades[chosen],
            self.is_own[chosen],
        )

    def without_hub(self, column: int) -> JudgedPairs:
        """The same as if that hub had not been judged: it is open to no need."""
        open_hubs = self.open_hubs.copy()
        open_hubs[:, column] = False
        return replace(self, open_hubs=open_hubs)

    def flat(self) -> FlatPairs:
        """The pairs of open hubs one below the other, as an estimator takes them."""
        groups = np.broadcast_to(np.arange(len(self.need_ids))[:, None], self.grades.shape)
        kept = self.open_hubs
        return FlatPairs(self.features[kept], self.grades[kept], groups[kept], self.offsets[kept])


@dataclass(frozen=True, slots=True, eq=False)
class FlatPairs:
    """One row per pair: features ``(n_pairs, n_features)``, grades, number of the need, and what the rules add."""

    features: FloatMatrix
    grades: NDArray[np.int64]
    groups: IntVector
    offsets: NDArray[np.float32]


def judged_pairs(known: Knowledge, judged: Sequence[Judgments]) -> JudgedPairs:
    """Every judged need against every national hub, read by the concept model of ``known``: a blind one, to be honest."""
    hubs = known.catalogue
    national = np.flatnonzero(~hubs.is_abroad & ~hubs.is_zone)
    ids = tuple(hubs.hub_ids[row] for row in national)
    needs = [(need, one.grades[need.id]) for one in judged for need in one.needs]
    vectors = known.encoder.encode_queries([need.text for need, _ in needs])
    queries = [Query(text=need.text) for need, _ in needs]
    read = [known.reader.read(query, None, vector) for query, vector in zip(queries, vectors, strict=True)]
    verdicts = [known.rules.judge(need, hubs) for need in read]
    return JudgedPairs(
        need_ids=tuple(need.id for need, _ in needs),
        hub_ids=ids,
        needs=tuple(read),
        outcomes=tuple(need.outcome for need, _ in needs),
        features=np.stack([feature_matrix(need, hubs)[national] for need in read]),
        offsets=np.stack([verdict.weights[national].sum(axis=1) for verdict in verdicts]),
        open_hubs=np.stack([~verdict.excluded[national] for verdict in verdicts]),
        grades=np.array([[grades.get(hub_id, 0) for hub_id in ids] for _, grades in needs], dtype=np.int64),
        is_own=np.array([need.split == "own" for need, _ in needs], dtype=np.bool_),
    )
