"""Reads the hub files and tells every fault of every profile at once, with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from matcher.errors import DataError
from matcher.geography import Geography
from matcher.reading import Rows, duplicates, read_jsonl
from matcher.records import HubRecord
from matcher.vocabulary import ListName, Vocabularies

HUB_FILES: Final = ("pt.jsonl", "eu.jsonl")


def load_hubs(directory: Path, vocabularies: Vocabularies, geography: Geography) -> tuple[HubRecord, ...]:
    """The profiles of all hub files; raise `DataError` with every fault of every file."""
    files = read_hubs(directory)
    faults = hub_faults(files, vocabularies, geography)
    if faults:
        raise DataError(faults)
    return tuple(hub for rows in files for hub in rows.records)


def read_hubs(directory: Path) -> tuple[Rows[HubRecord], ...]:
    """The rows of each hub file, and what is wrong with them one by one."""
    return tuple(read_jsonl(directory / name, HubRecord) for name in HUB_FILES)


def hub_faults(files: Sequence[Rows[HubRecord]], vocabularies: Vocabularies, geography: Geography) -> list[str]:
    """Every fault, as ``file:line: message``: broken rows, ids used twice, unknown codes and regions."""
    faults: list[str] = []
    elsewhere: dict[str, str] = {}
    for rows in files:
        faults += [*rows.faults, *duplicates(rows, lambda hub: hub.id)]
        for row in rows.rows:
            where = f"{rows.path}:{row.line}: {row.record.id}"
            faults += [f"{where}: {text}" for text in profile_faults(row.record, vocabularies, geography)]
            if row.record.id in elsewhere:
                faults.append(f"{where}: the id stands already in {elsewhere[row.record.id]}; each may stand once")
        elsewhere |= {hub.id: rows.path.name for hub in rows.records}
    return faults


def profile_faults(hub: HubRecord, vocabularies: Vocabularies, geography: Geography) -> list[str]:
    """What is wrong with one profile, against the tables it refers to."""
    faults = [
        *_code_faults("sectors", "sectors", [item.code for item in hub.sectors], vocabularies),
        *_code_faults("technologies", "technologies", [item.code for item in hub.technologies], vocabularies),
        *_code_faults(
            "catalogue_services", "catalogue_services", [item.code for item in hub.catalogue_services], vocabularies
        ),
        *_code_faults("services", "services", hub.services, vocabularies),
        *_code_faults("customers", "clients", hub.customers, vocabularies),
    ]
    regions = [("coverage", code) for code in hub.coverage] + [
        ("seat.nuts2", hub.seat.nuts2),
        ("seat.nuts3", hub.seat.nuts3),
    ]
    unknown = [(field, code) for field, code in regions if code is not None and not geography.is_code(code)]
    faults += [f"{field}: unknown region {code!r}; expected a code of nuts.csv" for field, code in unknown]
    town = hub.seat.municipality
    if town is not None and geography.place_named(town) is None:
        faults.append(f"seat.municipality: unknown {town!r}; expected a name of municipalities.csv")
    return faults


def _code_faults(field: str, name: ListName, codes: Iterable[str], vocabularies: Vocabularies) -> list[str]:
    """Codes that the table does not hold, and codes that stand twice."""
    seen: set[str] = set()
    faults = []
    for code in codes:
        if code not in vocabularies[name].column:
            faults.append(f"{field}: unknown code {code!r}; expected one of {name}.csv")
        if code in seen:
            faults.append(f"{field}: code {code!r} stands twice; expected once")
        seen.add(code)
    return faults
