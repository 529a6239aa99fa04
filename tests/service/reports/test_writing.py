"""A report is one page that needs nothing else, with every table beside it."""

from __future__ import annotations

import csv
import re
from html import unescape
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


@pytest.fixture(scope="module")
def folder(judged: ReportContent, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """It as files."""
    own = tmp_path_factory.mktemp("report")
    write_report(judged, own)
    return own


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    """Its page."""
    return (folder / "report.html").read_text()


def test_the_page_loads_nothing(page: str) -> None:
    """No script, no address but those of its own tables."""
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)=["'](?!data:|#|\w+\.csv)""", page)


def test_every_picture_has_words(judged: ReportContent, page: str) -> None:
    """As its alternative text and below it."""
    assert page.count("<img alt=") == page.count("<figcaption>") == sum(len(s.charts) for s in judged.sections)
    assert 'alt=""' not in page


def test_no_need_is_quoted(page: str) -> None:
    """Needs are numbers; not even the beginning of one stands there."""
    beginnings = [need.text[:30] for need in load_judgments(DATA / "judgments", "train").needs]
    assert not any(beginning in unescape(page) for beginning in beginnings)


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


def test_every_table_has_a_file(folder: Path, page: str) -> None:
    """Its link on the page works."""
    links = re.findall(r'href="(\w+\.csv)"', page)
    assert links
    assert {path.name for path in folder.glob("*.csv")} == set(links)
