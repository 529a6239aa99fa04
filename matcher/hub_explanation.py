"""Why a hub is recommended for a need, or why not: where it stands, what its score is made of, and what sets it apart.

It says what `Recommender.rank` and the answer say, about one hub; it decides nothing of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, ValidationError
from rapidfuzz import process

from matcher.answer import Confidence, Outcome, Part, Reason, Versions
from matcher.answering import confidence
from matcher.catalogue import Catalogue
from matcher.comparison_sentences import Relation
from matcher.errors import NeedError
from matcher.hub_comparison import Comparison, Pair
from matcher.hub_standing import Place, Standing, Standings
from matcher.need import AnswerLanguage
from matcher.query import query_faults
from matcher.recommend import Ranked, Recommender
from matcher.records import Code, Query
from matcher.understanding.language import answer_language


class HubQuery(Query):
    """A need, what the caller states about it, and the hub in question."""

    hub_id: Annotated[Code, Field(description="Id of the hub or free zone in question.")]


class HubExplanation(Part):
    """What is said about one hub for one need.

    ``standing``: ``recommended``, ``ranked`` but not shown, ``excluded`` by a rule, of no network asked for
    (``network_not_asked``), a ``specialist_abroad``, a ``free_zone``, or ``not_looked_for`` where the outcome is out of
    scope or too vague. ``rank`` is the place among the ``n_ranked`` of its list (hubs, specialists or zones), null where
    it has none; ``shown`` whether the answer shows it; ``rule`` the code of the rule that excludes or sets it apart.
    The contributions of ``reasons`` sum to ``score``. ``language`` is that of the sentences.
    """

    language: AnswerLanguage
    outcome: Outcome
    reason_code: str
    hub_id: str
    name: str
    networks: tuple[str, ...]
    standing: Standing
    rank: int | None
    n_ranked: int
    shown: bool
    rule: str | None
    text: str
    score: float
    probability: float
    confidence: Confidence
    reasons: tuple[Reason, ...]
    compared: Comparison | None
    versions: Versions


def explain_hub(recommender: Recommender, query: HubQuery, *, language: AnswerLanguage | None = None) -> HubExplanation:
    """Why, or why not: ``query.hub_id`` for the need.

    Args:
        language: of the sentences, where the query states none; without it, that of the text.

    Raises:
        NeedError: the need, a stated fact or the hub's id cannot be used.
    """
    row_of(recommender.catalogue, query.hub_id)
    ranked = recommender.rank(query)
    spoken = query.language or language or answer_language(ranked.need.language)
    return explain_ranked(recommender, ranked, query, query.hub_id, spoken)


def explain_ranked(
    recommender: Recommender, ranked: Ranked, query: Query, hub_id: str, spoken: AnswerLanguage
) -> HubExplanation:
    """The same for a need that was ranked already; raises `NeedError` for an unknown hub."""
    row = row_of(recommender.catalogue, hub_id)
    answer = recommender.answer_ranked(ranked, query)
    place = Standings(recommender, ranked, answer, query.k, spoken).place(row)
    rank = place.rows.index(row) + 1 if row in place.rows else None
    hub, scored = recommender.catalogue.records[row], ranked.scored
    probability = float(scored.probabilities[row])
    return HubExplanation(
        language=spoken,
        outcome=answer.outcome,
        reason_code=answer.reason_code,
        hub_id=hub.id,
        name=hub.name,
        networks=hub.networks,
        standing=place.standing,
        rank=rank,
        n_ranked=len(place.rows),
        shown=place.shown,
        rule=place.rule,
        text=place.text,
        score=round(scored.baseline + float(scored.contributions[row].sum()), 4),
        probability=round(probability, 4),
        confidence=confidence(probability),
        reasons=recommender.answering.explainer.reasons(ranked.need, scored, ranked.verdict, row, spoken),
        compared=_compared(recommender, ranked, place, row, spoken),
        versions=recommender.versions,
    )


def parse_hub_query(values: Mapping[str, object]) -> HubQuery:
    """The query, or `NeedError` for its first fault, as `matcher.query.parse_query` has it."""
    try:
        return HubQuery.model_validate(dict(values))
    except ValidationError as error:
        raise NeedError(*query_faults(error)[0]) from None


def row_of(hubs: Catalogue, hub_id: str) -> int:
    """The row of a hub; `NeedError` with the nearest id where no hub has this one."""
    row = hubs.row.get(hub_id)
    if row is None:
        near = process.extractOne(hub_id, hubs.hub_ids, score_cutoff=60)
        hint = f"; did you mean {near[0]!r}?" if near else "; expected the id of a hub in the catalogue"
        raise NeedError("hub_id", f"unknown hub {hub_id!r}{hint}")
    return row


def _compared(
    recommender: Recommender, ranked: Ranked, place: Place, row: int, language: AnswerLanguage
) -> Comparison | None:
    """The hub beside the one above it, for the first the one below it, for one that has no rank the first of those that do."""
    relation: Relation = "first"
    other = place.rows[0] if place.rows else None
    if row in place.rows:
        at = place.rows.index(row)
        relation = "above" if at else "below"
        other = place.rows[at - 1] if at else next(iter(place.rows[1:]), None)
    if other is None:
        return None
    return Pair(ranked, row, other, language).comparison(recommender.answering.explainer, relation)
