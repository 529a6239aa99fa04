"""`hub-matcher`: the commands, put together. Each imports the library when it runs, so that help is quick."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

import typer

from service.cli.catalogue import catalogue
from service.cli.data import data
from service.cli.evaluate import evaluate
from service.cli.explain import explain
from service.cli.keys import keys
from service.cli.label import label
from service.cli.must_hold import must_hold
from service.cli.promote import promote
from service.cli.recommend import recommend
from service.cli.report import report
from service.cli.rules import rules
from service.cli.serve import serve
from service.cli.train import train

app = typer.Typer(
    name="hub-matcher",
    help="Which Digital Innovation Hub is the right door for a need told in free text, why, and how sure.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help starts sooner, and no word of the caller's is taken for markup
)
app.command("recommend")(recommend)
app.command("explain")(explain)
app.command("serve")(serve)
app.add_typer(evaluate, name="evaluate")
app.command("must-hold")(must_hold)
app.command("report")(report)
app.add_typer(catalogue, name="catalogue")
app.add_typer(keys, name="keys")
app.add_typer(label, name="label")
app.add_typer(rules, name="rules")
app.add_typer(train, name="train")
app.command("promote")(promote)
app.add_typer(data, name="data")


def main() -> None:
    """Entry point of the console script; a reader that closes the pipe early (`| head`) and Ctrl-C end it quietly."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without accents shows '?', not a traceback
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains once more at its end
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
