"""What two assessors disagree on goes to a third; nothing is averaged, and the files say where each grade comes from."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

from matcher.evaluation.trec import read_qrels
from matcher.labelling.adjudication import disagreements, merged, notes_for_adjudicator
from matcher.labelling.agreement import agreement
from matcher.labelling.new_qrels import Written, write_judgments
from matcher.labelling.pools import NewNeed, Pool, PoolPair
from matcher.labelling.sheets import Sheet

ANA = Sheet("ana", {("n1", "a"): 3, ("n1", "b"): 0, ("n1", "c"): 1, ("n2", "a"): 2}, {("n1", "b"): "fora do setor"}, 5)
RUI = Sheet("rui", {("n1", "a"): 3, ("n1", "b"): 3, ("n1", "c"): 2}, {}, 5)


def test_the_widest_apart_come_first() -> None:
    """b by three grades, then c by one; a agrees, and n2 was judged by one alone."""
    assert [(one.hub_id, one.distance) for one in disagreements(ANA, RUI)] == [("b", 3), ("c", 1)]


def test_the_third_sees_both_grades_but_not_whose() -> None:
    """The lower first, and the notes."""
    assert notes_for_adjudicator(disagreements(ANA, RUI)).notes["n1", "b"] == "0 / 3 | fora do setor"


def test_a_grade_stands_when_both_gave_it_or_the_third_settled_it() -> None:
    """c and n2 stay open: no mean of grades, no single vote."""
    found = merged(ANA, RUI, {("n1", "b"): 0})
    assert found.grades == {("n1", "a"): 3, ("n1", "b"): 0}
    assert found.how == {("n1", "a"): "agreed", ("n1", "b"): "adjudicated"}
    assert found.open == (("n1", "c"), ("n2", "a"))


def written(folder: Path) -> Written:
    """The judgments of both, with one pair settled by a third, as files."""
    pairs = tuple(PoolPair(need_id="n1", hub_id=name, proposed_by=("BM25",)) for name in "abcd")
    needs = (NewNeed(id="n1", text="one"), NewNeed(id="n2", text="two"))
    pool = Pool(needs=needs, pairs=pairs, systems=("BM25", "x"), depth=5, n_random=0, seed=7, versions={"model": "m"})
    found = merged(ANA, RUI, {("n1", "b"): 0})
    return write_judgments(folder, pool, found, agreement(ANA, RUI), "eva", "2026-11-23")


def test_the_files_hold_what_was_judged_and_where_it_comes_from(tmp_path: Path) -> None:
    """Zeros are written, unjudged pairs are not; the provenance names this very file."""
    done = written(tmp_path)
    told = json.loads((tmp_path / "provenance.json").read_text())
    assert read_qrels(tmp_path / "qrels.tsv", {"n1"}) == ({"n1": {"a": 3, "b": 0}}, [])
    assert (done.n_pairs, done.n_needs, done.n_open) == (2, 1, 2)
    assert told["qrels_sha256"] == hashlib.sha256((tmp_path / "qrels.tsv").read_bytes()).hexdigest()
    assert told["assessors"] == ["ana", "rui"]
    assert told["proposed_by"] == {"BM25": 2}


def test_every_grade_says_where_it_comes_from(tmp_path: Path) -> None:
    """What each of the three gave, which stands, and what is still open."""
    written(tmp_path)
    rows = list(csv.DictReader((tmp_path / "grades.csv").read_text("utf-8-sig").splitlines()))
    told = [tuple(row[name] for name in ("hub_id", "grade", "how", "first", "second", "third")) for row in rows]
    assert told == [
        ("a", "3", "agreed", "3", "3", ""),
        ("b", "0", "adjudicated", "0", "3", "0"),
        ("c", "", "open", "1", "2", ""),
        ("a", "", "open", "2", "", ""),
    ]


def test_the_provenance_is_json_that_every_reader_takes(tmp_path: Path) -> None:
    """An interval that is unknown, for want of needs, is null: JSON has no NaN."""
    written(tmp_path)
    assert "NaN" not in (tmp_path / "provenance.json").read_text()
    assert json.loads((tmp_path / "provenance.json").read_text())["agreement"]["kappa"]["low"] is None
