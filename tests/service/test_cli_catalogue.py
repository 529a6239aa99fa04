"""`hub-matcher catalogue import`, `diff` and `check --quality`: files written, pages printed, faults told."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from matcher.reading import read_jsonl
from matcher.records import HubRecord
from tests.conftest import DATA
from tests.service.test_cli import run
from tests.stewardship.exports import write_export

PT = DATA / "hubs" / "pt.jsonl"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """An export of a sound hub and one with a fault."""
    return write_export(tmp_path / "export-edihs.xls", [{}, {"EDIH Title": "Other", "Formatted sectors": "Foo - 3"}])


def imported(export: Path, *options: str) -> Path:
    """The file that an import writes."""
    output = export.with_name("hubs.jsonl")
    result = run("catalogue", "import", str(export), "--output", str(output), "--new-ids", *options)
    assert (result.exit_code, result.stderr) == (0, "")
    return output


def test_an_export_becomes_a_file_that_passes_the_check(export: Path, tmp_path: Path) -> None:
    """Beside the hubs abroad it is as sound as they are."""
    output = imported(export)
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    with (data / "hubs" / "eu.jsonl").open("a", encoding="utf-8") as file:
        file.write(output.read_text(encoding="utf-8"))
    result = run("catalogue", "check", "--data", str(data))
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "no faults")


def test_counts_and_the_reports_are_told(export: Path, tmp_path: Path) -> None:
    """On standard output in short, in the file in full."""
    result = run(
        "catalogue", "import", str(export), "--output", str(tmp_path / "h.jsonl"), "--report", str(tmp_path / "r.json")
    )
    assert result.stdout.splitlines()[0].startswith("2 rows read, 2 hubs written (0 known, 2 new), as of ")
    notes = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["notes"]
    (unknown,) = [note for note in notes if note["kind"] == "unknown value"]
    assert (unknown["row"], unknown["column"], "'Foo' (intensity 3)" in unknown["text"]) == (
        3,
        "Formatted sectors",
        True,
    )


def test_the_day_and_the_source_reach_the_records(export: Path) -> None:
    """Both options are written into every record."""
    (one, other) = read_jsonl(imported(export, "--as-of", "2025-05-05", "--source", "https://x.eu"), HubRecord).records
    assert {(hub.as_of, hub.sources) for hub in (one, other)} == {("2025-05-05", ("https://x.eu",))}


def test_ids_of_the_catalogue_are_kept(tmp_path: Path) -> None:
    """Those of the shipped one if no file is named."""
    export = write_export(tmp_path / "a.xls", [{"EDIH Name": "", "EDIH Title": "DIH TERA", "Country": "Croatia"}])
    result = run("catalogue", "import", str(export), "--output", str(tmp_path / "h.jsonl"))
    (hub,) = read_jsonl(tmp_path / "h.jsonl", HubRecord).records
    assert (result.exit_code, hub.id) == (0, "hr-dih-tera")


def test_a_row_that_cannot_be_written_costs_the_status(tmp_path: Path) -> None:
    """The others are written."""
    export = write_export(tmp_path / "a.xls", [{}, {"Country": "Atlantis"}])
    result = run("catalogue", "import", str(export), "--output", str(tmp_path / "h.jsonl"), "--new-ids")
    assert (result.exit_code, result.stderr) == (1, "1 rows could not become a hub\n")
    assert len((tmp_path / "h.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_a_file_is_not_written_over_unasked(export: Path) -> None:
    """With --replace it is."""
    output = export.with_name("hubs.jsonl")
    output.write_text("precious")
    result = run("catalogue", "import", str(export), "--output", str(output))
    assert (result.exit_code, "is there already" in result.stderr, output.read_text()) == (2, True, "precious")
    assert imported(export, "--replace").read_text(encoding="utf-8").startswith('{"id":')


def test_an_export_without_a_hub_writes_nothing(tmp_path: Path) -> None:
    """Not even over a file that may be replaced."""
    (tmp_path / "h.jsonl").write_text("precious")
    export = write_export(tmp_path / "a.xls", [{"Country": "Atlantis"}])
    result = run("catalogue", "import", str(export), "--output", str(tmp_path / "h.jsonl"), "--replace")
    assert (result.exit_code, "no row became a hub" in result.stderr) == (1, True)
    assert (tmp_path / "h.jsonl").read_text() == "precious"


def test_a_broken_export_leaves_no_file(tmp_path: Path) -> None:
    """Nor a part of one."""
    export = tmp_path / "export.xls"
    export.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    result = run("catalogue", "import", str(export), "--output", str(tmp_path / "h.jsonl"))
    assert (result.exit_code, "an Excel 97-2003 workbook" in result.stderr) == (1, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export.xls"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--as-of", "May"], "--as-of: 'May' is no day"),
        (["--as-of", "2999-01-01"], "--as-of: 2999-01-01 has not come yet"),
        (["--report", "r.txt"], "--report: 'r.txt' ends in '.txt'; expected .md or .json"),
        (["--match", "x", "--new-ids"], "--match and --new-ids"),
        (["--leave-out", "Atlantis"], "--leave-out: 'Atlantis' is no known country"),
        (["--output", "/no/such/h.jsonl"], "--output: there is no folder '/no/such'"),
    ],
)
def test_options_that_cannot_be_used_are_told(export: Path, options: list[str], message: str) -> None:
    """The option is named, and what was expected."""
    output = [] if "--output" in options else ["--output", str(export.with_name("h.jsonl"))]
    result = run("catalogue", "import", str(export), *output, *options)
    assert (result.exit_code, message in result.stderr) == (2, True)


def test_the_export_is_not_written_over(export: Path) -> None:
    """Not even with --replace."""
    result = run("catalogue", "import", str(export), "--output", str(export), "--replace")
    assert (result.exit_code, "is named already" in result.stderr) == (2, True)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The national hubs without DIGI4FASHION, and with another site for PRODUTECH."""
    hubs = [json.loads(line) for line in PT.read_text(encoding="utf-8").splitlines()]
    kept = [hub for hub in hubs if hub["id"] != "digi4fashion"]
    changed = [{**hub, "website": "https://new.pt"} if hub["id"] == "produtech-dih" else hub for hub in kept]
    path = tmp_path / "other.jsonl"
    path.write_text("".join(json.dumps(hub) + "\n" for hub in changed), encoding="utf-8")
    return path


def test_hubs_that_differ_are_told_without_models(other: Path) -> None:
    """Two files, field by field."""
    lines = run("catalogue", "diff", str(PT), str(other), "--hubs-only").stdout.splitlines()
    assert lines[0].endswith("0 hubs added, 1 removed, 1 changed, 21 alike")
    assert "  digi4fashion  DIGI4FASHION" in lines
    assert "    website: https://dih.produtech.org/en -> https://new.pt" in lines


def test_needs_that_move_are_told_and_written(other: Path, tmp_path: Path) -> None:
    """By id, with the measure on both sides; no need's text is printed or written."""
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    lines = (DATA / "judgments" / "needs.jsonl").read_text(encoding="utf-8").splitlines()
    few = [line for line in lines if json.loads(line)["split"] == "train"][:12]
    (data / "judgments" / "needs.jsonl").write_text("\n".join(few) + "\n", encoding="utf-8")
    ids = {json.loads(line)["id"] for line in few}
    graded = (DATA / "judgments" / "qrels.tsv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in graded if line.split()[0] in ids or line is graded[0]]
    (data / "judgments" / "qrels.tsv").write_text("".join(kept), encoding="utf-8")
    written = tmp_path / "d.json"
    result = run("catalogue", "diff", str(PT), str(other), "--json", str(written), "--data", str(data))
    found = json.loads(written.read_text(encoding="utf-8"))
    assert (result.exit_code, found["rankings"]["n"], found["hubs"]["n_same"]) == (0, 12, 21)
    assert "of 12 needs of 'train' are answered differently" in result.stdout
    assert "nDCG@5: " in result.stdout
    assert not [line for line in few if json.loads(line)["text"] in result.stdout + json.dumps(found)]


def test_folders_of_data_can_be_compared(tmp_path: Path, other: Path) -> None:
    """All hub files of each; the same folder twice has nothing to rank."""
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    assert "0 changed, 450 alike" in run("catalogue", "diff", str(DATA), str(data)).stdout
    shutil.copy(other, data / "hubs" / "pt.jsonl")
    assert "1 removed, 1 changed, 448 alike" in run("catalogue", "diff", str(DATA), str(data), "--hubs-only").stdout


@pytest.mark.parametrize("content", ['{"id": "a"}\n', "{broken\n"])
def test_a_faulty_file_of_hubs_is_told_by_line(tmp_path: Path, content: str) -> None:
    """Nothing is compared."""
    path = tmp_path / "hubs.jsonl"
    path.write_text(content)
    result = run("catalogue", "diff", str(PT), str(path))
    assert (result.exit_code, f"{path}:1: " in result.stderr) == (1, True)


def quality(*options: str) -> list[str]:
    """What is printed of the profiles of the national network on a fixed day."""
    fixed = ("--quality", "--network", "PT-DIH", "--on", "2026-01-01")
    return run("catalogue", "check", *fixed, *options).stdout.splitlines()


def test_profiles_are_listed_worst_first() -> None:
    """The last line has the figures of all 17."""
    lines = quality()
    percents = [int(line[:3]) for line in lines[:-1] if line[:3].strip()]
    assert (len(percents), percents, lines[-1].startswith("17 profiles: mean ")) == (17, sorted(percents), True)


@pytest.mark.parametrize(
    ("language", "words"), [("pt", "que setores serve o polo"), ("en", "which sectors does the hub")]
)
def test_questions_come_in_the_language_asked_for(language: str, words: str) -> None:
    """Below the hub they are for."""
    assert [line for line in quality("--language", language) if words in line]


def test_quality_is_written_as_json_and_csv(tmp_path: Path) -> None:
    """The same hubs and percentages in both."""
    quality("--json", str(tmp_path / "q.json"), "--csv", str(tmp_path / "q.csv"))
    told = json.loads((tmp_path / "q.json").read_text(encoding="utf-8"))
    with (tmp_path / "q.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["hub_id"], row["percent"]) for row in rows] == [
        (one["hub_id"], f"{one['percent']:.1f}") for one in told
    ]
    assert {"sectors", "questions"} <= set(rows[0])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--network", "PT-DIH"], "go with --quality"),
        (["--quality", "--network", "Club"], "--network: no hub of Club; expected one of DIH, EDIH, PT-DIH, SoE"),
        (["--quality", "--on", "soon"], "--on: 'soon' is no day"),
    ],
)
def test_options_of_quality_that_cannot_be_used_are_told(options: list[str], message: str) -> None:
    """The option is named, and what was expected."""
    result = run("catalogue", "check", *options)
    assert (result.exit_code, message in result.stderr) == (2, True)


def test_a_catalogue_at_fault_gets_no_percentages(tmp_path: Path) -> None:
    """Its faults are told first."""
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    with (data / "hubs" / "pt.jsonl").open("a") as file:
        file.write("{broken\n")
    result = run("catalogue", "check", "--quality", "--data", str(data))
    assert (result.exit_code, "pt.jsonl:24: not JSON" in result.stdout, "%" in result.stdout) == (1, True, False)
