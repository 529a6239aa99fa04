"""Which place a name stands for: one table from folded names to places, built from the rows of ``data/geography``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from matcher.folding import fold_term
from matcher.geography_files import GeographyTables
from matcher.geography_records import Ambiguity, MunicipalityRow, NutsRow

Kind = Literal["municipality", "town", "district", "region", "city_abroad", "region_abroad", "country", "postal_code"]

_SHORTENED: Final = {"sao": "s", "santa": "sta", "santo": "sto", "nossa senhora": "n sra", "vila nova": "v n"}
_ISLAND: Final = re.compile(r"^(?:ilha|isla|ile) (?:(?:de|da|do|das) )?| island$")
_SEPARATORS: Final = ("/", ",", "(", "*")


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """What one name stands for.

    Attributes:
        name: as the table writes it; with its region where two municipalities share it ('Lagoa (Algarve)').
        codes: NUTS codes it covers; a country outside NUTS has none.
        near: level-2 regions or countries whose mention makes this reading of a shared name the right one.
        island: folded name of the island that it lies in or is; islands share the codes of their archipelago.
    """

    name: str
    kind: Kind
    country: str
    codes: tuple[str, ...]
    municipality: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    ambiguity: Ambiguity = ""
    near: str = ""
    island: str = ""


Gazetteer = Mapping[str, tuple[NamedPlace, ...]]  # folded name -> readings, the usual one first


def lies_in(inner: NamedPlace, outer: NamedPlace) -> bool:
    """Whether all of ``inner`` lies in ``outer``; a place lies in itself, and a town fills its municipality."""
    if outer.municipality is not None:
        return inner.municipality == outer.municipality
    if outer.island:
        return inner.island == outer.island
    if not outer.codes or not inner.codes:
        return inner.country == outer.country and not outer.codes
    return all(code.startswith(outer.codes) for code in inner.codes)


def build_gazetteer(tables: GeographyTables, regions: Mapping[str, NutsRow]) -> Gazetteer:
    """Every name with its readings; the order of the sources is their order of precedence.

    A town outranks a region of the same name ('Lisboa', 'Porto'): in the judged texts such a name means the town. A
    second reading is kept only for municipalities, since nothing else shares a name often enough to matter.
    """
    found: dict[str, list[NamedPlace]] = {}
    for source in (_municipalities, _towns, _aliases, _districts, _cities_abroad, _regions, _countries):
        for name, place in source(tables, regions):
            for key in _spellings(name):
                readings = found.setdefault(key, [])
                if not readings or (place.kind == "municipality" and readings[0].kind == "municipality"):
                    readings.append(place)
    return {key: tuple(readings) for key, readings in found.items() if key}


def _spellings(name: str) -> list[str]:
    """The folded name and its abbreviations: 's joao da madeira', 'v n gaia', 'freixo de espada a cinta'."""
    key = fold_term(name)
    spellings = [key]
    for full, short in _SHORTENED.items():
        if key.startswith(f"{full} "):
            spellings.append(f"{short}{key[len(full) :]}")
    if key.startswith("vila nova de "):
        spellings += [f"v n {key[13:]}", f"vn {key[13:]}", f"vila nova {key[13:]}"]
    return spellings


def _island(name: str) -> str:
    """The folded name of an island alone, from 'Ilha do Pico', 'Pico island', 'Île de Pico'."""
    return _ISLAND.sub("", fold_term(name))


def place_in(row: MunicipalityRow, name: str, kind: Kind, ambiguity: Ambiguity = "") -> NamedPlace:
    """A place in the municipality ``row``, with its region and point."""
    return NamedPlace(
        name=name,
        kind=kind,
        country="PT",
        codes=(row.nuts3,),
        municipality=row.name,
        latitude=row.lat,
        longitude=row.lon,
        ambiguity=ambiguity,
        near=row.nuts2,
        island=_island(row.island),
    )


def _municipalities(tables: GeographyTables, _: Mapping[str, NutsRow]) -> Iterator[tuple[str, NamedPlace]]:
    """Municipalities under their names; a name that several share leads to each, the mainland's first."""
    rows = tables.municipalities.records
    marked = {row.name.partition(" (")[0] for row in rows if " (" in row.name}
    for row in rows:
        if row.name in marked:
            name = f"{row.name} ({row.nuts2_name})"
            yield row.name, place_in(row, name, "municipality", row.ambiguity)
            yield name, place_in(row, name, "municipality", row.ambiguity)
        else:
            yield row.name, place_in(row, row.name, "municipality", row.ambiguity)
    for row in rows:
        plain, mark, _rest = row.name.partition(" (")
        if mark:
            yield plain, place_in(row, row.name, "municipality", row.ambiguity)


def _towns(tables: GeographyTables, _: Mapping[str, NutsRow]) -> Iterator[tuple[str, NamedPlace]]:
    rows = {row.name: row for row in tables.municipalities.records}
    for town in (*tables.towns.records, *tables.localities.records):
        yield town.name, place_in(rows[town.municipality], town.name, "town", town.ambiguity)


def _aliases(tables: GeographyTables, regions: Mapping[str, NutsRow]) -> Iterator[tuple[str, NamedPlace]]:
    islands = {_island(row.island) for row in tables.municipalities.records} - {""}
    for row in tables.aliases.records:
        kind: Kind = "region" if row.nuts_codes[0].startswith("PT") else "region_abroad"
        place = place_of_codes(row.alias, kind, row.nuts_codes, regions, row.ambiguity)
        named = _island(row.alias)
        is_island = named in islands and len(row.nuts_codes[0]) == 5  # 'Madeira' is the archipelago
        yield row.alias, replace(place, island=named) if is_island else place


def _districts(tables: GeographyTables, regions: Mapping[str, NutsRow]) -> Iterator[tuple[str, NamedPlace]]:
    """'distrito de Aveiro' is every region with a municipality of it; 'região de Leiria' is its town's region."""
    districts: dict[str, set[str]] = {}
    seats = {row.name: row for row in tables.municipalities.records}
    for row in tables.municipalities.records:
        if not row.district.startswith("Região"):
            districts.setdefault(row.district, set()).add(row.nuts3)
    for name, codes in districts.items():
        district = place_of_codes(f"distrito de {name}", "district", tuple(sorted(codes)), regions, "")
        around = place_of_codes(f"região de {name}", "region", (seats[name].nuts3,), regions, "")
        for pattern in (
            "distrito de {}",
            "distrito do {}",
            "distrito da {}",
            "distrito {}",
            "district of {}",
            "{} district",
        ):
            yield pattern.format(name), district
        for pattern in ("região de {}", "região do {}", "região da {}", "{} region", "region of {}", "région de {}"):
            yield pattern.format(name), around


def _cities_abroad(tables: GeographyTables, regions: Mapping[str, NutsRow]) -> Iterator[tuple[str, NamedPlace]]:
    for row in tables.foreign_cities.records:
        yield row.name, place_of_codes(row.name, "city_abroad", (row.code,), regions, row.ambiguity)


def _regions(tables: GeographyTables, regions: Mapping[str, NutsRow]) -> Iterator[tuple[str, NamedPlace]]:
    """Official names of regions, Portugal's and Spain's trusted, others only where the text clearly names a place."""
    for row in sorted(tables.regions.records, key=lambda row: -row.level):
        if row.level < 2 and (row.level == 0 or row.country == "PT"):
            continue
        home = row.country == "PT"
        kind: Kind = "region" if home else "region_abroad"
        name = row.name_latin if row.country != "EL" else row.name_latin.replace(" – ", "/")
        for separator in _SEPARATORS[1:]:
            name = name.split(separator)[0]
        for part in name.split("/"):
            if len(part.strip()) >= (3 if home else 4):
                trusted = home or (row.country == "ES" and row.level == 3)
                place = place_of_codes(part.strip(), kind, (row.code,), regions, "" if trusted else "context")
                yield part.strip(), place


def _countries(tables: GeographyTables, regions: Mapping[str, NutsRow]) -> Iterator[tuple[str, NamedPlace]]:
    for row in tables.country_names.records:
        yield row.name, place_of_codes(row.name, "country", (row.code,), regions, "")


def place_of_codes(
    name: str, kind: Kind, codes: tuple[str, ...], regions: Mapping[str, NutsRow], ambiguity: Ambiguity
) -> NamedPlace:
    """A region, or several of one country; ``near`` is what they share from the left, at most a level-2 code."""
    known = tuple(code for code in codes if code in regions)
    shared = codes[0][:4] if all(code[:4] == codes[0][:4] for code in codes) else codes[0][:2]
    return NamedPlace(name, kind, codes[0][:2], known, ambiguity=ambiguity, near=shared)
