"""`hub-matcher evaluate`: systems side by side on judged needs; on its own it compares rankings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from service.cli.errors import DATA_STATUS, USAGE_STATUS, fail, plain_errors
from service.cli.options import DataOption, EncoderOption, ModelsOption

if TYPE_CHECKING:
    from matcher.evaluation.report import Evaluation
    from matcher.evaluation.understanding import Understanding

evaluate = typer.Typer(
    help="Compare systems on judged needs; without a command it compares rankings.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Split = Literal["train", "own", "dev"]
SplitOption = Annotated[
    Split,
    typer.Option(
        "--split", help="Needs to read. The shipped models were made with 'train' in view; 'dev' is for reports."
    ),
]
Json = Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Also write every figure as JSON.")]
Short = Annotated[bool, typer.Option("--short", help="Leave out the table of every measure of every system.")]
ShortReport = Annotated[bool, typer.Option("--short", help="Print the headline table alone.")]
Markdown = Annotated[
    Path | None, typer.Option("--markdown", metavar="FILE", help="Also write the whole report as Markdown.")
]
Chart = Annotated[
    Path | None,
    typer.Option("--chart", metavar="FILE", help="Also draw systems with intervals and the reliability curve, as PNG."),
]
Runs = Annotated[
    Path | None,
    typer.Option("--runs", metavar="FOLDER", help="Also write a TREC run file for each system, and the qrels used."),
]
OutsideRuns = Annotated[
    list[Path] | None,
    typer.Option("--run", metavar="FILE", help="Add another system's TREC run file as a row; may be given repeatedly."),
]


@dataclass(frozen=True, slots=True)
class _Parts:
    """Where data and models stand; None for the shipped ones."""

    data: Path | None
    models: Path | None
    encoder: str | None


@dataclass(frozen=True, slots=True)
class _Job:
    """What to measure, what to print, and which files to write beside it."""

    split: Split
    short: bool
    outside: tuple[Path, ...]
    json: Path | None
    markdown: Path | None
    chart: Path | None
    runs: Path | None

    def is_default(self) -> bool:
        """Whether nothing was asked for."""
        files = (self.json, self.markdown, self.chart, self.runs)
        return self.split == "dev" and not self.short and not self.outside and all(file is None for file in files)


@evaluate.callback(invoke_without_command=True)
@plain_errors()
def default(
    context: typer.Context,
    split: SplitOption = "dev",
    short: ShortReport = False,
    run: OutsideRuns = None,
    json_file: Json = None,
    markdown: Markdown = None,
    chart: Chart = None,
    runs: Runs = None,
    data: DataOption = None,
    models: ModelsOption = None,
    encoder: EncoderOption = None,
) -> None:
    """Compare systems on judged needs; without a command it compares rankings, as `evaluate ranking` does."""
    job = _Job(split, short, tuple(run or ()), json_file, markdown, chart, runs)
    if context.invoked_subcommand is None:
        _compare_rankings(job, _Parts(data, models, encoder))
    elif not job.is_default() or any(option is not None for option in (data, models, encoder)):
        fail(f"options go behind the command: hub-matcher evaluate {context.invoked_subcommand} ...", USAGE_STATUS)


@evaluate.command("ranking")
@plain_errors()
def ranking(
    split: SplitOption = "dev",
    short: ShortReport = False,
    run: OutsideRuns = None,
    json_file: Json = None,
    markdown: Markdown = None,
    chart: Chart = None,
    runs: Runs = None,
    data: DataOption = None,
    models: ModelsOption = None,
    encoder: EncoderOption = None,
) -> None:
    """Compare random order, BM25, the encoder alone, the whole system and others' runs; then outcomes, calibration, slices."""
    job = _Job(split, short, tuple(run or ()), json_file, markdown, chart, runs)
    _compare_rankings(job, _Parts(data, models, encoder))


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
    from service.cli.terminal import busy

    with busy("Reading the judged needs"):
        found = _understanding(split, data, models, encoder)
    typer.echo(short_markdown(found) if short else markdown(found))
    _write("--json", json_file, lambda file: _write_text(file, found.json()))


def _compare_rankings(job: _Job, parts: _Parts) -> None:
    """Print the report, then write the files asked for."""
    _need_extra()
    from matcher.evaluation.report_tables import markdown, short_markdown
    from service.cli.terminal import busy

    with busy("Ranking the judged needs"):
        evaluation = _evaluation(job, parts)
    report = evaluation.report
    typer.echo(short_markdown(report) if job.short else markdown(report))
    _write("--json", job.json, lambda file: _write_text(file, report.json()))
    _write("--markdown", job.markdown, lambda file: _write_text(file, markdown(report)))
    _write("--runs", job.runs, evaluation.write_runs)
    if job.chart is not None:
        from matcher.evaluation.chart import save_chart  # here: drawing takes a second to load

        _write("--chart", job.chart, lambda file: save_chart(report, file))


def _evaluation(job: _Job, parts: _Parts) -> Evaluation:
    """Load everything and measure."""
    from matcher import Recommender
    from matcher.evaluation.judgments import load_judgments
    from matcher.evaluation.report import evaluate_ranking, read_outside
    from matcher.loading import shipped

    judgments = load_judgments((parts.data or shipped("data")) / "judgments", job.split)
    recommender = Recommender.load(parts.data, parts.models, parts.encoder)
    outside = read_outside(job.outside, recommender, judgments)
    return evaluate_ranking(recommender, judgments, job.split, outside)


def _understanding(split: Split, data: Path | None, models: Path | None, encoder: str | None) -> Understanding:
    """Load everything and measure."""
    from matcher import Recommender
    from matcher.evaluation.understanding import evaluate_understanding
    from matcher.loading import shipped

    recommender = Recommender.load(data, models, encoder)
    return evaluate_understanding(recommender, (data or shipped("data")) / "judgments", split)


def _need_extra() -> None:
    """End with what to install when the measures or the chart cannot be had."""
    if find_spec("ir_measures") is None or find_spec("matplotlib") is None:
        fail("evaluating needs more packages; install them with: pip install '.[evaluation]'", DATA_STATUS)


def _write(option: str, target: Path | None, write: Callable[[Path], object]) -> None:
    """The file or folder asked for, if any; one that cannot be written is the caller's to mend."""
    if target is None:
        return
    try:
        write(target)
    except OSError as error:
        fail(f"{option}: {str(target)!r} cannot be written ({error.strerror})", USAGE_STATUS)


def _write_text(file: Path, text: str) -> None:
    file.write_text(text + "\n", encoding="utf-8")
