"""Charts of match quality: kinds of need with intervals, reliability, and which hub is put in whose place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from matcher.analysis.figures import BLUE, FONT, GREY, MAP, Chart, new_figure
from matcher.evaluation.calibration_measures import HubCalibration
from matcher.evaluation.chart import draw_reliability
from matcher.evaluation.significance import Estimate
from matcher.evaluation.slices import Slice

NARROW: Final = 0.28  # inches a row


def slice_chart(slices: Sequence[Slice], aspect: str, measure: str = "nDCG@5") -> Chart:
    """The whole system and the best baseline on each kind of need of one aspect, with 95 % intervals and n.

    Kinds with too few needs for an interval are listed without a point.
    """
    own = [one for one in slices if one.aspect == aspect]
    figure, axes = new_figure(7.0, NARROW * 2 * len(own) + 1.2)
    for place, one in enumerate(own):
        for found, colour, mark, shift in ((one.whole, BLUE, "o", -0.14), (one.baseline, GREY, "s", 0.14)):
            if found is not None:
                spread = [[found.mean - found.low], [found.high - found.mean]]
                axes.errorbar(
                    [found.mean], [place + shift], xerr=spread, fmt=mark, color=colour, capsize=3, markersize=5
                )
    axes.set_yticks(range(len(own)), [f"{one.value} (n = {one.n})" for one in own])
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.set_xlabel(
        f"{measure}, mean and 95 % interval\n(circles: whole system; squares: best baseline)", fontsize=FONT
    )
    axes.set_title(f"By {aspect}", fontsize=FONT + 1)
    told = "; ".join(f"{one.value} {_told(one.whole)}, n = {one.n}" for one in own)
    return Chart(figure, f"{measure} of the whole system by {aspect}: {told}.")


def reliability_chart(calibration: HubCalibration) -> Chart:
    """Share of good hubs against the probability told, for every hub and for the first alone."""
    figure, axes = new_figure(5.6, 4.6)
    draw_reliability(axes, calibration)
    parts = [
        f"{name}: calibration error {found.error}, n = {found.n_pairs}"
        for name, found in (("every hub", calibration.pairs), ("the first hub alone", calibration.first))
    ]
    return Chart(figure, f"Reliability of probabilities. {'. '.join(parts)}.")


def confusion_chart(table: pd.DataFrame) -> Chart:
    """The hub with the best grade (rows) against the hub put first (columns); numbers of needs."""
    n = len(table)
    figure, axes = new_figure(0.42 * n + 3.0, 0.36 * n + 2.2)
    values = table.to_numpy()
    axes.imshow(np.where(values > 0, values, np.nan), cmap=MAP, vmin=0)
    dark = 0.55 * values.max(initial=1.0)  # from here on white is read better
    for i, j in np.argwhere(values > 0):
        colour = "white" if values[i, j] > dark else "black"
        axes.annotate(_count(values[i, j]), (j, i), ha="center", va="center", fontsize=7, color=colour)
    axes.set_xticks(range(n), list(table.columns), rotation=60, ha="right", fontsize=8)
    axes.set_yticks(range(n), list(table.index), fontsize=8)
    axes.set_xlabel("put first", fontsize=FONT)
    axes.set_ylabel("graded best", fontsize=FONT)
    right = float(np.diag(values).sum())
    wrong = [(values[i, j], table.index[i], table.columns[j]) for i, j in np.argwhere(values > 0) if i != j]
    told = "; ".join(
        f"{first} in place of {best} {_count(count)}" for count, best, first in sorted(wrong, reverse=True)[:5]
    )
    return Chart(
        figure,
        f"{right:.0f} of {values.sum():.0f} needs have a best hub first. Commonest confusions: {told or 'none'}.",
    )


def _count(needs: float) -> str:
    """Needs to a tenth, for some are shared; whole numbers without a point.

    >>> _count(113.0), _count(1 / 3)
    ('113', '0.3')
    """
    return f"{round(needs, 1):g}"


def _told(found: Estimate | None) -> str:
    return "too few needs" if found is None else str(found)
