"""The tables of ``data/geography`` read and checked against each other; ``geography.py`` gives them their use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from matcher.folding import fold_term
from matcher.geography_records import (
    AliasRow,
    CountryNameRow,
    ForeignCityRow,
    FormerCodeRow,
    LookalikeRow,
    MunicipalityRow,
    NutsRow,
    PostalCodeRow,
    TileRow,
    TownRow,
)
from matcher.reading import Rows, duplicates, read_csv


@dataclass(frozen=True, slots=True)
class GeographyTables:
    """Every table as read: sound rows with their lines, and a message for each unsound row."""

    regions: Rows[NutsRow]
    municipalities: Rows[MunicipalityRow]
    aliases: Rows[AliasRow]
    towns: Rows[TownRow]
    localities: Rows[TownRow]
    foreign_cities: Rows[ForeignCityRow]
    country_names: Rows[CountryNameRow]
    lookalikes: Rows[LookalikeRow]
    postal_codes: Rows[PostalCodeRow]
    former_codes: Rows[FormerCodeRow]
    tiles: Rows[TileRow]

    def faults(self) -> list[str]:
        """Every fault of every file, as ``file:line: what was found; what was expected``; empty when all is sound."""
        return [
            *self._row_faults(),
            *_doubled(self),
            *_orphan_regions(self),
            *_lost_municipalities(self),
            *_unknown_codes(self),
            *_lost_towns(self),
            *_overlapping_codes(self.postal_codes),
            *_lost_tiles(self),
            *_shadowed_names(self),
        ]

    def _row_faults(self) -> Iterator[str]:
        for table in fields(self):
            yield from getattr(self, table.name).faults


def read_tables(directory: Path) -> GeographyTables:
    """The eleven tables; nothing is raised, the faults stand in the tables."""
    return GeographyTables(
        regions=read_csv(directory / "nuts.csv", NutsRow),
        municipalities=read_csv(directory / "municipalities.csv", MunicipalityRow),
        aliases=read_csv(directory / "region_aliases.csv", AliasRow),
        towns=read_csv(directory / "towns.csv", TownRow),
        localities=read_csv(directory / "localities.csv", TownRow),
        foreign_cities=read_csv(directory / "foreign_cities.csv", ForeignCityRow),
        country_names=read_csv(directory / "country_names.csv", CountryNameRow),
        lookalikes=read_csv(directory / "lookalikes.csv", LookalikeRow),
        postal_codes=read_csv(directory / "postal_codes.csv", PostalCodeRow),
        former_codes=read_csv(directory / "nuts2021_to_2024.csv", FormerCodeRow),
        tiles=read_csv(directory / "nuts3_tiles.csv", TileRow),
    )


def _doubled(tables: GeographyTables) -> list[str]:
    """Names and codes that stand twice in one table; names are compared without accents and letter case."""
    return [
        *duplicates(tables.regions, lambda row: row.code),
        *duplicates(tables.municipalities, lambda row: fold_term(row.name)),
        *duplicates(tables.municipalities, lambda row: row.dico),
        *duplicates(tables.aliases, lambda row: fold_term(row.alias)),
        *duplicates(tables.towns, lambda row: fold_term(row.name)),
        *duplicates(tables.localities, lambda row: fold_term(row.name)),
        *duplicates(tables.foreign_cities, lambda row: fold_term(row.name)),
        *duplicates(tables.country_names, lambda row: (row.code, row.language, row.name)),
        *duplicates(tables.lookalikes, lambda row: fold_term(row.phrase)),
        *duplicates(tables.former_codes, lambda row: row.code_2021),
        *duplicates(tables.tiles, lambda row: row.code),
        *duplicates(tables.tiles, lambda row: (row.col, row.row)),
    ]


def _orphan_regions(tables: GeographyTables) -> Iterator[str]:
    """Regions whose parent is missing."""
    codes = {row.code for row in tables.regions.records}
    for row in tables.regions.rows:
        parent = row.record.parent
        if parent is not None and parent not in codes:
            yield f"{tables.regions.path}:{row.line}: parent {parent} of {row.record.code} is not in this file"


def _lost_municipalities(tables: GeographyTables) -> Iterator[str]:
    """Municipalities whose region is missing or not of level 3."""
    levels = {row.code: row.level for row in tables.regions.records}
    for row in tables.municipalities.rows:
        level = levels.get(row.record.nuts3)
        if level != 3:
            found = "is not in nuts.csv" if level is None else f"is of level {level}"
            yield f"{tables.municipalities.path}:{row.line}: nuts3 {row.record.nuts3} {found}; expected a level-3 code"


def _unknown_codes(tables: GeographyTables) -> Iterator[str]:
    """Aliases, cities, country names and former codes with a code that no table has."""
    regions = {row.code for row in tables.regions.records}
    countries = {row.code for row in tables.country_names.records}
    for row in tables.aliases.rows:
        for code in row.record.nuts_codes:
            if code not in regions:
                yield f"{tables.aliases.path}:{row.line}: code {code} is not in nuts.csv"
        if len({code[:2] for code in row.record.nuts_codes}) > 1:
            yield f"{tables.aliases.path}:{row.line}: codes of several countries; expected one country"
    for former in tables.former_codes.rows:
        for code in former.record.codes_2024:
            if code not in regions:
                yield f"{tables.former_codes.path}:{former.line}: code {code} is not in nuts.csv"
    for city in tables.foreign_cities.rows:
        if city.record.code not in regions | countries:
            yield f"{tables.foreign_cities.path}:{city.line}: code {city.record.code} is neither a region nor a country"
    for code in sorted({row.code for row in tables.regions.records if row.level == 0} - countries):
        yield f"{tables.country_names.path}:1: no name for country {code} of nuts.csv; expected at least one"


def _lost_towns(tables: GeographyTables) -> Iterator[str]:
    """Towns and postal codes whose municipality is not spelt as in ``municipalities.csv``."""
    names = {row.name for row in tables.municipalities.records}
    named = (
        (tables.towns.path, [(row.line, row.record.municipality) for row in tables.towns.rows]),
        (tables.localities.path, [(row.line, row.record.municipality) for row in tables.localities.rows]),
        (tables.postal_codes.path, [(row.line, row.record.municipality) for row in tables.postal_codes.rows]),
    )
    for path, rows in named:
        for line, name in rows:
            if name not in names:
                yield f"{path}:{line}: municipality {name!r} is not in municipalities.csv"


def _overlapping_codes(table: Rows[PostalCodeRow]) -> Iterator[str]:
    """Postal codes that do not rise from row to row: each may lie in one municipality only."""
    previous = ("", "")
    for row in table.rows:
        code = row.record
        if (code.cp4, code.first) <= previous:
            told = f"{code.cp4}-{code.first} does not come after {'-'.join(previous)}"
            yield f"{table.path}:{row.line}: {told}; expected codes that rise and do not overlap"
        previous = (code.cp4, code.last)


def _lost_tiles(tables: GeographyTables) -> Iterator[str]:
    """Tiles of no level-3 region at home, and regions at home without a tile."""
    home = {row.code for row in tables.regions.records if row.country == "PT" and row.level == 3}
    for row in tables.tiles.rows:
        if row.record.code not in home:
            found = f"{row.record.code} is no level-3 region of Portugal in nuts.csv"
            yield f"{tables.tiles.path}:{row.line}: {found}; expected one"
    for code in sorted(home - {row.code for row in tables.tiles.records}):
        yield f"{tables.tiles.path}:1: no tile for {code}; expected one for each level-3 region of Portugal"


def _shadowed_names(tables: GeographyTables) -> Iterator[str]:
    """Names of one table that an earlier one has already: the later row would never be used."""
    seen = {fold_term(row.name): "municipalities.csv" for row in tables.municipalities.records}
    named = (
        (tables.towns.path, [(row.line, row.record.name) for row in tables.towns.rows]),
        (tables.localities.path, [(row.line, row.record.name) for row in tables.localities.rows]),
        (tables.aliases.path, [(row.line, row.record.alias) for row in tables.aliases.rows]),
        (tables.foreign_cities.path, [(row.line, row.record.name) for row in tables.foreign_cities.rows]),
    )
    for path, rows in named:
        for line, name in rows:
            if fold_term(name) in seen:
                yield f"{path}:{line}: {name!r} stands already in {seen[fold_term(name)]}; expected it in one file only"
        seen.update({fold_term(name): path.name for _, name in rows})
    for row in tables.lookalikes.rows:
        if fold_term(row.record.phrase) in seen:
            yield f"{tables.lookalikes.path}:{row.line}: {row.record.phrase!r} is a place; expected words that are none"
