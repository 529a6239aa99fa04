"""Which (need, hub) pairs assessors see: the best of several systems and some at random, in an order that tells nothing."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import numpy as np
from pydantic import Field, StringConstraints

from matcher.errors import DataError
from matcher.evaluation.systems import BM25, ENCODER, WHOLE, bm25_run, encoder_run, national_ids, whole_system_run
from matcher.evaluation.trec import Run
from matcher.reading import duplicates, read_csv, read_jsonl
from matcher.recommend import Recommender
from matcher.records import MAX_NEED_CHARS, Code, Query, Record

LEAST_SYSTEMS: Final = 2
CONTROL: Final = "at random"  # how pairs that no system proposed came into the pool
OURS: Final = (WHOLE,)


class NewNeed(Record):
    """A need that nobody has judged yet: one line of a CSV or JSON Lines file."""

    id: Code
    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_NEED_CHARS)]


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
    """The needs of a file, by its ending ``.csv`` or ``.jsonl``; raise `DataError` with every fault."""
    rows = (read_csv if path.suffix.lower() == ".csv" else read_jsonl)(path, NewNeed)
    faults = [*rows.faults, *duplicates(rows, lambda need: need.id)]
    if faults or not rows.records:
        raise DataError(faults or [f"{path}: holds no need; expected rows with id and text"])
    return rows.records


def propose(recommender: Recommender, needs: Sequence[NewNeed], outside: Mapping[str, Run] | None = None) -> Proposals:
    """Rank the national hubs for each need by BM25, by the encoder alone, by the whole system, and as ``outside`` runs say."""
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
