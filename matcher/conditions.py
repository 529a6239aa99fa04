"""The conditions that rules are made of: on the need (true or false) and on hubs (a mask). Each key of a rule is one."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import numpy as np
from pydantic import Field

from matcher.arrays import BoolVector
from matcher.catalogue import HOME, Catalogue
from matcher.need import CodeValue, Need
from matcher.records import Code, Record, Scope

SERVED: Final = 0.5  # of the highest intensity
SURE: Final = 0.5  # a code below this probability does not make a rule apply
OF_NEED: Final = (  # keys of a hub condition that look at the need as well
    "covers_place",
    "in_country_of_need",
    "in_partner_country",
    "fits_topic",
    "serves_main_sector",
    "serves_main_technology",
)
NO_NEED: Final = Need(text="", language="pt", language_origin="inferred", vector=np.zeros(0, dtype=np.float32))
PlaceKnowledge = Literal["region_known", "region_unknown", "abroad", "home"]


class NeedCondition(Record):
    """When a rule applies; every key given must hold, a key left out does not matter. Lists mean 'any of these'."""

    place: PlaceKnowledge | None = None
    client: tuple[Code, ...] | None = None
    services: tuple[Code, ...] | None = None
    main_sector: tuple[Code, ...] | None = None
    no_sector_beyond: tuple[Code, ...] | None = None
    sector_known: bool | None = None
    technology_known: bool | None = None
    partners_abroad: bool | None = None
    partner_country_named: bool | None = None
    names_home: bool | None = None


class HubCondition(Record):
    """Which hubs a rule speaks of; every key given must hold."""

    kind: Literal["dih", "zlt"] | None = None
    ids: tuple[Code, ...] | None = None
    abroad: bool | None = None
    regional: bool | None = None
    covers_place: bool | None = None
    in_country_of_need: bool | None = None
    in_partner_country: bool | None = None
    fits_topic: bool | None = None
    scope: tuple[Scope, ...] | None = None
    sector: Code | None = None
    technology: Code | None = None
    serves_main_sector: bool | None = None
    serves_main_technology: bool | None = None
    at_least: Annotated[float, Field(ge=0, le=1)] = 0.8


def need_meets(condition: NeedCondition, need: Need) -> bool:
    """Whether every given key of ``condition`` holds for ``need``; the cheap ones that most rules have come first."""
    return (
        (condition.place is None or condition.place in place_knowledge(need))
        and (condition.partners_abroad is None or condition.partners_abroad == need.partners_abroad)
        and (condition.partner_country_named is None or condition.partner_country_named == bool(need.partner_countries))
        and (condition.names_home is None or condition.names_home == need.names_home)
        and (condition.services is None or any(value.code in condition.services for value in need.services))
        and _topic_meets(condition, need)
    )


def _topic_meets(condition: NeedCondition, need: Need) -> bool:
    """The part of a condition that speaks of who asks and about what."""
    sectors = _sure(need.sectors)
    return (
        (condition.client is None or any(code in condition.client for code in _sure(need.client)))
        and (condition.main_sector is None or any(code in condition.main_sector for code in sectors[:1]))
        and (condition.no_sector_beyond is None or all(code in condition.no_sector_beyond for code in sectors))
        and (condition.sector_known is None or condition.sector_known == bool(sectors))
        and (condition.technology_known is None or condition.technology_known == bool(_sure(need.technologies)))
    )


def hubs_meeting(condition: HubCondition, need: Need, hubs: Catalogue) -> BoolVector:
    """Mask of the hubs for which every given key of ``condition`` holds; shape ``(n_hubs,)``."""
    mask = np.ones(len(hubs), dtype=np.bool_)
    if condition.kind is not None:
        mask &= hubs.is_zone == (condition.kind == "zlt")
    if condition.ids is not None:
        mask &= hubs.named(condition.ids)
    if condition.abroad is not None:
        mask &= hubs.is_abroad == condition.abroad
    if condition.regional is not None:
        mask &= hubs.is_regional == condition.regional
    if condition.covers_place is not None:
        mask &= hubs.covers(need.region_codes) == condition.covers_place
    if condition.in_country_of_need is not None:
        mask &= hubs.in_countries(need.countries) == condition.in_country_of_need
    if condition.in_partner_country is not None:
        mask &= hubs.in_countries(need.partner_countries) == condition.in_partner_country
    if condition.fits_topic is not None:
        mask &= _fits_topic(need, hubs) == condition.fits_topic
    return mask & _speciality(condition, need, hubs)


def could_meet(condition: HubCondition, hubs: Catalogue) -> bool:
    """Whether any hub can meet ``condition``, whatever the need: judged by the keys that look at the hub alone."""
    alone = condition.model_copy(update=dict.fromkeys(OF_NEED))
    return bool(hubs_meeting(alone, NO_NEED, hubs).any())


def _fits_topic(need: Need, hubs: Catalogue) -> BoolVector:
    """Hubs that serve a sector or technology of the need at half strength or more; all when the need tells neither."""
    if not need.sectors and not need.technologies:
        return np.ones(len(hubs), dtype=np.bool_)
    sectors = hubs.sectors[:, [hubs.sector_column[value.code] for value in need.sectors]]
    technologies = hubs.technologies[:, [hubs.technology_column[value.code] for value in need.technologies]]
    return np.asarray((np.hstack([sectors, technologies]) >= SERVED).any(axis=1))


def _speciality(condition: HubCondition, need: Need, hubs: Catalogue) -> BoolVector:
    """The part of a hub condition that speaks of scope, sectors and technologies; unknown intensities do not count."""
    mask = np.ones(len(hubs), dtype=np.bool_)
    if condition.scope is not None:
        mask &= hubs.has_scope(condition.scope)
    if condition.sector is not None:
        mask &= hubs.sectors[:, hubs.sector_column[condition.sector]] >= condition.at_least
    if condition.technology is not None:
        mask &= hubs.technologies[:, hubs.technology_column[condition.technology]] >= condition.at_least
    if condition.serves_main_sector is not None:
        main = [hubs.sector_column[code] for code in _sure(need.sectors)[:1]]
        mask &= (hubs.sectors[:, main] >= condition.at_least).any(axis=1) == condition.serves_main_sector
    if condition.serves_main_technology is not None:
        main = [hubs.technology_column[code] for code in _sure(need.technologies)[:1]]
        mask &= (hubs.technologies[:, main] >= condition.at_least).any(axis=1) == condition.serves_main_technology
    return mask


def place_knowledge(need: Need) -> frozenset[PlaceKnowledge]:
    """What is known of where the need is: a region or not, at home (also when nothing is said) or abroad only."""
    known: PlaceKnowledge = "region_known" if need.region_codes else "region_unknown"
    where: PlaceKnowledge = "abroad" if need.countries and HOME not in need.countries else "home"
    return frozenset((known, where))


def _sure(values: tuple[CodeValue, ...]) -> list[str]:
    """Codes probable enough to act on, main first."""
    return [value.code for value in values if value.probability >= SURE]
