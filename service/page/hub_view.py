"""One hub as its own page shows it, and as search engines read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from matcher.catalogue import Catalogue
from matcher.records import HubRecord, WeightedCode
from matcher.vocabulary import ListName, Vocabularies
from service.page.card_view import Sentences, in_language, specialities
from service.page.names import Names


@dataclass(frozen=True, slots=True)
class Listed:
    """A sector or technology of a hub; ``weight`` is its own statement of intensity, 1 to 5, None if it gave none."""

    label: str
    weight: int | None


@dataclass(frozen=True, slots=True)
class HubView:
    """Everything that the page of a hub shows."""

    hub: HubRecord
    kinds: tuple[str, ...]
    seat: str | None
    served: str
    specialities: Sentences
    facts: Sentences
    services: tuple[str, ...]
    customers: tuple[str, ...]
    sectors: tuple[Listed, ...]
    technologies: tuple[Listed, ...]
    as_of: str
    service_until: str | None


def hub_view(hub: HubRecord, catalogue: Catalogue, names: Names) -> HubView:
    """The profile in the language of ``names``; sentences that it has in the other language only stay in that."""
    tables, language = catalogue.vocabularies, names.language
    return HubView(
        hub=hub,
        kinds=names.kinds(hub),
        seat=names.seat(hub),
        served=names.served(hub),
        specialities=specialities(hub, language),
        facts=in_language(hub.facts_pt, hub.facts_en, language),
        services=tuple(tables["services"].label(code, language) for code in hub.services),
        customers=tuple(tables["clients"].label(code, language) for code in hub.customers),
        sectors=_listed(hub.sectors, tables, "sectors", names),
        technologies=_listed(hub.technologies, tables, "technologies", names),
        as_of=names.date(hub.as_of),
        service_until=names.date(hub.service_until) if hub.service_until else None,
    )


def hub_json_ld(view: HubView, names: Names) -> dict[str, Any]:
    """The hub as schema.org's Organization (a free zone is a Place); what is unknown is left out."""
    hub, seat = view.hub, view.hub.seat
    address = {
        "@type": "PostalAddress",
        "addressLocality": seat.city or seat.municipality,
        "postalCode": seat.postal_code,
        "addressCountry": {"EL": "GR", "UK": "GB"}.get(hub.country, hub.country),  # ISO 3166, where NUTS differs
    }
    found = {
        "@context": "https://schema.org",
        "@type": "Place" if hub.kind == "zlt" else "Organization",
        "@id": f"/hubs/{hub.id}",
        "name": hub.name,
        "alternateName": [name for name in (hub.acronym, *hub.aliases) if name and name != hub.name],
        "url": hub.website,
        "description": "; ".join(view.specialities.lines),
        "address": {key: value for key, value in address.items() if value},
    }
    if hub.kind == "dih":
        found |= {
            "areaServed": [names.region(code) for code in hub.coverage],
            "knowsAbout": [item.label for item in (*view.sectors, *view.technologies)],
        }
    return {key: value for key, value in found.items() if value}


def _listed(items: Iterable[WeightedCode], tables: Vocabularies, table: ListName, names: Names) -> tuple[Listed, ...]:
    """Labels, the highest intensity first."""
    found = (Listed(tables[table].label(item.code, names.language), item.weight) for item in items)
    return tuple(sorted(found, key=lambda item: (-(item.weight or 0), item.label)))
