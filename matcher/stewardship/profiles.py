"""One row of the export as a profile: every column read, and told what could not be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from matcher.folding import fold_term
from matcher.geography import Geography
from matcher.records import HubRecord, Network, Seat, WeightedCode
from matcher.stewardship.columns import NAMES, Column, Columns
from matcher.stewardship.places import Countries, Towns, seat
from matcher.stewardship.plain_text import cell_text, one_line
from matcher.stewardship.private_words import masked, person_names
from matcher.stewardship.remarks import Note, Read, Remark, quoted
from matcher.stewardship.sentences import ProfileLanguage, profile_language, sentences
from matcher.stewardship.sheet import Sheet
from matcher.stewardship.websites import NO_ADDRESS, website
from matcher.stewardship.weighted_lists import Labels, weighted_codes
from matcher.vocabulary import Vocabularies

NETWORKS: Final[dict[str, Network]] = {
    "edih": "EDIH",
    "european digital innovation hub": "EDIH",
    "soe": "SoE",
    "seal of excellence": "SoE",
    "dih": "DIH",
    "digital innovation hub": "DIH",
}
MOST_NAME_CHARS: Final = 200
DESCRIPTION: Final = "Description (indexed field)"

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Profile:
    """What a row says of a hub; None and empty where it says nothing that could be used."""

    row: int
    name: str
    short_name: str | None
    country: str | None
    networks: tuple[Network, ...]
    seat: Seat | None
    website: str | None
    sectors: tuple[WeightedCode, ...]
    services: tuple[WeightedCode, ...]
    technologies: tuple[WeightedCode, ...]
    sentences: tuple[str, ...]
    language: ProfileLanguage
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """What words are looked up in."""

    geography: Geography
    countries: Countries
    towns: Towns
    sectors: Labels
    services: Labels
    technologies: Labels

    @classmethod
    def of(cls, vocabularies: Vocabularies, geography: Geography, hubs: Sequence[HubRecord]) -> Tables:
        """The tables of a catalogue, and the towns of its hubs."""
        return cls(
            geography=geography,
            countries=Countries.of(geography),
            towns=Towns.of(hubs),
            sectors=Labels.of(vocabularies["sectors"]),
            services=Labels.of(vocabularies["catalogue_services"]),
            technologies=Labels.of(vocabularies["technologies"]),
        )


def profiles(sheet: Sheet, columns: Columns, tables: Tables) -> Iterator[Profile]:
    """The profile of each row below the headers that is not empty."""
    for row, cells in enumerate(sheet.rows[columns.header + 1 :], columns.header + 1):
        found: dict[Column, object] = {name: cells[at] for name, at in columns.places.items() if at < len(cells)}
        at = columns.places.get("Website")
        link = sheet.links.get((row, at)) if at is not None else None
        if link and one_line(found.get("Website")).lower() in ("", *NO_ADDRESS):
            found["Website"] = link
        if not _is_header(found) and any(one_line(cell) for cell in found.values()):
            yield _profile(row + 1, found, tables)


def _is_header(cells: dict[Column, object]) -> bool:
    """Whether the row repeats the headers, as some exports do on each page."""
    return sum(str(cell).strip() == name for name, cell in cells.items()) >= len(cells) / 2


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of one row while they are read, and the notes made so far."""

    number: int
    cells: Mapping[Column, object]
    people: tuple[str, ...]
    notes: list[Note]

    def text(self, column: Column) -> str:
        """A cell's text, in lines."""
        return cell_text(self.cells.get(column))

    def line(self, column: Column) -> str:
        """The same in one line."""
        return one_line(self.cells.get(column))

    def take(self, column: Column, read: Read[Value]) -> Value:
        """The value that was read, once its remarks are noted; no note repeats what speaks of a person."""
        found = (Note(self.number, column, one.kind, masked(one.text, self.people)) for one in read.remarks)
        self.notes.extend(found)
        return read.value


def _profile(number: int, cells: Mapping[Column, object], tables: Tables) -> Profile:
    """The cells of one row, read one by one."""
    named = [one_line(cells.get(column))[:MOST_NAME_CHARS] for column in NAMES]
    short, long = sorted((name for name in named if name), key=len) if all(named) else (None, "".join(named))
    row = _Row(number, cells, person_names(cell_text(cells.get("Contact name")), named), [])
    country = row.take("Country", tables.countries.code(row.line("Country")))
    place = row.text("Contact Location") if country else ""  # without a country a town proves nothing
    pieces = row.take(DESCRIPTION, sentences(row.text(DESCRIPTION), row.people))
    return Profile(
        row=number,
        name=long,
        short_name=short if short and fold_term(short) != fold_term(long) else None,
        country=country,
        networks=row.take("EDIH/SoE", _networks(row.line("EDIH/SoE"))),
        seat=row.take("Contact Location", seat(place, country or "", tables.geography, tables.towns)),
        website=row.take("Website", website(row.line("Website"))),
        sectors=_codes(row, "Formatted sectors", tables.sectors),
        services=_codes(row, "Formatted services", tables.services),
        technologies=_codes(row, "Formatted technologies", tables.technologies),
        sentences=pieces,
        language=row.take(DESCRIPTION, profile_language(pieces)),
        notes=tuple(row.notes),
    )


def _codes(row: _Row, column: Column, labels: Labels) -> tuple[WeightedCode, ...]:
    return row.take(column, weighted_codes(row.text(column), labels))


def _networks(text: str) -> Read[tuple[Network, ...]]:
    """The networks of a hub; several stand apart by commas, slashes or 'and'."""
    found: list[Network] = []
    unknown = []
    for part in text.replace("/", ",").replace(";", ",").replace("|", ",").replace(" and ", ",").split(","):
        network = NETWORKS.get(fold_term(part).removesuffix("s"))
        found += [network] if network else []
        unknown += [part] if part.strip() and not network else []
    told = [Remark("network", f"{quoted(part)}; expected EDIH, Seal of Excellence or DIH") for part in unknown]
    return Read(tuple(dict.fromkeys(found)), tuple(told))
