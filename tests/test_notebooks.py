"""The notebooks are as they are promised: question and answer first, short, stripped of outputs. pytest runs them itself (nbmake)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from service.cli.label import label
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "analysis.md"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MOST_CELLS = 60


def cells(path: Path) -> list[dict[str, Any]]:
    """The cells as stored."""
    return list(json.loads(path.read_text(encoding="utf-8"))["cells"])


def test_there_are_seven() -> None:
    """One for each question that analysts ask."""
    assert [path.stem[:2] for path in NOTEBOOKS] == [f"0{number}" for number in range(1, 8)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_opens_with_question_and_answer_and_ends_with_what_would_change_it(path: Path) -> None:
    """So that a reader can stop after the first cell, and knows how far to trust it after the last."""
    first, last = ("".join(cell["source"]) for cell in (cells(path)[0], cells(path)[-1]))
    assert "**Question.**" in first
    assert "**Answer.**" in first
    assert last.startswith("## What would change the answer")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_what_it_was_run_on(path: Path) -> None:
    """Versions of data and models are printed by the first code cell or the second."""
    code = ["".join(cell["source"]) for cell in cells(path) if cell["cell_type"] == "code"]
    assert "recommender.versions" in "".join(code[:2])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_short_and_stripped(path: Path) -> None:
    """Fewer than sixty cells; no output, no run number: `make reports` makes those."""
    assert len(cells(path)) < MOST_CELLS
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells(path))


def test_the_page_on_analysis_lists_every_notebook_and_every_step_of_labelling() -> None:
    """A new one is told there too."""
    page = PAGE.read_text(encoding="utf-8")
    steps = [f"hub-matcher label {command.name} " for command in label.registered_commands]
    assert [name for name in (*(path.stem for path in NOTEBOOKS), *steps) if name not in page] == []
