"""What tests of the widget do on a portal's page: find the frame, ask, and read the events that the page heard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from playwright.sync_api import FrameLocator, Page

DYE_WORKS: Final = "Temos uma tinturaria em Guimarães e todas as semanas há lotes que saem fora do tom."
FLAT: Final = "Procuro apartamento T2 para arrendar em Lisboa, até 900 euros."
WIDGET: Final = '<hub-matcher id="one"><a href="/elsewhere">Sem script</a></hub-matcher>'


def frame_of(page: Page, element: str = "one") -> FrameLocator:
    """The inside of the element's frame."""
    return page.frame_locator(f"#{element} iframe")


def ask(page: Page, text: str = DYE_WORKS, element: str = "one") -> None:
    """Type a need into the frame, send it, and wait for the answer."""
    frame = frame_of(page, element)
    frame.locator("#text").fill(text)
    frame.locator("#need .submit").click()
    frame.locator("#result").wait_for()


def heard(page: Page, kind: str, element: str = "one") -> list[dict[str, Any]]:
    """Details of the events of one kind that this element sent, in order."""
    return page.evaluate(
        "([kind, id]) => heard.filter(([type, , from]) => type === 'hm-' + kind && from === id).map(([, detail]) => detail)",
        [kind, element],
    )


def wait_for(page: Page, kind: str, element: str = "one", count: int = 1) -> list[dict[str, Any]]:
    """The same once there are ``count`` of them."""
    page.wait_for_function(
        "([kind, id, count]) => heard.filter(([type, , from]) => type === 'hm-' + kind && from === id).length >= count",
        arg=[kind, element, count],
    )
    return heard(page, kind, element)


def opened(page: Page, address: str, element: str = "one") -> Page:
    """The page at ``address`` once its widget is ready."""
    page.goto(address)
    wait_for(page, "ready", element)
    return page


def lose_patience(page: Page, address: str) -> None:
    """The page at ``address`` 20 seconds later by its own clock: longer than an element waits for a word of its frame."""
    page.clock.install()
    page.goto(address)
    page.clock.fast_forward(20_000)
