"""`hub-matcher catalogue`: check the files under ``data/``, and embed the hubs' passages."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import typer

from service.cli.errors import DATA_STATUS, plain_errors
from service.cli.options import DataOption, EncoderOption, ModelsOption
from service.cli.untrusted import printable

catalogue = typer.Typer(
    help="Check and prepare the catalogue.", no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
)
PART: Final = ".part.npz"


@catalogue.command("check")
@plain_errors()
def check(data: DataOption = None) -> None:
    """List every fault of every file at once, with file and line; without faults, the rows of each file."""
    from matcher.check import check_data
    from matcher.loading import shipped

    found = check_data(_nearby(data or shipped("data")))
    for line in (*found.faults, *found.left_out):
        typer.echo(printable(line))
    if found.faults:
        typer.echo(f"{len(found.faults)} faults", err=True)
        raise typer.Exit(DATA_STATUS)
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
