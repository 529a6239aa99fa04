"""docs/widget.md says what the widget has: every attribute, event, token and code, and none besides."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.widget.options import DEFAULT_RESULTS, MOST_HUBS, MOST_RESULTS
from service.widget.snippet import ATTRIBUTES, policy_lines, snippet
from service.widget.theme import COLOUR_TOKENS, FONTS, MOST_RADIUS_PX, SCHEMES

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "widget.md").read_text(encoding="utf-8")
SOURCES = [*(ROOT / "service" / "widget").glob("*.py"), *(ROOT / "service" / "widget" / "static" / "v1").glob("*.js")]
SOURCE = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
ELEMENT = (ROOT / "service" / "widget" / "static" / "v1" / "hub-matcher.js").read_text(encoding="utf-8")


def rows(title: str) -> list[str]:
    """First cells of the table under a heading, backticks off; a cell may name several."""
    section = DOCUMENT.split(f"## {title}\n")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`.*?) \|", section, re.M)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def test_every_attribute_is_documented() -> None:
    """Those of the snippet are all that the element watches."""
    passed = re.findall(r'"([a-z-]+)"', re.search(r"PASSED = \[(.*?)\]", ELEMENT).group(1))  # type: ignore[union-attr]  # it is there
    assert sorted(rows("Attributes")) == sorted(ATTRIBUTES) == sorted([*passed, "context"])


def test_every_event_is_documented() -> None:
    """Each kind of message but the height is told to the page."""
    kinds = re.findall(r"^  (\w+): record", ELEMENT.split("const MESSAGES")[1], re.M)
    assert sorted(rows("Events")) == sorted(f"hm-{kind}" for kind in kinds if kind != "height")


def test_every_code_is_documented() -> None:
    """With what to do about it."""
    codes = set(re.findall(r'"((?:attribute|theme|not|page|context|request)-[a-z-]+)"', SOURCE))
    assert set(rows("When something is wrong")) == codes


def test_every_token_is_documented() -> None:
    """And every font and scheme."""
    assert sorted(rows("Theme")) == sorted([*COLOUR_TOKENS, "radius", "font", "scheme"])
    assert all(f"`{name}`" in DOCUMENT for name in (*FONTS, *SCHEMES))


@pytest.mark.parametrize(
    "told", [f"1 to {MOST_RESULTS} | {DEFAULT_RESULTS}", f"at most {MOST_HUBS}", f"to `{MOST_RADIUS_PX}px`"]
)
def test_bounds_are_as_documented(told: str) -> None:
    """Numbers that a portal relies on."""
    assert told in DOCUMENT


def test_the_example_is_what_the_tester_writes() -> None:
    """But for a key that nobody has."""
    attributes = {"region": "Braga", "key": "hm_pub_..."}
    assert snippet("https://hubs.example.pt", attributes, "pt") in DOCUMENT
    assert policy_lines("https://hubs.example.pt") in DOCUMENT


def test_the_tester_is_where_the_document_says(client: TestClient) -> None:
    """The address exists."""
    assert "`/widget/tester`" in DOCUMENT
    assert client.get("/widget/tester").status_code == 200
