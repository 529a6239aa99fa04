"""Systems to compare: each ranks the national hubs for every judged need. Baselines first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matcher.arrays import FloatMatrix, FloatVector, IntVector
from matcher.evaluation.judgments import JudgedNeed
from matcher.ranking import ranking_order
from matcher.recommend import Recommender
from matcher.records import Query

Run = dict[str, list[str]]  # need id -> hub ids, best first


def national_rows(recommender: Recommender) -> IntVector:
    """Rows of the hubs that are judged: those of Portugal, without the free zones; shape ``(18,)`` today."""
    hubs = recommender.catalogue
    return np.flatnonzero(~hubs.is_abroad & ~hubs.is_zone)


def random_runs(
    recommender: Recommender, needs: Sequence[JudgedNeed], n_runs: int, *, rng: np.random.Generator
) -> list[Run]:
    """``n_runs`` runs in random order: chance level is their mean."""
    ids = [recommender.catalogue.hub_ids[row] for row in national_rows(recommender)]
    return [{need.id: [ids[i] for i in rng.permutation(len(ids))] for need in needs} for _ in range(n_runs)]


def bm25_run(recommender: Recommender, needs: Sequence[JudgedNeed]) -> Run:
    """BM25 of the whole profile, stemmed in both languages."""
    return {need.id: _ranked(recommender, recommender.catalogue.lexical.scores(need.text)) for need in needs}


def encoder_run(recommender: Recommender, needs: Sequence[JudgedNeed]) -> Run:
    """Mean cosine of the best three passages, and nothing else."""
    vectors: FloatMatrix = recommender.encoder.encode_queries([need.text for need in needs])
    passages = recommender.catalogue.passages
    return {
        need.id: _ranked(recommender, passages.best_mean(passages.similarities(vector)))
        for need, vector in zip(needs, vectors, strict=True)
    }


def whole_system_run(recommender: Recommender, needs: Sequence[JudgedNeed]) -> Run:
    """The recommender's own order of the candidates, then the hubs that a rule excluded, by score."""
    runs: Run = {}
    for need in needs:
        ranked = recommender.rank(Query(text=need.text))
        national = set(national_rows(recommender).tolist())
        order = [int(row) for row in ranked.candidates if int(row) in national]
        rest = np.array(sorted(national - set(order)), dtype=np.int64)
        ids = recommender.catalogue.hub_ids
        order += rest[ranking_order(ranked.scored.scores[rest], [ids[row] for row in rest])].tolist()
        runs[need.id] = [ids[row] for row in order]
    return runs


def _ranked(recommender: Recommender, scores: FloatVector) -> list[str]:
    """Ids of the national hubs by ``scores`` of the whole catalogue."""
    rows = national_rows(recommender)
    ids = [recommender.catalogue.hub_ids[row] for row in rows]
    return [ids[i] for i in ranking_order(np.nan_to_num(scores[rows], nan=-np.inf), ids)]
