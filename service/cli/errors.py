"""Errors of the library as one clear message on stderr and an exit status; never a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

import typer

from service.cli.untrusted import printable

DATA_STATUS: Final = 1  # files, models or single lines of a batch are at fault
USAGE_STATUS: Final = 2  # what the caller typed is at fault


@contextmanager
def plain_errors() -> Iterator[None]:
    """Within it, or on a function it decorates, an error made on purpose becomes a message and an exit status."""
    from matcher.errors import MatcherError, NeedError  # here, so that --help does not wait for the library

    try:
        yield
    except NeedError as error:
        fail(str(error), USAGE_STATUS)
    except MatcherError as error:
        fail(str(error), DATA_STATUS)


def fail(message: str, status: int) -> NoReturn:
    """Print each line of ``message`` on stderr and end with ``status``."""
    lines = [printable(line) for line in message.split("\n")]
    typer.echo("\n".join([f"hub-matcher: {lines[0]}", *lines[1:]]), err=True)
    raise typer.Exit(status)
