"""Hubs in one fixed order, their codes as matrix columns: row ``i`` of every matrix is ``hub_ids[i]``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from matcher.arrays import BoolVector, FloatMatrix, IntVector
from matcher.encoder import Encoder
from matcher.geography import Geography
from matcher.lexical import LexicalIndex
from matcher.passages import KnownVectors, PassageIndex, index_passages
from matcher.records import HubRecord, WeightedCode
from matcher.vocabulary import Vocabularies, Vocabulary

HOME: Final = "PT"
HIGHEST: Final = 5  # the intensity of a hub's specialities
PUBLIC: Final = "public-administration"
UNSTATED_WEIGHT: Final = 3.0  # of 5: a code listed without intensity is neither a speciality nor nothing


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All hubs and free zones, in the order of their ids.

    Attributes:
        sectors, technologies: shape ``(n_hubs, n_codes)``, in [0, 1]: how well a hub serves a need of the code, the
            hub's stated intensity over 5, or that of a related code times its strength; a row of NaN = unknown.
        sector_focus, technology_focus: the same over the breadth of what the hub claims: high for a specialist.
        sector_speciality: for a sector hub the share that a code has of its sectors of highest intensity, 0 elsewhere.
        technology_speciality: the same for a technology hub and its technologies.
        services, clients: 1 where offered or served, 0 where not, NaN unknown.
        points: shape ``(n_hubs, 2)``, latitude and longitude of the seat in degrees; NaN = unknown.
        version: changes whenever any record changes.
    """

    records: tuple[HubRecord, ...]
    vocabularies: Vocabularies
    sectors: FloatMatrix
    sector_focus: FloatMatrix
    sector_speciality: FloatMatrix
    technologies: FloatMatrix
    technology_focus: FloatMatrix
    technology_speciality: FloatMatrix
    services: FloatMatrix
    clients: FloatMatrix
    points: FloatMatrix
    passages: PassageIndex
    lexical: LexicalIndex
    version: str

    def __len__(self) -> int:
        return len(self.records)

    @cached_property
    def hub_ids(self) -> tuple[str, ...]:
        """Ids, sorted."""
        return tuple(hub.id for hub in self.records)

    @cached_property
    def row(self) -> dict[str, int]:
        """Row number of each id."""
        return {hub_id: row for row, hub_id in enumerate(self.hub_ids)}

    @property
    def sector_column(self) -> dict[str, int]:
        """Column of each sector code."""
        return self.vocabularies["sectors"].column

    @property
    def technology_column(self) -> dict[str, int]:
        """Column of each technology code."""
        return self.vocabularies["technologies"].column

    @property
    def service_column(self) -> dict[str, int]:
        """Column of each service code."""
        return self.vocabularies["services"].column

    @property
    def client_column(self) -> dict[str, int]:
        """Column of each client code."""
        return self.vocabularies["clients"].column

    @cached_property
    def hub_service_codes(self) -> frozenset[str]:
        """Services that hubs give; not `information`, which any can, nor testing in a zone, which none can."""
        return frozenset(
            row.code for row in self.vocabularies["services"].rows if row.kind in ("core", "complementary")
        )

    @cached_property
    def is_zone(self) -> BoolVector:
        """Technological free zones: places to test in, not hubs."""
        return self.where(lambda hub: hub.kind == "zlt")

    @cached_property
    def is_abroad(self) -> BoolVector:
        """Hubs outside Portugal."""
        return self.where(lambda hub: hub.country != HOME)

    @cached_property
    def is_regional(self) -> BoolVector:
        """Hubs that serve a part of their country only."""
        return self.where(lambda hub: hub.kind == "dih" and hub.country not in hub.coverage)

    @cached_property
    def is_sector_hub(self) -> BoolVector:
        """Hubs of a sector, for the whole country."""
        return self.where(_is_sector_hub)

    @cached_property
    def is_technology_hub(self) -> BoolVector:
        """Hubs of a technology."""
        return self.where(_is_technology_hub)

    @cached_property
    def is_for_public_bodies(self) -> BoolVector:
        """Hubs whose one sector of highest intensity is public administration."""
        return self.where(lambda hub: [item.code for item in hub.sectors if item.weight == HIGHEST] == [PUBLIC])

    @cached_property
    def country_number(self) -> IntVector:
        """A number for each hub's country; shape ``(n_hubs,)``."""
        countries = sorted({hub.country for hub in self.records})
        return np.array([countries.index(hub.country) for hub in self.records], dtype=np.int64)

    @cached_property
    def _of_country(self) -> dict[str, BoolVector]:
        return _masks([(hub.country,) for hub in self.records])

    def where(self, condition: Callable[[HubRecord], bool]) -> BoolVector:
        """Mask of the hubs that meet ``condition``, for properties worked out once; shape ``(n_hubs,)``."""
        return np.array([condition(hub) for hub in self.records], dtype=np.bool_)

    def has_scope(self, scopes: Sequence[str]) -> BoolVector:
        """Hubs whose stated scope is one of ``scopes``."""
        return self._any(self._of_scope, scopes)

    def in_countries(self, countries: Collection[str]) -> BoolVector:
        """Hubs of one of ``countries``."""
        return self._any(self._of_country, sorted(countries))

    def named(self, hub_ids: Collection[str]) -> BoolVector:
        """The hubs of ``hub_ids``, which may hold ids of none."""
        mask = np.zeros(len(self), dtype=np.bool_)
        mask[[self.row[hub_id] for hub_id in hub_ids if hub_id in self.row]] = True
        return mask

    def in_networks(self, networks: Sequence[str]) -> BoolVector:
        """Hubs that belong to one of ``networks``."""
        return self._any(self._of_network, networks)

    def covers(self, nuts_codes: Sequence[str]) -> BoolVector:
        """Hubs whose region holds, or lies within, one of ``nuts_codes``; shape ``(n_hubs,)``.

        NUTS codes are paths: a region lies within another when its code starts with the other's.
        """
        parts = [code[:n] for code in nuts_codes for n in range(2, len(code))]
        return self._any(self._of_region_within, nuts_codes) | self._any(self._of_region, parts)

    def _any(self, masks: dict[str, BoolVector], labels: Sequence[str]) -> BoolVector:
        """Hubs that carry one of ``labels``."""
        found = [masks[label] for label in labels if label in masks]
        return np.any(found, axis=0) if found else np.zeros(len(self), dtype=np.bool_)

    @cached_property
    def _of_scope(self) -> dict[str, BoolVector]:
        return _masks([hub.scope for hub in self.records])

    @cached_property
    def _of_network(self) -> dict[str, BoolVector]:
        return _masks([hub.networks for hub in self.records])

    @cached_property
    def _of_region(self) -> dict[str, BoolVector]:
        """Hubs that name each region as covered."""
        return _masks([hub.coverage for hub in self.records])

    @cached_property
    def _of_region_within(self) -> dict[str, BoolVector]:
        """Hubs that name each region, or one within it, as covered."""
        return _masks([[own[:n] for own in hub.coverage for n in range(2, len(own) + 1)] for hub in self.records])


def _masks(labels_of: Sequence[Sequence[str]]) -> dict[str, BoolVector]:
    """For each label the mask of the rows that carry it."""
    masks: dict[str, BoolVector] = {}
    for row, labels in enumerate(labels_of):
        for label in labels:
            masks.setdefault(label, np.zeros(len(labels_of), dtype=np.bool_))[row] = True
    return masks


def build_catalogue(
    records: Sequence[HubRecord],
    vocabularies: Vocabularies,
    geography: Geography,
    encoder: Encoder,
    known: KnownVectors,
) -> Catalogue:
    """The catalogue of sound records, ordered by id; only passages that ``known`` lacks are encoded."""
    hubs = tuple(sorted(records, key=lambda hub: hub.id))
    tables = vocabularies["sectors"], vocabularies["technologies"], vocabularies["clients"]
    sectors = _stated([hub.sectors for hub in hubs], tables[0])
    technologies = _stated([hub.technologies for hub in hubs], tables[1])
    digest = hashlib.sha256("\n".join(hub.model_dump_json() for hub in hubs).encode()).hexdigest()
    return Catalogue(
        records=hubs,
        vocabularies=vocabularies,
        sectors=_spread(sectors, tables[0]),
        sector_focus=_spread(_focus(sectors), tables[0]),
        sector_speciality=_speciality(sectors, hubs, _is_sector_hub),
        technologies=_spread(technologies, tables[1]),
        technology_focus=_spread(_focus(technologies), tables[1]),
        technology_speciality=_speciality(technologies, hubs, _is_technology_hub),
        services=_listed([hub.services for hub in hubs], vocabularies["services"]),
        clients=_clients_served(_listed([hub.customers for hub in hubs], tables[2]), tables[2]),
        points=_points(hubs, geography),
        passages=index_passages(hubs, encoder, known),
        lexical=LexicalIndex(hubs),
        version=digest[:12],
    )


def _stated(items: Sequence[Sequence[WeightedCode]], table: Vocabulary) -> FloatMatrix:
    """Stated intensity of each code over 5, 0 where not listed; shape ``(n_hubs, n_codes)``, a row of NaN for no list."""
    stated = np.zeros((len(items), len(table.codes)), dtype=np.float32)
    for row, listed in enumerate(items):
        for item in listed:
            stated[row, table.column[item.code]] = (item.weight or UNSTATED_WEIGHT) / 5
    stated[[not listed for listed in items]] = np.nan
    return stated


def _focus(stated: FloatMatrix) -> FloatMatrix:
    """Intensity over the square root of how many codes the hub claims as strongly; same shape, in [0, 1]."""
    as_strong = (stated[:, None, :] >= stated[:, :, None]).sum(axis=2)
    return np.asarray(stated / np.sqrt(np.maximum(as_strong, 1)), dtype=np.float32)


def _speciality(stated: FloatMatrix, hubs: Sequence[HubRecord], belongs: Callable[[HubRecord], bool]) -> FloatMatrix:
    """One over the square root of how many codes have the highest intensity, for those; 0 for a hub that does not belong."""
    top = (stated >= 1) & np.array([belongs(hub) for hub in hubs], dtype=np.bool_)[:, None]
    return np.asarray(top / np.sqrt(np.maximum(top.sum(axis=1, keepdims=True), 1)), dtype=np.float32)


def _is_sector_hub(hub: HubRecord) -> bool:
    return hub.kind == "dih" and "sectoral" in hub.scope and "regional" not in hub.scope


def _is_technology_hub(hub: HubRecord) -> bool:
    return hub.kind == "dih" and "technological" in hub.scope


def _spread(stated: FloatMatrix, table: Vocabulary) -> FloatMatrix:
    """How well a need of each code is served: by that code, or by a related one times its strength."""
    return np.asarray((stated[:, None, :] * table.related[None, :, :]).max(axis=2), dtype=np.float32)


def _listed(items: Sequence[Sequence[str]], table: Vocabulary) -> FloatMatrix:
    """1 where listed, 0 where not, a row of NaN for an empty list; shape ``(n_hubs, n_codes)``."""
    listed = np.zeros((len(items), len(table.codes)), dtype=np.float32)
    for row, codes in enumerate(items):
        listed[row, [table.column[code] for code in codes]] = 1
        if not codes:
            listed[row] = np.nan
    return listed


def _clients_served(customers: FloatMatrix, table: Vocabulary) -> FloatMatrix:
    """Who is served as whom: a start-up is also served by a hub for small firms (column ``served_as`` of clients.csv)."""
    served = np.full_like(customers, np.nan)
    for column, row in enumerate(table.rows):
        stands_for = [table.column[code] for code in row.served_as.split(";") if code]
        if stands_for:
            served[:, column] = customers[:, stands_for].max(axis=1)
    return served


def _points(hubs: Sequence[HubRecord], geography: Geography) -> FloatMatrix:
    """Where each hub sits: its municipality, else its region; shape ``(n_hubs, 2)``, NaN = unknown."""
    points = np.full((len(hubs), 2), np.nan, dtype=np.float32)
    for row, hub in enumerate(hubs):
        place = geography.place_named(hub.seat.municipality) if hub.seat.municipality else None
        code = hub.seat.nuts3 or hub.seat.nuts2
        if place is not None and place.latitude is not None:
            points[row] = place.latitude, place.longitude
        elif code and (point := geography.point_of(code)) is not None:
            points[row] = point
    return points
