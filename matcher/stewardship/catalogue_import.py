"""The European catalogue's own export into hub records, with a report of everything that could not be taken over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcher.folding import fold_term
from matcher.geography import Geography
from matcher.records import HubRecord
from matcher.stewardship.columns import header_of
from matcher.stewardship.hub_ids import Known, hub_ids
from matcher.stewardship.import_report import ImportReport
from matcher.stewardship.new_records import Provenance, hub_record
from matcher.stewardship.profiles import Profile, Tables, profiles
from matcher.stewardship.remarks import Note
from matcher.stewardship.sheet import Sheet
from matcher.stewardship.websites import site_key
from matcher.vocabulary import Vocabularies

COMPARED = ("short_name", "networks", "seat", "website", "sectors", "services", "technologies", "sentences")


@dataclass(frozen=True, slots=True, eq=False)
class Imported:
    """The hubs of an export in the order of their ids, and what there is to tell."""

    hubs: tuple[HubRecord, ...]
    report: ImportReport


@dataclass(frozen=True, slots=True, eq=False)
class Present:
    """The catalogue in use: its tables, and the hubs whose ids are kept (none: every hub is a new one)."""

    vocabularies: Vocabularies
    geography: Geography
    hubs: tuple[HubRecord, ...]


def import_export(
    name: str, sheets: Sequence[Sheet], present: Present, made: Provenance, left_out: frozenset[str] = frozenset()
) -> Imported:
    """Every row of an export as a record, or a note that says why there is none.

    Args:
        name: of the export, for the report.
        sheets: from `read_sheets`; the first with the export's headers is read.
        left_out: countries whose rows are passed over.

    Raises:
        DataError: no sheet has the headers.
    """
    sheet, columns = header_of(sheets)
    rows = list(profiles(sheet, columns, Tables.of(present.vocabularies, present.geography, present.hubs)))
    written, notes = _usable(rows, left_out)
    ids, same = hub_ids(written, Known.of(present.hubs))
    hubs = {
        one.row: hub_record(one, one.country, ids[one.row], same.get(one.row), made)
        for one in written
        if one.country is not None  # every other row is unusable
    }
    notes += [Note(None, "", one.kind, one.text) for one in columns.remarks]
    notes += [note for one in rows if not _asked_out(one, left_out) for note in one.notes]
    notes += [note for one in written if present.hubs for note in _id_notes(one, hubs[one.row], same.get(one.row))]
    notes += _gone(present.hubs, {hub.id for hub in hubs.values()}, left_out)
    report = ImportReport(
        file=name,
        sheet=sheet.name,
        as_of=made.as_of.isoformat(),
        n_read=len(rows),
        n_written=len(hubs),
        n_known=len(same),
        notes=tuple(sorted(notes, key=lambda note: note.row or 0)),
    )
    return Imported(tuple(sorted(hubs.values(), key=lambda hub: hub.id)), report)


def _usable(rows: Sequence[Profile], left_out: frozenset[str]) -> tuple[list[Profile], list[Note]]:
    """The rows of which records are made, and a note on each other one."""
    unusable = list(_unusable(rows, left_out))
    without = {note.row for note in unusable}
    named = [one for one in rows if one.row not in without]
    repeated = list(_repeated(named))
    without |= {note.row for note in repeated}
    return [one for one in named if one.row not in without], [*unusable, *repeated]


def _asked_out(profile: Profile, left_out: frozenset[str]) -> bool:
    return profile.country in left_out


def _unusable(rows: Sequence[Profile], left_out: frozenset[str]) -> Iterator[Note]:
    """A note for each row of which no record is made."""
    for one in rows:
        if _asked_out(one, left_out):
            yield Note(one.row, "Country", "left out as asked", f"country {one.country}")
        elif not fold_term(one.name):
            yield Note(one.row, "EDIH Name", "row not written", "no name in 'EDIH Name' or 'EDIH Title'; expected one")
        elif one.country is None:
            yield Note(one.row, "Country", "row not written", "no known country; expected one")


def _repeated(rows: Sequence[Profile]) -> Iterator[Note]:
    """A note for each row whose hub an earlier row has: the same country and name, and no other site."""
    first: dict[tuple[str | None, str], list[Profile]] = {}
    for one in rows:
        earlier = first.setdefault((one.country, fold_term(one.name)), [])
        same = next((other for other in earlier if _same_site(one, other)), None)
        if same is None:
            earlier.append(one)
            continue
        differing = [field for field in COMPARED if getattr(one, field) != getattr(same, field)]
        told = f"differs in {', '.join(differing)}" if differing else "alike"
        yield Note(one.row, "EDIH Name", "repeated row", f"the hub of row {same.row}; {told}")


def _same_site(one: Profile, other: Profile) -> bool:
    sites = {site_key(one.website), site_key(other.website)} - {""}
    return len(sites) < 2


def _id_notes(profile: Profile, hub: HubRecord, known: HubRecord | None) -> Iterator[Note]:
    """What became of the hub's id and name."""
    if known is None:
        yield Note(profile.row, "EDIH Name", "new hub", hub.id)
    elif hub.name != known.name:
        yield Note(profile.row, "EDIH Name", "other name", f"{hub.id}: name was {known.name!r}, is now {hub.name!r}")


def _gone(known: Sequence[HubRecord], ids: set[str], left_out: frozenset[str]) -> list[Note]:
    """A note on the known hubs that no row speaks of."""
    gone = [hub.id for hub in known if hub.kind == "dih" and hub.id not in ids and hub.country not in left_out]
    return [Note(None, "EDIH Name", "hub without a row", hub_id) for hub_id in gone]
