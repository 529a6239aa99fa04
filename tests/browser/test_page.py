"""The page in Chromium: a need is typed, the hub and its reasons are read, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

DYE_WORKS: Final = "Temos uma tinturaria em Guimarães e todas as semanas há lotes que saem fora do tom."
SCRIPT: Final = "</textarea><script>document.title='ran'</script><img src='/ran' onerror=\"document.title='ran'\"> Formação em dados"
PHONE: Final = {"width": 360, "height": 740}
OpenContext = Callable[..., "BrowserContext"]


@pytest.fixture
def opened(chromium: Browser) -> Iterator[OpenContext]:
    """Opens contexts of the browser with the given options, and closes them after the test."""
    contexts: list[BrowserContext] = []

    def open_context(**options: object) -> BrowserContext:
        contexts.append(chromium.new_context(locale="pt-PT", **options))  # type: ignore[arg-type]  # each test names its own
        return contexts[-1]

    yield open_context
    for context in contexts:
        context.close()


def ask(page: Page, address: str, text: str) -> None:
    """Type a need into the form and send it."""
    page.goto(address)
    page.get_by_label("O que precisa a sua organização?").fill(text)
    page.get_by_role("button", name="Encontrar o polo").click()
    page.locator("#result").wait_for()


def assert_answer(page: Page) -> None:
    """The page shows the textile hub first, with its reason and the quoted words of the need and of the profile."""
    card = page.locator(".cards .card").first
    assert card.get_by_role("heading", level=4).inner_text() == "1. DIGI4FASHION"
    reason = card.locator(".reasons li").filter(has_text="Têxteis").first
    need_words, profile_words = reason.locator("q").all_inner_texts()
    assert need_words == "tinturaria"
    assert "Têxteis: 5/5" in profile_words


def test_a_need_leads_to_the_right_hub(opened: OpenContext, address: str) -> None:
    """Name, reason and quoted words are on the page, and the address holds nothing of the need."""
    page = opened().new_page()
    ask(page, address, DYE_WORKS)
    assert_answer(page)
    assert page.url == f"{address}/#result"


def test_it_works_without_javascript(opened: OpenContext, address: str) -> None:
    """The same page, with scripts switched off."""
    page = opened(java_script_enabled=False).new_page()
    ask(page, address, DYE_WORKS)
    assert_answer(page)


def test_no_request_leaves_the_server(opened: OpenContext, address: str) -> None:
    """Everything that the page loads comes from where the page comes from."""
    context, asked = opened(), []
    context.on("request", lambda request: asked.append(request.url))
    ask(context.new_page(), address, DYE_WORKS)
    assert len(asked) >= 3  # form, style sheet, answer
    assert [url for url in asked if not url.startswith(f"{address}/")] == []


def test_the_console_stays_empty(opened: OpenContext, address: str) -> None:
    """No error, no warning, nothing refused by the content security policy."""
    page, told = opened().new_page(), []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    ask(page, address, DYE_WORKS)
    assert told == []


def test_markup_in_a_need_does_not_run(opened: OpenContext, address: str) -> None:
    """Even with the content security policy switched off, a need is text: nothing runs, nothing is loaded."""
    page, asked = opened(bypass_csp=True).new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    ask(page, address, SCRIPT)
    assert page.get_by_label("O que precisa a sua organização?").input_value() == SCRIPT
    assert "ran" not in page.title().split()
    assert not any(url.endswith("/ran") for url in asked)


def test_a_fault_is_shown_at_its_field(opened: OpenContext, address: str) -> None:
    """An empty form comes back with what to do, tied to the field for screen readers."""
    page = opened().new_page()
    page.goto(address)
    page.get_by_role("button", name="Encontrar o polo").click()
    page.get_by_text("Escreva o que a organização precisa.").wait_for()
    assert page.locator("#text").get_attribute("aria-invalid") == "true"


@pytest.mark.parametrize("text", [DYE_WORKS, "a" * 300, SCRIPT])
def test_nothing_is_wider_than_a_phone(opened: OpenContext, address: str, text: str) -> None:
    """At 360 pixels the page does not scroll sideways, however long a word is."""
    page = opened(viewport=PHONE).new_page()
    ask(page, address, text)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
