"""`hub-matcher catalogue import`: the European catalogue's own export into hub records, with a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from service.cli.catalogue_files import ReplaceOption, Target, check_targets, write_whole
from service.cli.errors import DATA_STATUS, USAGE_STATUS, fail, plain_errors
from service.cli.options import DataOption
from service.cli.untrusted import printable

if TYPE_CHECKING:
    from matcher.stewardship.catalogue_import import Imported, Present

CATALOGUE: Final = "https://european-digital-innovation-hubs.ec.europa.eu/edih-catalogue"

Export = Annotated[
    Path, typer.Argument(metavar="EXPORT", help="The export, as .xlsx (or so inside) or CSV.", show_default=False)
]
Output = Annotated[
    Path, typer.Option("--output", metavar="FILE", help="The hub records, one a line.", show_default=False)
]
Report = Annotated[
    Path | None, typer.Option("--report", metavar="FILE", help="What could not be taken over, as .md or .json.")
]
Match = Annotated[
    list[Path] | None,
    typer.Option(
        "--match", metavar="FILE", help="Hub records whose ids are kept; those of the catalogue if not given."
    ),
]
NewIds = Annotated[bool, typer.Option("--new-ids", help="Keep no ids: every hub is a new one.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DAY", help="The day of the export, 2025-05-05; the file's own if not given."),
]
Source = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="URL", help="Where the export comes from; may be given repeatedly."),
]
LeaveOut = Annotated[
    list[str] | None,
    typer.Option(
        "--leave-out", metavar="COUNTRY", help="Pass over the hubs of a country (PT); may be given repeatedly."
    ),
]
KeepSentences = Annotated[
    bool, typer.Option("--keep-sentences", help="Known hubs keep the sentences they have; the description is not used.")
]


# Eleven options: each is one thing that only the caller knows.
@plain_errors()
def import_catalogue(
    export: Export,
    output: Output,
    report: Report = None,
    match: Match = None,
    new_ids: NewIds = False,
    as_of: AsOf = None,
    source: Source = None,
    leave_out: LeaveOut = None,
    keep_sentences: KeepSentences = False,
    replace: ReplaceOption = False,
    data: DataOption = None,
) -> None:
    """Read the European catalogue's export into hub records; tell, row by row, what could not be taken over.

    Names, addresses and numbers of persons are left out. Rows that cannot become a hub are told, and the status is then 1.
    """
    from matcher.stewardship.catalogue_import import import_export
    from matcher.stewardship.new_records import Provenance
    from matcher.stewardship.sheet import read_sheets

    targets = [Target("--output", output), *([Target("--report", report)] if report else [])]
    check_targets(targets, replace, sources=[export])
    if report is not None and report.suffix not in (".md", ".json"):
        fail(f"--report: {str(report)!r} ends in {report.suffix!r}; expected .md or .json", USAGE_STATUS)
    if match and new_ids:
        fail("--match and --new-ids: expected one of them", USAGE_STATUS)
    day = _day(as_of)
    sheets = read_sheets(export)
    present = _present(data, None if new_ids else match or ())
    made = Provenance(day or sheets[0].dated, tuple(source or (CATALOGUE,)), keep_sentences)
    imported = import_export(export.name, sheets, present, made, _countries(leave_out or (), present))
    if imported.hubs:
        _write(imported, present, targets)
    for line in imported.report.summary():
        typer.echo(printable(line))
    if day is None:
        typer.echo(f"dated by the file itself: {made.as_of}; --as-of sets another day")
    if not imported.hubs:
        fail(f"{str(export)!r}: no row became a hub, so nothing was written; expected one at least", DATA_STATUS)
    if imported.report.n_failed:
        typer.echo(f"{imported.report.n_failed} rows could not become a hub", err=True)
        raise typer.Exit(DATA_STATUS)


def _day(as_of: str | None) -> date | None:
    """The day that was typed; one that is no day, or has not come, ends the command."""
    if as_of is None:
        return None
    try:
        day = date.fromisoformat(as_of)
    except ValueError:
        fail(f"--as-of: {as_of!r} is no day; expected one such as 2025-05-05", USAGE_STATUS)
    if day > date.today():
        fail(f"--as-of: {as_of} has not come yet; expected the day on which the export was made", USAGE_STATUS)
    return day


def _present(data: Path | None, match: Sequence[Path] | None) -> Present:
    """The tables of ``data`` with the hubs to match: None for none, an empty ``match`` for those of ``data``."""
    from matcher.catalogue_check import load_hubs
    from matcher.errors import DataError
    from matcher.geography import Geography
    from matcher.loading import shipped
    from matcher.reading import read_jsonl
    from matcher.records import HubRecord
    from matcher.stewardship.catalogue_import import Present
    from matcher.vocabulary import load_vocabularies

    data = data or shipped("data")
    vocabularies, geography = load_vocabularies(data / "vocabularies"), Geography.load(data / "geography")
    if match is None:
        return Present(vocabularies, geography, ())
    if not match:
        return Present(vocabularies, geography, load_hubs(data / "hubs", vocabularies, geography))
    files = [read_jsonl(path, HubRecord) for path in match]
    if faults := [fault for file in files for fault in file.faults]:
        raise DataError(faults)
    return Present(vocabularies, geography, tuple(hub for file in files for hub in file.records))


def _countries(names: Sequence[str], present: Present) -> frozenset[str]:
    """The codes of the countries to leave out, typed as names or codes."""
    from matcher.stewardship.places import Countries

    countries = Countries.of(present.geography)
    found = {name: countries.code(name).value for name in names}
    for name, code in found.items():
        if code is None:
            fail(f"--leave-out: {name!r} is no known country; expected a name or two letters, such as PT", USAGE_STATUS)
    return frozenset(code for code in found.values() if code)


def _write(imported: Imported, present: Present, targets: Sequence[Target]) -> None:
    """The records and the report, once the records pass the check that `catalogue check` makes of every hub file."""
    from matcher.catalogue_check import hub_faults
    from matcher.errors import DataError
    from matcher.reading import read_jsonl
    from matcher.records import HubRecord

    def check(parts: Mapping[Target, Path]) -> None:
        rows = read_jsonl(parts[targets[0]], HubRecord)
        if faults := hub_faults((rows,), present.vocabularies, present.geography):
            raise DataError(faults)

    texts = {targets[0]: "".join(f"{hub.model_dump_json()}\n" for hub in imported.hubs)}
    for target in targets[1:]:
        texts[target] = imported.report.json() + "\n" if target.path.suffix == ".json" else imported.report.markdown()
    write_whole(texts, check)
