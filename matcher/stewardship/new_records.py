"""A profile of the export as a hub record: what the export says wins, what it cannot say stays as it is known.

Of a hub that the present catalogue does not hold, a few fields are worked out and named in ``inferred``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from matcher.folding import fold_term
from matcher.records import HubRecord, Seat
from matcher.stewardship.places import NO_SEAT
from matcher.stewardship.profiles import Profile

# Every hub of the funded network, and every one that won the Seal, is to give these: Regulation (EU) 2021/694, article 16.
NETWORK_SERVICES: Final = ("test-before-invest", "skills-and-training", "networking", "funding-support")
SERVICE_OF: Final[dict[str, str]] = {  # a service of the European list -> the hub service that it is a part of
    "field-trial": "test-before-invest",
    "prototyping": "test-before-invest",
    "vocational-training": "skills-and-training",
    "ecosystem-building": "networking",
    "finance": "funding-support",
}
NATIONAL: Final = "PT-DIH"  # a network that the European export does not know
EMPTY_WHEN: Final = (  # names as the field ``missing`` of the present records has them
    ("acronym", "acronym"),
    ("sectors", "sectors"),
    ("technologies", "technologies"),
    ("catalogue_services", "catalogue_services"),
    ("services", "services"),
    ("customers", "customers"),
    ("coordinator", "coordinator"),
    ("partners", "partners"),
    ("website", "website"),
)
SEAT_MISSING: Final = "hq_nuts2"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What every record of one import says of its origin.

    Attributes:
        sources: addresses of pages.
        keep_sentences: a known hub with sentences keeps them; the description is used for the others only.
    """

    as_of: date
    sources: tuple[str, ...]
    keep_sentences: bool = False


def hub_record(profile: Profile, country: str, hub_id: str, known: HubRecord | None, made: Provenance) -> HubRecord:
    """The record of one row, over what is known of its hub."""
    before = known or _unknown_hub(profile, country, hub_id, made)
    seat = _seat(profile.seat, before.seat)
    name, aliases = _names(profile, before)
    found = {
        "name": name,
        "acronym": before.acronym or profile.short_name,
        "aliases": aliases,
        "networks": _networks(profile, before),
        "seat": seat,
        "coverage": before.coverage if known else (seat.nuts2 or country,),
        "sectors": profile.sectors or before.sectors,
        "technologies": profile.technologies or before.technologies,
        "catalogue_services": profile.services or before.catalogue_services,
        "services": before.services or _services(profile),
        "website": profile.website or before.website,
        **_facts(profile, before, made.keep_sentences),
        "sources": tuple(dict.fromkeys((*before.sources, *made.sources))),
        "as_of": made.as_of.isoformat(),
    }
    record = {**{field: getattr(before, field) for field in HubRecord.model_fields}, **found}
    record["inferred"] = _inferred(profile, before, known is None)
    record["missing"] = _missing(record, seat, known)
    return HubRecord.model_validate(record)


def _unknown_hub(profile: Profile, country: str, hub_id: str, made: Provenance) -> HubRecord:
    """A hub of which only id, name and country are known."""
    lists = "aliases networks sectors technologies catalogue_services services customers partners".split()
    lists += "specialities_en specialities_pt facts_en facts_pt sources inferred missing".split()
    nothing = dict.fromkeys(("acronym", "coordinator", "website", "service_until"))
    stated = {"id": hub_id, "kind": "dih", "name": profile.name, "country": country, "scope": ("regional",)}
    made_up = {"seat": NO_SEAT, "coverage": (country,), "as_of": made.as_of.isoformat(), "confidence": "medium"}
    return HubRecord.model_validate({**dict.fromkeys(lists, ()), **nothing, **stated, **made_up})


def _names(profile: Profile, known: HubRecord) -> tuple[str, tuple[str, ...]]:
    """The name a hub is known by, or the export's where it is known by neither of its names; the others as aliases."""
    told = [name for name in (profile.name, profile.short_name) if name]
    own = {fold_term(name) for name in (known.name, known.acronym, *known.aliases) if name}
    name = known.name if own & {fold_term(one) for one in told} else profile.name
    shown = {fold_term(name), fold_term(known.acronym or profile.short_name or "")}
    others = {fold_term(one): one for one in (*told[::-1], known.name, *known.aliases[::-1])}
    return name, tuple(other for key, other in reversed(others.items()) if key not in shown)


def _seat(found: Seat | None, known: Seat) -> Seat:
    """The export's seat, unless the known one says the same and more."""
    if found is None or found.nuts2 is None:
        return known
    same = (
        known.nuts2 == found.nuts2
        and known.city
        and (found.city is None or fold_term(known.city) == fold_term(found.city))
    )
    return known if same else found


def _networks(profile: Profile, known: HubRecord) -> tuple[str, ...]:
    """The export's networks; the national one, which it does not know, stays."""
    if not profile.networks:
        return known.networks
    return (*(network for network in known.networks if network == NATIONAL), *profile.networks)


def _services(profile: Profile) -> tuple[str, ...]:
    """Hub services by what the network demands of its members, else by what the hub lists; empty = unknown."""
    if set(profile.networks) & {"EDIH", "SoE"}:
        return NETWORK_SERVICES
    listed = {SERVICE_OF[item.code] for item in profile.services if item.code in SERVICE_OF}
    return tuple(service for service in NETWORK_SERVICES if service in listed)


def _facts(profile: Profile, known: HubRecord, keep: bool) -> dict[str, tuple[str, ...]]:
    """The description in its language, over the sentences known before in that language."""
    has_own = known.facts_en or known.facts_pt or known.specialities_en or known.specialities_pt
    if not profile.sentences or (keep and has_own):
        return {}
    return {f"facts_{profile.language}": profile.sentences}


def _inferred(profile: Profile, before: HubRecord, is_new: bool) -> tuple[str, ...]:
    """The fields that nobody stated: those known as such, without what the export now states."""
    stated = {"sectors": profile.sectors, "technologies": profile.technologies}
    fields = [field for field in before.inferred if not stated.get(field)]
    fields += ["scope", "coverage"] if is_new else []
    fields += ["services"] if not before.services and _services(profile) else []
    fields += [SEAT_MISSING] if profile.seat and not before.seat.nuts2 else []
    return tuple(dict.fromkeys(fields))


def _missing(record: dict[str, object], seat: Seat, known: HubRecord | None) -> tuple[str, ...]:
    """The fields that are empty; of a known hub those noted as missing before, but for what is now filled."""
    filled = {name: bool(record[field]) for name, field in EMPTY_WHEN} | {SEAT_MISSING: seat.nuts2 is not None}
    before = known.missing if known else [name for name, is_filled in filled.items() if not is_filled]
    return tuple(name for name in before if not filled.get(name))
