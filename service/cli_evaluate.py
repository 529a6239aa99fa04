"""`hub-matcher evaluate`: systems side by side on judged needs; on its own it compares rankings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from service.cli_errors import USAGE_STATUS, fail, plain_errors
from service.cli_options import DataOption, EncoderOption, ModelsOption

if TYPE_CHECKING:
    from matcher.evaluation.understanding import Understanding

evaluate = typer.Typer(
    help="Compare systems on judged needs; without a command it compares rankings.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Split = Literal["train", "dev"]
SplitOption = Annotated[
    Split,
    typer.Option(
        "--split", help="Needs to read. The shipped models were made with 'train' in view; 'dev' is for reports."
    ),
]
Json = Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Also write every figure as JSON.")]
Short = Annotated[bool, typer.Option("--short", help="Leave out the table of every measure of every system.")]


@evaluate.callback(invoke_without_command=True)
@plain_errors()
def default(
    context: typer.Context,
    split: SplitOption = "dev",
    json_file: Json = None,
    data: DataOption = None,
    models: ModelsOption = None,
    encoder: EncoderOption = None,
) -> None:
    """Compare systems on judged needs; without a command it compares rankings, as `evaluate ranking` does."""
    if context.invoked_subcommand is None:
        _compare_rankings(split, json_file, data, models, encoder)
    elif split != "dev" or any(option is not None for option in (json_file, data, models, encoder)):
        fail(f"options go behind the command: hub-matcher evaluate {context.invoked_subcommand} ...", USAGE_STATUS)


@evaluate.command("ranking")
@plain_errors()
def ranking(
    split: SplitOption = "dev",
    json_file: Json = None,
    data: DataOption = None,
    models: ModelsOption = None,
    encoder: EncoderOption = None,
) -> None:
    """Compare random order, BM25, the encoder alone and the whole system on the judged needs of one split."""
    _compare_rankings(split, json_file, data, models, encoder)


@evaluate.command("understanding")
@plain_errors()
def understanding(
    split: SplitOption = "dev",
    json_file: Json = None,
    short: Short = False,
    data: DataOption = None,
    models: ModelsOption = None,
    encoder: EncoderOption = None,
) -> None:
    """Measure place, client, topics, language and scope against the labels, beside baselines and bars."""
    from matcher.evaluation.understanding_tables import markdown, short_markdown
    from service.terminal import busy

    with busy("Reading the judged needs"):
        found = _understanding(split, data, models, encoder)
    typer.echo(short_markdown(found) if short else markdown(found))
    _write(json_file, found.json())


def _compare_rankings(
    split: Split, json_file: Path | None, data: Path | None, models: Path | None, encoder: str | None
) -> None:
    """The table of rankings."""
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
    _write(json_file, comparison.json())


def _understanding(split: Split, data: Path | None, models: Path | None, encoder: str | None) -> Understanding:
    """Load everything and measure."""
    from matcher import Recommender
    from matcher.evaluation.understanding import evaluate_understanding
    from matcher.loading import shipped

    recommender = Recommender.load(data, models, encoder)
    return evaluate_understanding(recommender, (data or shipped("data")) / "judgments", split)


def _write(json_file: Path | None, figures: str) -> None:
    """The figures into the file asked for, if any."""
    if json_file is None:
        return
    try:
        json_file.write_text(figures + "\n", encoding="utf-8")
    except OSError as error:
        fail(f"--json: {str(json_file)!r} cannot be written ({error.strerror})", USAGE_STATUS)
