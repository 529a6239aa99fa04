"""`hub-matcher catalogue check --quality`: how complete each profile is, and what to ask each hub for."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING, Literal

import typer

from service.cli.catalogue_files import Target, check_targets, write_whole
from service.cli.errors import USAGE_STATUS, fail
from service.cli.untrusted import printable

if TYPE_CHECKING:
    from matcher.stewardship.completeness import Completeness

Language = Literal["pt", "en"]


@dataclass(frozen=True, slots=True)
class QualityJob:
    """What to look at, in which language to ask, and which files to write."""

    language: Language
    networks: tuple[str, ...]
    day: str | None
    json: Path | None
    csv: Path | None
    replace: bool

    def is_asked(self) -> bool:
        """Whether an option was given that goes with --quality alone."""
        return bool(self.networks or self.day or self.json or self.csv or self.replace) or self.language != "pt"

    @property
    def targets(self) -> list[Target]:
        """The files to write."""
        named = (("--json", self.json), ("--csv", self.csv))
        return [Target(option, path) for option, path in named if path is not None]


def print_quality(job: QualityJob, data: Path) -> None:
    """Print the profiles worst first with what to ask, and write the files asked for."""
    from matcher.catalogue_check import load_hubs
    from matcher.geography import Geography
    from matcher.stewardship.completeness import worst_first
    from matcher.vocabulary import load_vocabularies

    hubs = load_hubs(data / "hubs", load_vocabularies(data / "vocabularies"), Geography.load(data / "geography"))
    chosen = [hub for hub in hubs if not job.networks or set(hub.networks) & set(job.networks)]
    if not chosen:
        known = ", ".join(sorted({network for hub in hubs for network in hub.networks}))
        fail(f"--network: no hub of {', '.join(job.networks)}; expected one of {known}", USAGE_STATUS)
    found = worst_first(chosen, _day(job.day))
    for line in _lines(found, job.language):
        typer.echo(printable(line))
    texts = {"--json": _as_json, "--csv": _as_csv}
    write_whole({target: texts[target.option](found, job.language) for target in job.targets})


def check_job(job: QualityJob) -> None:
    """End the command before anything is read when the job cannot be done."""
    check_targets(job.targets, job.replace)
    _day(job.day)


def _day(text: str | None) -> date:
    """The day on which ages are counted; today if none was typed."""
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError:
        fail(f"--on: {text!r} is no day; expected one such as 2026-01-31", USAGE_STATUS)


def _lines(found: Sequence[Completeness], language: Language) -> Iterator[str]:
    """A line a hub with its questions below it; then the figures of all."""
    for one in found:
        yield f"{one.percent:3.0f} %  {one.hub.id}  {one.hub.name}"
        yield from (f"       - {question.text}" for question in one.questions(language))
    percents = [one.percent for one in found]
    yield f"{len(found)} profiles: mean {mean(percents):.0f} %, median {median(percents):.0f} %, least {min(percents):.0f} %"


def _as_json(found: Sequence[Completeness], language: Language) -> str:
    """Every profile with its shares and questions, unrounded."""
    profiles = [
        {
            "hub_id": one.hub.id,
            "name": one.hub.name,
            "country": one.hub.country,
            "networks": one.hub.networks,
            "percent": one.percent,
            "aspects": {scored.aspect: {"points": scored.points, "share": scored.share} for scored in one.aspects},
            "questions": [{"aspect": question.aspect, "text": question.text} for question in one.questions(language)],
        }
        for one in found
    ]
    return json.dumps(profiles, ensure_ascii=False, indent=1) + "\n"


def _as_csv(found: Sequence[Completeness], language: Language) -> str:
    """A row a hub: percent, the share of each aspect (empty where it does not apply), and the questions in one cell."""
    from matcher.spreadsheets import guarded
    from matcher.stewardship.completeness import ASPECTS

    names = [aspect.name for aspect in ASPECTS]
    sink = StringIO(newline="")
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow(["hub_id", "name", "country", "networks", "percent", *names, "questions"])
    for one in found:
        shares = {scored.aspect: f"{scored.share:.2f}" for scored in one.aspects}
        asked = " ".join(question.text for question in one.questions(language))
        own = [one.hub.id, guarded(one.hub.name), one.hub.country, ";".join(one.hub.networks), f"{one.percent:.1f}"]
        writer.writerow([*own, *(shares.get(name, "") for name in names), asked])
    return sink.getvalue()
