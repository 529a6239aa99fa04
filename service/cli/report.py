"""`hub-matcher report`: one HTML page and CSV files on a judged set, or on what was answered in a time."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from service.cli.errors import DATA_STATUS, USAGE_STATUS, fail, plain_errors
from service.cli.kept_database import kept_database
from service.cli.options import DataOption, EncoderOption, ModelsOption

if TYPE_CHECKING:
    from service.reports.content import ReportContent

Judged = Annotated[
    Literal["train", "own", "dev"] | None,
    typer.Option("--judged", help="Judged needs to report on. 'dev' is for releases: the card counts its openings."),
]
From = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day, UTC.")]
To = Annotated[
    datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Day after the last, UTC; now if not given.")
]
Output = Annotated[Path, typer.Option("--output", metavar="FOLDER", help="Where page and tables go.")]


@plain_errors()
def report(
    output: Output,
    judged: Judged = None,
    since: From = None,
    until: To = None,
    data: DataOption = None,
    models: ModelsOption = None,
    encoder: EncoderOption = None,
) -> None:
    """Write a report without texts of needs: on judged needs (--judged), or on events and feedback of a time (--from)."""
    if (judged is None) == (since is None):
        fail("expected either --judged SPLIT or --from DAY", USAGE_STATUS)
    if until is not None and since is not None and until <= since:
        fail(f"--to {until:%Y-%m-%d}: expected a day after --from {since:%Y-%m-%d}", USAGE_STATUS)
    missing = [name for name in ("pandas", "matplotlib", "ir_measures") if find_spec(name) is None]
    if missing:
        fail(f"reports need {', '.join(missing)}: pip install '.[analysis]'", DATA_STATUS)
    from service.reports.writing import write_report

    if judged is not None:
        content = _judged(judged, data, models, encoder)
    else:
        assert since is not None
        content = _used(since, until, data)
    paths = write_report(content, output)
    typer.echo(f"{paths[0]} and {len(paths) - 1} tables beside it")


def _judged(
    split: Literal["train", "own", "dev"], data: Path | None, models: Path | None, encoder: str | None
) -> ReportContent:
    from matcher.evaluation.judgments import load_judgments
    from matcher.loading import shipped
    from matcher.recommend import Recommender
    from service.cli.terminal import busy
    from service.reports.judged import judged_report

    with busy(f"Measuring the needs of '{split}'"):
        judgments = load_judgments((data or shipped("data")) / "judgments", split)
        return judged_report(Recommender.load(data, models, encoder), judgments, split)


def _used(since: datetime, until: datetime | None, data: Path | None) -> ReportContent:
    from matcher.geography import Geography
    from matcher.loading import shipped
    from service.reports.used import used_report

    geography = Geography.load((data or shipped("data")) / "geography")
    end = until.replace(tzinfo=UTC) if until else datetime.now(UTC)
    with kept_database() as (database, _):
        return used_report(database, geography, since.replace(tzinfo=UTC), end)
