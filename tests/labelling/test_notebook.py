"""The labelling box writes each grade at once, goes on where it stopped, and escapes what comes from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.labelling.pools import NewNeed, Pool, PoolPair
from matcher.labelling.sheets import read_sheet
from tests.fakes import hub

notebook = pytest.importorskip("matcher.labelling.notebook", reason="needs the extra analysis")
HUBS = {name: hub(name) for name in ("first", "second")}
POOL = Pool(
    needs=(NewNeed(id="n1", text="<script>alert(1)</script>"),),
    pairs=tuple(PoolPair(need_id="n1", hub_id=name, proposed_by=("BM25",)) for name in HUBS),
    systems=("BM25", "x"),
    depth=5,
    n_random=0,
    seed=0,
    versions={},
)


def test_a_click_is_on_disk_at_once(tmp_path: Path) -> None:
    """And the next pair is shown."""
    box = notebook.LabelBox(POOL, HUBS, tmp_path / "ana.csv")
    box.view.children[1].children[3].click()
    assert read_sheet(tmp_path / "ana.csv", POOL).grades == {("n1", "first"): 3}
    assert "Second" in box.view.children[0].value


def test_work_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """A new box on the same sheet begins at the first open pair."""
    notebook.LabelBox(POOL, HUBS, tmp_path / "ana.csv").grade(1)
    again = notebook.LabelBox(POOL, HUBS, tmp_path / "ana.csv")
    assert "Second" in again.view.children[0].value
    assert again.sheet.grades == {("n1", "first"): 1}


def test_a_need_is_shown_as_text(tmp_path: Path) -> None:
    """Never as markup."""
    box = notebook.LabelBox(POOL, HUBS, tmp_path / "ana.csv")
    assert "<script>" not in box.view.children[0].value


def test_a_note_is_kept_with_its_pair(tmp_path: Path) -> None:
    """It is shown again on the way back."""
    box = notebook.LabelBox(POOL, HUBS, tmp_path / "ana.csv")
    box.view.children[2].value = "só para PME"
    box.grade(2)
    box.move(-1)
    assert box.view.children[2].value == "só para PME"


def test_a_note_can_be_taken_back(tmp_path: Path) -> None:
    """Emptied and graded again."""
    box = notebook.LabelBox(POOL, HUBS, tmp_path / "ana.csv")
    for note in ("só para PME", ""):
        box.view.children[2].value = note
        box.grade(2)
        box.move(-1)
    assert read_sheet(tmp_path / "ana.csv", POOL).notes == {}
