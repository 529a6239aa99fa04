"""The widget on a portal of another site, under a policy with the two lines that docs/widget.md asks for."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.portal_pages import Portal
from tests.browser.portal_widget import DYE_WORKS, WIDGET, ask, frame_of, heard, opened, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parents[2] / "service" / "widget" / "static" / "v1" / "hub-matcher.js"


def test_a_need_is_answered_in_the_frame(portal: Portal, visitor: BrowserContext) -> None:
    """The right hub stands first, and the portal's address is what it was."""
    page = opened(visitor.new_page(), portal.page(WIDGET))
    before = page.url
    ask(page)
    assert "DIGI4FASHION" in frame_of(page).locator(".cards .card h4").first.inner_text()
    assert page.url == before


def test_two_widgets_do_not_hear_each_other(portal: Portal, visitor: BrowserContext) -> None:
    """A need sent in one is answered and told there alone."""
    page = opened(visitor.new_page(), portal.page(WIDGET + WIDGET.replace("one", "two")), "two")
    wait_for(page, "ready", "one")
    ask(page, element="two")
    assert len(wait_for(page, "results", "two")) == 1
    assert heard(page, "results", "one") == []
    assert frame_of(page, "one").locator("#result").count() == 0


def test_nothing_is_refused_by_the_portals_policy(portal: Portal, visitor: BrowserContext) -> None:
    """The console stays empty: no style, script or frame is blocked, nothing is tried that would be."""
    page, told = visitor.new_page(), []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    ask(opened(page, portal.page(WIDGET)))
    assert told == []


def test_nobody_else_is_called(portal: Portal, visitor: BrowserContext) -> None:
    """Only the portal and the service."""
    asked: list[str] = []
    visitor.on("request", lambda request: asked.append(request.url))
    ask(opened(visitor.new_page(), portal.page(WIDGET)))
    assert [url for url in asked if not url.startswith((portal.origin, portal.service))] == []


def test_events_tell_what_happened(portal: Portal, visitor: BrowserContext) -> None:
    """Sent, answered with these hubs, and each with version and campaign."""
    page = opened(visitor.new_page(), portal.page(WIDGET.replace("id=", 'campaign="spring" max-results="2" id=')))
    ask(page)
    (results,) = wait_for(page, "results")
    assert heard(page, "submit") == [{"version": 1, "campaign": "spring"}]
    assert heard(page, "ready") == [{"version": 1, "campaign": "spring", "lang": "pt"}]
    assert (results["outcome"], results["context"], results["campaign"]) == ("match", False, "spring")
    assert results["hubs"][0] == {"hub_id": "digi4fashion", "rank": 1, "confidence": "high"}
    assert len(results["hubs"]) <= 2


def test_no_event_holds_the_text(portal: Portal, visitor: BrowserContext) -> None:
    """Not a word of the need, in any of them."""
    page = opened(visitor.new_page(), portal.page(WIDGET))
    ask(page)
    wait_for(page, "results")
    told = json.dumps(page.evaluate("heard"), ensure_ascii=False)
    assert not any(word in told for word in DYE_WORKS.split() if len(word) > 4)


def test_a_selected_hub_is_told(portal: Portal, visitor: BrowserContext) -> None:
    """Opening the parts of a score, or the hub's own page, which comes in another tab."""
    page = opened(visitor.new_page(), portal.page(WIDGET))
    ask(page)
    card = frame_of(page).locator(".card").first
    card.locator("summary").first.click()
    with visitor.expect_page():
        card.locator("h4 a").click()
    assert [event["hub_id"] for event in wait_for(page, "select", count=2)] == ["digi4fashion", "digi4fashion"]


def test_a_contact_is_told(portal: Portal, visitor: BrowserContext) -> None:
    """A link to the hub's website opens in another tab; no request is waited for, the site may not exist here."""
    page = opened(visitor.new_page(), portal.page(WIDGET))
    ask(page)
    visitor.route("**/*", lambda route: route.abort() if portal.service not in route.request.url else route.continue_())
    with visitor.expect_page():
        frame_of(page).locator(".card[data-hub=produtech-dih] a[rel~=noopener]").click()
    (contact,) = wait_for(page, "contact")
    assert (contact["kind"], contact["hub_id"]) == ("website", "produtech-dih")


def test_the_brief_opens_in_another_tab(portal: Portal, visitor: BrowserContext) -> None:
    """The page for it refuses to be framed."""
    page = opened(visitor.new_page(), portal.page(WIDGET))
    ask(page)
    with visitor.expect_page() as opening:
        frame_of(page).locator("button[formaction='/brief']").first.click()
    opening.value.wait_for_load_state()
    assert opening.value.url == f"{portal.service}/brief"
    assert wait_for(page, "contact")[0]["kind"] == "brief"


def test_the_frame_is_as_high_as_its_content(portal: Portal, visitor: BrowserContext) -> None:
    """Before the answer and after; nothing scrolls within the frame."""
    page = opened(visitor.new_page(), portal.page(WIDGET))
    page.wait_for_timeout(300)  # the observer's next turn
    empty = page.locator("#one iframe").bounding_box()
    ask(page)
    page.wait_for_timeout(300)
    inside = frame_of(page).locator("html").evaluate("root => [root.scrollHeight, root.clientHeight]")
    full = page.locator("#one iframe").bounding_box()
    assert empty is not None
    assert full is not None
    assert full["height"] > empty["height"] > 200
    assert inside[0] == inside[1]


def test_a_chip_taken_back_ranks_again(portal: Portal, visitor: BrowserContext) -> None:
    """What was understood can be corrected in the frame as on the page."""
    page = opened(visitor.new_page(), portal.page(WIDGET))
    ask(page)
    chips = frame_of(page).locator(".chip")
    before = chips.count()
    chips.locator("button.drop").first.click()
    wait_for(page, "results", count=2)
    assert chips.count() == before - 1


def test_it_can_be_used_by_keyboard_alone(portal: Portal, visitor: BrowserContext) -> None:
    """Tab into the frame, type, send with Enter on the button, and hear the answer's heading."""
    page = opened(visitor.new_page(), portal.page(WIDGET))
    page.locator("body").press("Tab")
    for _ in range(12):
        if frame_of(page).locator("#text:focus").count():
            break
        page.keyboard.press("Tab")
    page.keyboard.type(DYE_WORKS)
    while not frame_of(page).locator(".submit:focus").count():
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wait_for(page, "results")
    assert frame_of(page).locator("#result:focus").count() == 1


@pytest.mark.parametrize("width", [320, 360])
def test_nothing_is_wider_than_a_phone(portal: Portal, visitor: BrowserContext, width: int) -> None:
    """Neither the frame's content nor the portal's page scrolls sideways."""
    page = visitor.new_page()
    page.set_viewport_size({"width": width, "height": 740})
    ask(opened(page, portal.page(WIDGET)))
    assert frame_of(page).locator("html").evaluate("root => root.scrollWidth - root.clientWidth") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_is_kept_in_the_browser(portal: Portal, visitor: BrowserContext) -> None:
    """No cookie and no storage, of the portal or of the service, after a need was answered."""
    page = opened(visitor.new_page(), portal.page(WIDGET))
    ask(page)
    assert visitor.storage_state(indexed_db=True) == {"cookies": [], "origins": []}
    assert page.evaluate("sessionStorage.length") == 0


def test_without_a_script_there_is_a_link(chromium, portal: Portal) -> None:
    """What the portal put between the tags."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(portal.page(WIDGET))
    assert page.get_by_role("link", name="Sem script").is_visible()
    context.close()


def test_a_need_that_gets_no_answer_is_kept(portal: Portal, visitor: BrowserContext) -> None:
    """The visitor reads what to do, the text stays, and the portal learns why."""
    page = opened(visitor.new_page(), portal.page(WIDGET))
    visitor.route(
        "**/embed*", lambda route: route.fulfill(status=429, content_type="application/problem+json", body="{}")
    )
    frame_of(page).locator("#text").fill(DYE_WORKS)
    frame_of(page).locator("#need .submit").click()
    (error,) = wait_for(page, "error")
    assert (error["code"], error["found"]) == ("request-failed", "HTTP status 429")
    assert frame_of(page).get_by_role("alert").inner_text().startswith("Há muitos pedidos")
    assert frame_of(page).locator("#text").input_value() == DYE_WORKS


def test_the_script_is_small() -> None:
    """Under 10 kB as it is sent."""
    assert len(gzip.compress(SCRIPT.read_bytes())) < 10_000
