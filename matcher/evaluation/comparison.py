"""Systems side by side on judged needs: means with bootstrap intervals, and a paired test against the best baseline."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.evaluation.judgments import JudgedNeed, Judgments
from matcher.evaluation.measures import NDCG, BestFirst, Measure, ReciprocalRank
from matcher.evaluation.systems import Run, bm25_run, encoder_run, national_rows, random_runs, whole_system_run
from matcher.recommend import Recommender

MEASURES: Final[tuple[Measure, ...]] = (NDCG(k=5), ReciprocalRank(least=2), BestFirst())
LEAST_GRADE: Final = 2  # needs without a good hub cannot be ranked well or badly: they count in the outcome instead
RESAMPLES: Final = 10_000
RANDOM_RUNS: Final = 200
SEED: Final = 20261123

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over needs and its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.2f} [{self.low:.2f}, {self.high:.2f}]"


@dataclass(frozen=True, slots=True)
class Row:
    """One system: an estimate per measure, and p of the paired test on the first measure (None for baselines)."""

    system: str
    estimates: tuple[Estimate, ...]
    p_value: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All systems on the same ``n`` needs; ``against`` is the baseline that the p values compare with."""

    split: str
    n: int
    measures: tuple[str, ...]
    rows: tuple[Row, ...]
    against: str

    def summary(self) -> str:
        """How the table was made, in one sentence."""
        return (
            f"{self.n} needs of the split {self.split!r} with a national hub of grade {LEAST_GRADE} or more, graded by language-model "
            f"assessors; 95 % bootstrap intervals over needs; p of a paired randomisation test on {self.measures[0]}."
        )

    def json(self) -> str:
        """Every figure, unrounded."""
        return json.dumps(asdict(self), indent=1)

    def markdown(self) -> str:
        """The table, as documents show it."""
        head = ["system", *self.measures, f"p against {self.against}"]
        lines = [" | ".join(head), " | ".join(["---"] * len(head))]
        for row in self.rows:
            p = "" if row.p_value is None else f"{row.p_value:.4f}" if row.p_value >= 0.0001 else "< 0.0001"
            lines.append(" | ".join([row.system, *map(str, row.estimates), p]))
        return "\n".join(f"| {line} |" for line in lines)


def score_run(run: Run, needs: Sequence[JudgedNeed], judgments: Judgments, measure: Measure) -> Scores:
    """The measure for each need, shape ``(n_needs,)``; a need that the run misses scores 0."""
    return np.array([measure(run.get(need.id, []), judgments.grades[need.id]) for need in needs])


def compare(recommender: Recommender, judgments: Judgments, split: str) -> Comparison:
    """Random order, BM25, encoder and the whole system on the needs of one split."""
    rng = np.random.default_rng(SEED)
    judgments = judgments.only([recommender.catalogue.hub_ids[row] for row in national_rows(recommender)])
    needs = judgments.with_grade(LEAST_GRADE)
    chance = random_runs(recommender, needs, RANDOM_RUNS, rng=rng)
    runs = {
        "BM25": bm25_run(recommender, needs),
        "encoder, mean of the best 3 passages": encoder_run(recommender, needs),
        "whole system": whole_system_run(recommender, needs),
    }
    scores = {name: [score_run(run, needs, judgments, m) for m in MEASURES] for name, run in runs.items()}
    scores = {
        "random order": [np.mean([score_run(r, needs, judgments, m) for r in chance], axis=0) for m in MEASURES]
    } | scores
    baselines = [name for name in scores if name != "whole system"]
    against = max(baselines, key=lambda name: float(scores[name][0].mean()))
    p_value = randomisation_test(scores["whole system"][0], scores[against][0], rng=rng)
    rows = tuple(
        Row(name, tuple(estimate(s, rng=rng) for s in per_measure), p_value if name == "whole system" else None)
        for name, per_measure in scores.items()
    )
    return Comparison(split, len(needs), tuple(map(str, MEASURES)), rows, against)


def estimate(scores: Scores, *, rng: np.random.Generator) -> Estimate:
    """Mean and 95 % percentile bootstrap interval over needs (Efron and Tibshirani 1993, chapter 13)."""
    means = scores[rng.integers(0, len(scores), size=(RESAMPLES, len(scores)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Estimate(float(scores.mean()), float(low), float(high))


def randomisation_test(first: Scores, second: Scores, *, rng: np.random.Generator) -> float:
    """Two-sided p of a paired randomisation test: the sign of each need's difference is flipped at random.

    Source: Smucker, Allan and Carterette 2007, doi:10.1145/1321440.1321528; (b + 1) / (m + 1) so that p is never 0.
    """
    differences = first - second
    signs = rng.choice(np.array([-1.0, 1.0]), size=(RESAMPLES, len(differences)))
    extreme = np.abs((signs * differences).mean(axis=1)) >= abs(differences.mean()) - 1e-12
    return float((extreme.sum() + 1) / (RESAMPLES + 1))
