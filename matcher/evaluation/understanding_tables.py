"""The figures of `Understanding` as Markdown: standings, every measure by language, and how far probabilities hold."""

from __future__ import annotations

from itertools import groupby
from typing import Final

from matcher.evaluation.significance import Estimate
from matcher.evaluation.tables import table
from matcher.evaluation.understanding import BRIER, CALIBRATION_ERROR, GROUPS, Figure, Group, Understanding
from matcher.evaluation.understanding_systems import TOPICS, WHOLE

REACHED: Final[dict[bool | None, str]] = {True: "yes", False: "no", None: ""}
IN_SAMPLE: Final = (
    "These figures are in-sample: the shipped concept model was fitted on the labelled texts and on these very needs, and the "
    "words and the rules for places were written with them in view; the split 'dev' is for reports."
)


def markdown(found: Understanding) -> str:
    """The whole report, beginning with the table of standings."""
    return f"{short_markdown(found)}\n\n{figuretable(found)}"


def short_markdown(found: Understanding) -> str:
    """The report without the table of every figure, as the documents show it."""
    return "\n\n".join((standingtable(found), method(found), reliabilitytable(found)))


def method(found: Understanding) -> str:
    """How the figures were made, and what they are worth."""
    sizes = found.sizes
    told = (
        f"{sizes['all']} needs of the split {found.split!r} ({sizes['pt']} pt, {sizes['en']} en, {sizes['other']} mixed or other), "
        "labelled by language-model assessors; 95 % bootstrap intervals over needs, those of gains paired; in brackets the needs "
        "that a figure rests on. Constants, and the thresholds of lexicon only and classifier only, were chosen on 'train'. The "
        f"classifier alone is {found.concepts} told of no words, not fitted again without them. The last table is the whole system's: "
        "pairs of need and code, by probability."
    )
    return f"{told}\n\n{IN_SAMPLE}" if found.split != "dev" else told


def standingtable(found: Understanding) -> str:
    """The whole system on the main measure of each field, overall and by language, beside bar and best baseline."""
    head = ("field", "measure", *GROUPS, "bar", "reached", "best baseline", "gain over it")
    figures = {
        (figure.field, figure.measure, figure.group): figure for figure in found.figures if figure.system == WHOLE
    }
    rows = [
        (
            standing.field,
            standing.measure,
            *(_cell(figures.get((standing.field, standing.measure, group)), 3) for group in GROUPS),
            "" if standing.bar is None else f"{standing.bar:.2f}",
            REACHED[standing.reached],
            standing.baseline or "",
            "" if standing.gain is None else _signed(standing.gain),
        )
        for standing in found.standings
    ]
    return table(head, rows)


def figuretable(found: Understanding) -> str:
    """Every measure of every system, over all needs and by language."""
    rows = []
    for key, figures in groupby(found.figures, key=lambda figure: (figure.field, figure.measure, figure.system)):
        by_group: dict[Group, Figure] = {figure.group: figure for figure in figures}
        digits = 3 if key[1] in (BRIER, CALIBRATION_ERROR) else 2
        rows.append((*key, *(_cell(by_group.get(group), digits) for group in GROUPS)))
    return table(("field", "measure", "system", *GROUPS), rows)


def reliabilitytable(found: Understanding) -> str:
    """For each bin of probabilities of the whole system: pairs of need and code, mean probability, share that is right."""
    head = ["probability"]
    for topic in TOPICS:
        head += [f"{topic}: n", "mean", "right"]
    rows = []
    for bins in zip(*(found.reliability[topic] for topic in TOPICS), strict=True):
        row = [f"{bins[0].low:.1f} to {bins[0].high:.1f}"]
        for own in bins:
            row += [str(own.n), _share(own.mean_probability), _share(own.share_right)]
        rows.append(row)
    return table(head, rows)


def _cell(figure: Figure | None, digits: int) -> str:
    """A value with its interval, and the needs that it rests on."""
    if figure is None or figure.estimate is None:
        return ""
    value, low, high = (f"{x:.{digits}f}" for x in (figure.estimate.mean, figure.estimate.low, figure.estimate.high))
    return f"{value} [{low}, {high}] ({figure.n})"


def _signed(gain: Estimate) -> str:
    return f"{gain.mean:+.2f} [{gain.low:+.2f}, {gain.high:+.2f}]"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
