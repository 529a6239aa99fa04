"""`hub-matcher must-hold`: the cases that a model, a catalogue or rules must not break."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.cli.errors import DATA_STATUS, plain_errors
from service.cli.options import DataOption, EncoderOption, ModelsOption
from service.cli.untrusted import printable

Rules = Annotated[
    Path | None, typer.Option("--rules", metavar="FILE", help="Rules to run the cases under, instead of the data's.")
]


@plain_errors()
def must_hold(
    rules: Rules = None, data: DataOption = None, models: ModelsOption = None, encoder: EncoderOption = None
) -> None:
    """Run every case of judgments/must_hold.yaml: each broken one is told, and any makes the command fail."""
    from matcher import Recommender
    from matcher.changed_rules import with_rules
    from matcher.evaluation.must_hold import FILE_NAME, check, load_cases
    from matcher.loading import shipped
    from matcher.rules import load_rules
    from service.cli.terminal import busy

    with busy("Running the must-hold cases"):
        recommender = Recommender.load(data, models, encoder)
        hubs = recommender.catalogue
        cases = load_cases((data or shipped("data")) / "judgments" / FILE_NAME, recommender)
        if rules is not None:
            recommender = with_rules(recommender, load_rules(rules, hubs.vocabularies, hubs.hub_ids))
        broken = check(recommender, cases)
    for case in broken:
        typer.echo(printable(str(case)))
    n_known = sum(case.known_failure is not None for case in cases)
    typer.echo(f"{len(cases)} cases, {len(broken)} broken, {n_known} marked as not holding yet")
    if broken:
        raise typer.Exit(DATA_STATUS)
