"""`hub-matcher keys`: make, list and revoke the keys of portals. A key is shown once, when it is made."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Final

import typer

from service.cli.errors import USAGE_STATUS, fail, plain_errors
from service.cli.untrusted import printable

if TYPE_CHECKING:
    from service.access.issuing import KeyDesk

keys = typer.Typer(
    help="Make, list and revoke keys of portals.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
Portal = Annotated[
    str | None, typer.Option("--portal", metavar="NAME", help="Who uses the key; needed but with --replaces.")
]
Kind = Annotated[
    str | None,
    typer.Option(
        "--kind", metavar="KIND", help="publishable (for web pages; the default) or secret (between servers)."
    ),
]
Origins = Annotated[
    list[str] | None,
    typer.Option(
        "--origin", metavar="ORIGIN", help="Site of a publishable key, as https://www.portal.pt; may be repeated."
    ),
]
Quota = Annotated[
    str | None,
    typer.Option(
        "--quota", metavar="RATES", help="Most calls, as '60/minute;5000/day'; the service's own if not given."
    ),
]
Expires = Annotated[
    str | None,
    typer.Option("--expires", metavar="DAYS|DATE", help="Last day, as 90 or 2027-12-31; never if not given."),
]
Replaces = Annotated[
    str | None,
    typer.Option("--replaces", metavar="ID", help="Take over from this key: what is not given is as it was."),
]
Overlap = Annotated[
    int | None,
    typer.Option("--overlap", min=0, metavar="DAYS", help="How long the old key still works; 7 if not given."),
]
OVERLAP_DAYS: Final = 7
WIDE: Final = 400  # characters of a line that no terminal shows: one line a key, for grep


@keys.command("create")
@plain_errors()
def create(
    portal: Portal = None,
    kind: Kind = None,
    origin: Origins = None,
    quota: Quota = None,
    expires: Expires = None,
    replaces: Replaces = None,
    overlap: Overlap = None,
) -> None:
    """Make a key and show it: alone on standard output, what to know about it on standard error."""
    from service.access.asking import AskError, asked_key
    from service.cli.stated_settings import settings_or_fail
    from service.storage.database import sqlite_file

    file = sqlite_file(settings_or_fail().database_url.get_secret_value())
    is_new = file is not None and not file.exists()
    with _desk() as desk:
        replaced = desk.replaceable(replaces) if replaces is not None else None
        asked = asked_key(portal, kind, origin, quota, expires, replaced)
        if overlap is not None and replaced is None:
            raise AskError("--overlap: only with --replaces ID")
        first = not desk.any_in_force()
        token, old_ends = desk.issue(asked, OVERLAP_DAYS if overlap is None else overlap)
    typer.echo(token.text)
    told = [f"Key {token.key_id} ({token.kind}) for {asked.portal}. Keep it now: it is not shown again."]
    if is_new:
        told.append(f"It stands in a new database, {file}; MATCHER_DATABASE_URL names another.")
    if old_ends is not None:
        told.append(f"Key {asked.replaces} ends on {old_ends:%Y-%m-%d %H:%M} UTC.")
    if first:
        told.append(
            "It is the first key in force. A service that runs takes it at once, and needs keys once started anew."
        )
    for line in told:
        typer.echo(printable(line), err=True)


@keys.command("list")
@plain_errors()
def list_keys() -> None:
    """List every key with its state, oldest first; never the key itself."""
    from datetime import UTC, datetime

    from rich.console import Console
    from rich.table import Table

    from service.access.issuing import told_state

    with _desk() as desk:
        found = desk.table.all()
    if not found:
        typer.echo("no keys; make one with: hub-matcher keys create --portal NAME --origin https://www.portal.pt")
        return
    table = Table("id", "kind", "portal", "origins", "quota", "created", "state", box=None, pad_edge=False)
    for column in table.columns:
        column.overflow = "fold"  # an origin cut short would be another origin
    for key in found:
        cells = (key.key_id, key.kind, key.portal, " ".join(key.origins) or "-", key.quota or "-")
        state = told_state(key, datetime.now(UTC)) + (f", replaces {key.replaces}" if key.replaces else "")
        table.add_row(*map(printable, cells), f"{key.created_at:%Y-%m-%d}", state)
    width = None if sys.stdout.isatty() else WIDE
    Console(width=width, markup=False, highlight=False, emoji=False).print(table)


@keys.command("revoke")
@plain_errors()
def revoke(key_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the key, or the key itself.")]) -> None:
    """Stop a key at once, in every process; there is no way back."""
    with _desk() as desk:
        revoked = desk.revoke(key_id)
    typer.echo(f"Key {revoked.key_id} of {printable(revoked.portal)} is revoked.")


@contextmanager
def _desk() -> Iterator[KeyDesk]:
    """Where keys are issued, as the settings have it; what was typed wrong ends the command with what was expected."""
    from service.access.asking import AskError
    from service.access.issuing import KeyDesk
    from service.cli.stated_settings import settings_or_fail

    with KeyDesk.opened(settings_or_fail()) as desk:
        try:
            yield desk
        except AskError as error:
            fail(str(error), USAGE_STATUS)
