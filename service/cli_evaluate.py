"""`hub-matcher evaluate`: systems side by side on judged needs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from service.cli_errors import plain_errors
from service.cli_options import DataOption, EncoderOption, ModelsOption

SplitOption = Annotated[
    Literal["train", "dev"],
    typer.Option(
        "--split", help="Needs to rank. The shipped weights were set with 'train' in view; 'dev' is for reports."
    ),
]
Json = Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Also write every figure as JSON.")]


@plain_errors()
def evaluate(
    split: SplitOption = "dev",
    json_file: Json = None,
    data: DataOption = None,
    models: ModelsOption = None,
    encoder: EncoderOption = None,
) -> None:
    """Compare random order, BM25, the encoder alone and the whole system on the judged needs of one split."""
    from matcher import Recommender
    from matcher.evaluation.comparison import compare
    from matcher.evaluation.judgments import load_judgments
    from matcher.loading import shipped
    from service.terminal import busy

    with busy("Ranking the judged needs"):
        recommender = Recommender.load(data, models, encoder)
        comparison = compare(recommender, load_judgments((data or shipped("data")) / "judgments", split), split)
    typer.echo(comparison.markdown())
    typer.echo(f"\n{comparison.summary()}")
    if json_file is not None:
        json_file.write_text(comparison.json() + "\n", encoding="utf-8")
