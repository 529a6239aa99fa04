"""TREC files: every fault is told with its line, ties go by id, and what was written reads back the same."""

from __future__ import annotations

from pathlib import Path

import ir_measures
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.errors import DataError
from matcher.evaluation.trec import qrels_lines, read_qrels, read_run, run_lines
from tests.conftest import DATA

NEEDS, HUBS = ("n1", "n2", "n3"), ("a-hub", "b-hub", "c-hub", "d-hub")
GOOD = "n1 Q0 a-hub 1 2.5 mine\nn1 Q0 b-hub 2 0.5 mine\n"
anywhere = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example writes its file anew


def file(folder: Path, text: str) -> Path:
    """A file with ``text``."""
    path = folder / "file"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_score_decides_and_equal_scores_go_by_id(tmp_path: Path) -> None:
    """c has the best score in spite of its rank; a and b are level."""
    text = "n1 Q0 b-hub 1 0.5 mine\nn1 Q0 a-hub 2 0.5 mine\n\nn1 Q0 c-hub 3 1e1 mine\n"
    found = read_run(file(tmp_path, text), NEEDS, HUBS)
    assert (found.tag, found.run) == ("mine", {"n1": ["c-hub", "a-hub", "b-hub"]})


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("n1 Q0 c-hub 3 0.1", "found 'n1 Q0 c-hub 3 0.1'; expected need, Q0, hub, rank, score and tag"),
        ("n1 Q0 c-hub x 0.1 mine", "found the rank 'x'; expected a whole number"),
        ("n1 Q0 c-hub 3 high mine", "found the score 'high'; expected a finite number"),
        ("n1 Q0 c-hub 3 nan mine", "found the score 'nan'; expected a finite number"),
        ("n9 Q0 c-hub 3 0.1 mine", "unknown need 'n9'; expected an id of needs.jsonl"),
        ("n1 Q0 e-hub 3 0.1 mine", "unknown hub 'e-hub'; expected an id of the catalogue"),
        ("n1 Q0 a-hub 3 0.1 mine", "'a-hub' stands already for 'n1'; expected each hub once a need"),
        ("n1 Q0 c-hub 3 0.1 a|b", "found the tag 'a|b'; expected up to 60 letters, digits and . _ : + -"),
    ],
)
def test_a_faulty_line_is_told(tmp_path: Path, line: str, told: str) -> None:
    """File, line, found, expected."""
    path = file(tmp_path, GOOD + line)
    with pytest.raises(DataError) as error:
        read_run(path, NEEDS, HUBS)
    assert error.value.faults == (f"{path}:3: {told}",)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Two faulty lines, one error."""
    with pytest.raises(DataError) as error:
        read_run(file(tmp_path, "n9 Q0 a-hub 1 1 x\n" + GOOD + "one two"), NEEDS, HUBS)
    assert len(error.value.faults) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "found no line"), (GOOD + "n2 Q0 a-hub 1 1 yours", "found the tags mine, yours; expected one run a file")],
)
def test_a_file_holds_one_run(tmp_path: Path, text: str, told: str) -> None:
    """Neither none nor two."""
    with pytest.raises(DataError, match=told):
        read_run(file(tmp_path, text), NEEDS, HUBS)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Missing, or not text."""
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match=r"cannot be read .*; expected a TREC run"):
        read_run(tmp_path / "none", NEEDS, HUBS)
    with pytest.raises(DataError, match="not UTF-8"):
        read_run(tmp_path / "binary", NEEDS, HUBS)


@anywhere
@given(run=st.dictionaries(st.sampled_from(NEEDS), st.permutations(HUBS).map(lambda hubs: hubs[1:]), min_size=1))
def test_a_run_reads_back_as_it_was_written(tmp_path: Path, run: dict[str, list[str]]) -> None:
    """Writing then reading is the identity, with us and with ir_measures, whose ties fall otherwise: there are none."""
    path = file(tmp_path, run_lines(run, "mine"))
    theirs: dict[str, list[tuple[float, str]]] = {}
    for row in ir_measures.read_trec_run(str(path)):
        theirs.setdefault(row.query_id, []).append((-row.score, row.doc_id))
    assert read_run(path, NEEDS, HUBS).run == run
    assert {need: [hub for _, hub in sorted(own)] for need, own in theirs.items()} == run


@anywhere
@given(grades=st.dictionaries(st.sampled_from(NEEDS), st.dictionaries(st.sampled_from(HUBS), st.integers(1, 3))))
def test_qrels_read_back_with_their_zeros(tmp_path: Path, grades: dict[str, dict[str, int]]) -> None:
    """Every hub of the pool has a line, so that an evaluator knows what was judged."""
    path = file(tmp_path, qrels_lines(grades, HUBS))
    expected = {need: dict.fromkeys(HUBS, 0) | own for need, own in grades.items()}
    assert read_qrels(path, NEEDS) == (expected, [])
    rows = {(row.query_id, row.doc_id): row.relevance for row in ir_measures.read_trec_qrels(str(path))}
    assert rows == {(need, hub): grade for need, own in expected.items() for hub, grade in own.items()}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("n1 0 a-hub 4", "found 'n1 0 a-hub 4'; expected need, 0, hub and a grade 0 to 3"),
        ("n9 0 a-hub 1", "unknown need 'n9'; expected an id of needs.jsonl"),
        ("n1 0 b-hub 1", "'b-hub' stands already for 'n1'; expected each pair once"),
    ],
)
def test_a_faulty_line_of_qrels_is_told(tmp_path: Path, line: str, told: str) -> None:
    """File, line, found, expected."""
    path = file(tmp_path, f"n1\t0\tb-hub\t2\n{line}\n")
    assert read_qrels(path, NEEDS)[1] == [f"{path}:2: {told}"]


def test_the_shipped_qrels_are_sound() -> None:
    """No fault but needs that are not asked for here."""
    faults = read_qrels(DATA / "judgments" / "qrels.tsv", ())[1]
    assert faults
    assert all("unknown need" in fault for fault in faults)
