"""`hub-matcher label` from needs to qrels, as an analyst types it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from matcher.evaluation.judgments import NEED_FILES
from tests.conftest import DATA
from tests.service.test_cli import run

NEEDS = "id,text\na1,Temos uma tinturaria em Guimarães e os lotes saem fora do tom.\na2,We run a small port in Sines.\n"


def graded(path: Path, grade: str) -> None:
    """Fill in every row of a sheet."""
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines(keepends=True)))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(row | {"grade": grade} for row in rows)


def test_from_needs_to_qrels(tmp_path: Path) -> None:
    """Two assessors who differ on everything, a third who settles it."""
    needs, lab = tmp_path / "needs.csv", tmp_path / "lab"
    needs.write_text(NEEDS)
    assert (
        run(
            "label", "pool", str(needs), "--output", str(lab), "--assessor", "ana", "--assessor", "rui", "--csv"
        ).exit_code
        == 0
    )
    graded(lab / "ana.csv", "2")
    graded(lab / "rui.csv", "1")
    sheets = tuple(str(lab / name) for name in ("pool.json", "ana.csv", "rui.csv"))
    agreed = run("label", "agree", *sheets)
    assert "the same grade 0%, at most one apart 100%" in agreed.stdout
    assert run("label", "adjudicate", *sheets, "--output", str(lab / "third.csv")).exit_code == 0
    graded(lab / "third.csv", "3")
    written = run("label", "write", *sheets, "--adjudicated", str(lab / "third.csv"), "--output", str(lab / "out"))
    assert written.exit_code == 0
    grades = {line.split()[3] for line in (lab / "out" / "qrels.tsv").read_text().splitlines()}
    assert grades == {"3"}


def test_a_sheet_with_grades_is_never_written_over(tmp_path: Path) -> None:
    """The second pool stops before it writes anything."""
    needs, lab = tmp_path / "needs.csv", tmp_path / "lab"
    needs.write_text(NEEDS)
    lab.mkdir()
    (lab / "rui.csv").write_text("grades")
    refused = run("label", "pool", str(needs), "--output", str(lab), "--assessor", "ana", "--assessor", "rui", "--csv")
    assert refused.exit_code == 1
    assert "is there already" in refused.stderr
    assert {path.name for path in lab.iterdir()} == {"rui.csv"}


@pytest.mark.parametrize("names", [("ana", "ana"), ("Ana", "ana"), ("../ana", "rui"), ("", "rui")])
def test_names_that_make_no_file_each_are_refused(names: tuple[str, str], tmp_path: Path) -> None:
    """Two sheets in one file, or one elsewhere, would lose grades."""
    needs = tmp_path / "needs.csv"
    needs.write_text(NEEDS)
    options = [part for name in names for part in ("--assessor", name)]
    refused = run("label", "pool", str(needs), "--output", str(tmp_path / "lab"), *options)
    assert refused.exit_code == 2
    assert "each name once" in refused.stderr
    assert not (tmp_path / "lab").exists()


def little_judged(folder: Path) -> Path:
    """The data with three judged needs of each kind: all of them take long to encode."""
    for path in DATA.iterdir():
        if path.name != "judgments":
            (folder / path.name).symlink_to(path)
    (folder / "judgments").mkdir()
    for needs, grades in NEED_FILES:
        lines = (DATA / "judgments" / needs).read_text().splitlines(keepends=True)[:3]
        (folder / "judgments" / needs).write_text("".join(lines))
        (folder / "judgments" / grades).write_text("")
    return folder


def test_needs_to_label_are_listed_with_what_speaks_for_them(tmp_path: Path) -> None:
    """Value and its parts, the most telling first."""
    needs, data = tmp_path / "needs.csv", tmp_path / "data"
    needs.write_text(NEEDS)
    data.mkdir()
    found = run("label", "select", str(needs), "--n", "2", "--data", str(little_judged(data)))
    lines = [line.split("\t") for line in found.stdout.splitlines()]
    assert lines[0][:4] == ["value", "disagree", "doubt", "novelty"]
    assert float(lines[1][0]) >= float(lines[2][0])
