"""`hub-matcher promote`: a model version comes into use, if it passes the gate."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from service.cli.errors import DATA_STATUS, USAGE_STATUS, fail, plain_errors
from service.cli.options import DataOption, ModelsOption

Ranker = Annotated[str, typer.Argument(metavar="RANKER", help="Folder under the models, such as ranker/additive-2.")]
Concepts = Annotated[
    str | None, typer.Option(metavar="CONCEPTS", help="Concept model it was fitted with; the one in use if not given.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what the gate says, and change nothing.")]


@plain_errors()
def promote(
    ranker: Ranker,
    concepts: Concepts = None,
    dry_run: DryRun = False,
    data: DataOption = None,
    models: ModelsOption = None,
) -> None:
    """Put a ranker (and its concept model) into use: refused if it ranks worse, is less honest, or breaks a case."""
    if find_spec("sklearn") is None:
        fail("promoting needs scikit-learn; install it with: pip install '.[train]'", DATA_STATUS)
    from matcher import Recommender
    from matcher.evaluation.must_hold import FILE_NAME, failing, load_cases
    from matcher.learning.promotion import judge_candidate
    from matcher.loading import current_models, save_current, shipped
    from service.cli.terminal import busy

    data, models = data or shipped("data"), models or shipped("models")
    current = current_models(models)
    _refuse_elsewhere(models, [ranker, *([concepts] if concepts else [])])
    candidate = current.model_copy(update={"ranker": ranker, "concepts": concepts or current.concepts})
    with busy("Running the must-hold cases"):
        recommender, in_use = Recommender.load(data, models, current=candidate), Recommender.load(data, models)
        cases = load_cases(data / "judgments" / FILE_NAME, recommender)
        before, after = failing(in_use, cases), failing(recommender, cases)
    broken = [f"case {case_id}: {message}" for case_id, message in after.items() if case_id not in before]
    for case_id in before.keys() - after.keys():
        typer.echo(f"mended: case {case_id}")
    gate = judge_candidate(models / ranker, models / current.ranker, broken)
    typer.echo(str(gate))
    if gate.refusals:
        raise typer.Exit(DATA_STATUS)
    if not dry_run:
        save_current(models, candidate)
        typer.echo(f"in use from now on: {candidate.ranker} with {candidate.concepts}")


def _refuse_elsewhere(models: Path, names: list[str]) -> None:
    """End with a message for a model that does not stand under ``models``: `current.json` names only what ships with it."""
    for name in names:
        folder = models / name
        if not folder.resolve().is_relative_to(models.resolve()) or not (folder / "config.json").is_file():
            kind = "concepts" if name.startswith("concepts") else "ranker"
            there = ", ".join(sorted(f"{kind}/{one.name}" for one in (models / kind).glob("*")))
            fail(f"{name}: no model of that name under {models}; there is: {there}", USAGE_STATUS)
