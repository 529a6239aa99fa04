"""Messages that are not the frame's, or not the agreed ones, change nothing; neither outside nor inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.portal_pages import Portal
from tests.browser.portal_widget import WIDGET, frame_of, heard, opened, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Frame, Page

pytestmark = pytest.mark.browser

RESULTS = "{hm: 1, type: 'results', id: 'x', outcome: 'match', context: false, hubs: []}"
SETTLED = """() => new Promise((done) => {
  addEventListener("message", (event) => event.data === "last" && done());
  postMessage("last", "*");
})"""
MALFORMED = {
    "nothing": "null",
    "a word": "'height'",
    "a list": "[1, 'height', 500]",
    "another version": "{hm: 2, type: 'select', hub_id: 'x'}",
    "no version": "{type: 'select', hub_id: 'x'}",
    "an unknown type": "{hm: 1, type: 'navigate', url: 'https://evil.example'}",
    "a type that every object has": "{hm: 1, type: 'constructor'}",
    "the prototype as type": "{hm: 1, type: '__proto__'}",
    "a field of another kind": "{hm: 1, type: 'select', hub_id: {toString: 1}}",
    "a field too long": "{hm: 1, type: 'select', hub_id: 'x'.repeat(1e6)}",
    "a field missing": "{hm: 1, type: 'contact', hub_id: 'x'}",
    "a word not agreed": "{hm: 1, type: 'contact', hub_id: 'x', kind: 'phone'}",
    "a list too long": f"{{...{RESULTS}, hubs: Array(51).fill({{hub_id: 'x', rank: 1, confidence: 'high'}})}}",
    "a hub that is none": f"{{...{RESULTS}, hubs: [null]}}",
    "a rank that is none": f"{{...{RESULTS}, hubs: [{{hub_id: 'x', rank: NaN, confidence: 'high'}}]}}",
}


def inner(page: Page, element: str = "one") -> Frame:
    """The frame itself, to run what a taken-over frame might."""
    handle = page.locator(f"#{element} iframe").element_handle()
    assert handle is not None
    frame = handle.content_frame()
    assert frame is not None
    return frame


def say(page: Page, message: str, element: str = "one") -> None:
    """Send ``message``, a JavaScript expression, from within the frame, and wait until it has arrived."""
    inner(page, element).evaluate(f"parent.postMessage({message}, '*')")
    settle(page)


def settle(page: Page) -> None:
    """Wait until messages sent before have been delivered: one of the page's own goes last."""
    page.evaluate(SETTLED)


@pytest.fixture
def page(portal: Portal, visitor: BrowserContext) -> Page:
    """A portal's page with one widget that is ready."""
    return opened(visitor.new_page(), portal.page(WIDGET))


@pytest.mark.parametrize("message", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_message_is_nothing(page: Page, message: str) -> None:
    """Even from the right frame: no event but the first, no error on the page."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    say(page, message)
    assert [kind for kind, *_ in page.evaluate("heard")] == ["hm-ready"]
    assert faults == []


def test_a_good_message_is_heard(page: Page) -> None:
    """What the others lack is not the way: the same form with good values arrives."""
    say(page, RESULTS)
    assert len(heard(page, "results")) == 1


@pytest.mark.parametrize("px", ["1e9", "Infinity", "Number.MAX_VALUE"])
def test_a_huge_height_is_cut(page: Page, px: str) -> None:
    """A frame cannot push the portal's page out of sight for good."""
    say(page, f"{{hm: 1, type: 'height', px: {px}}}")
    assert page.locator("#one iframe").evaluate("frame => frame.style.height") == "20000px"


@pytest.mark.parametrize("px", ["NaN", "-1", "0", "'500'", "null", "{valueOf: 1}"])
def test_a_height_that_is_none_is_nothing(page: Page, px: str) -> None:
    """The last good one stays."""
    say(page, "{hm: 1, type: 'height', px: 555}")
    say(page, f"{{hm: 1, type: 'height', px: {px}}}")
    assert page.locator("#one iframe").evaluate("frame => frame.style.height") == "555px"


def test_keys_of_a_prototype_pollute_nothing(page: Page) -> None:
    """Only the agreed fields are taken over, into an object of our own."""
    say(page, """JSON.parse('{"hm":1,"type":"select","hub_id":"x","__proto__":{"polluted":1},"extra":1}')""")
    (event,) = heard(page, "select")
    assert event == {"version": 1, "campaign": None, "hub_id": "x"}
    assert page.evaluate("({}).polluted") is None


def test_the_portals_own_scripts_are_not_believed(page: Page) -> None:
    """The right form from the page itself, which is another source and another origin."""
    page.evaluate(f"postMessage({RESULTS}, '*')")
    settle(page)
    assert heard(page, "results") == []


def test_another_frame_of_the_service_is_not_believed(portal: Portal, visitor: BrowserContext) -> None:
    """The right origin and form from a neighbour's frame: only the neighbour hears it."""
    page = opened(visitor.new_page(), portal.page(WIDGET + WIDGET.replace("one", "two")))
    wait_for(page, "ready", "two")
    say(page, RESULTS, "two")
    assert (len(heard(page, "results", "two")), len(heard(page, "results", "one"))) == (1, 0)


def test_an_event_cannot_be_changed(page: Page) -> None:
    """One listener cannot lie to the next."""
    say(page, f"{{...{RESULTS}, hubs: [{{hub_id: 'x', rank: 1, confidence: 'high'}}]}}")
    frozen = "heard.filter(([type]) => type === 'hm-results').every(([, d]) => [d, d.hubs, d.hubs[0]].every(Object.isFrozen))"
    assert page.evaluate(frozen) is True


@pytest.mark.parametrize(
    ("origin", "source", "data"),
    [
        ("'https://evil.example'", "parent", "{hm: 1, type: 'context', text: 'x'.repeat(50)}"),
        ("document.documentElement.dataset.parent", "window", "{hm: 1, type: 'context', text: 'x'.repeat(50)}"),
        ("document.documentElement.dataset.parent", "parent", "{hm: 1, type: 'context', text: 'x'.repeat(4001)}"),
        ("document.documentElement.dataset.parent", "parent", "{hm: 1, type: 'context', text: {length: 5}}"),
        ("document.documentElement.dataset.parent", "parent", "{hm: 2, type: 'context', text: 'x'.repeat(50)}"),
        ("document.documentElement.dataset.parent", "parent", "null"),
    ],
    ids=["wrong origin", "wrong source", "too long", "no text", "wrong version", "nothing"],
)
def test_the_frame_believes_its_own_page_alone(page: Page, origin: str, source: str, data: str) -> None:
    """And of that only the agreed form: nothing is sent to the service for anything else."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    inner(page).evaluate(
        f"dispatchEvent(new MessageEvent('message', {{origin: {origin}, source: {source}, data: {data}}}))"
    )
    settle(page)
    assert "POST" not in asked


def test_a_frame_of_another_page_stays_silent(portal: Portal, visitor: BrowserContext) -> None:
    """A frame that was told of another origin speaks to that one only: the portal around it hears nothing."""
    body = f'<iframe src="{portal.service}/embed?parent=https%3A%2F%2Fother.example"></iframe>'
    page = visitor.new_page()
    page.add_init_script("window.told = []; addEventListener('message', (event) => told.push(event.data));")
    page.goto(portal.page(body))
    page.frame_locator("iframe").locator("#text").wait_for()
    settle(page)
    assert page.evaluate("told") == ["last"]


def test_the_frame_cannot_take_the_page_away(page: Page) -> None:
    """It is sandboxed: the portal's page stays where it is."""
    before = page.url
    inner(page).evaluate("() => { try { top.location = 'about:blank'; } catch {} }")
    settle(page)
    assert page.url == before
    assert frame_of(page).locator("#text").is_visible()
