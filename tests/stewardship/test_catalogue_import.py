"""A whole export into records: what is taken, what is kept, what is told, and that nothing private gets through."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from matcher.catalogue_check import hub_faults
from matcher.geography import Geography
from matcher.reading import read_jsonl
from matcher.records import HubRecord
from matcher.stewardship.columns import COLUMNS
from matcher.stewardship.remarks import KINDS
from matcher.vocabulary import ListName, Vocabularies
from tests.conftest import DATA, ROOT
from tests.fakes import hub, weighted
from tests.stewardship.exports import SOURCE, Importer, texts

PRIVATE = ("Ana", "Pinto", "ana.pinto", "912 345")
KNOWN = hub(
    "at-known",
    name="AI5production Hub",
    country="AT",
    networks=["PT-DIH", "DIH"],
    scope=["technological"],
    coverage=["AT"],
    seat={"city": "Graz", "municipality": None, "postal_code": None, "nuts3": None, "nuts2": "AT22"},
    sectors=weighted(textiles=5),
    services=["incubation"],
    customers=["startup"],
    specialities_en=["robots"],
    service_until="2027-01",
    inferred=["sectors", "customers"],
    missing=["website", "whether still active"],
)


def test_a_sound_row_becomes_a_record_without_a_word(importer: Importer) -> None:
    """Every column is taken, and there is nothing to tell but how the file was read."""
    found = importer.rows({})
    (record,) = found.hubs
    assert [note.kind for note in found.report.notes] == []
    assert (record.id, record.name, record.acronym, record.country) == ("at-ai5", "AI5production Hub", "AI5", "AT")
    assert (record.networks, record.seat.nuts2, record.website) == (("EDIH",), "AT13", "https://ai5.at")
    assert [(c.code, c.weight) for c in (*record.sectors, *record.technologies)] == [("energy", 3), ("robotics", 5)]
    assert (record.facts_en, record.as_of, record.sources) == (
        ("We test robots for small firms.",),
        "2026-01-31",
        (SOURCE,),
    )


def test_what_is_worked_out_is_named(importer: Importer) -> None:
    """Nobody stated scope, region or services of a new hub; what is empty is named too."""
    record = importer.one()
    assert set(record.inferred) == {"scope", "coverage", "services", "hq_nuts2"}
    assert set(record.missing) == {"customers", "coordinator", "partners"}


@pytest.mark.parametrize(
    ("network", "services", "found"),
    [
        ("EDIH", "", ("test-before-invest", "skills-and-training", "networking", "funding-support")),
        ("DIH", "Field trial - 3, Vocational training - 1", ("test-before-invest", "skills-and-training")),
        ("DIH", "Circular economy - 3", ()),
    ],
)
def test_services_follow_from_the_network_or_the_list(
    importer: Importer, network: str, services: str, found: tuple[str, ...]
) -> None:
    """The funded network demands four; of other hubs only what the list shows is known."""
    assert importer.one(**{"EDIH/SoE": network, "Formatted services": services}).services == found


def test_nothing_private_is_written_or_told(importer: Importer) -> None:
    """A person's name, address and number stand in every cell of text, and in no record and no report."""
    told = "Ask Ana Pinto. Mail ana.pinto@hub.at now. Call +43 912 345 678 now. We test robots for small firms."
    found = importer.rows(
        {"Description (indexed field)": told, "Contact Location": "c/o Ana Pinto", "Website": "ana.pinto@ai5.at"}
    )
    written = found.hubs[0].model_dump_json() + found.report.json() + found.report.markdown()
    assert [word for word in PRIVATE if word in written] == []
    assert (2, "3 of 4 sentences left out") in texts(found, "personal data removed")


def test_the_export_wins_where_it_speaks(importer: Importer) -> None:
    """Of a known hub; what is stated is no longer inferred, what is filled no longer missing."""
    record = importer.one(known=[KNOWN])
    assert (record.id, record.networks, record.seat.city) == ("at-known", ("PT-DIH", "EDIH"), "Vienna")
    assert ([c.code for c in record.sectors], record.website) == (["energy"], "https://ai5.at")
    assert (record.inferred, record.missing) == (("customers",), ("whether still active",))


def test_what_the_export_cannot_say_stays(importer: Importer) -> None:
    """Scope, regions, services, clients, end of service, words of our own."""
    record = importer.one(known=[KNOWN])
    kept = ("scope", "coverage", "services", "customers", "service_until", "specialities_en", "facts_pt")
    assert {field: getattr(record, field) for field in kept} == {field: getattr(KNOWN, field) for field in kept}


def test_an_empty_cell_leaves_what_is_known(importer: Importer) -> None:
    """Empty is not 'none'."""
    cells = {"Formatted sectors": "nan", "EDIH/SoE": None, "Contact Location": "", "Description (indexed field)": ""}
    record = importer.one(known=[KNOWN], **cells)
    assert (record.sectors, record.networks, record.seat, record.facts_en) == (
        KNOWN.sectors,
        KNOWN.networks,
        KNOWN.seat,
        KNOWN.facts_en,
    )


def test_a_row_without_name_or_country_is_told(importer: Importer) -> None:
    """With its number and its column; the others are written."""
    found = importer.rows({"EDIH Name": "", "EDIH Title": "nan"}, {"Country": "Atlantis"}, {})
    assert [(n.row, n.column) for n in found.report.notes if n.kind == "row not written"] == [
        (2, "EDIH Name"),
        (3, "Country"),
    ]
    assert (found.report.n_read, found.report.n_written, found.report.n_failed) == (3, 1, 2)


def test_a_repeated_row_is_told_with_what_differs(importer: Importer) -> None:
    """The first is taken; one of the same name with another site is another hub."""
    found = importer.rows({}, {}, {"Formatted sectors": "Energy - 4"}, {"Website": "https://other.at"})
    assert texts(found, "repeated row") == [(3, "the hub of row 2; alike"), (4, "the hub of row 2; differs in sectors")]
    assert [one.website for one in found.hubs] in (
        ["https://ai5.at", "https://other.at"],
        ["https://other.at", "https://ai5.at"],
    )


def test_empty_rows_and_repeated_headers_are_no_rows(importer: Importer) -> None:
    """Some exports have them between pages."""
    empty = dict.fromkeys(COLUMNS)
    found = importer.rows({}, empty, {name: name for name in COLUMNS}, dict.fromkeys(COLUMNS, " nan "))
    assert (found.report.n_read, found.report.notes) == (1, ())


def test_hubs_of_a_country_may_be_left_out(importer: Importer) -> None:
    """They are counted, and nothing else is told of them."""
    found = importer.rows({"Website": "nothing"}, {"Country": "Germany"}, left_out=frozenset(["AT"]))
    assert [(note.row, note.kind) for note in found.report.notes] == [(2, "left out as asked"), (3, "location")]


def test_every_fault_of_a_bad_row_is_told_with_row_and_column(importer: Importer) -> None:
    """One row with a fault in each column that may have one, written all the same."""
    bad = {
        "Description (indexed field)": "<p>Der Hub ist für die Firmen der Region und hilft mit Robotern.</p>",
        "Contact Location": "Atlantis",
        "EDIH/SoE": "EDIH, Club",
        "Website": "none yet",
        "Formatted sectors": "Energy - 9",
        "Formatted services": "Sme Support - 3, SME support - 2",
        "Formatted technologies": "Steam engines - 4",
    }
    found = importer.rows(bad)
    kinds = {(note.column, note.kind) for note in found.report.notes if note.row == 2}
    expected = ("text", "location", "network", "website", "intensity", "repeated value", "unknown value")
    assert (kinds, found.report.n_written) == (set(zip(bad, expected, strict=True)), 1)


def test_a_link_behind_the_word_website_is_followed(importer: Importer, tmp_path: Path) -> None:
    """The export may show a word and hold the address behind it."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["EDIH Name", "Country", "Website"])
    sheet.append(["One", "Austria", "Website"])
    sheet["C2"].hyperlink = "https://one.at"
    book.save(tmp_path / "a.xlsx")
    assert importer.file(tmp_path / "a.xlsx").hubs[0].website == "https://one.at"


def test_the_report_groups_rows_that_say_the_same(importer: Importer) -> None:
    """One line with both numbers; signs of the outside make no table and no HTML."""
    sectors = {"Formatted sectors": "a|b <i> - 3"}
    page = importer.rows(sectors, {**sectors, "EDIH Title": "Another"}).report.markdown()
    assert "| 2, 3 | Formatted sectors | " in page
    assert ("a\\|b" in page or "'a'" in page, "<i>" in page) == (True, False)


def test_the_json_report_has_every_note(importer: Importer) -> None:
    """Counts of rows, and each note with its row and column."""
    found = json.loads(importer.rows({"Country": "Atlantis"}).report.json())
    assert (found["n_read"], found["n_written"], found["counts"]) == (1, 0, {"row not written": 1, "country": 1})
    assert {"row": 2, "column": "Country"}.items() <= found["notes"][0].items()


def label_list(record: HubRecord, field: str, name: ListName, vocabularies: Vocabularies) -> str:
    """A list of codes as the export writes it."""
    codes = getattr(record, field)
    weights = (f" - {one.weight}" if one.weight else "" for one in codes)
    return ", ".join(
        f"{vocabularies[name].label(one.code, 'en')}{weight}" for one, weight in zip(codes, weights, strict=True)
    )


def test_the_present_catalogue_comes_back_as_it_is(
    importer: Importer, vocabularies: Vocabularies, geography: Geography
) -> None:
    """An export made of all hubs abroad: the same ids and lists, and records that the check of the data accepts."""
    known = read_jsonl(DATA / "hubs" / "eu.jsonl", HubRecord).records
    rows = [
        {
            "EDIH Name": one.acronym,
            "EDIH Title": one.name,
            "Country": geography.name(one.country),
            "Contact Location": one.seat.city,
            "EDIH/SoE": ", ".join(one.networks),
            "Website": one.website,
            "Formatted sectors": label_list(one, "sectors", "sectors", vocabularies),
            "Formatted services": label_list(one, "catalogue_services", "catalogue_services", vocabularies),
            "Formatted technologies": label_list(one, "technologies", "technologies", vocabularies),
        }
        for one in known
    ]
    found = importer.rows(*rows, known=known)
    lists = ("sectors", "technologies", "catalogue_services")
    before = {one.id: [sorted(getattr(one, field), key=lambda c: c.code) for field in lists] for one in known}
    after = {one.id: [sorted(getattr(one, field), key=lambda c: c.code) for field in lists] for one in found.hubs}
    assert after == before
    assert faults_of(found.hubs, importer, vocabularies, geography) == []


def faults_of(
    hubs: tuple[HubRecord, ...], importer: Importer, vocabularies: Vocabularies, geography: Geography
) -> list[str]:
    """What `catalogue check` says of a file with these records."""
    path = importer.folder / "hubs.jsonl"
    path.write_text("".join(f"{one.model_dump_json()}\n" for one in hubs), encoding="utf-8")
    return hub_faults((read_jsonl(path, HubRecord),), vocabularies, geography)


def test_every_kind_of_note_is_documented() -> None:
    """With its meaning, in the page for whoever keeps the catalogue."""
    page = (ROOT / "docs" / "stewardship.md").read_text(encoding="utf-8")
    assert [kind for kind, meaning in KINDS.items() if f"| {kind} | {meaning} |" not in page] == []
