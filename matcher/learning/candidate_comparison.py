"""Candidates side by side: the same folds, the same needs, the same measures; every difference is to the shipped one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from matcher.evaluation.significance import SEED, Estimate, estimate
from matcher.evaluation.understanding_measures import calibration_error
from matcher.learning.cross_validation import (
    GOOD,
    MEASURES,
    N_FOLDS,
    CrossValidated,
    Fitter,
    cross_validate,
    with_door,
)
from matcher.learning.judged_pairs import JudgedPairs

Kind = Literal["train", "own"]
KINDS: Final[tuple[Kind, ...]] = ("train", "own")
NOTHING: Final = "–"
DECIMALS: Final = 4
PerNeed = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One row of the comparison.

    Attributes:
        fit: None when it cannot be fitted here; ``missing`` then says why.
        pairs: the judged needs as this candidate sees them; ids, grades and their order are the same for all.
        runs: how often it is fitted and measured: more than once for chance, whose measure is the mean.
    """

    name: str
    fit: Fitter | None
    pairs: JudgedPairs
    missing: str = ""
    runs: int = 1


@dataclass(frozen=True, slots=True)
class Figures:
    """One candidate on the ``n`` needs of one kind that have a good hub, with 95 % bootstrap intervals over needs.

    Attributes:
        measures: by the measure's label; difference: of the first measure to the shipped candidate's, need by need.
        calibration_error: of every pair of the kind, after one line fitted to the other folds; None for chance.
    """

    n: int
    measures: dict[str, Estimate]
    difference: Estimate
    calibration_error: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate's figures by kind of need; none when it is ``missing``."""

    name: str
    missing: str = ""
    figures: dict[Kind, Figures] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rows in the order given, losers included; ``notes`` are sentences to be printed below."""

    shipped: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    def markdown(self) -> str:
        """One table: all rows on the needs of `train`, then all on our own."""
        labels = " | ".join(str(measure) for measure in MEASURES[1:])
        head = f"| candidate | needs | {MEASURES[0]} | difference to the shipped | {labels} | ECE |"
        lines = [head, "| --- " * (5 + len(MEASURES[1:])) + "|"]
        lines += [self._line(row, kind) for kind in KINDS for row in self.rows]
        return "\n".join([*lines, *(f"\n{note}" for note in self.notes)])

    def json(self) -> str:
        """Every figure."""
        content = {
            "shipped": self.shipped,
            "folds": N_FOLDS,
            "seed": SEED,
            "rows": [_rounded(asdict(row)) for row in self.rows],
            "notes": self.notes,
        }
        return json.dumps(content, indent=1, ensure_ascii=False)

    def _line(self, row: Row, kind: Kind) -> str:
        name = f"**{row.name}**" if row.name == self.shipped else row.name
        if not row.figures:
            return f"| {name} | {kind} | {row.missing} " + f"| {NOTHING} " * (2 + len(MEASURES[1:])) + "|"
        found = row.figures[kind]
        first, *others = (str(one) for one in found.measures.values())
        away = NOTHING if row.name == self.shipped else found.difference.signed()
        error = NOTHING if found.calibration_error is None else f"{found.calibration_error:.3f}"
        return f"| {name} | {kind} ({found.n}) | {first} | {away} | {' | '.join(others)} | {error} |"


def compare(candidates: Sequence[Candidate], shipped: str, notes: Sequence[str] = ()) -> Comparison:
    """Cross-validate every candidate, with one seed for the folds of all.

    Args:
        shipped: the name of the candidate to which the others are compared; it can be fitted.
    """
    measured = {one.name: _measured(one.fit, one) for one in candidates if one.fit is not None}
    reference = measured[shipped].per_need[0]
    rows = []
    for one in candidates:
        if one.fit is None:
            rows.append(Row(one.name, one.missing))
            continue
        found = measured[one.name]
        rows.append(Row(one.name, figures={kind: found.figures(reference, kind) for kind in KINDS}))
    return Comparison(shipped, tuple(rows), tuple(notes))


@dataclass(frozen=True, slots=True, eq=False)
class _Measured:
    """``per_need``: one row a measure, over the needs with a good hub; ``errors``: of calibration, by kind."""

    is_own: NDArray[np.bool_]
    per_need: PerNeed
    errors: dict[Kind, float | None]

    def figures(self, reference: PerNeed, kind: Kind) -> Figures:
        kept = self.is_own == (kind == "own")
        return Figures(
            n=int(kept.sum()),
            measures={str(measure): _estimate(own[kept]) for measure, own in zip(MEASURES, self.per_need, strict=True)},
            difference=_estimate((self.per_need[0] - reference)[kept]),
            calibration_error=self.errors[kind],
        )


def _measured(fit: Fitter, candidate: Candidate) -> _Measured:
    pairs = candidate.pairs
    found = [cross_validate(fit, pairs, rng=np.random.default_rng(SEED)) for _ in range(candidate.runs)]
    values = np.mean([[one.measured(measure) for measure in MEASURES] for one in found], axis=0)
    is_chance = candidate.runs > 1
    errors = {kind: None if is_chance else _calibration_error(found[0], kind) for kind in KINDS}
    return _Measured(pairs.is_own[with_door(pairs)], values, errors)


def _calibration_error(found: CrossValidated, kind: Kind) -> float:
    """Over all pairs of one kind, also of needs without a good hub; a hub that a rule keeps out is no door."""
    pairs = found.pairs
    rows = pairs.is_own == (kind == "own")
    shown = np.where(pairs.open_hubs, found.probabilities, 0).astype(np.float32)
    return calibration_error(shown[rows], pairs.grades[rows] >= GOOD).value


def _estimate(values: PerNeed) -> Estimate:
    return estimate(values, rng=np.random.default_rng(SEED))


def _rounded(content: object) -> object:
    """The same with every real number rounded."""
    if isinstance(content, dict):
        return {name: _rounded(value) for name, value in content.items()}
    return round(content, DECIMALS) if isinstance(content, float) else content
