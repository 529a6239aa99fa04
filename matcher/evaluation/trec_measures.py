"""Runs measured by `ir_measures` (trec_eval's own code beneath); needs the extra ``evaluation``.

What it has no name for (`BestFirst`) is measured here. The order of each list is settled before: scores handed over count
down by rank, so that no tie is left to another's taste.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from matcher.evaluation.measures import Grades, Measure
from matcher.evaluation.significance import Scores

JUDGED_CUTOFF: Final = 5
JUDGED: Final = f"judged@{JUDGED_CUTOFF}"  # share of the first hubs that the assessors graded, 0 included


class Judge:
    """Measures any number of runs on the same needs; the grades are read once.

    Args:
        grades: of each of ``needs``; a hub of ``pool`` without one was judged to be no good (0), any other was not judged.
    """

    def __init__(
        self, measures: Sequence[Measure], grades: Mapping[str, Grades], needs: Sequence[str], pool: Sequence[str]
    ) -> None:
        import ir_measures  # here, since the default install is without the extra

        self._needs, self._grades = tuple(needs), grades
        self._own = [measure for measure in measures if measure.standard is None]
        names = {str(measure): measure.standard for measure in measures if measure.standard is not None}
        self._labels = {ir_measures.parse_measure(name): label for label, name in names.items()}
        self._labels[ir_measures.Judged @ JUDGED_CUTOFF] = JUDGED
        judged = {need: dict.fromkeys(pool, 0) | dict(grades[need]) for need in needs}
        self._evaluator = ir_measures.evaluator(list(self._labels), judged)

    def scores(self, run: Mapping[str, Sequence[str]]) -> dict[str, Scores]:
        """For each measure's label, and `JUDGED`, one score a need, in their order; a need that the run misses scores 0."""
        listed = {need: run[need] for need in self._needs if run.get(need)}
        scored = {need: {hub: float(-rank) for rank, hub in enumerate(hubs)} for need, hubs in listed.items()}
        row = {need: number for number, need in enumerate(self._needs)}
        found = {label: np.zeros(len(row)) for label in self._labels.values()}
        for metric in self._evaluator.iter_calc(scored):
            found[self._labels[metric.measure]][row[metric.query_id]] = metric.value
        for measure in self._own:
            found[str(measure)] = np.array([measure(listed.get(need, []), self._grades[need]) for need in self._needs])
        return found
