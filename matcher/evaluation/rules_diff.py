"""What-if of the rules: which needs other rules would answer differently, through which rules, and what ranking gains.

A need is read and encoded once, which is nearly all the time it takes; the rest is worked out for both sides.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.answer import Answer, Outcome
from matcher.changed_rules import with_rules
from matcher.evaluation.judgments import LEAST_GRADE, Judgments
from matcher.evaluation.measures import NDCG
from matcher.evaluation.significance import SEED, estimate
from matcher.evaluation.systems import national_ids, national_order
from matcher.recommend import Ranked, Recommender
from matcher.records import Query
from matcher.rules import Rules, Verdict

N_TOP: Final = 3
MEASURE: Final = NDCG(k=5)


@dataclass(frozen=True, slots=True)
class Standing:
    """What rules decide about a need: the best hubs shown, the outcome, and the hubs and zones shown apart."""

    top: tuple[str, ...]
    outcome: Outcome
    elsewhere: tuple[str, ...]
    zones: tuple[str, ...]

    @classmethod
    def of(cls, answer: Answer, n_top: int = N_TOP) -> Standing:
        """The standing that an answer tells, with its first ``n_top`` hubs."""
        top, elsewhere, zones = (
            tuple(card.hub_id for card in cards)
            for cards in (answer.recommendations[:n_top], answer.elsewhere, answer.free_zones)
        )
        return cls(top, answer.outcome, elsewhere, zones)


@dataclass(frozen=True, slots=True)
class Change:
    """A need answered differently; ``moved_by`` are the codes of the rules that act otherwise on the hubs that moved."""

    need_id: str
    before: Standing
    after: Standing
    moved_by: tuple[str, ...]

    @property
    def of_top(self) -> bool:
        """Whether the best three change, and not only the outcome or what is shown apart."""
        return self.before.top != self.after.top


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """One need under both sets of rules."""

    before: Answer
    after: Answer
    ranked_before: Ranked
    ranked_after: Ranked


@dataclass(frozen=True, slots=True)
class Gain:
    """Mean of a measure before and after over ``n`` judged needs; the interval is that of the mean difference."""

    measure: str
    n: int
    before: float
    after: float
    difference: float
    low: float
    high: float

    def __str__(self) -> str:
        return (
            f"{self.measure}: {self.before:.4f} before, {self.after:.4f} after, difference {self.difference:+.4f} "
            f"[{self.low:+.4f}, {self.high:+.4f}], n = {self.n}"
        )


@dataclass(frozen=True, slots=True)
class RulesDiff:
    """The needs that change, of ``n`` in all, and the gain where needs are judged (else None)."""

    old: str
    new: str
    n: int
    changes: tuple[Change, ...]
    gain: Gain | None

    @property
    def outcomes(self) -> dict[str, int]:
        """How many needs go from which outcome to which, most first."""
        return outcome_moves((change.before, change.after) for change in self.changes)

    def json(self) -> str:
        """Every figure, unrounded."""
        return json.dumps({**asdict(self), "outcomes": self.outcomes}, indent=1)


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """The same recommender under old and under new rules."""

    old: Recommender
    new: Recommender

    @classmethod
    def of(cls, recommender: Recommender, old: Rules, new: Rules) -> WhatIf:
        """Both sides of one recommender, whatever its own rules are."""
        return cls(with_rules(recommender, old), with_rules(recommender, new))

    def sides(self, query: Query) -> Sides:
        """Both answers; raises `NeedError` for a stated fact that cannot be used."""
        before = self.old.rank(query)
        after = self._reranked(before)
        return Sides(
            before=self.old.answer_ranked(before, query),
            after=self.new.answer_ranked(after, query),
            ranked_before=before,
            ranked_after=after,
        )

    def _reranked(self, before: Ranked) -> Ranked:
        """The need that was read already, ranked under the new rules."""
        after = self.new.rank_need(before.need)
        return replace(after, guesses=before.guesses)

    def change(self, need_id: str, sides: Sides) -> Change | None:
        """How the two answers differ; None when they do not."""
        before, after = Standing.of(sides.before), Standing.of(sides.after)
        if before == after:
            return None
        moved = _moved(before, after) or set(before.top)
        verdicts = sides.ranked_before.verdict, sides.ranked_after.verdict
        rows = [row for row, hub_id in enumerate(self.old.catalogue.hub_ids) if hub_id in moved]
        acts = [_acts(side.rules, verdict, rows) for side, verdict in zip((self.old, self.new), verdicts, strict=True)]
        codes = [rule.code for rule in (*self.old.rules.rules, *self.new.rules.rules)]
        moved_by = [code for code in dict.fromkeys(codes) if acts[0].get(code, ()) != acts[1].get(code, ())]
        return Change(need_id, before, after, tuple(moved_by))


def diff_queries(what_if: WhatIf, needs: Iterable[tuple[str, Query]]) -> RulesDiff:
    """Which of the needs, each with its id, are answered differently."""
    found = [what_if.change(need_id, what_if.sides(query)) for need_id, query in needs]
    return RulesDiff(*_versions(what_if), len(found), tuple(one for one in found if one), None)


def diff_judged(what_if: WhatIf, judgments: Judgments) -> RulesDiff:
    """The same for judged needs, and what happens to `MEASURE` over those with a hub of `LEAST_GRADE` or more."""
    judgments = judgments.only(national_ids(what_if.old))
    counted = {need.id for need in judgments.with_grade(LEAST_GRADE)}
    changes: list[Change] = []
    scores: list[tuple[float, float]] = []
    for need in judgments.needs:
        sides = what_if.sides(Query(text=need.text))
        change = what_if.change(need.id, sides)
        changes += [change] if change else []
        if need.id in counted:
            runs = [national_order(what_if.old, ranked) for ranked in (sides.ranked_before, sides.ranked_after)]
            scores.append((MEASURE(runs[0], judgments.grades[need.id]), MEASURE(runs[1], judgments.grades[need.id])))
    gain = paired_gain(np.array(scores), rng=np.random.default_rng(SEED)) if scores else None
    return RulesDiff(*_versions(what_if), len(judgments.needs), tuple(changes), gain)


def outcome_moves(standings: Iterable[tuple[Standing, Standing]]) -> dict[str, int]:
    """How many needs go from which outcome to which, most first, from both standings of each."""
    moves = [f"{old.outcome} -> {new.outcome}" for old, new in standings if old.outcome != new.outcome]
    return dict(sorted(((move, moves.count(move)) for move in set(moves)), key=lambda move: (-move[1], move[0])))


def paired_gain(scores: NDArray[np.float64], *, rng: np.random.Generator) -> Gain:
    """Means and the 95 % percentile bootstrap interval of the difference, resampling needs (both sides together).

    Args:
        scores: shape ``(n_needs, 2)``: before, after.
    """
    difference = estimate(scores[:, 1] - scores[:, 0], rng=rng)
    before, after = scores.mean(axis=0)
    return Gain(
        str(MEASURE), len(scores), float(before), float(after), difference.mean, difference.low, difference.high
    )


def _moved(before: Standing, after: Standing) -> set[str]:
    """Hubs and zones whose position in any list of the answer is not the same."""
    pairs = ((before.top, after.top), (before.elsewhere, after.elsewhere), (before.zones, after.zones))
    places = [({hub: n for n, hub in enumerate(old)}, {hub: n for n, hub in enumerate(new)}) for old, new in pairs]
    return {hub for old, new in places for hub in old.keys() | new.keys() if old.get(hub) != new.get(hub)}


def _acts(rules: Rules, verdict: Verdict, rows: Sequence[int]) -> dict[str, tuple[tuple[int, str, float | None], ...]]:
    """What each rule does to which of ``rows``; a rule that touches none of them is left out."""
    acts = {
        rule.code: tuple((row, rule.effect, rule.weight) for row in rows if verdict.touched[row, column])
        for column, rule in enumerate(rules.rules)
    }
    return {code: act for code, act in acts.items() if act}


def _versions(what_if: WhatIf) -> tuple[str, str]:
    return what_if.old.rules.version, what_if.new.rules.version
