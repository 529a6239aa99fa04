"""`hub-matcher evaluate`: the table of rankings by default, and what is understood, on a few needs of ``train``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

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
    """`evaluate` and `evaluate ranking` print the same table, baselines first."""
    options = ["--split", "train", "--data", str(data)]
    default, named = run("evaluate", *options), run("evaluate", "ranking", *options)
    assert (default.exit_code, default.stdout) == (0, named.stdout)
    systems = [line.split(" | ")[0] for line in default.stdout.splitlines() if line.startswith("| ")]
    assert (systems[0], systems[2], systems[-1]) == ("| system", "| random order", "| whole system")


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


@pytest.mark.parametrize("options", [["--split", "train"], ["--json", "f"], ["--data", "d"]])
def test_options_before_a_command_are_not_lost_in_silence(options: list[str]) -> None:
    """They would belong to the table of rankings: status 2, and where they go."""
    result = run("evaluate", *options, "understanding")
    assert (result.exit_code, "evaluate understanding ..." in result.stderr) == (2, True)


def test_a_file_that_cannot_be_written_is_told(data: Path) -> None:
    """The table is printed all the same; status 2 and no traceback."""
    result = run("evaluate", "--split", "train", "--data", str(data), "--json", "/no/such/file")
    assert (result.exit_code, result.stdout.startswith("| system |")) == (2, True)
    assert "--json: '/no/such/file' cannot be written" in result.stderr
