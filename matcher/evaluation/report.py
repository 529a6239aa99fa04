"""Everything that is reported of a ranking on one split: worked out once, kept as data, shown by `report_tables` and `chart`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from matcher.errors import DataError
from matcher.evaluation.calibration_measures import HubCalibration, hub_calibration
from matcher.evaluation.comparison import Comparison, Trial, comparison_of, run_trial
from matcher.evaluation.exposure import Exposure, exposure
from matcher.evaluation.judgments import Judgments
from matcher.evaluation.outcomes import Outcomes, outcomes
from matcher.evaluation.slices import Slice, slices
from matcher.evaluation.systems import ASSESSED, BM25, ENCODER, WHOLE, NearTies, RankedNeeds, near_ties, rank_needs
from matcher.evaluation.trec import Run, qrels_lines, read_run, run_lines
from matcher.recommend import Recommender

QRELS_FILE: Final = "qrels.txt"
OWN_RUNS: Final = (BM25, ENCODER, WHOLE, ASSESSED)


@dataclass(frozen=True, slots=True)
class Report:
    """Every figure of one split.

    Attributes:
        versions: of the models, catalogue and rules that were measured.
        comparison, slices, exposure, near_ties: of needs with a good hub.
        outcomes, calibration: of all needs.
    """

    versions: dict[str, str]
    comparison: Comparison
    slices: tuple[Slice, ...]
    exposure: Exposure
    near_ties: NearTies
    outcomes: Outcomes
    calibration: HubCalibration

    def json(self) -> str:
        """Every figure, unrounded; those of the comparison stand at the top level."""
        content = asdict(self)
        return json.dumps(content.pop("comparison") | content, indent=1)

    @classmethod
    def parse(cls, text: str) -> Report:
        """What `json` wrote."""
        content = json.loads(text)
        content["comparison"] = {own.name: content.pop(own.name) for own in fields(Comparison)}
        return _STORED.validate_python(content)


_STORED: Final = TypeAdapter(Report)


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """A report, the runs it was made from, and what the whole system made of each need."""

    report: Report
    trial: Trial
    ranked: RankedNeeds

    def write_runs(self, folder: Path) -> tuple[Path, ...]:
        """Write the qrels and a run file for each of our systems, named for it; random order is a mean and has none."""
        folder.mkdir(parents=True, exist_ok=True)
        grades = {need.id: self.trial.grades[need.id] for need in self.trial.needs}
        texts = {QRELS_FILE: qrels_lines(grades, self.trial.pool)}
        texts |= {f"{file_stem(name)}.run": run_lines(self.trial.runs[name], file_stem(name)) for name in OWN_RUNS}
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        return tuple(folder / name for name in texts)


def evaluate_ranking(
    recommender: Recommender, judgments: Judgments, split: str, outside: Mapping[str, Run] | None = None
) -> Evaluation:
    """Measure everything on one split.

    Args:
        outside: runs of other systems by name, from `read_outside`.
    """
    ranked = rank_needs(recommender, judgments.needs)
    trial = run_trial(recommender, judgments, split, ranked, outside or {})
    with_door = {need.id: ranked[need.id] for need in trial.needs}
    report = Report(
        versions=_versions(recommender),
        comparison=comparison_of(trial),
        slices=slices(trial, recommender.catalogue, recommender.reader.geography),
        exposure=exposure(trial),
        near_ties=near_ties(recommender, with_door),
        outcomes=outcomes(recommender, judgments.needs, ranked),
        calibration=hub_calibration(recommender, judgments.needs, ranked, trial.grades),
    )
    return Evaluation(report, trial, ranked)


def read_outside(paths: Sequence[Path], recommender: Recommender, judgments: Judgments) -> dict[str, Run]:
    """Run files of other systems by their tags; needs of another split are passed over.

    Raises:
        DataError: lines at fault, with file and line; two runs of one name; a run without a need of the split.
    """
    found: dict[str, Run] = {}
    wanted = {need.id for need in judgments.needs}
    for path in paths:
        file = read_run(path, judgments.known, recommender.catalogue.row)
        if file.tag in found or file.tag in OWN_RUNS:
            raise DataError([f"{path}: found the tag {file.tag!r} again; expected a name of its own for each run"])
        found[file.tag] = {need: hubs for need, hubs in file.run.items() if need in wanted}
        if not found[file.tag]:
            raise DataError([f"{path}: found no need of the split; expected a run on the {len(wanted)} needs measured"])
    return found


def file_stem(system: str) -> str:
    """A system's name as a file and a tag have it.

    >>> file_stem("whole system, assessed labels")
    'whole-system-assessed-labels'
    """
    return "-".join(re.findall(r"[a-z0-9]+", system.lower()))


def _versions(recommender: Recommender) -> dict[str, str]:
    """What was measured."""
    return recommender.versions.model_dump() | {"concepts": recommender.reader.concepts.config.version}
