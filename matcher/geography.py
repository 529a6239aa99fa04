"""Regions, their tree, points and names. Whether a text means a place of its sender is for ``understanding`` to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

from matcher.arrays import FloatMatrix, FloatVector
from matcher.errors import DataError
from matcher.folding import fold_term
from matcher.gazetteer import Gazetteer, NamedPlace, build_gazetteer
from matcher.geography_files import read_tables
from matcher.geography_postal import PostalCodes
from matcher.geography_records import NutsRow, TileRow
from matcher.geography_stated import bare_name, stated_readings, unmistakable
from matcher.need import Origin, Place, Span

EARTH_RADIUS_KM: Final = 6371.0088  # mean radius, IUGG
MOST_SUGGESTIONS: Final = 3
SUGGESTION_CUTOFF: Final = 88.0  # of 100: one wrong letter in eight or so


def distances_km(latitude: float, longitude: float, points: FloatMatrix) -> FloatVector:
    """Great-circle distances from one point to many, by the haversine formula.

    Args:
        latitude: of the one point, degrees.
        longitude: of the one point, degrees.
        points: shape ``(n, 2)``, latitude and longitude in degrees, NaN = unknown.

    Returns:
        Shape ``(n,)``, float32, kilometres, >= 0; NaN where the point is unknown.

    Source: Sinnott (1984), Virtues of the Haversine, Sky and Telescope 68(2), 159; on a sphere, off by at most 0.5 %.
    """
    phi, lam = np.radians(np.asarray(points, dtype=np.float64)).T
    phi_0, lam_0 = np.radians(latitude), np.radians(longitude)
    h = np.sin((phi - phi_0) / 2) ** 2 + np.cos(phi_0) * np.cos(phi) * np.sin((lam - lam_0) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(h, 0, 1))), dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Geography:
    """The regions by code and every name with what it stands for; built once, safe to share.

    Attributes:
        regions: code -> row of ``nuts.csv``; a parent stands for each row's beginning.
        names: folded name -> readings, the usual one first.
        lookalikes: folded words that hold or resemble a name and are none.
        postal: where Portugal's postal codes lie.
        former: codes of NUTS 2021 that are no longer in use -> what they became.
        tiles: the squares of Portugal's level-3 regions on a schematic map.
        countries: code of a country and language -> its usual name in that language.
    """

    regions: Mapping[str, NutsRow]
    names: Gazetteer
    lookalikes: frozenset[str] = frozenset()
    postal: PostalCodes = field(default_factory=lambda: PostalCodes({}, {}))
    former: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tiles: tuple[TileRow, ...] = ()
    countries: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def load(cls, directory: Path) -> Geography:
        """Read and check every table of ``directory``; `DataError` with all faults of all files."""
        tables = read_tables(directory)
        faults = tables.faults()
        if faults:
            raise DataError(faults)
        regions = {row.code: row for row in tables.regions.records}
        return cls(
            regions=regions,
            names=build_gazetteer(tables, regions),
            lookalikes=frozenset(fold_term(row.phrase) for row in tables.lookalikes.records),
            postal=PostalCodes.of(tables),
            former={row.code_2021: row.codes_2024 for row in tables.former_codes.records},
            tiles=tables.tiles.records,
            countries={(row.code, row.language): row.name for row in reversed(tables.country_names.records)},
        )

    def region(self, code: str) -> NutsRow | None:
        """The row of ``code``, None when there is none."""
        return self.regions.get(code)

    def is_code(self, code: str) -> bool:
        """Whether ``code`` is a region of the tables, exactly as written there."""
        return code in self.regions

    def name(self, code: str) -> str:
        """The region's name for display ('Norte', 'Centro'), the code itself when it is unknown."""
        row = self.regions.get(code)
        return row.name_latin if row is not None else code

    def point_of(self, code: str) -> tuple[float, float] | None:
        """Latitude and longitude of the region's middle, or of the nearest ancestor's that has one; None if unknown."""
        row = self.regions.get(code)
        while row is not None:
            if row.lat is not None and row.lon is not None:
                return row.lat, row.lon
            row = self.regions.get(row.parent) if row.parent else None
        return None

    def place_named(self, text: str, origin: Origin = "stated") -> Place | None:
        """The first of `places_named`: of two readings ('Lagoa') the mainland's; None when there is none."""
        return next(iter(self.places_named(text, origin)), None)

    def places_named(self, text: str, origin: Origin = "stated") -> tuple[Place, ...]:
        """The places that ``text`` alone may name; empty when none does, several where the caller must say which.

        A municipality, town, region or country, also with its kind and what it lies in ('Concelho de Lagoa, Açores'),
        a NUTS code of 2024 or 2021, a postal code. Accents and letter case do not matter.
        """
        return tuple(self.place(named, text, None, origin) for named in self._readings(text))

    def suggestions(self, text: str) -> tuple[str, ...]:
        """At most three names to choose from: what ``text`` may stand for, else those it may be a slip for."""
        readings = self._readings(text)
        if readings:
            return unmistakable(readings)[:MOST_SUGGESTIONS]
        near = process.extract(
            bare_name(text), self._keys, scorer=fuzz.ratio, score_cutoff=SUGGESTION_CUTOFF, limit=4 * MOST_SUGGESTIONS
        )
        return unmistakable(self.names[key][0] for key, _, _ in near)[:MOST_SUGGESTIONS]

    def _readings(self, text: str) -> tuple[NamedPlace, ...]:
        """What a stated place may stand for."""
        code = text.strip().upper()
        codes = (code,) if code in self.regions else self.former.get(code)
        if codes is None:
            return stated_readings(text, self.names, self.postal)
        return (NamedPlace(self.name(code), "region", code[:2], codes),)

    def place(self, named: NamedPlace, text: str, span: Span | None, origin: Origin) -> Place:
        """``named`` as a `Place`; a region is given its level-3 and level-2 codes where they are certain."""
        leaves = self._leaves(named.codes)
        point = (named.latitude, named.longitude) if named.latitude is not None else self._middle(named.codes)
        return Place(
            text=text,
            span=span,
            origin=origin,
            country=named.country,
            nuts_codes=named.codes,
            municipality=named.municipality,
            nuts3=leaves[0] if len(leaves) == 1 else None,
            nuts2=_shared({leaf[:4] for leaf in leaves}),
            latitude=point[0],
            longitude=point[1],
        )

    def _leaves(self, codes: Sequence[str]) -> list[str]:
        """The level-3 regions that ``codes`` hold."""
        return sorted({leaf for code in codes for leaf in self._below.get(code, ())})

    def _middle(self, codes: Sequence[str]) -> tuple[float | None, float | None]:
        """The mean of the codes' points, weighing each alike; fine within one country, where it is used."""
        points = [point for code in codes if (point := self.point_of(code)) is not None]
        if not points:
            return None, None
        latitude, longitude = np.mean(points, axis=0)
        return round(float(latitude), 5), round(float(longitude), 5)

    @cached_property
    def _below(self) -> Mapping[str, tuple[str, ...]]:
        """Each code with the level-3 codes in it."""
        below: dict[str, list[str]] = {}
        for code, row in self.regions.items():
            if row.level == 3:
                for length in range(2, 6):
                    below.setdefault(code[:length], []).append(code)
        return {code: tuple(leaves) for code, leaves in below.items()}

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        """The folded names, for finding the near ones."""
        return tuple(self.names)


def _shared(codes: set[str]) -> str | None:
    """The one code, None when there are several or none."""
    return next(iter(codes)) if len(codes) == 1 else None
