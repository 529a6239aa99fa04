"""New judgments as files: TREC qrels, the needs, every grade with where it comes from, and how all of it came about."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import isnan
from pathlib import Path
from typing import Final

from matcher.evaluation.trec import qrels_lines
from matcher.labelling.adjudication import Merged
from matcher.labelling.agreement import Agreement
from matcher.labelling.pools import Pool
from matcher.labelling.sheets import Key
from matcher.spreadsheets import Cell, write_table

QRELS: Final = "qrels.tsv"
NEEDS: Final = "needs.jsonl"
GRADES: Final = "grades.csv"
PROVENANCE: Final = "provenance.json"
GRADES_COLUMNS: Final = ("need_id", "hub_id", "grade", "how", "first", "second", "third", "proposed_by")


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, and what was left out because it is not settled."""

    paths: tuple[Path, ...]
    n_pairs: int
    n_needs: int
    n_open: int


def write_judgments(
    folder: Path, pool: Pool, merged: Merged, agreed: Agreement, adjudicator: str | None, on: str
) -> Written:
    """Write qrels, needs, grades and provenance into ``folder``.

    Only grades that stand are in the qrels, zeros too: what is missing is not judged, or not settled, and not bad. The table of
    grades has what is open as well.

    Args:
        adjudicator: who settled the disagreements; None where nobody did.
        on: the day, ``YYYY-MM-DD``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    grades: dict[str, dict[str, int]] = {}
    for (need_id, hub_id), grade in merged.grades.items():
        grades.setdefault(need_id, {})[hub_id] = grade
    texts = {
        QRELS: qrels_lines(grades, ()),
        NEEDS: "".join(need.model_dump_json() + "\n" for need in pool.needs if need.id in grades),
    }
    texts[PROVENANCE] = json.dumps(_provenance(pool, merged, agreed, adjudicator, on, texts[QRELS]), indent=1) + "\n"
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    write_table(folder / GRADES, GRADES_COLUMNS, _rows(pool, merged))
    return Written(tuple(folder / name for name in (*texts, GRADES)), len(merged.grades), len(grades), len(merged.open))


def _provenance(
    pool: Pool, merged: Merged, agreed: Agreement, adjudicator: str | None, on: str, qrels: str
) -> dict[str, object]:
    """Who judged what, how the pairs were chosen, how well the assessors agree, and of which file this speaks."""
    return {
        "date": on,
        "qrels_sha256": hashlib.sha256(qrels.encode()).hexdigest(),
        "assessors": list(agreed.assessors),
        "adjudicator": adjudicator,
        "n_pairs": len(merged.grades),
        "how": dict(Counter(merged.how.values())),
        "open": [list(key) for key in merged.open],
        "pool": pool.model_dump(include={"systems", "depth", "n_random", "seed", "versions"}),
        "proposed_by": _proposers(pool, list(merged.grades)),
        "agreement": _without_nan(asdict(agreed)),
    }


def _rows(pool: Pool, merged: Merged) -> list[tuple[Cell, ...]]:
    """A row for each pair that somebody judged: the grade that stands, how it came about, and what each said."""
    own = _systems(pool)
    return [
        (*key, merged.grades.get(key), merged.how.get(key, "open"), *given, "; ".join(own.get(key, ())))
        for key, given in merged.given.items()
    ]


def _without_nan(value: object) -> object:
    """Unknown numbers as null, which JSON has; it has no NaN."""
    if isinstance(value, dict):
        return {name: _without_nan(own) for name, own in value.items()}
    return None if isinstance(value, float) and isnan(value) else value


def _proposers(pool: Pool, keys: Sequence[Key]) -> dict[str, int]:
    """How many of the judged pairs each system proposed."""
    own = _systems(pool)
    return dict(sorted(Counter(system for key in keys for system in own.get(key, ())).items()))


def _systems(pool: Pool) -> dict[Key, tuple[str, ...]]:
    """Who proposed each pair."""
    return {(pair.need_id, pair.hub_id): pair.proposed_by for pair in pool.pairs}
