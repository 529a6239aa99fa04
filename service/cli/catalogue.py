"""`hub-matcher catalogue`: check the files under ``data/``, embed the hubs' passages, import, compare."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from service.cli.catalogue_diff import diff_catalogue
from service.cli.catalogue_files import CsvOption, JsonOption, ReplaceOption
from service.cli.catalogue_import import import_catalogue
from service.cli.catalogue_quality import Language, QualityJob, check_job, print_quality
from service.cli.errors import DATA_STATUS, USAGE_STATUS, fail, plain_errors
from service.cli.options import DataOption, EncoderOption, ModelsOption
from service.cli.untrusted import printable

catalogue = typer.Typer(
    help="Check, prepare, import and compare the catalogue.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
catalogue.command("import")(import_catalogue)
catalogue.command("diff")(diff_catalogue)
PART: Final = ".part.npz"
Quality = Annotated[bool, typer.Option("--quality", help="Tell how complete each profile is, and what to ask for.")]
LanguageOption = Annotated[Language, typer.Option("--language", help="With --quality: the language of the questions.")]
NetworkOption = Annotated[
    list[str] | None,
    typer.Option("--network", help="With --quality: only hubs of a network; may be given repeatedly."),
]
On = Annotated[
    str | None,
    typer.Option("--on", metavar="DAY", help="With --quality: the day ages are counted to; today if not given."),
]


# Eight options: seven go with --quality.
@catalogue.command("check")
@plain_errors()
def check(
    data: DataOption = None,
    quality: Quality = False,
    language: LanguageOption = "pt",
    network: NetworkOption = None,
    on: On = None,
    json_file: JsonOption = None,
    csv_file: CsvOption = None,
    replace: ReplaceOption = False,
) -> None:
    """List every fault of every file at once, with file and line; without faults, the rows of each file.

    With --quality, how complete each profile is instead, worst first, and what to ask each hub for.
    """
    from matcher.check import check_data
    from matcher.loading import shipped

    job = QualityJob(language, tuple(network or ()), on, json_file, csv_file, replace)
    if job.is_asked() and not quality:
        fail("--language, --network, --on, --json, --csv and --replace go with --quality", USAGE_STATUS)
    check_job(job)
    found = check_data(_nearby(data or shipped("data")))
    for line in (*found.faults, *found.left_out):
        typer.echo(printable(line))
    if found.faults:
        typer.echo(f"{len(found.faults)} faults", err=True)
        raise typer.Exit(DATA_STATUS)
    if quality:
        print_quality(job, data or shipped("data"))
        return
    for path, n_rows in found.n_rows.items():
        typer.echo(f"{n_rows:6}  {printable(str(path))}")
    typer.echo("no faults")


@catalogue.command("embed")
@plain_errors()
def embed(data: DataOption = None, models: ModelsOption = None, encoder: EncoderOption = None) -> None:
    """Work out the vectors of every passage of every hub and store them, so that starting takes no time over them."""
    from matcher.catalogue_check import load_hubs
    from matcher.encoder import load_encoder
    from matcher.geography import Geography
    from matcher.loading import PASSAGES, current_models, shipped
    from matcher.passages import embed_all
    from matcher.vocabulary import load_vocabularies
    from service.cli.terminal import busy

    data, models = data or shipped("data"), models or shipped("models")
    vocabularies, geography = load_vocabularies(data / "vocabularies"), Geography.load(data / "geography")
    hubs = load_hubs(data / "hubs", vocabularies, geography)
    with busy(f"Embedding the passages of {len(hubs)} hubs and zones"):
        known = embed_all(hubs, load_encoder(encoder or models / current_models(models).encoder))
    path = models / PASSAGES
    part = path.with_name(path.stem + PART)
    known.save(part)
    part.replace(path)
    typer.echo(f"{len(known.keys)} passages of {len(hubs)} hubs and zones, by {known.encoder_version}, in {path}")


def _nearby(path: Path) -> Path:
    """The path as seen from the working directory, where it lies in it: shorter to read, and editors open it."""
    here = Path.cwd()
    return path.resolve().relative_to(here) if path.resolve().is_relative_to(here) else path
