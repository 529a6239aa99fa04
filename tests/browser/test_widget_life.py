"""Single-page navigation: elements come, go, move and change, and nothing of them stays behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.portal_pages import Portal
from tests.browser.portal_widget import WIDGET, ask, frame_of, heard, opened, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser

TWO_PLACES = f'<section id="first">{WIDGET}</section><section id="second"></section>'

BACK_AND_FORTH = """() => {
  const one = document.querySelector("#one"), home = one.parentNode;
  for (let i = 0; i < 20; i++) { one.remove(); home.append(one); }
}"""
THREE_CHANGES = """() => {
  const one = document.querySelector("#one");
  one.lang = "en";
  one.setAttribute("region", "Faro");
  one.setAttribute("region", "Faro");
}"""


def listeners(page: Page) -> int:
    """How many listeners for messages the portal's window has, as the browser itself counts them."""
    session = page.context.new_cdp_session(page)
    window = session.send("Runtime.evaluate", {"expression": "window"})["result"]["objectId"]
    found = session.send("DOMDebugger.getEventListeners", {"objectId": window})["listeners"]
    return sum(listener["type"] == "message" for listener in found)


def test_an_element_that_is_gone_leaves_nothing(portal: Portal, visitor: BrowserContext) -> None:
    """No listener, and no frame."""
    page = opened(visitor.new_page(), portal.page(WIDGET))
    assert listeners(page) == 1
    page.evaluate("window.gone = document.querySelector('#one'); gone.remove()")
    assert listeners(page) == 0
    assert page.evaluate("gone.shadowRoot.querySelectorAll('iframe').length") == 0
    assert len(page.frames) == 1


def test_an_element_that_comes_back_works(portal: Portal, visitor: BrowserContext) -> None:
    """Removed and put back many times: one listener, one frame, and an answer."""
    page = opened(visitor.new_page(), portal.page(WIDGET))
    page.evaluate(BACK_AND_FORTH)
    wait_for(page, "ready", count=2)
    assert (listeners(page), page.locator("#one iframe").count()) == (1, 1)
    ask(page)
    assert len(wait_for(page, "results")) == 1


def test_an_element_that_is_removed_at_once_opens_nothing(portal: Portal, visitor: BrowserContext) -> None:
    """Put in and taken out in the same turn, as some frameworks do."""
    page = opened(visitor.new_page(), portal.page(WIDGET))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(
        "() => { const two = document.createElement('hub-matcher'); document.body.append(two); two.remove(); }"
    )
    page.wait_for_timeout(200)
    assert asked == []


def test_a_moved_element_works(portal: Portal, visitor: BrowserContext) -> None:
    """A browser makes its frame anew; there is still one listener."""
    page = opened(visitor.new_page(), portal.page(TWO_PLACES))
    page.evaluate("document.querySelector('#second').append(document.querySelector('#one'))")
    wait_for(page, "ready", count=2)
    ask(page)
    assert listeners(page) == 1


def test_a_move_that_keeps_state_keeps_the_text(portal: Portal, visitor: BrowserContext) -> None:
    """`moveBefore` takes the frame along as it is."""
    page = opened(visitor.new_page(), portal.page(TWO_PLACES))
    if not page.evaluate("'moveBefore' in Element.prototype"):
        pytest.skip("this Chromium has no moveBefore")
    frame_of(page).locator("#text").fill("Ainda aqui.")
    page.evaluate("document.querySelector('#second').moveBefore(document.querySelector('#one'), null)")
    assert frame_of(page).locator("#text").input_value() == "Ainda aqui."
    assert (listeners(page), len(heard(page, "ready"))) == (1, 1)


def test_several_changes_make_one_frame(portal: Portal, visitor: BrowserContext) -> None:
    """A framework sets attributes one by one; the same value again changes nothing."""
    page = opened(visitor.new_page(), portal.page(WIDGET))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(THREE_CHANGES)
    assert wait_for(page, "ready", count=2)[1]["lang"] == "en"
    assert frame_of(page).locator("#place").input_value() == "Faro"
    assert len([url for url in asked if "/embed?" in url]) == 1


def test_the_way_back_has_no_step_of_ours(portal: Portal, visitor: BrowserContext) -> None:
    """Neither a change of attributes nor an answer: the back button leaves the page as ever."""
    page = opened(visitor.new_page(), portal.page(WIDGET))
    before = page.evaluate("history.length")
    page.evaluate("document.querySelector('#one').setAttribute('region', 'Faro')")
    wait_for(page, "ready", count=2)
    ask(page)
    assert page.evaluate("history.length") == before


def test_the_script_may_come_twice(portal: Portal, visitor: BrowserContext) -> None:
    """Two parts of a portal may load it, even under different addresses."""
    faults: list[str] = []
    page = visitor.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    again = f'<script type="module" src="{portal.service}/widget/v1/hub-matcher.js?again"></script>'
    opened(page, portal.page(again + WIDGET))
    page.wait_for_function("performance.getEntriesByType('resource').some(({name}) => name.endsWith('again'))")
    assert faults == []


def test_the_language_is_the_pages(portal: Portal, visitor: BrowserContext) -> None:
    """Of the nearest element that has one, where the widget itself has none."""
    page = opened(visitor.new_page(), portal.page(WIDGET, language="en-GB"))
    assert heard(page, "ready")[0]["lang"] == "en"
