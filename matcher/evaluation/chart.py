"""A `Report` as one picture: systems with their intervals, and the reliability curve; needs the extra ``evaluation``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from matcher.analysis.figures import BLUE, DPI, GREY, ORANGE
from matcher.evaluation.calibration_measures import HubCalibration
from matcher.evaluation.comparison import Comparison
from matcher.evaluation.report import Report
from matcher.evaluation.systems import ASSESSED, RANDOM, WHOLE
from matcher.evaluation.understanding_measures import Bin

SIZE: Final = (13.0, 5.2)  # inches


def save_chart(report: Report, path: Path) -> None:
    """Write the picture as PNG, whatever the name ends with."""
    figure = draw(report)
    FigureCanvasAgg(figure)
    figure.savefig(path, format="png", dpi=DPI)


def draw(report: Report) -> Figure:
    """Two panels side by side; nothing global is touched."""
    figure = Figure(figsize=SIZE, layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(5, 4))
    _draw_systems(left, report.comparison)
    draw_reliability(right, report.calibration)
    figure.suptitle(f"Judged needs of the split '{report.comparison.split}' (graded by language-model assessors)")
    return figure


def _draw_systems(axes: Axes, comparison: Comparison) -> None:
    """A point and its 95 % interval for each system, the first row on top, and chance as a line."""
    places = range(len(comparison.rows))[::-1]
    for place, row in zip(places, comparison.rows, strict=True):
        found = row.estimates[0]
        colour, mark = {WHOLE: (BLUE, "o"), ASSESSED: (ORANGE, "D")}.get(row.system, (GREY, "s"))
        spread = [[found.mean - found.low], [found.high - found.mean]]
        axes.errorbar([found.mean], [place], xerr=spread, fmt=mark, color=colour, capsize=4, markersize=7)
        axes.annotate(f"{found.mean:.2f}", (found.mean, place), xytext=(0, 8), textcoords="offset points", ha="center")
    axes.axvline(comparison.chance[0], color=GREY, linestyle=":")
    names = [f"{row.system} (chance)" if row.system == RANDOM else row.system for row in comparison.rows]
    axes.set_yticks(list(places), [name.replace(", ", ",\n") for name in names])
    axes.set_ylim(-0.6, len(comparison.rows) - 0.4)
    axes.set_xlim(0, 1)
    axes.set_xlabel(f"{comparison.measures[0]}, mean and 95 % bootstrap interval over needs")
    axes.set_title(f"Ranking, n = {comparison.n} needs with a good hub")


def draw_reliability(axes: Axes, found: HubCalibration) -> None:
    """Share that is good against the mean probability of each bin that is not empty, with n beside each point."""
    axes.plot([0, 1], [0, 1], color=GREY, linestyle=":", label="perfectly calibrated")
    for curve, colour, mark, name, below in (
        (found.pairs.curve, BLUE, "o", f"every hub, n = {found.pairs.n_pairs} pairs", -13),
        (found.first.curve, ORANGE, "D", f"first hub alone, n = {found.first.n_pairs}", 7),
    ):
        bins = [(own, own.mean_probability, own.share_right) for own in curve]
        points = [(mean, right, own) for own, mean, right in bins if mean is not None and right is not None]
        axes.plot([x for x, _, _ in points], [y for _, y, _ in points], color=colour, marker=mark, label=name)
        for x, y, own in points:
            _label(axes, x, y, own, colour, below)
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(-0.08, 1.08)
    axes.set_xlabel("probability of grade >= 2, mean of the bin")
    axes.set_ylabel("share with grade >= 2")
    axes.set_title(f"Calibration, error {found.pairs.error.mean:.3f}, n = {found.pairs.n_needs} needs")
    axes.legend(loc="lower right", fontsize="small")


def _label(axes: Axes, x: float, y: float, own: Bin, colour: str, below: int) -> None:
    axes.annotate(
        str(own.n), (x, y), xytext=(0, below), textcoords="offset points", ha="center", fontsize=7, color=colour
    )
