"""The widget's words exist in both languages and are all used."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from service.page.texts import TEXTS
from service.widget.texts import WIDGET_TEXTS

WIDGET = Path(__file__).parents[2] / "service" / "widget"


def test_both_languages_have_the_same_keys() -> None:
    """No frame is half translated."""
    assert list(WIDGET_TEXTS["pt"]) == list(WIDGET_TEXTS["en"])


@pytest.mark.parametrize("key", WIDGET_TEXTS["pt"])
def test_both_languages_take_the_same_values(key: str) -> None:
    """What is filled into one sentence is filled into its twin."""
    places = [{name for _, name, _, _ in Formatter().parse(words[key]) if name} for words in WIDGET_TEXTS.values()]
    assert places[0] == places[1]


def test_every_text_is_used() -> None:
    """A key that nothing shows is left over; those of schemes are made from the scheme's name."""
    sources = "".join(path.read_text(encoding="utf-8") for path in WIDGET.rglob("*") if path.suffix in (".py", ".html"))
    used = set(re.findall(r"\bw\.(\w+)", sources)) | set(re.findall(r'\]\["(\w+)"\]', sources))
    assert {key for key in WIDGET_TEXTS["pt"] if not key.startswith("tester_scheme_")} == used & set(WIDGET_TEXTS["pt"])


def test_the_pages_words_that_the_frame_uses_exist() -> None:
    """They are the page's own, and may be renamed there."""
    templates = "".join(path.read_text(encoding="utf-8") for path in (WIDGET / "templates").iterdir())
    assert set(re.findall(r"\bt\.(\w+)", templates)) <= set(TEXTS["pt"])
