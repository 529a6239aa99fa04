"""The tables of ``data/geography`` read and checked against each other; ``geography.py`` gives them their use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from matcher.folding import fold_term
from matcher.geography_records import (
    AliasRow,
    CountryNameRow,
    ForeignCityRow,
    LookalikeRow,
    MunicipalityRow,
    NutsRow,
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
    foreign_cities: Rows[ForeignCityRow]
    country_names: Rows[CountryNameRow]
    lookalikes: Rows[LookalikeRow]

    def faults(self) -> list[str]:
        """Every fault of every file, as ``file:line: what was found; what was expected``; empty when all is sound."""
        return [
            *self._row_faults(),
            *_doubled(self),
            *_orphan_regions(self),
            *_lost_municipalities(self),
            *_unknown_codes(self),
            *_lost_towns(self),
            *_shadowed_names(self),
        ]

    def _row_faults(self) -> Iterator[str]:
        yield from self.regions.faults
        yield from self.municipalities.faults
        yield from self.aliases.faults
        yield from self.towns.faults
        yield from self.foreign_cities.faults
        yield from self.country_names.faults
        yield from self.lookalikes.faults


def read_tables(directory: Path) -> GeographyTables:
    """The seven tables; nothing is raised, the faults stand in the tables."""
    return GeographyTables(
        regions=read_csv(directory / "nuts.csv", NutsRow),
        municipalities=read_csv(directory / "municipalities.csv", MunicipalityRow),
        aliases=read_csv(directory / "region_aliases.csv", AliasRow),
        towns=read_csv(directory / "towns.csv", TownRow),
        foreign_cities=read_csv(directory / "foreign_cities.csv", ForeignCityRow),
        country_names=read_csv(directory / "country_names.csv", CountryNameRow),
        lookalikes=read_csv(directory / "lookalikes.csv", LookalikeRow),
    )


def _doubled(tables: GeographyTables) -> list[str]:
    """Names and codes that stand twice in one table; names are compared without accents and letter case."""
    return [
        *duplicates(tables.regions, lambda row: row.code),
        *duplicates(tables.municipalities, lambda row: fold_term(row.name)),
        *duplicates(tables.municipalities, lambda row: row.dico),
        *duplicates(tables.aliases, lambda row: fold_term(row.alias)),
        *duplicates(tables.towns, lambda row: fold_term(row.name)),
        *duplicates(tables.foreign_cities, lambda row: fold_term(row.name)),
        *duplicates(tables.country_names, lambda row: (row.code, row.language, row.name)),
        *duplicates(tables.lookalikes, lambda row: fold_term(row.phrase)),
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
    """Aliases, cities and country names with a code that no table has."""
    regions = {row.code for row in tables.regions.records}
    countries = {row.code for row in tables.country_names.records}
    for row in tables.aliases.rows:
        for code in row.record.nuts_codes:
            if code not in regions:
                yield f"{tables.aliases.path}:{row.line}: code {code} is not in nuts.csv"
        if len({code[:2] for code in row.record.nuts_codes}) > 1:
            yield f"{tables.aliases.path}:{row.line}: codes of several countries; expected one country"
    for city in tables.foreign_cities.rows:
        if city.record.code not in regions | countries:
            yield f"{tables.foreign_cities.path}:{city.line}: code {city.record.code} is neither a region nor a country"
    for code in sorted({row.code for row in tables.regions.records if row.level == 0} - countries):
        yield f"{tables.country_names.path}:1: no name for country {code} of nuts.csv; expected at least one"


def _lost_towns(tables: GeographyTables) -> Iterator[str]:
    """Towns whose municipality is not spelt as in ``municipalities.csv``."""
    names = {row.name for row in tables.municipalities.records}
    for row in tables.towns.rows:
        if row.record.municipality not in names:
            found = f"municipality {row.record.municipality!r}"
            yield f"{tables.towns.path}:{row.line}: {found} is not in municipalities.csv"


def _shadowed_names(tables: GeographyTables) -> Iterator[str]:
    """Names of one table that an earlier one has already: the later row would never be used."""
    seen = {fold_term(row.name): "municipalities.csv" for row in tables.municipalities.records}
    named = (
        (tables.towns.path, [(row.line, row.record.name) for row in tables.towns.rows]),
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
