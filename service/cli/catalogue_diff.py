"""`hub-matcher catalogue diff`: what another catalogue says of the hubs, and whose ranking it would move."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from service.cli.catalogue_files import JsonOption, ReplaceOption, Target, check_targets, write_whole
from service.cli.errors import plain_errors
from service.cli.options import DataOption, EncoderOption, ModelsOption
from service.cli.untrusted import printable, shortened

if TYPE_CHECKING:
    from matcher.records import HubRecord
    from matcher.stewardship.catalogue_diff import CatalogueDiff, FieldChange
    from matcher.stewardship.ranking_diff import RankingDiff

Split = Literal["train", "own", "dev"]
VALUE_CHARS = 100

Old = Annotated[
    Path, typer.Argument(metavar="OLD", help="A data folder, or a file of hub records.", show_default=False)
]
New = Annotated[Path, typer.Argument(metavar="NEW", help="The one to compare with it.", show_default=False)]
SplitOption = Annotated[
    Split, typer.Option("--split", help="Judged needs to answer over both; 'dev' is opened for releases only.")
]
HubsOnly = Annotated[bool, typer.Option("--hubs-only", help="Answer no needs: quick, and needs no models.")]


@dataclass(frozen=True, slots=True)
class _Found:
    """Both halves of the comparison; no rankings where none were asked for."""

    old: str
    new: str
    hubs: CatalogueDiff
    rankings: RankingDiff | None

    def json(self) -> str:
        """Everything, unrounded."""
        rankings = {**asdict(self.rankings), "outcomes": self.rankings.outcomes} if self.rankings else None
        found = {"old": self.old, "new": self.new, "hubs": asdict(self.hubs), "rankings": rankings}
        return json.dumps(found, ensure_ascii=False, indent=1)


# Nine options: those of `rules diff`, and how much to compare.
@plain_errors()
def diff_catalogue(
    old: Old,
    new: New,
    split: SplitOption = "train",
    hubs_only: HubsOnly = False,
    json_file: JsonOption = None,
    replace: ReplaceOption = False,
    data: DataOption = None,
    models: ModelsOption = None,
    encoder: EncoderOption = None,
) -> None:
    """Show the hubs added, removed and changed from OLD to NEW, and on judged needs whose first five hubs move.

    A file of hub records is compared with another one; hubs that neither of them has are those of the catalogue in use.
    Needs are named by id; their texts are not printed.
    """
    from matcher.stewardship.catalogue_diff import diff_catalogues
    from service.cli.terminal import busy

    targets = [Target("--json", json_file)] if json_file else []
    check_targets(targets, replace, sources=[old, new])
    before, after = _hubs(old), _hubs(new)
    hubs, rankings = diff_catalogues(before, after), None
    if not hubs_only and (hubs.added or hubs.removed or hubs.changed):
        with busy("Answering over both catalogues"):
            rankings = _rankings(before, after, split, data, models, encoder)
    found = _Found(str(old), str(new), hubs, rankings)
    for line in report(found):
        typer.echo(printable(line))
    write_whole({target: found.json() + "\n" for target in targets})


def _hubs(path: Path) -> tuple[HubRecord, ...]:
    """The hubs of a data folder, of its folder ``hubs``, or of one file; every faulty line is told."""
    from matcher.catalogue_check import HUB_FILES
    from matcher.errors import DataError
    from matcher.reading import duplicates, read_jsonl
    from matcher.records import HubRecord

    folder = path / "hubs" if (path / "hubs").is_dir() else path
    names = [folder / name for name in HUB_FILES if (folder / name).exists()] if folder.is_dir() else [path]
    if not names:
        raise DataError(
            [f"{path}: holds none of {', '.join(HUB_FILES)}; expected a data folder or a file of hub records"]
        )
    files = [read_jsonl(name, HubRecord) for name in names]
    faults = [fault for file in files for fault in (*file.faults, *duplicates(file, lambda hub: hub.id))]
    if faults:
        raise DataError(faults)
    return tuple({hub.id: hub for file in files for hub in file.records}.values())


def _rankings(
    before: tuple[HubRecord, ...],
    after: tuple[HubRecord, ...],
    split: Split,
    data: Path | None,
    models: Path | None,
    encoder: str | None,
) -> RankingDiff:
    """The judged needs of the catalogue in use, answered over both sides."""
    from matcher import Recommender
    from matcher.evaluation.judgments import load_judgments
    from matcher.evaluation.rules_diff import WhatIf
    from matcher.loading import shipped
    from matcher.stewardship.changed_catalogue import checked_side, known_sentences, with_hubs
    from matcher.stewardship.ranking_diff import diff_rankings

    recommender = Recommender.load(data, models, encoder)
    common = recommender.catalogue.records
    sides = [checked_side(recommender, common, before, after), checked_side(recommender, common, after, before)]
    known = known_sentences(recommender, [*sides[0], *sides[1]])
    what_if = WhatIf(*(with_hubs(recommender, hubs, known) for hubs in sides))
    return diff_rankings(what_if, load_judgments((data or shipped("data")) / "judgments", split), split)


def report(found: _Found) -> Iterator[str]:
    """The page as lines: hubs that came, went and changed, then the needs whose ranking moves, then the measure."""
    hubs = found.hubs
    yield (
        f"catalogue {found.old} -> {found.new}: {len(hubs.added)} hubs added, {len(hubs.removed)} removed, "
        f"{len(hubs.changed)} changed, {hubs.n_same} alike"
    )
    for title, named in (("added", hubs.added), ("removed", hubs.removed)):
        yield from ["", f"{title}:"] if named else []
        yield from (f"  {hub.hub_id}  {hub.name}" for hub in named)
    yield from ["", "changed:"] if hubs.changed else []
    for change in hubs.changed:
        yield f"  {change.hub_id}  {change.name}"
        yield from (f"    {field.field}: {_told(field)}" for field in change.fields)
    if found.rankings:
        yield ""
        yield from _rankings_told(found.rankings)


def _told(change: FieldChange) -> str:
    """One field in words: '+' came, '-' went, old -> new for an intensity or a value."""
    if not (change.added or change.removed or change.reweighted):
        return f"{_value(change.before)} -> {_value(change.after)}"
    weights = (f"{one.code} {one.before or '?'} -> {one.after or '?'}" for one in change.reweighted)
    came = (f"+ {shortened(entry, VALUE_CHARS)}" for entry in change.added)
    went = (f"- {shortened(entry, VALUE_CHARS)}" for entry in change.removed)
    return ", ".join((*came, *went, *weights))


def _value(value: str | None) -> str:
    return "nothing" if value is None else shortened(value, VALUE_CHARS)


def _rankings_told(found: RankingDiff) -> Iterator[str]:
    """Needs that move, hubs that gain and lose, outcomes, and the measure with its interval."""
    from matcher.evaluation.tables import table
    from service.cli.rules import standing_told

    n_top = sum(one.of_top for one in found.moved)
    yield f"{len(found.moved)} of {found.n} needs of {found.split!r} are answered differently, {n_top} of them in their first five hubs"
    if found.moved:
        rows = [
            (one.need_id, *(standing_told(side, one.before, one.after) for side in (one.before, one.after)))
            for one in found.moved
        ]
        yield from ["", *table(("need", "before", "after"), rows).split("\n")]
    if found.hubs:
        gains = [(one.hub_id, str(one.before), str(one.after), str(one.entered), str(one.left)) for one in found.hubs]
        head = ("hub", "needs with it among the first five, before", "after", "entered", "left")
        yield from ["", *table(head, gains).split("\n")]
    yield from ["", *(f"outcome {move}: {n}" for move, n in found.outcomes.items())] if found.outcomes else []
    if found.unjudged:
        yield ""
        yield f"never judged, so counted as no good: {', '.join(found.unjudged)}"
    if found.gain:
        yield ""
        yield f"{found.gain}, 95 % paired bootstrap interval over needs; graded by language-model assessors"
        yield "The models in use were fitted on `train` and our own needs: compare sides, not levels."
