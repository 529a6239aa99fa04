"""The page's words exist in both languages and are all used."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from matcher.need import AnswerLanguage
from service.page.texts import LANGUAGE_NAMES, PARTS, TEXTS

SERVICE = Path(__file__).parents[2] / "service"


def places(text: str) -> set[str]:
    """Names of the values that ``text`` has places for."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys() -> None:
    """No page is half translated."""
    assert list(TEXTS["pt"]) == list(TEXTS["en"])
    assert list(LANGUAGE_NAMES["pt"]) == list(LANGUAGE_NAMES["en"])


@pytest.mark.parametrize("key", TEXTS["pt"])
def test_both_languages_take_the_same_values(key: str) -> None:
    """What is filled into one sentence is filled into its twin."""
    assert places(TEXTS["pt"][key]) == places(TEXTS["en"][key])


def test_every_text_is_used() -> None:
    """A key that nothing shows is left over; keys made from a value count by their beginning."""
    page = [*(SERVICE / "page").rglob("*.html"), *(SERVICE / "page").glob("*.py")]
    sources = "".join(path.read_text() for path in [*page, *(SERVICE / "widget").rglob("*.html")])
    used = set(re.findall(r"\bt\.(\w+)", sources)) | set(re.findall(r"""["'](\w+)["']""", sources))
    made = ("outcome_", "confidence_", "origin_", "group_", "filter_", "scope_", "network_")
    assert [key for key in TEXTS["pt"] if not key.startswith(made) and key not in used] == []


def test_no_two_parts_share_a_key() -> None:
    """The later one would silence the earlier."""
    keys = [key for part in PARTS for key in part["pt"]]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("language", ["pt", "en"])
def test_every_text_that_a_template_names_exists(language: AnswerLanguage) -> None:
    """A slip would show only when that page is shown."""
    sources = "".join(path.read_text() for path in (SERVICE / "page" / "templates").glob("*.html"))
    assert set(re.findall(r"\bt\.(\w+)", sources)) - {"get"} <= set(TEXTS[language])
