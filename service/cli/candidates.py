"""`hub-matcher train candidates`: the ranking models that were tried, side by side; needs the extra ``train``."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.errors import DATA_STATUS, USAGE_STATUS, fail, plain_errors
from service.cli.options import DataOption, EncoderOption, ModelsOption

if TYPE_CHECKING:
    from matcher.learning.candidate_comparison import Comparison

Json = Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Also write every figure as JSON.")]
Markdown = Annotated[bool, typer.Option("--markdown/--no-markdown", help="Print the table.")]


@plain_errors()
def candidates(
    json_file: Json = None,
    markdown: Markdown = True,
    data: DataOption = None,
    models: ModelsOption = None,
    encoder: EncoderOption = None,
) -> None:
    """Compare ranking models by cross-validation on the judged needs, losers included; takes some minutes."""
    from matcher.loading import current_models, shipped
    from service.cli.terminal import busy

    if find_spec("sklearn") is None:
        fail("comparing needs scikit-learn; install it with: pip install '.[train]'", DATA_STATUS)
    if json_file is not None and not json_file.parent.is_dir():
        fail(f"--json: {str(json_file)!r} cannot be written (no such folder)", USAGE_STATUS)
    data, models = data or shipped("data"), models or shipped("models")
    with busy("Comparing ranking models"):
        found = _compared(data, models, Path(encoder) if encoder else models / current_models(models).encoder)
    if markdown:
        typer.echo(found.markdown())
    if json_file is not None:
        try:
            json_file.write_text(found.json() + "\n", encoding="utf-8")
        except OSError as error:
            fail(f"--json: {str(json_file)!r} cannot be written ({error.strerror})", USAGE_STATUS)


def _compared(data: Path, models: Path, encoder: Path) -> Comparison:
    """Read the judged needs blind, fit and measure."""
    from matcher.evaluation.judgments import load_judgments, load_labelled_texts
    from matcher.learning.candidates import compare_candidates
    from matcher.loading import BLIND, current_models, load_knowledge

    known = load_knowledge(data, models, str(encoder), models / current_models(models).concepts / BLIND)
    judged = [load_judgments(data / "judgments", split) for split in ("train", "own")]
    return compare_candidates(known, judged, load_labelled_texts(data / "judgments"), encoder)
