"""The README's example runs and prints what the README shows, and its table is the one `evaluate` prints."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from matcher import Recommender
from matcher.evaluation.comparison import compare
from matcher.evaluation.judgments import load_judgments
from matcher.loading import shipped
from tools.readme import BLOCK, README, example


def output_of(command: str) -> str:
    """What the page shows for a command, without the fence."""
    page = README.read_text(encoding="utf-8")
    (found,) = [block["output"] for block in BLOCK.finditer(page) if block["command"] == command]
    return found.removeprefix("```text\n").strip().removesuffix("```").strip()


def test_the_example_prints_what_the_page_shows() -> None:
    """Ten lines, their real output."""
    run = subprocess.run(
        [sys.executable, "-c", example()], capture_output=True, text=True, check=True, cwd=README.parent
    )
    assert run.stdout.strip() == output_of("python -m tools.readme example")


def test_the_table_is_what_evaluate_prints(recommender: Recommender) -> None:
    """Every mean of the page to 0.01: processors differ in the last digits of an int8 model."""
    table = compare(recommender, load_judgments(shipped("data") / "judgments", "dev"), "dev").markdown()
    shown = [float(n) for n in re.findall(r"\| (\d\.\d\d) \[", output_of("hub-matcher evaluate --short"))]
    found = [float(n) for n in re.findall(r"\| (\d\.\d\d) \[", table)]
    assert found == pytest.approx(shown, abs=0.011)
    assert len(shown) == 12


def test_the_page_is_short() -> None:
    """Under 150 lines."""
    assert len(README.read_text(encoding="utf-8").splitlines()) < 150
