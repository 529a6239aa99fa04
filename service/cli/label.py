"""`hub-matcher label`: which needs and hubs to judge, blind sheets, agreement, adjudication, and the qrels that result."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from service.cli.errors import USAGE_STATUS, fail, plain_errors
from service.cli.options import DataOption, EncoderOption, ModelsOption
from service.cli.untrusted import shortened

if TYPE_CHECKING:
    from matcher.labelling.pools import NewNeed, Pool, Proposals
    from matcher.labelling.sheets import Sheet
    from matcher.recommend import Recommender

label = typer.Typer(
    help="Label needs: pool, sheets, agreement, qrels.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
POOL_FILE: Final = "pool.json"
PSEUDONYM: Final = re.compile(r"[\w-]{1,40}")
MOST_SHOWN: Final = 70  # characters of a need in a list

NeedsFile = Annotated[Path, typer.Argument(metavar="NEEDS", help="CSV, XLSX or JSON Lines with id and text.")]
PoolFile = Annotated[Path, typer.Argument(metavar="POOL", help="The pool.json that `label pool` wrote.")]
FirstSheet = Annotated[Path, typer.Argument(metavar="FIRST", help="Sheet of the first assessor, CSV or XLSX.")]
SecondSheet = Annotated[Path, typer.Argument(metavar="SECOND", help="Sheet of the second assessor.")]
Runs = Annotated[
    list[Path] | None, typer.Option("--run", metavar="FILE", help="TREC run of another system; may repeat.")
]
Language = Annotated[Literal["pt", "en"], typer.Option(help="Language of what is said of the hubs.")]


@label.command("select")
@plain_errors()
def select(
    needs: NeedsFile,
    n: Annotated[int, typer.Option("--n", min=1, help="How many needs.")] = 20,
    data: DataOption = None,
    models: ModelsOption = None,
    encoder: EncoderOption = None,
) -> None:
    """The needs whose labels would tell most: systems disagree, we are unsure, and they are unlike those judged already."""
    from matcher.evaluation.judgments import Split, load_judgments
    from matcher.labelling.selection import most_telling
    from matcher.loading import shipped

    recommender, found, proposals = _proposals(needs, [], data, models, encoder)
    splits: tuple[Split, ...] = ("train", "own")
    judged = (load_judgments((data or shipped("data")) / "judgments", split).needs for split in splits)
    labelled = recommender.encoder.encode_queries([need.text for own in judged for need in own])
    texts = {need.id: need.text for need in found}
    typer.echo("value\tdisagree\tdoubt\tnovelty\tneed\ttext")
    for worth in most_telling(recommender, found, proposals.runs, n, labelled):
        parts = (worth.value, worth.disagreement, worth.doubt, worth.novelty)
        cells = [f"{part:.2f}" for part in parts]
        typer.echo("\t".join([*cells, worth.need_id, shortened(texts[worth.need_id], MOST_SHOWN)]))


@label.command("pool")
@plain_errors()
def pool(
    needs: NeedsFile,
    folder: Annotated[Path, typer.Option("--output", metavar="FOLDER", help="Where pool and sheets go.")],
    assessor: Annotated[list[str], typer.Option(metavar="NAME", help="Pseudonym; once for each assessor.")],
    runs: Runs = None,
    depth: Annotated[int, typer.Option(min=1, help="Hubs of each system's ranking.")] = 5,
    at_random: Annotated[int, typer.Option(min=0, help="Further hubs a need, as a control.")] = 2,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    language: Language = "pt",
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV in place of XLSX.")] = False,
    data: DataOption = None,
    models: ModelsOption = None,
    encoder: EncoderOption = None,
) -> None:
    """Choose the pairs to judge by several systems and write a blind sheet for each assessor."""
    from matcher.labelling.pools import pool as pool_of
    from matcher.labelling.sheets import write_sheet

    _must_be_pseudonyms(assessor)
    paths = [folder / f"{name}.{'csv' if as_csv else 'xlsx'}" for name in assessor]
    for path in (*paths, folder / POOL_FILE):
        _must_be_new(path)
    recommender, found, proposals = _proposals(needs, runs or [], data, models, encoder)
    made = pool_of(proposals, recommender.versions.model_dump(), depth=depth, n_random=at_random, seed=seed)
    folder.mkdir(parents=True, exist_ok=True)
    made.save(folder / POOL_FILE)
    hubs = {hub.id: hub for hub in recommender.catalogue.records}
    for path in paths:
        write_sheet(path, made, hubs, language)
    typer.echo(f"{len(made.pairs)} pairs of {len(found)} needs by {', '.join(made.systems)}")
    typer.echo(
        f"Sheets: {', '.join(map(str, paths))}. Keep {folder / POOL_FILE} from the assessors: it says who proposed what."
    )


@label.command("agree")
@plain_errors()
def agree(pool_file: PoolFile, first: FirstSheet, second: SecondSheet) -> None:
    """How well two assessors agree, and every pair on which they do not, the widest apart first."""
    from matcher.labelling.adjudication import disagreements
    from matcher.labelling.agreement import agreement

    _, one, two = _sheets(pool_file, first, second)
    typer.echo(agreement(one, two).markdown())
    for differing in disagreements(one, two):
        notes = " / ".join(note for note in differing.notes if note)
        typer.echo(
            f"{differing.need_id}\t{differing.hub_id}\t{differing.grades[0]} {differing.grades[1]}\t{shortened(notes, 200)}"
        )


@label.command("adjudicate")
@plain_errors()
def adjudicate(
    pool_file: PoolFile,
    first: FirstSheet,
    second: SecondSheet,
    output: Annotated[Path, typer.Option(metavar="FILE", help="Sheet for the third assessor, CSV or XLSX.")],
    language: Language = "pt",
    data: DataOption = None,
) -> None:
    """Write a sheet with the pairs that two assessors graded differently, for a third to settle."""
    from matcher.catalogue_check import load_hubs
    from matcher.geography import Geography
    from matcher.labelling.adjudication import disagreements, notes_for_adjudicator
    from matcher.labelling.sheets import write_sheet
    from matcher.loading import shipped
    from matcher.vocabulary import load_vocabularies

    data = data or shipped("data")
    hubs = load_hubs(data / "hubs", load_vocabularies(data / "vocabularies"), Geography.load(data / "geography"))
    pool, one, two = _sheets(pool_file, first, second)
    _must_be_new(output)
    differing = disagreements(one, two)
    write_sheet(
        output,
        pool.only({pair.key for pair in differing}),
        {hub.id: hub for hub in hubs},
        language,
        notes_for_adjudicator(differing),
    )
    typer.echo(f"{len(differing)} pairs to settle in {output}; the notes tell both grades, in no order of assessors")


@label.command("write")
@plain_errors()
def write(
    pool_file: PoolFile,
    first: FirstSheet,
    second: SecondSheet,
    folder: Annotated[Path, typer.Option("--output", metavar="FOLDER", help="Where qrels, needs and provenance go.")],
    adjudicated: Annotated[Path | None, typer.Option(metavar="FILE", help="Sheet of the third assessor.")] = None,
) -> None:
    """Write the grades that stand as TREC qrels, with the needs and where every grade comes from."""
    from matcher.labelling.adjudication import merged
    from matcher.labelling.agreement import agreement
    from matcher.labelling.new_qrels import write_judgments
    from matcher.labelling.sheets import read_sheet

    pool, one, two = _sheets(pool_file, first, second)
    third = read_sheet(adjudicated, pool, partial=True) if adjudicated else None
    found = merged(one, two, third.grades if third else {})
    today = datetime.now(UTC).date().isoformat()
    done = write_judgments(folder, pool, found, agreement(one, two), third.assessor if third else None, today)
    typer.echo(f"{done.n_pairs} pairs of {done.n_needs} needs in {', '.join(map(str, done.paths))}")
    if done.n_open:
        typer.echo(
            f"{done.n_open} pairs are not settled and were left out of the qrels: judged by one alone, or differing "
            "(`label adjudicate` writes a sheet for those)",
            err=True,
        )


def _proposals(
    needs: Path, runs: list[Path], data: Path | None, models: Path | None, encoder: str | None
) -> tuple[Recommender, tuple[NewNeed, ...], Proposals]:
    """The recommender, the needs of the file, and how every system ranks them."""
    from matcher.evaluation.trec import read_run
    from matcher.labelling.pools import propose, read_needs
    from matcher.recommend import Recommender
    from service.cli.terminal import busy

    found = read_needs(needs)
    with busy(f"Ranking hubs for {len(found)} needs"):
        recommender = Recommender.load(data, models, encoder)
        files = [read_run(path, {need.id for need in found}, recommender.catalogue.row) for path in runs]
        _must_be_told_apart([file.tag for file in files])
        proposals = propose(recommender, found, {file.tag: file.run for file in files})
    return recommender, found, proposals


def _must_be_told_apart(tags: list[str]) -> None:
    """Two runs under one tag would be one system."""
    from matcher.errors import DataError

    if twice := sorted({tag for tag in tags if tags.count(tag) > 1}):
        raise DataError([f"--run: found the tag {twice[0]!r} in two files; expected one for each system"])


def _sheets(pool_file: Path, first: Path, second: Path) -> tuple[Pool, Sheet, Sheet]:
    from matcher.labelling.pools import Pool
    from matcher.labelling.sheets import read_sheet

    pool = Pool.load(pool_file)
    return pool, read_sheet(first, pool), read_sheet(second, pool)


def _must_be_pseudonyms(names: list[str]) -> None:
    """Names that make a file each; nothing is written elsewhere, nor two sheets into one file."""
    wrong = [name for name in names if not PSEUDONYM.fullmatch(name)]
    if wrong or len({name.casefold() for name in names}) < len(names):
        found = repr(wrong[0]) if wrong else ", ".join(names)
        fail(f"--assessor: found {found}; expected letters, digits, '-' and '_', each name once", USAGE_STATUS)


def _must_be_new(path: Path) -> None:
    """Nobody's grades are written over."""
    from matcher.errors import DataError

    if path.exists():
        raise DataError([f"{path}: is there already; expected a new name, for it may hold grades"])
