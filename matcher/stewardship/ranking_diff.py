"""Whose ranking moves when the catalogue becomes another: judged needs answered over both, each need read once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from matcher.evaluation.judgments import LEAST_GRADE, JudgedNeed, Judgments
from matcher.evaluation.rules_diff import MEASURE, Gain, Sides, Standing, WhatIf, outcome_moves, paired_gain
from matcher.evaluation.significance import SEED
from matcher.evaluation.systems import national_ids, national_order
from matcher.records import Query

N_TOP: Final = 5


@dataclass(frozen=True, slots=True)
class Moved:
    """A need that is answered differently."""

    need_id: str
    before: Standing
    after: Standing

    @property
    def of_top(self) -> bool:
        """Whether the first five change, and not only the outcome or what is shown apart."""
        return self.before.top != self.after.top


@dataclass(frozen=True, slots=True)
class Exposure:
    """In how many needs' first five a hub stands; ``entered`` and ``left`` count needs too."""

    hub_id: str
    before: int
    after: int
    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class RankingDiff:
    """The needs that change, of ``n`` judged ones of a split.

    Attributes:
        hubs: those that enter or leave some need's first five, the largest gain first.
        unjudged: national hubs that only the new catalogue has: no assessor saw them, so they count as no good.
        gain: over the needs with a good hub; None when the split has none.
    """

    split: str
    n: int
    moved: tuple[Moved, ...]
    hubs: tuple[Exposure, ...]
    unjudged: tuple[str, ...]
    gain: Gain | None

    @property
    def outcomes(self) -> dict[str, int]:
        """How many needs go from which outcome to which, most first."""
        return outcome_moves((one.before, one.after) for one in self.moved)


def diff_rankings(what_if: WhatIf, judgments: Judgments, split: str) -> RankingDiff:
    """Every need of ``judgments`` over both catalogues, and what `MEASURE` gains over those with a good hub.

    Args:
        what_if: the recommender over the old hubs and over the new ones.
    """
    pools = national_ids(what_if.old), national_ids(what_if.new)
    judgments = judgments.only({*pools[0], *pools[1]})
    counted = {need.id for need in judgments.with_grade(LEAST_GRADE)}
    standings: list[Moved] = []
    scores: list[tuple[float, float]] = []
    for need in judgments.needs:
        sides = what_if.sides(Query(text=need.text))
        standings.append(Moved(need.id, Standing.of(sides.before, N_TOP), Standing.of(sides.after, N_TOP)))
        scores += [_scores(what_if, sides, judgments, need)] if need.id in counted else []
    gain = paired_gain(np.array(scores), rng=np.random.default_rng(SEED)) if scores else None
    moved = tuple(one for one in standings if one.before != one.after)
    unjudged = tuple(sorted(set(pools[1]) - set(pools[0])))
    return RankingDiff(split, len(standings), moved, exposures(standings), unjudged, gain)


def exposures(standings: Sequence[Moved]) -> tuple[Exposure, ...]:
    """The hubs whose presence in the first five changes for some need, the largest gain first."""
    before, after = [set(one.before.top) for one in standings], [set(one.after.top) for one in standings]
    found = [_exposure(hub_id, before, after) for hub_id in sorted(set().union(*before, *after))]
    moving = (one for one in found if one.entered or one.left)
    return tuple(sorted(moving, key=lambda one: (one.before - one.after, one.hub_id)))


def _exposure(hub_id: str, before: Sequence[set[str]], after: Sequence[set[str]]) -> Exposure:
    pairs = [(hub_id in old, hub_id in new) for old, new in zip(before, after, strict=True)]
    return Exposure(
        hub_id,
        before=_count(old for old, _ in pairs),
        after=_count(new for _, new in pairs),
        entered=_count(new and not old for old, new in pairs),
        left=_count(old and not new for old, new in pairs),
    )


def _count(found: Iterable[bool]) -> int:
    return sum(found)


def _scores(what_if: WhatIf, sides: Sides, judgments: Judgments, need: JudgedNeed) -> tuple[float, float]:
    """`MEASURE` of one need over the old and over the new hubs."""
    grades = judgments.grades[need.id]
    old = national_order(what_if.old, sides.ranked_before)
    new = national_order(what_if.new, sides.ranked_after)
    return MEASURE(old, grades), MEASURE(new, grades)
