"""Systems side by side on judged needs: means with bootstrap intervals, chance, and paired tests against the best baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from matcher.errors import DataError
from matcher.evaluation.judgments import LEAST_GRADE, JudgedNeed, Judgments
from matcher.evaluation.measures import NDCG, AveragePrecision, BestFirst, Measure, Recall, ReciprocalRank
from matcher.evaluation.significance import SEED, Estimate, Scores, estimate, holm, randomisation_test
from matcher.evaluation.systems import (
    ASSESSED,
    BASELINES,
    BM25,
    ENCODER,
    RANDOM,
    WHOLE,
    RankedNeeds,
    assessed_run,
    bm25_run,
    encoder_run,
    national_ids,
    random_runs,
    rank_needs,
    whole_system_run,
)
from matcher.evaluation.trec import Run
from matcher.evaluation.trec_measures import JUDGED, Judge
from matcher.recommend import Recommender

MEASURES: Final[tuple[Measure, ...]] = (NDCG(k=5), ReciprocalRank(least=LEAST_GRADE), BestFirst())
FURTHER: Final[tuple[Measure, ...]] = (Recall(k=5, least=LEAST_GRADE), AveragePrecision(least=LEAST_GRADE))
MAIN: Final = str(MEASURES[0])  # decides which baseline is best, and is what is tested
RANDOM_RUNS: Final = 200
IN_SAMPLE: Final = (
    "These figures are in-sample: the shipped concept model and ranker were fitted on these very needs. They say nothing of new "
    "needs: the ranker's card has cross-validated figures, and the split 'dev' is for reports."
)


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """What every table is made from: needs with a good hub, runs of several systems, and what each need scored.

    Attributes:
        grades: of the national hubs, ``pool``, alone.
        runs: baselines first; random order has none, it is the mean of many.
        scores: system -> label of a measure -> shape ``(n_needs,)``.
    """

    split: str
    needs: tuple[JudgedNeed, ...]
    grades: dict[str, dict[str, int]]
    pool: tuple[str, ...]
    runs: dict[str, Run]
    scores: dict[str, dict[str, Scores]]

    @property
    def against(self) -> str:
        """The best baseline on the main measure."""
        return max(BASELINES, key=lambda name: float(self.scores[name][MAIN].mean()))


@dataclass(frozen=True, slots=True)
class Row:
    """One system.

    Attributes:
        estimates, further: one for each of `Comparison.measures` and `Comparison.further`.
        p_value: of the paired test against the best baseline on the first measure; None for that baseline itself.
        p_holm: the same, corrected for the number of systems compared.
        judged: mean share of its first hubs that were judged; what is not judged counts as no good.
    """

    system: str
    estimates: tuple[Estimate, ...]
    p_value: float | None
    further: tuple[Estimate, ...] = ()
    p_holm: float | None = None
    judged: float = 1.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """All systems on the same ``n`` needs; ``against`` is the baseline that the p values compare with.

    Attributes:
        gap: for each measure how far the assessed labels are ahead of understood ones, with a paired interval.
    """

    split: str
    n: int
    measures: tuple[str, ...]
    rows: tuple[Row, ...]
    against: str
    further: tuple[str, ...] = ()
    gap: dict[str, Estimate] = field(default_factory=dict)

    @property
    def chance(self) -> tuple[float, ...]:
        """Mean of random order on each of ``measures``, then of ``further``."""
        (row,) = (row for row in self.rows if row.system == RANDOM)
        return tuple(found.mean for found in (*row.estimates, *row.further))

    def summary(self) -> str:
        """How the table was made, in a few sentences."""
        told = (
            f"{self.n} needs of the split {self.split!r} with a national hub of grade {LEAST_GRADE} or more, graded by language-model "
            f"assessors; 95 % bootstrap intervals over needs; p of paired randomisation tests on {self.measures[0]}, corrected by "
            f"Holm for {len(self.rows) - 1} comparisons. In italics: the whole system told what the assessors read in each text."
        )
        return f"{told}\n\n{IN_SAMPLE}" if self.split != "dev" else told

    def markdown(self) -> str:
        """The table with the headline measures, as documents show it."""
        return self._table(self.measures, [row.estimates for row in self.rows], judged=None)

    def wide_markdown(self) -> str:
        """The table with every measure, and how much of each run was judged."""
        estimates = [(*row.estimates, *row.further) for row in self.rows]
        return self._table((*self.measures, *self.further), estimates, [f"{row.judged:.2f}" for row in self.rows])

    def _table(
        self, measures: Sequence[str], estimates: Sequence[Sequence[Estimate]], judged: Sequence[str] | None
    ) -> str:
        named = [f"{name}, chance {chance:.2f}" for name, chance in zip(measures, self.chance, strict=False)]
        head = ["system", *named, *([JUDGED] if judged else []), f"p (Holm) against {self.against}"]
        lines = [" | ".join(head), " | ".join(["---"] * len(head))]
        for number, (row, own) in enumerate(zip(self.rows, estimates, strict=True)):
            mark = "*" if row.system == ASSESSED else ""
            cells = [f"{mark}{cell}{mark}" for cell in (row.system, *map(str, own))]
            lines.append(" | ".join([*cells, *([judged[number]] if judged else []), _p(row.p_holm)]))
        return "\n".join(f"| {line} |" for line in lines)


def compare(recommender: Recommender, judgments: Judgments, split: str) -> Comparison:
    """Random order, BM25, encoder, the whole system and the same with assessed labels, on the needs of one split."""
    ranked = rank_needs(recommender, judgments.only(national_ids(recommender)).with_grade(LEAST_GRADE))
    return comparison_of(run_trial(recommender, judgments, split, ranked, {}))


def run_trial(
    recommender: Recommender, judgments: Judgments, split: str, ranked: RankedNeeds, outside: Mapping[str, Run]
) -> Trial:
    """Run every system and measure each need.

    Args:
        ranked: what the whole system makes of the needs with a good hub at least, from `rank_needs`.
        outside: runs of other systems by name; further rows of the table.

    Raises:
        DataError: no need of the split has a good hub.
    """
    pool = national_ids(recommender)
    judgments = judgments.only(pool)
    needs = judgments.with_grade(LEAST_GRADE)
    if not needs:
        raise DataError(
            [f"found no need of the split {split!r} with a national hub of grade {LEAST_GRADE} or more; expected one"]
        )
    ids = [need.id for need in needs]
    ranked = {need: ranked[need] for need in ids}
    runs = {
        BM25: bm25_run(recommender, ranked),
        ENCODER: encoder_run(recommender, ranked),
        **outside,
        WHOLE: whole_system_run(recommender, ranked),
        ASSESSED: assessed_run(recommender, needs, ranked),
    }
    judge = Judge((*MEASURES, *FURTHER), judgments.grades, ids, pool)
    chance = [judge.scores(run) for run in random_runs(ids, pool, RANDOM_RUNS, rng=np.random.default_rng(SEED))]
    scores = {RANDOM: {label: np.mean([own[label] for own in chance], axis=0) for label in chance[0]}}
    scores |= {name: judge.scores(run) for name, run in runs.items()}
    return Trial(split, needs, judgments.grades, pool, runs, scores)


def comparison_of(trial: Trial) -> Comparison:
    """The table of a trial. The same resamples serve every system, so a further row changes no interval."""
    scores, against = trial.scores, trial.against
    tested = [name for name in scores if name != against]
    p_values = dict(zip(tested, [_test(scores[name][MAIN], scores[against][MAIN]) for name in tested], strict=True))
    corrected = dict(zip(tested, holm(list(p_values.values())), strict=True))
    rows = tuple(
        Row(
            name,
            tuple(resampled(own[str(measure)]) for measure in MEASURES),
            p_values.get(name),
            tuple(resampled(own[str(measure)]) for measure in FURTHER),
            corrected.get(name),
            float(own[JUDGED].mean()),
        )
        for name, own in scores.items()
    )
    labels = [str(measure) for measure in (*MEASURES, *FURTHER)]
    gap = {label: resampled(scores[ASSESSED][label] - scores[WHOLE][label]) for label in labels}
    own, further = tuple(map(str, MEASURES)), tuple(map(str, FURTHER))
    return Comparison(trial.split, len(trial.needs), own, rows, against, further, gap)


def resampled(scores: Scores) -> Estimate:
    """The mean with its interval from the resamples that all systems share."""
    return estimate(scores, rng=np.random.default_rng(SEED))


def _test(first: Scores, second: Scores) -> float:
    return randomisation_test(first, second, rng=np.random.default_rng(SEED))


def _p(p_value: float | None) -> str:
    return "" if p_value is None else f"{p_value:.4f}" if p_value >= 0.0001 else "< 0.0001"
