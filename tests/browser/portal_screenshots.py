"""Pictures of the widget on a portal's page: ``python -m tests.browser.portal_screenshots FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from matcher import Recommender
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.portal_pages import Portal, portal_at
from tests.browser.portal_widget import DYE_WORKS, FLAT, WIDGET, ask, opened, wait_for
from tests.browser.serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARTICLE: Final = f'<p id="article">{DYE_WORKS}</p>'
THEME: Final = "accent: #7a1fa2; paper: #fffbe6; radius: 0px; font: georgia"
TWO_NEEDS: Final = (
    "We need training in data for ten people. We also want to test a robot for our ceramics line in Aveiro."
)


def widget(attributes: str = "") -> str:
    """The element with ``attributes``."""
    return WIDGET.replace("<hub-matcher", f"<hub-matcher {attributes}")


# Name of the picture: attributes of the widget, width, scheme, what is asked (None for nothing).
STATES: Final[dict[str, tuple[str, int, str, str | None]]] = {
    "empty": ("", 900, "light", None),
    "answer": ("", 900, "light", DYE_WORKS),
    "answer-dark": ("", 900, "dark", DYE_WORKS),
    "answer-320": ("", 320, "light", DYE_WORKS),
    "answer-wide": ('lang="en"', 1280, "light", TWO_NEEDS),
    "out-of-scope-en": ('lang="en"', 700, "light", FLAT),
    "themed": (f'theme="{THEME}" sector="textiles" region="Guimarães" max-results="1"', 700, "light", None),
    "themed-answer": (f'theme="{THEME}" max-results="1"', 700, "dark", DYE_WORKS),
    "few-hubs": ('hubs="portugal-blue-digital-hub"', 700, "light", DYE_WORKS),
}


def main(folder: Path) -> None:
    """Write one picture for each state."""
    from playwright.sync_api import sync_playwright  # here, for tests are collected where it is missing too

    folder.mkdir(parents=True, exist_ok=True)
    with (
        served(Recommender.load()) as service,
        portal_at("localhost", service) as portal,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        for name, (attributes, width, scheme, text) in STATES.items():
            page = _page(browser, width, scheme)
            opened(page, portal.page(widget(attributes)))
            if text is not None:
                ask(page, text)
                wait_for(page, "results")
            _take(page, folder / f"{name}.png")
        _others(browser, portal, folder)
        browser.close()


def _others(browser: Browser, portal: Portal, folder: Path) -> None:
    """Suggestions, a fault, and the tester."""
    page = _page(browser, 900)
    page.goto(portal.page(ARTICLE + widget('context="#article"')))
    wait_for(page, "results")
    _take(page, folder / "suggestions.png")
    page = opened(_page(browser, 700), portal.page(widget('region=""')))
    frame = page.frame_locator("#one iframe")
    frame.locator("#place").fill("Guimaraens")
    frame.locator("#need .submit").click()
    frame.locator("#summary").wait_for()
    _take(page, folder / "fault.png")
    for language, width in (("pt", 1280), ("en", 320)):
        page = _page(browser, width)
        page.goto(f"{portal.service}/widget/tester?page={language}&region=Braga")
        page.frame_locator("hub-matcher iframe").locator("#text").wait_for()
        _take(page, folder / f"tester-{language}-{width}.png")


def _page(browser: Browser, width: int, scheme: Any = "light") -> Page:
    context = browser.new_context(locale="pt-PT", viewport={"width": width, "height": 800}, color_scheme=scheme)
    context.set_default_timeout(30_000)
    return context.new_page()


def _take(page: Page, path: Path) -> None:
    """The whole page once heights have settled; a frame of another site is painted as far as the window shows it."""
    page.wait_for_timeout(500)
    width = page.evaluate("innerWidth")
    page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
    page.wait_for_timeout(500)
    page.screenshot(path=path)
    page.context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
