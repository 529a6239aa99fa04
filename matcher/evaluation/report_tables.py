"""A `Report` as Markdown: one table of systems, then a short section for each question that the table leaves open."""

from __future__ import annotations

from matcher.evaluation.calibration_measures import Calibration
from matcher.evaluation.exposure import FEW
from matcher.evaluation.outcomes import OUTCOMES, ErrorRate
from matcher.evaluation.report import Report
from matcher.evaluation.significance import Estimate
from matcher.evaluation.slices import LEAST_NEEDS
from matcher.evaluation.systems import WHOLE
from matcher.evaluation.tables import table


def markdown(report: Report) -> str:
    """The whole report, beginning with the table of systems."""
    comparison = report.comparison
    parts = (comparison.wide_markdown(), comparison.summary(), gap(report), outcome(report), calibration(report))
    return "\n\n".join((*parts, near_ties(report), exposure(report), slices(report)))


def short_markdown(report: Report) -> str:
    """The headline table and how it was made."""
    return f"{report.comparison.markdown()}\n\n{report.comparison.summary()}"


def gap(report: Report) -> str:
    """What understanding costs the ranking."""
    rows = [(measure, found.signed()) for measure, found in report.comparison.gap.items()]
    told = "**Gap to assessed labels**: how much better the same ranking is when told what the assessors read in each text."
    return f"{told}\n\n{table(('measure', 'ahead by'), rows)}"


def outcome(report: Report) -> str:
    """The two errors that matter, and the confusion matrix."""
    found = report.outcomes
    lines = (
        f"**Outcome**, all {found.n} needs: right for {found.right}; the commonest outcome alone would be right for a share of "
        f"{found.commonest:.2f}. In brackets 95 % Wilson intervals.",
        f"- with a right door (judged `match`: a hub of grade 3), turned away: {_told(found.turned_away)}",
        f"- nothing fits, or says too little, yet given a `match` whose first hub is sure: {_told(found.sent_astray)}; "
        f"given any `match`: {_told(found.matched_at_all)}",
    )
    rows = [(judged, *(str(found.counts[judged][given]) for given in OUTCOMES)) for judged in OUTCOMES]
    head = ("judged, then given", *OUTCOMES)
    return f"{lines[0]}\n\n" + "\n".join(lines[1:]) + f"\n\n{table(head, rows)}"


def calibration(report: Report) -> str:
    """Brier score, calibration error and the reliability curve of the probabilities of hubs."""
    found = report.calibration
    head = ("probability of grade >= 2", "n", "share good", "Brier (chance)", "calibration error", "of equal mass")
    rows = [("every hub for every need", *_calibrated(found.pairs)), ("the first hub alone", *_calibrated(found.first))]
    curve = [
        (
            f"{own.low:.1f} to {own.high:.1f}",
            *_bin(own.n, own.mean_probability, own.share_right),
            *_bin(first.n, first.mean_probability, first.share_right),
        )
        for own, first in zip(found.pairs.curve, found.first.curve, strict=True)
    ]
    curve_head = ("probability", "every hub: n", "mean", "good", "first hub: n", "mean", "good")
    told = (
        f"**Calibration**, all {found.pairs.n_needs} needs. Chance always says the share that is good. The calibration error has ten "
        "bins of equal width, the one beside it ten of equal mass."
    )
    return f"{told}\n\n{table(head, rows)}\n\n{table(curve_head, curve)}"


def near_ties(report: Report) -> str:
    """How often the first place is a matter of chance."""
    found = report.near_ties
    return (
        f"**Near-ties**: for {found.near} of {found.n} needs the first two hubs lie less than {found.gap} log-odds apart, for "
        f"{found.equal} of them exactly level; equal scores go by hub id."
    )


def exposure(report: Report) -> str:
    """Each hub's share of the first places against what the judgments earn it."""
    found = report.exposure
    told = (
        f"**Exposure** of each hub by the whole system, as shares of the {found.n} needs: it stands first, against it has the best "
        f"grade (a shared one divided); it is among the first {FEW}, against it is graded 2 or more. Gini: 0 when all hubs get alike."
    )
    head = ("hub", "first", "best grade", f"among first {FEW}", "grade >= 2")
    rows = [(hub.hub_id, *_shares(hub.first, hub.best, hub.among_first, hub.good)) for hub in found.hubs]
    for name, own in found.gini.items():
        rows.append((f"Gini, {name}", *_shares(own.first, own.best, own.among_first, own.good)))
    return f"{told}\n\n{table(head, rows)}"


def slices(report: Report) -> str:
    """The main measure by kind of need."""
    comparison = report.comparison
    told = (
        f"**Slices**: {comparison.measures[0]} by what the assessors say of the needs; none where fewer than {LEAST_NEEDS}. A need "
        "counts for every scope that one of its best hubs has. No correction for the number of slices: they show where to look."
    )
    head = ("needs by", "", "n", WHOLE, comparison.against)
    rows = [(own.aspect, own.value, str(own.n), _cell(own.whole), _cell(own.baseline)) for own in report.slices]
    return f"{told}\n\n{table(head, rows)}"


def _told(rate: ErrorRate) -> str:
    return f"{rate.share}{' (' + ', '.join(rate.needs) + ')' if rate.needs else ''}"


def _calibrated(found: Calibration) -> tuple[str, ...]:
    brier = f"{_three(found.brier)} ({found.chance:.3f})"
    return str(found.n_pairs), f"{found.base_rate:.2f}", brier, _three(found.error), _three(found.error_equal_mass)


def _bin(n: int, mean: float | None, right: float | None) -> tuple[str, str, str]:
    return str(n), "" if mean is None else f"{mean:.2f}", "" if right is None else f"{right:.2f}"


def _shares(*values: float) -> tuple[str, ...]:
    return tuple(f"{value:.2f}" for value in values)


def _cell(found: Estimate | None) -> str:
    return "" if found is None else str(found)


def _three(found: Estimate) -> str:
    return f"{found.mean:.3f} [{found.low:.3f}, {found.high:.3f}]"
