"""Which (need, hub) pairs assessors see: the best of several systems and some at random, in an order that tells nothing."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import numpy as np
from pydantic import BaseModel, Field, ValidationError

from matcher.errors import DataError
from matcher.evaluation.systems import BM25, ENCODER, WHOLE, bm25_run, encoder_run, national_ids, whole_system_run
from matcher.evaluation.trec import Run
from matcher.query import query_faults
from matcher.reading import Row, Rows, duplicates, read_jsonl
from matcher.recommend import Recommender
from matcher.records import Code, NeedText, Query, Record
from matcher.spreadsheets import read_table

LEAST_SYSTEMS: Final = 2
CONTROL: Final = "at random"  # how pairs that no system proposed came into the pool
OURS: Final = (WHOLE,)


class NewNeed(Record):
    """A need that nobody has judged yet: one row of a spreadsheet or one line of JSON."""

    id: Code
    text: NeedText


class _JsonNeed(BaseModel, extra="ignore"):
    """A line of JSON before its values are looked at."""

    id: str = ""
    text: str = ""


class PoolPair(Record):
    """A need and a hub to be judged, and the systems that proposed it; assessors never see the systems."""

    need_id: Code
    hub_id: Code
    proposed_by: tuple[str, ...]


class Pool(Record):
    """Everything that is to be judged, in the order in which it is shown, and how it came about.

    Attributes:
        depth: how many hubs of each system's ranking went in; n_random: further hubs a need, as a control.
        versions: of the models, catalogue and rules that proposed.
    """

    needs: tuple[NewNeed, ...]
    pairs: tuple[PoolPair, ...]
    systems: tuple[str, ...]
    depth: Annotated[int, Field(ge=1)]
    n_random: Annotated[int, Field(ge=0)]
    seed: int
    versions: dict[str, str]

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """Need and hub of each pair, in order."""
        return tuple((pair.need_id, pair.hub_id) for pair in self.pairs)

    def only(self, keys: Collection[tuple[str, str]]) -> Pool:
        """The same pool with some of its pairs, in its order."""
        kept = tuple(pair for pair in self.pairs if (pair.need_id, pair.hub_id) in keys)
        return self.model_copy(update={"pairs": kept})

    def save(self, path: Path) -> None:
        """Write the pool, with the systems; keep the file from assessors."""
        path.write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Pool:
        """What `save` wrote; `DataError` for any other file."""
        try:
            return cls.model_validate(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise DataError(
                [f"{path}: no pool ({error}); expected a file that `hub-matcher label pool` wrote"]
            ) from None


@dataclass(frozen=True, slots=True, eq=False)
class Proposals:
    """Rankings of the same needs by several systems."""

    needs: tuple[NewNeed, ...]
    runs: Mapping[str, Run]
    hub_ids: tuple[str, ...]


def read_needs(path: Path) -> tuple[NewNeed, ...]:
    """The needs of a file: JSON Lines where its name ends in ``.jsonl``, else CSV or XLSX; other columns are passed over.

    Raises:
        DataError: with every fault, none of which repeats the text of a need.
    """
    told = _lines_of_json(path) if path.suffix.lower() == ".jsonl" else _rows_of_table(path)
    faults: list[str] = []
    sound: list[Row[NewNeed]] = []
    for line, values in told:
        try:
            sound.append(Row(line, NewNeed.model_validate(values)))
        except ValidationError as error:
            faults += [f"{path}:{line}: {field}: {fault}" for field, fault in query_faults(error)]
    faults += duplicates(Rows(path, tuple(sound), ()), lambda need: need.id)
    if faults or not sound:
        raise DataError(faults or [f"{path}: holds no need; expected rows with id and text"])
    return tuple(row.record for row in sound)


def propose(recommender: Recommender, needs: Sequence[NewNeed], outside: Mapping[str, Run] | None = None) -> Proposals:
    """Rank the national hubs for each need by BM25, by the encoder alone, by the whole system, and as ``outside`` runs say."""
    if taken := sorted({BM25, ENCODER, WHOLE} & set(outside or {})):
        raise DataError([f"found a run called {taken[0]!r}, as our own is; expected another tag"])
    ranked = {need.id: recommender.rank(Query(text=need.text)) for need in needs}
    runs = {
        BM25: bm25_run(recommender, ranked),
        ENCODER: encoder_run(recommender, ranked),
        WHOLE: whole_system_run(recommender, ranked),
        **(outside or {}),
    }
    return Proposals(tuple(needs), runs, national_ids(recommender))


def pool(
    proposals: Proposals, versions: Mapping[str, str], *, depth: int = 5, n_random: int = 2, seed: int = 0
) -> Pool:
    """The union of the systems' first ``depth`` hubs and ``n_random`` others, needs and hubs shuffled.

    A pool from our own ranking alone would call right whatever we find and never what we miss (Zobel 1998,
    doi:10.1145/290941.291014), so it is refused.

    Raises:
        DataError: fewer than two systems, or none but our own.
    """
    systems = tuple(proposals.runs)
    if len(systems) < LEAST_SYSTEMS or set(systems) <= set(OURS):
        raise DataError([f"found the systems {', '.join(systems) or 'none'}; expected two or more, not our own alone"])
    rng = np.random.default_rng(seed)
    pairs: list[PoolPair] = []
    for row in rng.permutation(len(proposals.needs)):
        pairs += _pairs_of(proposals, proposals.needs[row].id, depth, n_random, rng=rng)
    return Pool(
        needs=proposals.needs,
        pairs=tuple(pairs),
        systems=systems,
        depth=depth,
        n_random=n_random,
        seed=seed,
        versions=dict(versions),
    )


def _pairs_of(
    proposals: Proposals, need_id: str, depth: int, n_random: int, *, rng: np.random.Generator
) -> list[PoolPair]:
    """The pairs of one need, shuffled."""
    found: dict[str, list[str]] = {}
    for system, run in proposals.runs.items():
        for hub_id in run.get(need_id, [])[:depth]:
            found.setdefault(hub_id, []).append(system)
    rest = [hub_id for hub_id in proposals.hub_ids if hub_id not in found]
    for row in rng.permutation(len(rest))[:n_random]:
        found[rest[row]] = [CONTROL]
    order = sorted(found)
    return [
        PoolPair(need_id=need_id, hub_id=order[row], proposed_by=tuple(found[order[row]]))
        for row in rng.permutation(len(order))
    ]


def _lines_of_json(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Line number and values of each line."""
    rows = read_jsonl(path, _JsonNeed)
    if rows.faults:
        raise DataError(list(rows.faults))
    return [(row.line, row.record.model_dump()) for row in rows.rows]


def _rows_of_table(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Row number and values of each row of a sheet."""
    table = read_table(path)
    wanted = tuple(NewNeed.model_fields)
    if missing := [name for name in wanted if name not in table.columns]:
        found = ", ".join(table.columns)
        raise DataError([f"{path}: no column {name!r}; found {found[:100]}" for name in missing])
    return [(line, {name: row[name] for name in wanted}) for line, row in table.rows]
