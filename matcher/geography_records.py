"""The rows of ``data/geography/*.csv``: regions, municipalities and the names that people use for them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from matcher.records import NutsCode, Record

# How much must stand beside a name before it counts as a place: nothing; a capital and no given name before it; a
# capital that is not the sentence's own; a word such as 'em' or 'concelho de'. Read by matcher.understanding.
Ambiguity = Literal["", "surname", "word", "context"]

Name = Annotated[str, StringConstraints(min_length=2, strip_whitespace=True)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


def _split_codes(cell: object) -> object:
    """``PT111;PT112`` as its parts."""
    return tuple(cell.split(";")) if isinstance(cell, str) else cell


class NutsRow(Record):
    """One region of the NUTS 2024 classification or of the statistical regions beside it (``nuts.csv``).

    ``lat`` and ``lon`` are degrees (WGS 84), both or neither; a region without takes its parent's.
    """

    code: NutsCode
    level: Annotated[int, Field(ge=0, le=3)]
    parent: NutsCode | None = None
    country: CountryCode
    name: Name
    name_latin: Name
    lat: Latitude | None = None
    lon: Longitude | None = None
    coord_source: str = ""
    scheme: Literal["NUTS2024", "SR2024"]

    @model_validator(mode="after")
    def _consistent(self) -> NutsRow:
        """The code tells level, parent and country; coordinates come in pairs."""
        if len(self.code) != self.level + 2:
            raise ValueError(
                f"{self.code} has {len(self.code)} characters; expected {self.level + 2} at level {self.level}"
            )
        expected_parent = self.code[:-1] if self.level else None
        if self.parent != expected_parent:
            raise ValueError(f"parent of {self.code} is {self.parent}; expected {expected_parent}")
        if self.country != self.code[:2]:
            raise ValueError(f"country of {self.code} is {self.country}; expected {self.code[:2]}")
        if (self.lat is None) != (self.lon is None):
            raise ValueError(f"{self.code} has one coordinate; expected both or none")
        return self


class MunicipalityRow(Record):
    """One of Portugal's 308 municipalities (``municipalities.csv``); the point is its town, else the area's middle."""

    name: Name
    nuts3: Annotated[str, StringConstraints(pattern=r"^PT[A-Z0-9]{3}$")]
    nuts2: Annotated[str, StringConstraints(pattern=r"^PT[A-Z0-9]{2}$")]
    lat: Latitude
    lon: Longitude
    district: Name
    island: str = ""
    dico: Annotated[str, StringConstraints(pattern=r"^\d{4}$")]
    nuts3_name: Name
    nuts2_name: Name
    ambiguity: Ambiguity = ""
    point: Literal["seat", "area"]
    seat_population: Annotated[int, Field(ge=0)] | None = None
    seat_geonameid: str = ""

    @model_validator(mode="after")
    def _inside(self) -> MunicipalityRow:
        """The level-3 region lies in the level-2 region."""
        if not self.nuts3.startswith(self.nuts2):
            raise ValueError(f"nuts3 {self.nuts3} does not lie in nuts2 {self.nuts2}")
        return self


class AliasRow(Record):
    """An everyday, historic or foreign name of a region, and the codes it covers (``region_aliases.csv``)."""

    alias: Name
    nuts_codes: Annotated[tuple[NutsCode, ...], BeforeValidator(_split_codes), Field(min_length=1)]
    ambiguity: Ambiguity = ""
    note: str = ""


class TownRow(Record):
    """A town, parish, port or park, and the municipality it lies in (``towns.csv``, ``localities.csv``)."""

    name: Name
    municipality: Name
    ambiguity: Ambiguity = ""
    note: str = ""


class ForeignCityRow(Record):
    """A city abroad and its region, or its country where no region is known (``foreign_cities.csv``)."""

    name: Name
    code: NutsCode
    ambiguity: Ambiguity = ""
    note: str = ""


class LookalikeRow(Record):
    """Words that hold or resemble a place's name and are none: 'vinho do porto', 'gaia x' (``lookalikes.csv``)."""

    phrase: Name
    note: str = ""


class CountryNameRow(Record):
    """A country's name in one language (``country_names.csv``); Greece is EL, the United Kingdom UK."""

    code: CountryCode
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
    name: Name
    source: Literal["CLDR", "own"] = "own"


class PostalCodeRow(Record):
    """Codes ``cp4-first`` to ``cp4-last`` and the municipality they lie in (``postal_codes.csv``).

    A row without ``first`` and ``last`` is the whole of its four digits.
    """

    cp4: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{3}$")]
    first: Annotated[str, StringConstraints(pattern=r"^\d{3}$")] = "000"
    last: Annotated[str, StringConstraints(pattern=r"^\d{3}$")] = "999"
    municipality: Name

    @model_validator(mode="after")
    def _ordered(self) -> PostalCodeRow:
        """The range is not empty."""
        if self.first > self.last:
            raise ValueError(
                f"{self.cp4}-{self.first} comes after {self.cp4}-{self.last}; expected the lower code first"
            )
        return self


class FormerCodeRow(Record):
    """A Portuguese code of NUTS 2021 and the regions of NUTS 2024 that it became (``nuts2021_to_2024.csv``)."""

    code_2021: NutsCode
    level: Annotated[int, Field(ge=0, le=3)]
    name_2021: Name
    codes_2024: Annotated[tuple[NutsCode, ...], BeforeValidator(_split_codes), Field(min_length=1)]
    note: str = ""


class TileRow(Record):
    """A Portuguese level-3 region and its square on the tile map; the first is 0 (``nuts3_tiles.csv``)."""

    code: NutsCode
    name: Name
    nuts2: NutsCode
    col: Annotated[int, Field(ge=0)]
    row: Annotated[int, Field(ge=0)]
