"""Charts of the ranking model: what each feature's value is worth, and how one hub's score came about."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final

from matplotlib.figure import Figure

from matcher.analysis.figures import BLUE, FONT, GREY, ORANGE, Chart, new_figure, plain, words
from matcher.answer import Reason, Recommendation
from matcher.hub_explanation import HubExplanation
from matcher.ranking import RankerConfig

COLUMNS: Final = 4
BASELINE: Final = "baseline"
PATCH: Final = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}  # behind a number that a line crosses
LEAST_SHOWN: Final = 0.005  # log-odds; smaller parts are added up


def feature_curves(config: RankerConfig) -> Chart:
    """One panel a feature, on one scale: log-odds that a value adds, and a dashed line for an unknown value."""
    n_rows = ceil(len(config.terms) / COLUMNS)
    figure = Figure(figsize=(3.1 * COLUMNS, 2.3 * n_rows), layout="constrained")
    grid = figure.subplots(n_rows, COLUMNS, sharey=True, squeeze=False)
    for axes, term in zip(grid.flat, config.terms, strict=False):
        plain(axes)
        axes.plot(term.knots, term.values, color=BLUE, marker="o", markersize=3)
        axes.axhline(term.unknown, color=GREY, linestyle="--", linewidth=0.8)
        axes.set_title(words(term.feature), fontsize=FONT)
    for axes in list(grid.flat)[len(config.terms) :]:
        axes.set_visible(False)
    figure.supylabel("share of the score, log-odds", fontsize=FONT)
    figure.supxlabel("value of the feature (dashed: unknown)", fontsize=FONT)
    widest = sorted(config.terms, key=lambda term: min(term.values) - max(term.values))[:3]
    told = ", ".join(f"{words(term.feature)} ({term.values[0]:+.1f} to {term.values[-1]:+.1f})" for term in widest)
    return Chart(figure, f"Curves of the {len(config.terms)} features of {config.version}. The widest: {told}.")


def waterfall(recommendation: Recommendation | HubExplanation) -> Chart:
    """How one hub's score came about, recommended or not: the baseline, then every share from the largest, to the sum."""
    parts = waterfall_parts(recommendation.reasons)
    figure, axes = new_figure(8.0, 0.36 * (len(parts) + 1) + 1.0)
    ends: list[float] = []
    for place, (name, share) in enumerate(parts):
        start = ends[-1] if ends else 0.0
        ends.append(start + share)
        colour, hatch = (GREY, "") if name == BASELINE else (BLUE, "") if share >= 0 else (ORANGE, "//")
        axes.barh(place, share, left=start, color=colour, hatch=hatch, edgecolor="white", height=0.7)
        at, side = (max(start, ends[-1]), "left")
        axes.annotate(
            f"{share:+.2f}",
            (at, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            ha=side,
            fontsize=8,
            bbox=PATCH,
        )
    axes.axvline(recommendation.score, color="black", linewidth=0.8, linestyle=":")
    axes.set_yticks(range(len(parts)), [words(name) for name, _ in parts])
    axes.invert_yaxis()
    axes.set_xlim(min(*ends, 0.0) - 0.3, max(*ends, 0.0) + 1.0)
    axes.set_xlabel("log-odds (blue: for the hub; orange, hatched: against)", fontsize=FONT)
    axes.set_title(
        f"{recommendation.name}: score {recommendation.score:+.2f}, probability {recommendation.probability:.2f}",
        fontsize=FONT + 1,
    )
    told = "; ".join(f"{words(name)} {share:+.2f}" for name, share in parts)
    return Chart(figure, f"Score of {recommendation.name}, {recommendation.score:+.2f} in all: {told}.")


def waterfall_parts(reasons: Sequence[Reason]) -> list[tuple[str, float]]:
    """The baseline, then the shares by size, then what the smallest make together; they add up to the score."""
    baseline = [(r.feature, r.contribution) for r in reasons if r.feature == BASELINE]
    rest = sorted((r for r in reasons if r.feature != BASELINE), key=lambda r: -abs(r.contribution))
    shown = [(r.feature, r.contribution) for r in rest if abs(r.contribution) >= LEAST_SHOWN]
    small = sum(r.contribution for r in rest if abs(r.contribution) < LEAST_SHOWN)
    return [*baseline, *shown, *([("the rest", small)] if small else [])]
