"""`hub-matcher evaluate`: the table of rankings by default, and what is understood, on a few needs of ``train``."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from matcher.evaluation.comparison import IN_SAMPLE as RANKING_IN_SAMPLE
from matcher.evaluation.comparison import MEASURES
from matcher.evaluation.report import Report
from matcher.evaluation.report_tables import markdown as ranking_markdown
from matcher.evaluation.systems import ENCODER
from matcher.evaluation.understanding import FIELDS, Understanding
from matcher.evaluation.understanding_tables import IN_SAMPLE, markdown, short_markdown
from tests.conftest import DATA
from tests.service.test_cli import run

N_NEEDS = 12


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped data with the first needs of ``train`` alone."""
    folder = Path(shutil.copytree(DATA, tmp_path_factory.mktemp("few") / "data"))
    lines = (DATA / "judgments" / "needs.jsonl").read_text(encoding="utf-8").splitlines()
    needs = [line for line in lines if json.loads(line)["split"] == "train"][:N_NEEDS]
    ids = {json.loads(line)["id"] for line in needs}
    grades = (DATA / "judgments" / "qrels.tsv").read_text(encoding="utf-8").splitlines()
    (folder / "judgments" / "needs.jsonl").write_text("\n".join(needs) + "\n", encoding="utf-8")
    kept = [line for line in grades if line.split()[0] in ids]
    (folder / "judgments" / "qrels.tsv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("command", [[], ["ranking"], ["understanding"]])
def test_every_command_explains_itself(command: list[str]) -> None:
    """--help ends well and shows how to call it."""
    result = run("evaluate", *command, "--help")
    assert (result.exit_code, result.stdout.startswith("Usage: ")) == (0, True)


def test_rankings_are_compared_by_default(data: Path) -> None:
    """`evaluate` and `evaluate ranking` print the same report, the table of systems first, baselines on top."""
    options = ["--split", "train", "--data", str(data)]
    default, named = run("evaluate", *options), run("evaluate", "ranking", *options)
    assert (default.exit_code, default.stdout) == (0, named.stdout)
    table = default.stdout.split("\n\n")[0]
    systems = [line.split(" | ")[0].removeprefix("| ") for line in table.splitlines()]
    assert systems == [
        "system",
        "---",
        "random order",
        "BM25",
        ENCODER,
        "whole system",
        "*whole system, assessed labels*",
    ]


def test_short_is_the_headline_table(data: Path) -> None:
    """Three measures, as the README shows them; a figure without interval stands in no cell."""
    result = run("evaluate", "--short", "--split", "train", "--data", str(data))
    head, _, *rows = result.stdout.split("\n\n")[0].splitlines()
    assert [cell.split(", chance")[0] for cell in head.strip("| ").split(" | ")[1:4]] == list(map(str, MEASURES))
    assert {len(re.findall(r"\d\.\d\d \[\d\.\d\d, \d\.\d\d\]", row)) for row in rows} == {3}
    assert ("**Outcome**" in result.stdout, RANKING_IN_SAMPLE in result.stdout) == (False, True)


def test_every_file_asked_for_is_written(data: Path, tmp_path: Path) -> None:
    """JSON and Markdown of what is printed, a PNG, and a run file for each system with the qrels."""
    files = {name: tmp_path / name for name in ("json", "markdown", "chart", "runs")}
    options = [part for name, path in files.items() for part in (f"--{name}", str(path))]
    result = run("evaluate", "--split", "train", "--data", str(data), *options)
    report = Report.parse(files["json"].read_text(encoding="utf-8"))
    assert (result.exit_code, result.stdout) == (0, ranking_markdown(report) + "\n")
    assert files["markdown"].read_text(encoding="utf-8") == result.stdout
    assert files["chart"].read_bytes().startswith(b"\x89PNG")
    assert [len(list(files["runs"].glob(name))) for name in ("*.run", "qrels.txt")] == [4, 1]


def test_an_outside_run_is_a_row(data: Path, tmp_path: Path) -> None:
    """Our own run, handed in again under its tag, has our own figures."""
    options = ["--short", "--split", "train", "--data", str(data)]
    run("evaluate", *options, "--runs", str(tmp_path))
    files = [part for name in ("whole-system", "bm25") for part in ("--run", str(tmp_path / f"{name}.run"))]
    result = run("evaluate", *options, *files)
    rows = {line.split(" | ")[0]: line.split(" | ")[1:4] for line in result.stdout.splitlines() if line.startswith("|")}
    assert result.exit_code == 0
    assert (rows["| whole-system"], rows["| bm25"]) == (rows["| whole system"], rows["| BM25"])


def test_a_faulty_run_is_told_by_its_lines(data: Path, tmp_path: Path) -> None:
    """Status 1, every fault, nothing measured."""
    file = tmp_path / "mine.run"
    file.write_text("d001 Q0 no-hub 1 1 mine\nd001 Q0 digi4fashion 1\n", encoding="utf-8")
    result = run("evaluate", "--split", "train", "--data", str(data), "--run", str(file))
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{file}:1: unknown hub 'no-hub'" in result.stderr
    assert f"{file}:2: found 'd001 Q0 digi4fashion 1'; expected need, Q0, hub, rank, score and tag" in result.stderr


def test_without_the_extra_it_says_what_to_install(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default install is without ir_measures and matplotlib."""
    monkeypatch.setattr("service.cli.evaluate.find_spec", lambda _: None)
    result = run("evaluate", "--split", "train", "--data", str(data))
    assert (result.exit_code, "pip install '.[evaluation]'" in result.stderr) == (1, True)


def test_understanding_prints_every_field_and_writes_every_figure(data: Path, tmp_path: Path) -> None:
    """The page's first table has one row a field; the file holds what the page is made from."""
    file = tmp_path / "figures.json"
    result = run("evaluate", "understanding", "--split", "train", "--data", str(data), "--json", str(file))
    found = Understanding.parse(file.read_text(encoding="utf-8"))
    assert (result.exit_code, result.stdout) == (0, markdown(found) + "\n")
    assert ([v.field for v in found.standings], found.sizes["all"]) == (list(FIELDS), N_NEEDS)
    assert result.stdout.startswith("| field | measure | all | pt | en | other | bar | reached |")
    assert IN_SAMPLE in result.stdout
    assert short_markdown(found) in result.stdout


@pytest.mark.parametrize(
    "options", [["--split", "train"], ["--json", "f"], ["--data", "d"], ["--run", "f"], ["--short"]]
)
def test_options_before_a_command_are_not_lost_in_silence(options: list[str]) -> None:
    """They would belong to the table of rankings: status 2, and where they go."""
    result = run("evaluate", *options, "understanding")
    assert (result.exit_code, "evaluate understanding ..." in result.stderr) == (2, True)


@pytest.mark.parametrize("option", ["--json", "--markdown", "--chart", "--runs"])
def test_a_file_that_cannot_be_written_is_told(data: Path, option: str, tmp_path: Path) -> None:
    """The table is printed all the same; status 2 and no traceback."""
    (tmp_path / "file").touch()
    target = str(tmp_path / "file" / "below")
    result = run("evaluate", "--split", "train", "--data", str(data), option, target)
    assert (result.exit_code, result.stdout.startswith("| system |")) == (2, True)
    assert f"{option}: {target!r} cannot be written" in result.stderr
