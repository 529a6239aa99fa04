"""A new version of the ranker: chosen and measured by cross-validation on judged needs, never on `dev`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from matcher.arrays import BoolVector
from matcher.errors import ArtefactError
from matcher.evaluation.calibration_measures import calibration
from matcher.evaluation.judgments import NEED_FILES, Judgments
from matcher.evaluation.significance import SEED
from matcher.evaluation.tables import table
from matcher.learning.cross_validation import GOOD, MEASURES, CrossValidated, calibrate, cross_validate, with_door
from matcher.learning.judged_pairs import judged_pairs
from matcher.learning.leave_hub_out import HubLeftOut, leave_each_hub_out
from matcher.learning.outcome_fit import Trade, cross_validated_trades, fit_outcome
from matcher.learning.ranker_fit import L2, SMOOTHNESS, additive, fit_estimator, terms_of
from matcher.loading import Knowledge, vocabularies_sha256
from matcher.ranking import DECIMALS, FORMAT_VERSION, FittedOn, RankerConfig, ScoreCalibration
from matcher.records import Record


class NeedFigures(Record):
    """Of one need, by a model that has not seen it: nDCG@5, and the Brier score over its open hubs."""

    ndcg: float
    brier: float


class RankerResults(Record):
    """``results.json`` of a ranker. The kinds are ``train`` and ``own``.

    Attributes:
        n: judged needs of each kind.
        cross_validated: measure -> mean, for each kind.
        per_need: of the needs that have a good hub, for the promotion gate.
        left_out: each hub ranked by a model that does not know it.
        trades: what the thresholds of the outcome cost.
    """

    n: dict[str, int]
    cross_validated: dict[str, dict[str, float]]
    per_need: dict[str, dict[str, NeedFigures]]
    left_out: tuple[HubLeftOut, ...]
    trades: tuple[Trade, ...]

    def markdown(self) -> str:
        """Cross-validated figures, and what thresholds of the outcome cost, as tables."""
        kinds = {kind: list(map(str, found.values())) for kind, found in self.cross_validated.items()}
        measures = list(next(iter(self.cross_validated.values())))
        costs = [one.row() for one in self.trades]
        head = (
            "match at",
            "turn away at",
            "with a right door: turned away",
            "called weak",
            "without one: given a match",
            "surely",
        )
        return f"{table(('needs', *measures), [(kind, *row) for kind, row in kinds.items()])}\n\n{table(head, costs)}"


@dataclass(frozen=True, slots=True, eq=False)
class TrainedRanker:
    """A ranker, and what was measured of it."""

    config: RankerConfig
    results: RankerResults


def results_of(measured: CrossValidated, left_out: tuple[HubLeftOut, ...], trades: tuple[Trade, ...]) -> RankerResults:
    """The figures, needs of `train` and our own apart."""
    is_own = measured.pairs.is_own
    kinds = {"train": ~is_own, "own": is_own}
    return RankerResults(
        n={kind: int(rows.sum()) for kind, rows in kinds.items()},
        cross_validated={kind: _figures(measured, rows) for kind, rows in kinds.items() if rows.any()},
        per_need={kind: _per_need(measured, rows) for kind, rows in kinds.items()},
        left_out=left_out,
        trades=trades,
    )


def _figures(measured: CrossValidated, rows: BoolVector) -> dict[str, float]:
    """Means over the needs of ``rows`` that have a good hub, and the calibration over all pairs of ``rows``."""
    pairs = measured.pairs
    kept = rows[with_door(pairs)]
    figures = {str(measure): float(measured.measured(measure)[kept].mean()) for measure in MEASURES}
    shown = np.where(pairs.open_hubs, measured.probabilities, 0)  # a hub that a rule keeps out is no door
    found = calibration(shown[rows], pairs.grades[rows] >= GOOD)
    figures |= {
        "Brier": found.brier.mean,
        "ECE": found.error.mean,
        "ECE of the first hub": _first_hub_error(measured, rows),
    }
    figures["n"] = float(kept.sum())
    return {name: round(value, 4) for name, value in figures.items()}


def _first_hub_error(measured: CrossValidated, rows: BoolVector) -> float:
    """Expected calibration error of the probability that people read first."""
    pairs = measured.pairs
    first = np.where(pairs.open_hubs, measured.scores, -np.inf).argmax(axis=1)[:, None]
    chosen = np.take_along_axis(measured.probabilities, first, axis=1)[rows]
    good = np.take_along_axis(pairs.grades, first, axis=1)[rows] >= GOOD
    return calibration(chosen.astype(np.float32), good).error.mean


def _per_need(measured: CrossValidated, rows: BoolVector) -> dict[str, NeedFigures]:
    pairs = measured.pairs
    doors = np.flatnonzero(with_door(pairs))
    gains = measured.measured(MEASURES[0])
    off = np.where(pairs.open_hubs, (measured.probabilities - (pairs.grades >= GOOD)) ** 2, np.nan)
    return {
        pairs.need_ids[row]: NeedFigures(ndcg=round(float(gain), 4), brier=round(float(np.nanmean(off[row])), 5))
        for row, gain in zip(doors, gains, strict=True)
        if rows[row]
    }


def train_ranker(known: Knowledge, judged: Sequence[Judgments], version: str, judgments: Path) -> TrainedRanker:
    """Fit to all judged needs; every figure is by models that have not seen the need it is of.

    Args:
        known: with the blind concept model, which bears the version of the one it goes with.
        judgments: the folder that ``judged`` was read from.
    """
    pairs = judged_pairs(known, judged)
    measured = cross_validate(additive(), pairs, rng=np.random.default_rng(SEED))
    estimator, line = fit_estimator(pairs), calibrate(measured.scores, pairs)
    config = RankerConfig(
        format_version=FORMAT_VERSION,
        version=version,
        baseline=round(line.intercept / line.slope, DECIMALS),  # so that a score of 0 is an even chance
        terms=terms_of(estimator),
        calibration=ScoreCalibration(slope=line.slope),
        outcome=fit_outcome(pairs, measured.probabilities),
        fitted_on=FittedOn(
            encoder=known.encoder.version,
            concepts=known.reader.concepts.config.version,
            vocabularies_sha256=vocabularies_sha256(known.catalogue.vocabularies),
            judgments_sha256=judgments_sha256(judgments),
            rules=known.rules.version,
            seed=SEED,
            l2=L2,
            smoothness=SMOOTHNESS,
        ),
    )
    trades = cross_validated_trades(measured, rng=np.random.default_rng(SEED))
    return TrainedRanker(config, results_of(measured, leave_each_hub_out(measured, additive()), trades))


def read_results(directory: Path) -> RankerResults:
    """What `save_ranker` wrote."""
    path = directory / "results.json"
    try:
        return RankerResults.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise ArtefactError(
            f"{path}: not a ranker's results ({error}); write them with `hub-matcher train ranker`"
        ) from error


def judgments_sha256(directory: Path) -> str:
    """Of the files of judged needs and grades, one after the other."""
    digest = hashlib.sha256()
    for name in (name for pair in NEED_FILES for name in pair):
        digest.update((directory / name).read_bytes())
    return digest.hexdigest()


def save_ranker(trained: TrainedRanker, output: Path) -> None:
    """Write ``config.json`` and ``results.json``."""
    output.mkdir(parents=True, exist_ok=True)
    (output / "config.json").write_text(trained.config.model_dump_json(indent=1) + "\n", encoding="utf-8")
    (output / "results.json").write_text(trained.results.model_dump_json(indent=1) + "\n", encoding="utf-8")
