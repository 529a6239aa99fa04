"""Outcomes given against outcomes judged, over all needs of a split, and the two errors that matter to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, get_args

from matcher.answer import Answer, Outcome
from matcher.evaluation.judgments import JudgedNeed
from matcher.evaluation.significance import Share, share
from matcher.evaluation.systems import RankedNeeds
from matcher.recommend import Recommender
from matcher.records import Query

OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
RIGHT_DOOR: Final[Outcome] = "match"  # judged so, a need has a national hub of grade 3
NO_DOOR: Final[frozenset[Outcome]] = frozenset(("no_match", "out_of_scope", "too_vague"))
SURE: Final = "high"  # the answer's own word for a probability of 0.75 or more


@dataclass(frozen=True, slots=True)
class Given:
    """The outcome that a need got, and how confident its first hub is; None without a hub."""

    outcome: Outcome
    confidence: str | None


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """A share of needs that went wrong, and which."""

    share: Share
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The confusion matrix and the two errors.

    Attributes:
        counts: judged outcome -> given outcome -> needs; every outcome has a row and a column.
        right: share of needs with the judged outcome.
        commonest: share that the commonest judged outcome would get right if it were always given: chance level.
        turned_away: of the needs with a right door (judged `match`), those told that nothing fits, that it is no matter for a
            hub, or that they say too little.
        sent_astray: of the needs that nothing fits or that say too little, those given a `match` whose first hub is sure.
        matched_at_all: of the same, those given a `match`, however unsure.
    """

    n: int
    counts: dict[Outcome, dict[Outcome, int]]
    right: Share
    commonest: float
    turned_away: ErrorRate
    sent_astray: ErrorRate
    matched_at_all: ErrorRate


def outcomes(recommender: Recommender, needs: Sequence[JudgedNeed], ranked: RankedNeeds) -> Outcomes:
    """What the answers to ``needs`` say, against what the assessors say."""
    answers = [recommender.answer_ranked(ranked[need.id], Query(text=need.text)) for need in needs]
    return count_outcomes(needs, [given_of(answer) for answer in answers])


def given_of(answer: Answer) -> Given:
    """Outcome and confidence of an answer."""
    first = next(iter(answer.recommendations), None)
    return Given(answer.outcome, first.confidence if first else None)


def count_outcomes(needs: Sequence[JudgedNeed], given: Sequence[Given]) -> Outcomes:
    """Matrix and errors from what each need got, in the order of ``needs``."""
    pairs = list(zip(needs, given, strict=True))
    counts: dict[Outcome, dict[Outcome, int]] = {judged: dict.fromkeys(OUTCOMES, 0) for judged in OUTCOMES}
    for need, own in pairs:
        counts[need.outcome][own.outcome] += 1
    with_door = [(need, own) for need, own in pairs if need.outcome == RIGHT_DOOR]
    without = [(need, own) for need, own in pairs if need.outcome in NO_DOOR]
    matched = [(need, own) for need, own in without if own.outcome == "match"]
    return Outcomes(
        n=len(pairs),
        counts=counts,
        right=share(sum(counts[outcome][outcome] for outcome in OUTCOMES), len(pairs)),
        commonest=max(sum(row.values()) for row in counts.values()) / max(len(pairs), 1),
        turned_away=_rate([need for need, own in with_door if own.outcome in NO_DOOR], len(with_door)),
        sent_astray=_rate([need for need, own in matched if own.confidence == SURE], len(without)),
        matched_at_all=_rate([need for need, _ in matched], len(without)),
    )


def _rate(wrong: Sequence[JudgedNeed], n: int) -> ErrorRate:
    return ErrorRate(share(len(wrong), n), tuple(need.id for need in wrong))
