"""`hub-matcher rules diff`: what other rules would change, need by need, before they are put in place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from service.cli.errors import DATA_STATUS, USAGE_STATUS, fail, plain_errors
from service.cli.options import DataOption, EncoderOption, ModelsOption
from service.cli.untrusted import printable

if TYPE_CHECKING:
    from matcher import Recommender
    from matcher.evaluation.rules_diff import RulesDiff, Standing, WhatIf

rules = typer.Typer(
    help="What other rules would change.", no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
)

Old = Annotated[Path, typer.Argument(metavar="OLD", help="A rules file, such as the one in use.", show_default=False)]
New = Annotated[Path, typer.Argument(metavar="NEW", help="The rules file to compare with it.", show_default=False)]
Needs = Annotated[
    str | None,
    typer.Option(
        "--needs", metavar="FILE", help="Needs to answer, one JSON object with a text a line ('-': standard input)."
    ),
]
SplitOption = Annotated[
    Literal["train", "own", "dev"] | None,
    typer.Option(
        "--split", help="Judged needs to answer instead: 'train' (the default) or 'own'; 'dev' is for reports."
    ),
]
Json = Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Also write every change as JSON.")]
Ignore = Annotated[bool, typer.Option("--ignore-unknown", help="With --needs: drop fields that are no part of a need.")]


@rules.callback()
def _group() -> None:
    """Keeps `rules` a group while it has one command."""


@rules.command("diff")
@plain_errors()
def diff(
    old: Old,
    new: New,
    needs: Needs = None,
    split: SplitOption = None,
    json_file: Json = None,
    ignore_unknown: Ignore = False,
    data: DataOption = None,
    models: ModelsOption = None,
    encoder: EncoderOption = None,
) -> None:
    """Show whose first three hubs and outcomes change from OLD to NEW, through which rules, and what nDCG@5 gains.

    Needs are named by id (or line); their texts are not printed. Eight options: those of `evaluate`, and the needs.
    """
    from matcher import Recommender
    from matcher.evaluation.judgments import load_judgments
    from matcher.evaluation.rules_diff import diff_judged
    from matcher.loading import shipped
    from service.cli.terminal import busy

    if needs is not None and split is not None:
        fail("--needs and --split: expected one of them", USAGE_STATUS)
    if needs is None and ignore_unknown:
        fail("--ignore-unknown goes with --needs", USAGE_STATUS)
    with busy("Answering under both sets of rules"):
        what_if = _what_if(Recommender.load(data, models, encoder), old, new)
        if needs is not None:
            found = _of_file(what_if, needs, ignore_unknown)
        else:
            found = diff_judged(what_if, load_judgments((data or shipped("data")) / "judgments", split or "train"))
    for line in report(found):
        typer.echo(printable(line))
    if json_file is not None:
        _write(json_file, found)


def report(found: RulesDiff) -> list[str]:
    """The page as lines: one row a need that changes, then outcomes and the measure."""
    n_top = sum(change.of_top for change in found.changes)
    lines = [
        f"rules {found.old} -> {found.new}: {len(found.changes)} of {found.n} needs are answered differently, "
        f"{n_top} of them in their first three hubs"
    ]
    if found.changes:
        lines += ["", "| need | before | after | through |", "| --- | --- | --- | --- |"]
    for change in found.changes:
        before, after = (standing_told(one, change.before, change.after) for one in (change.before, change.after))
        lines.append(f"| {change.need_id} | {before} | {after} | {', '.join(change.moved_by) or 'other hubs moved'} |")
    lines += ["", *(f"outcome {move}: {n}" for move, n in found.outcomes.items())] if found.outcomes else []
    if found.gain:
        lines += ["", f"{found.gain}, 95 % paired bootstrap interval over needs; graded by language-model assessors"]
        lines += [
            "The models in use were fitted on `train` and our own needs under the rules of that time: compare sides, not levels."
        ]
    return lines


def standing_told(one: Standing, before: Standing, after: Standing) -> str:
    """One side: the first hubs, and of the rest what differs."""
    parts = [", ".join(one.top) or "no hub"]
    if before.outcome != after.outcome:
        parts.append(one.outcome)
    if before.elsewhere != after.elsewhere:
        parts.append(f"apart: {', '.join(one.elsewhere) or 'none'}")
    if before.zones != after.zones:
        parts.append(f"zones: {', '.join(one.zones) or 'none'}")
    return "; ".join(parts)


def _what_if(recommender: Recommender, old: Path, new: Path) -> WhatIf:
    """Both files read; every fault of both is told at once."""
    from matcher.errors import DataError
    from matcher.evaluation.rules_diff import WhatIf
    from matcher.rules import read_rules

    hubs = recommender.catalogue
    read = [read_rules(path, hubs.vocabularies, hubs.hub_ids) for path in dict.fromkeys((old, new))]
    faults = [fault for _, found in read for fault in found]
    before, after = read[0][0], read[-1][0]
    if faults or before is None or after is None:
        raise DataError(faults)
    return WhatIf.of(recommender, before, after)


def _of_file(what_if: WhatIf, name: str, ignore_unknown: bool) -> RulesDiff:
    """The needs of a file; every faulty line is told, and then nothing is compared."""
    from matcher.answer import Answer
    from matcher.evaluation.rules_diff import Change, RulesDiff, Sides
    from matcher.records import Query
    from service.cli.batch import STANDARD, opened
    from service.cli.batch_file import Faulty, answers

    if name != STANDARD and not Path(name).exists():
        fail(f"--needs: {name!r} cannot be read (no such file); expected needs, one a line", USAGE_STATUS)
    pending: list[Sides] = []
    changes: list[Change] = []
    faults: list[str] = []
    n = 0

    def under_old_rules(query: Query) -> Answer:
        pending[:] = [what_if.sides(query)]
        return pending[0].before

    with opened(name) as source:
        for result in answers(source, under_old_rules, ignore_unknown=ignore_unknown):
            if isinstance(result, Faulty):
                faults.append(f"{name}:{result.line}: {result.field}: {result.detail}")
                continue
            n += 1
            change = what_if.change(str(result.need_id), pending[0])
            changes += [change] if change else []
    if faults:
        fail("\n".join([f"--needs: {len(faults)} faulty lines", *faults]), DATA_STATUS)
    return RulesDiff(what_if.old.rules.version, what_if.new.rules.version, n, tuple(changes), None)


def _write(json_file: Path, found: RulesDiff) -> None:
    try:
        json_file.write_text(found.json() + "\n", encoding="utf-8")
    except OSError as error:
        fail(f"--json: {str(json_file)!r} cannot be written ({error.strerror})", USAGE_STATUS)
