"""Writes the cards of the concept model and the ranker from their ``results.json``: `python -m tools.cards`.

`hub-matcher train concepts` writes the first one's figures, `hub-matcher evaluate --json models/ranker/prior-1/results.json`
the second's.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from matcher.loading import CONCEPTS, RANKER, shipped

CONCEPT_CARD: Final = """# Concept model {version}

**Purpose.** Sectors, technologies, services, kind of organisation and scope of a need in free text. **Not for** texts about persons, or
decisions without a person.

**Model.** One logistic regression per code over the standardised vector of encoder `{encoder}` and the lexicon's hits; arrays without
pickle. Inverse penalty {strength}.

**Training.** {n} texts: the labelled texts and the judged needs of `train`, labelled by language-model assessors. Strength and thresholds
were chosen, and probabilities calibrated, on those needs, which another writer wrote, with a model that had not read them; the shipped
model is fitted on all.

**Results** on these needs (micro F1 at the threshold chosen on them, so a little hopeful), remade by
`hub-matcher train concepts --replace`:

| head | threshold | F1 |
| --- | --- | --- |
{rows}

**Known failures.** Questions (`information`) and wishes for partners (`networking`) are speech acts that words tell badly; rare codes
(tobacco, nuclear, displays) have few examples; texts other than Portuguese and English are read less well.
"""
RANKER_CARD: Final = """# Ranker {version}

**Purpose.** Orders hubs for a need by a sum of monotone terms in log-odds, one per feature, and of the rules' weights. **Not for** hubs
abroad beyond showing them apart: there are no judgments of them.

**Weights** are stated, not fitted: set by hand with the `train` needs in view, understood by a concept model that had not read them.
Probabilities follow from them and are not calibrated.

**Results.** {n} needs of `{split}` with a national hub of grade 2 or more, graded by language-model assessors, which `dev` was opened for
{openings} times; 95 % bootstrap intervals. Remade by `hub-matcher evaluate --json models/ranker/{version}/results.json`.

| system | {measures} |
| --- | --- | --- | --- |
{rows}

**Known failures.** Needs whose sector is only implied; needs that ask for a service and nothing else; several needs in one text.
"""
DEV_OPENINGS: Final = 3  # the first version, after its review, and with more English terms


def concept_card(folder: Path) -> str:
    """The card of the concept model in ``folder``."""
    config, results = _json(folder / "config.json"), _json(folder / "results.json")
    heads = results["f1_on_needs_of_another_writer"]
    rows = "\n".join(f"| {head} | {found['threshold']} | {found['f1']:.3f} |" for head, found in heads.items())
    return CONCEPT_CARD.format(rows=rows, n=results["n"], strength=results["strength"], **_named(config))


def ranker_card(folder: Path) -> str:
    """The card of the ranker in ``folder``."""
    config, results = _json(folder / "config.json"), _json(folder / "results.json")
    rows = []
    for row in results["rows"]:
        cells = [f"{e['mean']:.2f} [{e['low']:.2f}, {e['high']:.2f}]" for e in row["estimates"]]
        rows.append(f"| {row['system']} | {' | '.join(cells)} |")
    return RANKER_CARD.format(
        version=config["version"],
        n=results["n"],
        split=results["split"],
        openings=DEV_OPENINGS,
        measures=" | ".join(results["measures"]),
        rows="\n".join(rows),
    )


def _json(path: Path) -> dict[str, Any]:  # Any: files of two shapes, read for their text alone
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _named(config: dict[str, Any]) -> dict[str, str]:
    return {"version": config["version"], "encoder": config["encoder"]}


def main() -> None:
    """Write both cards."""
    models = shipped("models")
    (models / CONCEPTS / "card.md").write_text(concept_card(models / CONCEPTS), encoding="utf-8")
    (models / RANKER / "card.md").write_text(ranker_card(models / RANKER), encoding="utf-8")


if __name__ == "__main__":
    main()
