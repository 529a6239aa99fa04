"""The parts of a need that asks for several things: each in its own words, with the hubs that serve it well."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.answer import Answer
from matcher.catalogue import Catalogue
from service.page.chips import Chips


@dataclass(frozen=True, slots=True)
class FacetView:
    """One part of the need; ``labels`` are what it asks for, ``hubs`` the shown ones that serve it well (id, name)."""

    quote: str
    labels: tuple[str, ...]
    hubs: tuple[tuple[str, str], ...]


def facet_views(answer: Answer, chips: Chips) -> tuple[FacetView, ...]:
    """The parts in the order of the text; none for a single need."""
    views = []
    for number, facet in enumerate(answer.understood.facets):
        services, technologies = chips.vocabularies["services"], chips.vocabularies["technologies"]
        labels = [services.label(code, chips.language) for code in facet.services]
        labels += [technologies.label(code, chips.language) for code in facet.technologies]
        hubs = tuple((card.hub_id, card.name) for card in answer.recommendations if number in card.facets)
        views.append(FacetView(chips.quote(facet.span) or "", tuple(labels), hubs))
    return tuple(views)


def cover_of(answer: Answer, catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """The fewest hubs that serve all parts together, as id and name."""
    return tuple((hub_id, catalogue.records[catalogue.row[hub_id]].name) for hub_id in answer.cover)
