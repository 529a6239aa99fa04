"""A report is one page that needs nothing else, with every table beside it."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

pytest.importorskip("pandas", reason="needs the extra analysis")
pytest.importorskip("matplotlib", reason="needs the extra evaluation")
import pandas as pd

from matcher import Recommender
from matcher.evaluation.judgments import load_judgments
from service.reports.content import NamedTable, ReportContent, Section
from service.reports.judged import judged_report
from service.reports.writing import report_html, write_report
from tests.conftest import DATA

FRAME = pd.DataFrame({"hub": ["<b>", "=1+1"], "share": [0.123456, float("nan")]})
CONTENT = ReportContent(
    "A title", (("n", "2"),), (Section("Why?", ("Because.",), (NamedTable("own", "Words.", FRAME),)),)
)


@pytest.fixture(scope="module")
def judged(recommender: Recommender) -> ReportContent:
    """A report on twenty needs."""
    judgments = load_judgments(DATA / "judgments", "train")
    return judged_report(recommender, type(judgments)(judgments.needs[:20], judgments.grades, judgments.known), "train")


def test_the_page_loads_nothing(judged: ReportContent) -> None:
    """No script, no address but those of its own tables."""
    page = report_html(judged)
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)=["'](?!data:|#|\w+\.csv)""", page)


def test_every_picture_has_words(judged: ReportContent) -> None:
    """As its alternative text and below it."""
    page = report_html(judged)
    assert page.count("<img alt=") == page.count("<figcaption>") == sum(len(s.charts) for s in judged.sections)
    assert 'alt=""' not in page


def test_no_need_is_quoted(judged: ReportContent) -> None:
    """Needs are numbers."""
    page = report_html(judged)
    texts = [need.text for need in load_judgments(DATA / "judgments", "train").needs]
    assert not any(text in page for text in texts)


def test_words_from_outside_are_escaped_and_unknown_numbers_left_empty() -> None:
    """On the page."""
    page = report_html(CONTENT)
    assert "<td>&lt;b&gt;</td><td>0.123</td>" in page
    assert "<td>=1+1</td><td></td>" in page


def test_tables_keep_every_digit(tmp_path: Path) -> None:
    """And no cell is a formula."""
    write_report(CONTENT, tmp_path)
    rows = list(csv.reader((tmp_path / "own.csv").read_text("utf-8-sig").splitlines()))
    assert rows == [["hub", "share"], ["<b>", "0.123456"], ["'=1+1", ""]]


def test_every_table_has_a_file(judged: ReportContent, tmp_path: Path) -> None:
    """Its link on the page works."""
    write_report(judged, tmp_path)
    links = re.findall(r'href="(\w+\.csv)"', (tmp_path / "report.html").read_text())
    assert links
    assert {path.name for path in tmp_path.glob("*.csv")} == set(links)
