"""Everybody can use the page: WCAG 2.2 A and AA by axe-core in every state, keyboard alone, narrow, zoomed, dark, printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import pytest

from matcher.need import AnswerLanguage
from tests.browser.conftest import OpenContext
from tests.browser.rules_of_access import violations
from tests.browser.states import DYE_WORKS, STATES, asked

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

Look = tuple[int, int, Literal["light", "dark"]]  # width and height in CSS pixels, colours
# In Portuguese on a phone and in the dark; in English on a desktop of 1280 pixels zoomed to 200 %, which leaves half of them.
LOOKS: Final[dict[AnswerLanguage, tuple[Look, ...]]] = {
    "pt": ((320, 640, "light"), (1280, 900, "dark")),
    "en": ((640, 450, "light"),),
}


@pytest.mark.parametrize("language", ["pt", "en"])
@pytest.mark.parametrize("name", STATES)
def test_no_state_breaks_a_rule_of_access(
    opened: OpenContext, address: str, name: str, language: AnswerLanguage
) -> None:
    """axe-core finds nothing and nothing has to be scrolled sideways: on a phone, in the dark, zoomed to 200 %."""
    page = opened().new_page()
    STATES[name](page, address, language)
    for width, height, colours in LOOKS[language]:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=colours)
        assert (width, violations(page)) == (width, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("text", ["a" * 300, "https://exemplo.pt/" + "caminho-" * 40])
def test_long_words_break(opened: OpenContext, address: str, text: str) -> None:
    """However long a word is, a phone does not scroll sideways."""
    page = opened(viewport={"width": 320, "height": 640}).new_page()
    asked(f"{DYE_WORKS} {text}")(page, address, "pt")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {most} tabs")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_keyboard_alone_is_enough(opened: OpenContext, address: str, script: bool) -> None:
    """Ask, take a value back, choose a region, prepare a brief: no pointer is needed."""
    page = opened(java_script_enabled=script).new_page()
    page.goto(address)
    tab_to(page, "#text")
    page.keyboard.type(DYE_WORKS)
    tab_to(page, ".submit")
    page.keyboard.press("Enter")
    page.locator("#result").wait_for()
    tab_to(page, "button[value='sectors:textiles']")
    page.keyboard.press("Enter")
    page.locator("button[name=reset]").wait_for()
    tab_to(page, ".tile-buttons button[value='place:Douro']")
    page.keyboard.press("Enter")
    page.locator(".tile-buttons button[value='place:Douro'][aria-current]").wait_for()
    tab_to(page, "button[name=hub]")
    page.keyboard.press("Enter")
    page.locator("#brief").wait_for()


def test_enter_in_a_field_asks(opened: OpenContext, address: str) -> None:
    """It does not press whatever button of the form stands first, such as the switch of language."""
    page = opened(java_script_enabled=False).new_page()
    asked(DYE_WORKS)(page, address, "pt")
    page.locator("#place").fill("Funchal")
    page.keyboard.press("Enter")
    page.locator(".chip.stated", has_text="Funchal").wait_for()
    assert page.locator("html").get_attribute("lang") == "pt"


def test_the_place_is_chosen_from_suggestions_by_keyboard(opened: OpenContext, address: str) -> None:
    """A combobox as ARIA 1.2 has it: arrows point, Enter takes, Escape closes."""
    page = opened().new_page()
    page.goto(address)
    page.locator("#place").press_sequentially("guima")
    page.locator("#place-list [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert page.locator("#place").get_attribute("aria-activedescendant") == "place-list-0"
    page.keyboard.press("Enter")
    assert page.locator("#place").input_value() == "Guimarães"
    assert page.locator("#place").get_attribute("aria-expanded") == "false"


def test_escape_closes_the_suggestions(opened: OpenContext, address: str) -> None:
    """What was typed stays."""
    page = opened().new_page()
    page.goto(address)
    page.locator("#place").press_sequentially("porto")
    page.locator("#place-list [role=option]").first.wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#place-list").is_hidden()
    assert page.locator("#place").input_value() == "porto"


def test_a_new_outcome_is_announced(opened: OpenContext, address: str) -> None:
    """A screen reader hears it, for the page was not loaded anew."""
    page = opened().new_page()
    asked(DYE_WORKS)(page, address, "pt")
    page.locator("button[name=drop][value='sectors:textiles']").click()
    page.locator("button[name=reset]").wait_for()
    assert page.locator("#announcement").inner_text() == page.locator("#outcome").inner_text()


def test_the_focus_stays_near_what_was_changed(opened: OpenContext, address: str) -> None:
    """After a value is taken back, at the head of its group; after a square of the map, on the square."""
    page = opened().new_page()
    asked(DYE_WORKS)(page, address, "pt")
    page.locator("button[name=drop]").first.click()
    page.locator("button[name=reset]").wait_for()
    assert page.locator(":focus").get_attribute("id") == "understood-title"
    page.locator(".tile-buttons button[value='place:Douro']").click()
    page.locator(".tile-buttons [aria-current]").wait_for()
    assert page.locator(":focus").get_attribute("value") == "place:Douro"


def test_the_counter_speaks_only_near_the_end(opened: OpenContext, address: str) -> None:
    """What is left is shown always, and told to screen readers when there is little."""
    page = opened().new_page()
    page.goto(address)
    page.locator("#text").fill("a" * 3_990)
    assert page.locator("[data-counter=text]").inner_text() == "Restam 10 caracteres."
    page.locator("[data-counter-told=text]", has_text="Restam 10").wait_for(state="attached")


def test_the_answer_prints_without_its_controls(opened: OpenContext, address: str) -> None:
    """On paper: the need, the outcome and the hubs; no form, no button."""
    page = opened().new_page()
    asked(DYE_WORKS)(page, address, "pt")
    page.emulate_media(media="print")
    assert page.locator("blockquote.asked").is_visible()
    assert page.locator(".card").first.is_visible()
    assert page.locator("button:visible, textarea:visible, select:visible").count() == 0


def test_a_brief_prints_as_changed(opened: OpenContext, address: str) -> None:
    """What was typed into the box stands on the sheet."""
    page = opened().new_page()
    STATES["brief"](page, address, "pt")
    page.locator("#brief").fill("Só isto.")
    page.emulate_media(media="print")
    assert page.locator("[data-sheet]").inner_text() == "Só isto."
    assert page.locator("#brief").is_hidden()


def test_a_brief_prints_as_changed_without_a_script(opened: OpenContext, address: str) -> None:
    """A button makes the version to print."""
    page = opened(java_script_enabled=False).new_page()
    STATES["brief"](page, address, "pt")
    page.locator("#brief").fill("Só isto.")
    page.locator("[data-update]").click()
    page.locator("[data-sheet]", has_text="Só isto.").wait_for()


def test_a_brief_is_copied(opened: OpenContext, address: str) -> None:
    """The clipboard has what the box has."""
    context = opened(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    STATES["brief"](page, address, "pt")
    page.locator("#brief").fill("Só isto.")
    page.locator("[data-copy]").click()
    page.get_by_text("Copiado.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "Só isto."
