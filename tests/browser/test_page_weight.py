"""A page costs little, runs nothing that the policy refuses, and tells search engines what a hub is."""

from __future__ import annotations

import json

import pytest

from tests.browser.conftest import OpenContext
from tests.browser.states import DYE_WORKS, SEVERAL, STATES, asked, at
from tests.browser.weighing import weighed

pytestmark = pytest.mark.browser

MOST_BYTES = 60_000


@pytest.mark.parametrize("name", ["several-needs", "why-not", "brief", "hubs", "hub"])
def test_a_visit_stays_under_its_budget(opened: OpenContext, address: str, name: str) -> None:
    """From an empty cache to that state, the pages before it included."""
    page = opened().new_page()
    with weighed(page) as weight:
        STATES[name](page, address, "pt")
    assert weight.n_responses >= 3
    assert weight.n_bytes < MOST_BYTES


def test_suggestions_for_the_place_fit_in_too(opened: OpenContext, address: str) -> None:
    """The names are fetched once, when somebody types a place."""
    page = opened().new_page()
    with weighed(page) as weight:
        asked(SEVERAL, "Felgueiras")(page, address, "pt")
        page.locator("#place").press_sequentially("gui")
    assert weight.n_bytes < MOST_BYTES


@pytest.mark.parametrize("name", ["form", "match", "corrected", "why-not", "brief", "hubs", "hub", "fault-place"])
def test_the_console_stays_empty(opened: OpenContext, address: str, name: str) -> None:
    """No error, no warning, nothing refused by the content security policy."""
    page, told = opened().new_page(), []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    STATES[name](page, address, "pt")
    assert [text for text in told if "422" not in text] == []  # Chromium tells the status of a fault


def test_a_hub_is_told_as_data(opened: OpenContext, address: str) -> None:
    """The policy lets the block stand: it is data, and it can be read."""
    page = opened().new_page()
    at("/hubs/digi4fashion")(page, address, "pt")
    block = page.locator("script[type='application/ld+json']").text_content()
    assert json.loads(block or "")["name"] == "DIGI4FASHION"


def test_a_slower_answer_never_replaces_a_newer_one(opened: OpenContext, address: str) -> None:
    """Of two changes in quick succession the last one counts."""
    page = opened().new_page()
    asked(DYE_WORKS)(page, address, "pt")
    page.evaluate("document.querySelector(\"[value='place:Algarve']\").click()")
    page.evaluate("document.querySelector(\"[value='place:Douro']\").click()")
    page.locator("[aria-current][value='place:Douro']").wait_for()
    assert page.locator("#place").input_value() == "Douro"
