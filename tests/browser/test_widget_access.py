"""Everybody can use the widget: axe-core finds nothing against WCAG 2.2 A and AA, in the frame and around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import pytest

from tests.browser.portal_pages import Portal
from tests.browser.portal_widget import DYE_WORKS, FLAT, WIDGET, ask, frame_of, lose_patience, opened, wait_for
from tests.browser.rules_of_access import violations

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.browser

THEME: Final = 'theme="accent: #7a1fa2; paper: #fffbe6; radius: 0px; font: georgia"'
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
# What the attributes are, and what is asked; None asks nothing.
STATES: Final[dict[str, tuple[str, str | None]]] = {
    "empty": ('sector="textiles"', None),
    "answer": ("", DYE_WORKS),
    "answer in English": ('lang="en"', DYE_WORKS),
    "out of scope": ("", FLAT),
    "themed": (THEME, DYE_WORKS),
    "dark theme": ('theme="paper: #10131a; ink: #e8ecf2; accent: #ffb454"', DYE_WORKS),
    "few hubs": ('hubs="portugal-blue-digital-hub"', DYE_WORKS),
}


def test_axe_looks_into_the_frame(portal: Portal, visitor: BrowserContext) -> None:
    """Letters made too pale in there are found, so that finding nothing means something."""
    page = opened(visitor.new_page(), portal.page(WIDGET))
    frame_of(page).locator(".lead").evaluate("lead => { lead.style.color = '#ccc'; }")
    assert any(found.startswith("color-contrast") for found in violations(page.frames[1]))


@pytest.mark.parametrize(("attributes", "text"), STATES.values(), ids=STATES)
def test_axe_finds_nothing(portal: Portal, visitor: BrowserContext, attributes: str, text: str | None) -> None:
    """In each state, by day and by night, in the frame and around it."""
    page = opened(visitor.new_page(), portal.page(WIDGET.replace("<hub-matcher", f"<hub-matcher {attributes}")))
    if text is not None:
        ask(page, text)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert (scheme, violations(page.frames[1])) == (scheme, [])
        assert (scheme, violations(page)) == (scheme, [])


def test_axe_finds_nothing_in_suggestions(portal: Portal, visitor: BrowserContext) -> None:
    """Nor in the form below them."""
    body = f'<p id="article">{DYE_WORKS}</p>' + WIDGET.replace("<hub-matcher", '<hub-matcher context="#article"')
    page = opened(visitor.new_page(), portal.page(body))
    frame_of(page).locator(".suggestions").wait_for()
    assert violations(page.frames[1]) == []


def test_axe_finds_nothing_at_a_fault(portal: Portal, visitor: BrowserContext) -> None:
    """The summary is heard first, and its link leads to the field."""
    page = opened(visitor.new_page(), portal.page(WIDGET))
    frame_of(page).locator("#need .submit").click()
    frame_of(page).locator("#summary:focus").wait_for()
    assert violations(page.frames[1]) == []
    frame_of(page).locator("#summary a").click()
    assert frame_of(page).locator("#text:focus").count() == 1


@pytest.mark.parametrize("language", ["pt", "en"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_on_the_tester(address: str, visitor: BrowserContext, language: str, width: int) -> None:
    """And it is no wider than the window."""
    page = visitor.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{address}/widget/tester?page={language}&context=1")
    page.locator("#events pre").first.wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_works_without_a_script_in_the_frame(portal: Portal, visitor: BrowserContext) -> None:
    """The frame by itself, as a form: the answer, the settings kept, nothing of the need in the address."""
    browser = visitor.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, locale="pt-PT")
    page = context.new_page()
    page.goto(f"{portal.service}/embed?region=Guimar%C3%A3es&max-results=1&lang=pt")
    page.locator("#text").fill(DYE_WORKS)
    page.locator("#need .submit").click()
    assert page.locator(".cards .card h4").first.inner_text() == "1. DIGI4FASHION"
    assert page.locator("input[name=max-results]").get_attribute("value") == "1"
    assert page.url == f"{portal.service}/embed"
    context.close()


def test_the_tester_changes_the_widget_at_once(address: str, visitor: BrowserContext) -> None:
    """Choose, see it in the frame and in the code, and read the events."""
    page = visitor.new_page()
    page.goto(f"{address}/widget/tester?page=en")
    page.locator("#region").fill("Faro")
    page.locator("#accent").fill("#ffff00")
    page.locator("#accent").press("Tab")
    page.locator("#events pre", has_text="theme-contrast").wait_for()
    assert 'region="Faro" theme="accent: #ffff00"' in page.locator("#snippet").inner_text()
    assert page.frame_locator("hub-matcher iframe").locator("#place").input_value() == "Faro"


def test_the_fallback_is_shown_while_nothing_comes(portal: Portal, visitor: BrowserContext) -> None:
    """A service that is down: the link between the tags, and an error that says so."""
    visitor.route("**/embed?*", lambda route: route.abort())
    page = visitor.new_page()
    lose_patience(page, portal.page(WIDGET))
    assert wait_for(page, "error")[0]["code"] == "not-loaded"
    assert page.get_by_role("link", name="Sem script").is_visible()
