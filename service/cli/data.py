"""`hub-matcher data`: what the service keeps, for whoever runs it: state, migrations, backups, erasing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from service.cli.errors import DATA_STATUS, USAGE_STATUS, fail, plain_errors
from service.cli.kept_database import kept_database
from service.cli.stated_settings import settings_or_fail
from service.cli.untrusted import printable

if TYPE_CHECKING:
    from service.storage.erasing import Erased

data = typer.Typer(
    help="What the service keeps: state, migrations, backups, erasing. MATCHER_DATABASE_URL says where.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
OlderThan = Annotated[
    int | None,
    typer.Option("--older-than", min=0, max=36_500, metavar="DAYS", help="Rows older than so many days; 0 is all."),
]
OfRecommendation = Annotated[
    UUID | None, typer.Option("--recommendation", metavar="ID", help="Every row that came of one answer.")
]
ForgetMissing = Annotated[
    bool, typer.Option("--forget-missing", help="Take backups off the list that are not where they were made.")
]
BackupPath = Annotated[Path, typer.Argument(metavar="PATH", help="A file that is not there yet.", show_default=False)]


@data.command("status")
@plain_errors()
def status() -> None:
    """Show rows by table, the oldest of each, the migration, and the backups on the list."""
    from service.storage.status import status_of

    with kept_database() as (database, _):
        found = status_of(database)
    lines = [f"{found.name}, migration {found.migration}"]
    lines += [
        f"{table.table:24}{table.n_rows:>9}  {f'oldest {table.oldest:%Y-%m-%d %H:%M} UTC' if table.oldest else ''}".rstrip()
        for table in found.tables
    ]
    lines += [f"backup {path}{'' if path.exists() else ' (no longer there)'}" for path in found.backups]
    _show(lines)


@data.command("migrate")
@plain_errors()
def migrate() -> None:
    """Bring the tables to this version, as `serve` does at its start."""
    from service.storage.database import Database
    from service.storage.migrating import HEAD
    from service.storage.migrating import migrate as run_migrations

    database = Database.open(settings_or_fail().database_url.get_secret_value())
    try:
        ran = run_migrations(database)
    finally:
        database.close()
    _show([f"{database.name}: {'migrated to' if ran else 'is at'} {HEAD}"])


@data.command("backup")
@plain_errors()
def backup(path: BackupPath) -> None:
    """Copy the SQLite database to PATH while it is in use. The erase job goes through every copy made so."""
    from service.storage.backups import back_up

    with kept_database() as (database, _):
        made = back_up(database, path)
    _show([f"{made}: written; it must stay there for `data erase` to reach it"])


@data.command("erase")
@plain_errors()
def erase(
    older_than: OlderThan = None, recommendation: OfRecommendation = None, forget_missing: ForgetMissing = False
) -> None:
    """Delete events, feedback and texts, also from backups. Without options: what is past the ages of the settings."""
    from service.storage import erasing

    if older_than is not None and recommendation is not None:
        fail("--older-than and --recommendation: expected one of them", USAGE_STATUS)
    now = datetime.now(UTC)
    with kept_database() as (database, settings):
        if recommendation is not None:
            conditions = erasing.of_recommendation(recommendation)
        else:
            events_days = settings.events_days if older_than is None else older_than
            texts_days = settings.texts_days if older_than is None else older_than
            ages = (timedelta(days=days) for days in (events_days, texts_days))
            events, texts = (now - age for age in ages)
            conditions = erasing.older_than(events=events, texts=texts)
        erased = erasing.erase(database, conditions, forget_missing=forget_missing)
    _tell(erased)


def _tell(erased: Erased) -> None:
    lines = [f"{table}: {n} rows erased" for table, n in erased.rows.items()]
    lines += [f"backup {path}: erased likewise" for path in erased.backups]
    missing = "is not there, so nothing was erased in it: bring it back and run again, or --forget-missing"
    lines += [f"backup {path}: {'taken off the list' if erased.forgotten else missing}" for path in erased.missing]
    _show(lines)
    if erased.faults:
        fail("\n".join(erased.faults), DATA_STATUS)
    if erased.missing and not erased.forgotten:
        raise typer.Exit(DATA_STATUS)  # so that a timer notices


def _show(lines: list[str]) -> None:
    for line in lines:
        typer.echo(printable(line))
