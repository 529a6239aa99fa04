"""Writes the cards of the concept model and the ranker in use: `python -m tools.cards`.

Their figures are what `hub-matcher train concepts`, `hub-matcher train ranker` (``results.json`` of each) and
`hub-matcher evaluate --json models/ranker/VERSION/release.json` left behind.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from matcher.loading import current_models, shipped

CONCEPT_CARD: Final = """# Concept model {version}

**Purpose.** Sectors, technologies, services, kind of organisation and scope of a need in free text. **Not for** texts about persons, or
decisions without a person.

**Model.** One logistic regression per code over the standardised vector of encoder `{encoder}` and the lexicon's hits; arrays without
pickle, with a checksum. Inverse penalty {strength}.

**Training.** {n} texts: the labelled texts, the judged needs of `train` and our own, labelled by language-model assessors. Strength and
thresholds were chosen, and probabilities calibrated, on the needs of `train`, which another writer wrote, with a model that had read no
judged need (`blind/`); the shipped model is fitted on all.

**Results** on these needs (micro F1 at the threshold chosen on them, so a little hopeful; more so for technologies, whose lexicon was
widened by one who had read them), remade by
`hub-matcher train concepts --replace`:

| head | threshold | F1 |
| --- | --- | --- |
{rows}

On `dev`, which no one tuned on: docs/understanding.md.

**Known failures.** Questions (`information`) and wishes for partners (`networking`) are speech acts that words tell badly; trades told by
one rare word that the lexicon lacks; rare codes (tobacco, nuclear, displays); texts other than Portuguese and English.
"""
RANKER_CARD: Final = """# Ranker {version}

**Purpose.** Orders hubs for a need by a sum of monotone curves, one per feature, and of the rules' weights; says how likely each is a good
door, and what the answer's outcome is. **Not for** hubs abroad beyond showing them apart: there are no judgments of them.

**Model.** Piecewise-linear curves fitted pairwise (L2 {l2}, smoothness {smoothness}), no constant per hub; probabilities by Platt's line.
Fitted with encoder `{encoder}`, concept model `{concepts}` and rules `{rules}`; the loader refuses another encoder, concept model or
vocabulary.

**Data.** {n_train} needs of `train` and {n_own} of our own (`data/judgments/own_needs.jsonl`), graded by language-model assessors,
all read by a concept model fitted without any of them. Its thresholds and calibration were chosen on `train`, words were added to the
lexicon by writers who knew `train`, and it has read other texts by the writers of our own needs: so both figures are a little hopeful.
Penalties, knots and the outcome's thresholds were chosen on the same folds.

**Cross-validated** (each need by a model fitted without it; `hub-matcher train ranker`):

| needs | {measures} | n |
| --- |{lines}
{crossed}

ECE counts every hub, of which most fit no need; the probability of the first hub, which people read, is further off, and too low.

Leaving each hub, and the needs it is best for, out of the fit changes nDCG@5 on those needs by {left_out:+.3f} on average
(from {worst_by:+.3f}, `{worst}`, to {best_by:+.3f}, `{best}`): the model knows needs, not hubs. One feature, `public_door`, touches a
single national hub today.

{release}

**Outcome.** What the thresholds cost, cross-validated over all judged needs (turned away = told out of scope or too vague):

| match at | turn away at | with a right door: turned away | called a weak match | without one: given a match | surely |
| --- | --- | --- | --- | --- | --- |
{trades}

**Known failures.** Needs whose sector is told by one rare word; needs that ask for a service and nothing else; several needs in one text.
"""
RELEASE: Final = """**On `dev`**, {n} needs with a national hub of grade 2 or more, opened for {openings} versions so far; 95 % bootstrap
intervals; remade by
`hub-matcher evaluate --json models/ranker/{version}/release.json`:

| system | {measures} |
| --- |{lines}
{rows}"""
NOT_RELEASED: Final = "**On `dev`**: not opened for this version; opened for {openings} before it."
DEV_OPENINGS: Final = 5  # three of prior-1; additive-1, by the test of this page; additive-2
SHOWN_TRADES: Final = (0.5, 0.6, 0.7, 0.8)


def concept_card(folder: Path) -> str:
    """The card of the concept model in ``folder``."""
    config, results = _json(folder / "config.json"), _json(folder / "results.json")
    heads = results["f1_on_needs_of_another_writer"]
    rows = "\n".join(f"| {head} | {found['threshold']} | {found['f1']:.3f} |" for head, found in heads.items())
    named = {"version": config["version"], "encoder": config["encoder"]}
    return CONCEPT_CARD.format(rows=rows, n=results["n"], strength=results["strength"], **named)


def ranker_card(folder: Path) -> str:
    """The card of the ranker in ``folder``."""
    config, results = _json(folder / "config.json"), _json(folder / "results.json")
    fitted = config["fitted_on"]
    crossed = results["cross_validated"]
    measures = [name for name in crossed["train"] if name != "n"]
    lost = [(hub["ndcg"] - hub["with_it"], hub["n"], hub["hub_id"]) for hub in results["left_out"]]
    return RANKER_CARD.format(
        version=config["version"],
        **{name: fitted[name] for name in ("encoder", "concepts", "rules", "l2", "smoothness")},
        n_train=results["n"]["train"],
        n_own=results["n"]["own"],
        measures=" | ".join(measures),
        lines=" --- |" * (len(measures) + 1),
        crossed="\n".join(_crossed_row(kind, found, measures) for kind, found in crossed.items()),
        left_out=sum(by * n for by, n, _ in lost) / sum(n for _, n, _ in lost),
        worst=min(lost)[2],
        worst_by=min(lost)[0],
        best=max(lost)[2],
        best_by=max(lost)[0],
        release=_release(folder / "release.json", config["version"]),
        trades="\n".join(_trade_rows(results["trades"])),
    )


def _crossed_row(kind: str, found: dict[str, float], measures: Sequence[str]) -> str:
    return f"| {kind} | {' | '.join(f'{found[name]:.3f}' for name in measures)} | {found['n']:.0f} |"


def _release(path: Path, version: str) -> str:
    """The part on `dev`, or that it was not opened for this version."""
    if not path.exists():
        return NOT_RELEASED.format(openings=DEV_OPENINGS)
    release = _json(path)
    return RELEASE.format(
        n=release["n"],
        openings=DEV_OPENINGS,
        version=version,
        measures=" | ".join(release["measures"]),
        lines=" --- |" * len(release["measures"]),
        rows="\n".join(_release_row(row) for row in release["rows"]),
    )


def _release_row(row: dict[str, Any]) -> str:  # Any: a row of JSON, read for its text alone
    cells = [f"{e['mean']:.2f} [{e['low']:.2f}, {e['high']:.2f}]" for e in row["estimates"]]
    return f"| {row['system']} | {' | '.join(cells)} |"


def _trade_rows(trades: Sequence[dict[str, Any]]) -> list[str]:
    return [
        f"| {one['match_at']} | {one['turn_away_at']} | {one['turned_away']} of {one['n_doors']} | {one['called_weak']} "
        f"| {one['matched']} of {one['n_no_door']} | {one['matched_surely']} |"
        for one in trades
        if one["match_at"] in SHOWN_TRADES and one["turn_away_at"] in SHOWN_TRADES
    ]


def _json(path: Path) -> dict[str, Any]:  # Any: files of several shapes, read for their text alone
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def main() -> None:
    """Write both cards."""
    models = shipped("models")
    current = current_models(models)
    (models / current.concepts / "card.md").write_text(concept_card(models / current.concepts), encoding="utf-8")
    (models / current.ranker / "card.md").write_text(ranker_card(models / current.ranker), encoding="utf-8")


if __name__ == "__main__":
    main()
