"""A form's answer: the library's own, or the same path with what the reader took back left out of what was understood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from matcher import Recommender
from matcher.answer import Answer, Understood
from matcher.answering import understood
from matcher.need import CodeValue, Need, Place
from matcher.query import parse_query
from matcher.recommend import Ranked
from matcher.recommend import Understood as UnderstoodQuery
from matcher.records import Query
from service.operation.notes import note_outcome, stage
from service.page.form import NeedForm

DEFAULT_K: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A form that was answered; ``ranked`` is what the answer was made of."""

    query: Query
    ranked: Ranked
    answer: Answer


def query_of(form: NeedForm) -> Query:
    """The form as the library takes it; `NeedError` names the field that cannot be used."""
    stated = {"sectors": form.sectors, "technologies": form.technologies, "services": form.services}
    place, client = form.place.strip() or None, form.client or None
    return parse_query({"text": form.text, "place": place, "client": client, **stated})


def ask(
    recommender: Recommender,
    form: NeedForm,
    *,
    k: int = DEFAULT_K,
    narrow: Callable[[Ranked], Ranked] | None = None,
) -> Asked:
    """The answer to a form; `NeedError` for a text or a fact that cannot be used.

    Args:
        k: most hubs to recommend.
        narrow: what leaves out hubs that are not to be shown, before the outcome is decided.
    """
    query, keys = query_of(form).model_copy(update={"k": k}), frozenset(form.dropped)
    with stage("understand"):
        found = _understood(recommender, query, keys)
    with stage("rank"):
        ranked = _facets_without(recommender, recommender.rank_understood(found), keys)
        ranked = narrow(ranked) if narrow else ranked
    with stage("explain"):
        answer = recommender.answer_ranked(ranked, query, language=form.language)
    note_outcome(answer.outcome)
    return Asked(query, ranked, _unasked(answer, keys))


def understand(recommender: Recommender, form: NeedForm) -> Understood:
    """What was understood of a form, as answers show it, without ranking anything; raises as `ask` does."""
    return understood(_understood(recommender, query_of(form), frozenset(form.dropped)).reading.need)


def _understood(recommender: Recommender, query: Query, keys: frozenset[str]) -> UnderstoodQuery:
    found = recommender.understand(query)
    return replace(found, reading=replace(found.reading, need=without(found.reading.need, keys)))


def place_key(place: Place) -> str:
    """What names a place among the values taken back: its municipality, else the words it was read from."""
    return f"place:{place.municipality or place.text}"


def without(need: Need, keys: frozenset[str]) -> Need:
    """``need`` without the values that ``keys`` name (``field:code``), neither known nor guessed; stated ones stay."""

    def kept(field: str, values: tuple[CodeValue, ...]) -> tuple[CodeValue, ...]:
        return tuple(value for value in values if value.origin == "stated" or f"{field}:{value.code}" not in keys)

    likely = need.likely_service
    return replace(
        need,
        places=tuple(p for p in need.places if p.origin == "stated" or place_key(p) not in keys),
        sectors=kept("sectors", need.sectors),
        sector_guesses=kept("sectors", need.sector_guesses),
        technologies=kept("technologies", need.technologies),
        technology_guesses=kept("technologies", need.technology_guesses),
        services=kept("services", need.services),
        refused_services=kept("refused_services", need.refused_services),
        likely_service=likely if likely is not None and f"services:{likely.code}" not in keys else None,
        client=kept("client", need.client),
    )


def _facets_without(recommender: Recommender, ranked: Ranked, keys: frozenset[str]) -> Ranked:
    """``ranked`` with the values gone from its facets too, each ranked again as a need of its own."""
    facets = tuple(replace(facet, need=without(facet.need, keys)) for facet in ranked.facets)
    if not keys or not facets:
        return ranked
    return replace(ranked, facets=facets, served=recommender.served(facets))


def _unasked(answer: Answer, keys: frozenset[str]) -> Answer:
    """The answer without a question about what the reader has just taken back."""
    asked = answer.question
    if asked is None or not any(key.startswith(f"{asked.field}:") for key in keys):
        return answer
    return answer.model_copy(update={"question": None})
