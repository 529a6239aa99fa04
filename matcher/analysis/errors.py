"""Where the ranking goes wrong: the worst needs, which hub is put in whose place, and what each feature is worth."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from matcher.analysis.figures import words
from matcher.evaluation.comparison import MAIN, Trial, resampled
from matcher.evaluation.measures import NDCG
from matcher.evaluation.significance import SEED, holm, randomisation_test
from matcher.evaluation.systems import WHOLE, RankedNeeds, whole_system_run
from matcher.features import FEATURE_NAMES
from matcher.ranking import ranking_order
from matcher.recommend import Ranked, Recommender

MOST_PULLS: Final = 3


def worst_needs(trial: Trial, recommender: Recommender, ranked: RankedNeeds, n: int = 15) -> pd.DataFrame:
    """The ``n`` needs that the whole system ranks worst.

    Returns:
        Columns ``need_id``, ``score`` (the main measure), ``language``, ``first`` and ``first_grade`` (the hub put first),
        ``best`` (hubs with the best grade) and ``best_rank`` (rank of the first of them, NaN where none is listed), ``for_first``
        (the features that pulled the first hub above that one, with their share of the gap in log-odds). Without texts.
    """
    scores, run = trial.scores[WHOLE][MAIN], trial.runs[WHOLE]
    rows = []
    for row in np.argsort(scores, kind="stable")[:n]:
        need = trial.needs[row]
        grades, order = trial.grades[need.id], run[need.id]
        best = sorted(hub for hub, grade in grades.items() if grade == max(grades.values()))
        ranks = [order.index(hub) + 1 for hub in best if hub in order]
        rows.append(
            {
                "need_id": need.id,
                "score": float(scores[row]),
                "language": need.lang,
                "first": order[0],
                "first_grade": grades.get(order[0], 0),
                "best": ", ".join(best),
                "best_rank": float(min(ranks)) if ranks else float("nan"),
                "for_first": _pull(recommender, ranked, need.id, order[0], order[min(ranks) - 1]) if ranks else "",
            }
        )
    return pd.DataFrame(rows)


def confusion(trial: Trial) -> pd.DataFrame:
    """Needs by the hub with the best grade (rows) and the hub put first (columns).

    Hubs that share the best grade share the need, so that the table adds up to the needs; hubs that are neither are left out.
    """
    place = {hub_id: number for number, hub_id in enumerate(trial.pool)}
    found = np.zeros((len(place), len(place)))
    for need in trial.needs:
        grades, first = trial.grades[need.id], trial.runs[WHOLE][need.id][0]
        best = [hub for hub, grade in grades.items() if grade == max(grades.values())]
        for hub in [first] if first in best else best:
            found[place[hub], place[first]] += 1.0 if first in best else 1.0 / len(best)
    used = np.flatnonzero(found.sum(axis=0) + found.sum(axis=1))
    names = [trial.pool[row] for row in used]
    return pd.DataFrame(found[np.ix_(used, used)], index=names, columns=names)


def ablation(trial: Trial, recommender: Recommender, ranked: RankedNeeds) -> pd.DataFrame:
    """What the main measure loses when a feature contributes nothing, without fitting the others again.

    Returns:
        A row for each feature, the dearest first: ``feature``, ``loss`` (mean), ``low`` and ``high`` (95 % paired bootstrap over
        needs), ``p`` (paired randomisation test, corrected by Holm), ``needs_changed`` and ``n``.
    """
    measure = NDCG(k=5)
    needs = [need.id for need in trial.needs]
    whole = np.array([measure(trial.runs[WHOLE][need], trial.grades[need]) for need in needs])
    rows, p_values = [], []
    for column, name in enumerate(FEATURE_NAMES):
        run = whole_system_run(recommender, {need: without_feature(ranked[need], column) for need in needs})
        own = np.array([measure(run[need], trial.grades[need]) for need in needs])
        loss = resampled(whole - own)
        p_values.append(randomisation_test(whole, own, rng=np.random.default_rng(SEED)))
        changed = sum(run[need] != trial.runs[WHOLE][need] for need in needs)
        rows.append(
            {
                "feature": name,
                "loss": loss.mean,
                "low": loss.low,
                "high": loss.high,
                "needs_changed": changed,
                "n": len(needs),
            }
        )
    table = pd.DataFrame(rows)
    table.insert(4, "p", holm(p_values))
    return table.sort_values(["loss", "feature"], ascending=[False, True], ignore_index=True)


def without_feature(ranked: Ranked, column: int) -> Ranked:
    """The same need as if the feature in ``column`` were worth nothing: the rest stays, the candidates stand in their new order."""
    shares = ranked.scored.contributions.copy()
    shares[:, column] = 0.0
    scored = replace(ranked.scored, contributions=shares)
    rows = ranked.candidates
    return replace(ranked, scored=scored, candidates=rows[ranking_order(scored.scores[rows], rows)])


def _pull(recommender: Recommender, ranked: RankedNeeds, need_id: str, first: str, better: str) -> str:
    """The three features that speak most for ``first`` against ``better``."""
    scored, row = ranked[need_id].scored, recommender.catalogue.row
    gaps = scored.contributions[row[first]] - scored.contributions[row[better]]
    order = np.argsort(-gaps, kind="stable")[:MOST_PULLS]
    return ", ".join(f"{words(scored.names[j])} {gaps[j]:+.2f}" for j in order if gaps[j] > 0)
