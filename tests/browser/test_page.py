"""The page in Chromium: a need is typed, the hub and its reasons are read, in both languages, with and without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from matcher.need import AnswerLanguage
from service.page.texts import TEXTS
from tests.browser.conftest import OpenContext
from tests.browser.states import DYE_WORKS, REFUSED, SEVERAL, VAGUE, asked

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser

SCRIPT: Final = "</textarea><script>document.title='ran'</script><img src='/ran' onerror=\"document.title='ran'\"> Formação em dados"
LANGUAGES: Final[tuple[AnswerLanguage, ...]] = ("pt", "en")


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def context(request: pytest.FixtureRequest, opened: OpenContext) -> BrowserContext:
    """A browser that runs the page's script, and one that runs none: every flow works in both."""
    return opened(java_script_enabled=request.param)


def asked_page(context: BrowserContext, address: str, text: str, language: AnswerLanguage = "pt") -> Page:
    """A page that shows the answer to ``text``."""
    page = context.new_page()
    asked(text)(page, address, language)
    return page


def press(page: Page, selector: str) -> None:
    """Press a button of the form and wait until another outcome stands in the place of the old one."""
    page.locator("#outcome").evaluate("old => old.setAttribute('data-old', '')")
    page.locator(selector).first.click()
    page.locator("#outcome:not([data-old])").wait_for()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_need_leads_to_the_right_hub(context: BrowserContext, address: str, language: AnswerLanguage) -> None:
    """The textile hub stands first, with its reason, the quoted words of the need and those of the profile."""
    page = asked_page(context, address, DYE_WORKS, language)
    card = page.locator(".cards .card").first
    assert card.get_by_role("heading", level=4).inner_text() == "1. DIGI4FASHION"
    words = card.locator(".reasons li").first.locator("q").all_inner_texts()
    assert words[0] == "tinturaria"
    assert words[1].endswith("5/5")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_outcome_is_told_in_the_language_of_the_page(
    context: BrowserContext, address: str, language: AnswerLanguage
) -> None:
    """Whatever language the need is in."""
    page = asked_page(context, address, DYE_WORKS, language)
    assert page.locator("#outcome").inner_text() == TEXTS[language]["outcome_match"].format(hub="DIGI4FASHION")


def test_an_example_can_be_tried(context: BrowserContext, address: str) -> None:
    """One press fills the box and answers."""
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Uma fábrica têxtil com defeitos").click()
    page.locator("#result").wait_for()
    assert page.locator("#text").input_value().startswith("Temos uma tinturaria")


def test_a_value_that_was_understood_can_be_taken_back(context: BrowserContext, address: str) -> None:
    """Without its sector the need has no clear door, and nothing is said of the sector."""
    page = asked_page(context, address, DYE_WORKS)
    press(page, "button[name=drop][value='sectors:textiles']")
    assert page.locator("button[name=drop][value^='sectors:']").count() == 0
    assert "DIGI4FASHION" not in page.locator("#outcome").inner_text()


def test_what_was_taken_back_stays_so(context: BrowserContext, address: str) -> None:
    """A second change does not bring back what the first removed."""
    page = asked_page(context, address, DYE_WORKS)
    press(page, "button[name=drop][value='sectors:textiles']")
    press(page, "button[name=drop][value^='technologies:']")
    assert page.locator("button[name=drop][value^='sectors:']").count() == 0


def test_all_corrections_can_be_undone(context: BrowserContext, address: str) -> None:
    """One press goes back to what the text says."""
    page = asked_page(context, address, DYE_WORKS)
    press(page, "button[name=drop][value='sectors:textiles']")
    press(page, "button[name=reset]")
    assert page.locator("#outcome").inner_text() == "Há uma porta certa para este pedido: DIGI4FASHION."


def test_a_value_can_be_added(context: BrowserContext, address: str) -> None:
    """It counts as stated, and so does what was let stand beside it."""
    page = asked_page(context, address, DYE_WORKS)
    page.locator(".add summary").click()
    page.locator("#add_sectors").select_option("travel-and-tourism")
    press(page, "#apply")
    stated = page.locator(".chip.stated .chip-label").all_inner_texts()
    assert stated == ["Têxteis", "Viagens e turismo"]


def test_a_refused_service_can_be_wanted_after_all(context: BrowserContext, address: str) -> None:
    """What the text refuses is a value like any other."""
    page = asked_page(context, address, REFUSED)
    press(page, "button[name=drop][value='refused_services:funding-support']")
    assert page.locator("button[name=drop][value^='refused_services:']").count() == 0


def test_the_question_is_answered_by_a_press(context: BrowserContext, address: str) -> None:
    """The choice becomes the stated place."""
    page = asked_page(context, address, VAGUE)
    press(page, ".choices button >> text=Madeira")
    assert page.locator("#place").input_value() == "Região Autónoma da Madeira"


def test_a_square_of_the_map_sets_the_place(context: BrowserContext, address: str) -> None:
    """The region stands in the field and counts as stated."""
    page = asked_page(context, address, DYE_WORKS)
    press(page, ".tile-buttons button[value='place:Algarve']")
    assert page.locator("#place").input_value() == "Algarve"
    assert page.locator(".tile-buttons [aria-current]").get_attribute("value") == "place:Algarve"


def test_another_hub_can_be_asked_about(context: BrowserContext, address: str) -> None:
    """Where it stands and what sets it apart is told below the list."""
    page = asked_page(context, address, DYE_WORKS)
    page.locator("#other").select_option("c-hub")
    page.locator("#ask-other").click()
    told = page.locator("article[aria-labelledby=other-told]")
    told.wait_for()
    assert "C-Hub" in told.get_by_role("heading").inner_text()
    assert told.locator(".reasons li").count() > 0


def test_the_parts_of_a_need_are_told_with_who_serves_them(context: BrowserContext, address: str) -> None:
    """Three wishes, and the fewest hubs that serve them all."""
    page = asked_page(context, address, SEVERAL)
    assert page.locator(".facets li").count() == 3
    assert "InnovTourism" in page.locator(".cover").inner_text()


def test_a_brief_is_prepared_for_a_hub(context: BrowserContext, address: str) -> None:
    """It has the need in the sender's words, and no address has it."""
    page = asked_page(context, address, DYE_WORKS)
    page.locator("button[name=hub]").first.click()
    page.locator("#brief").wait_for()
    assert DYE_WORKS in page.locator("#brief").input_value()
    assert page.url == f"{address}/brief"


def test_feedback_is_taken(context: BrowserContext, address: str) -> None:
    """Thanks are said where the reader is, without a script on a page of their own."""
    page = asked_page(context, address, DYE_WORKS)
    page.locator("button[value=useful]").first.click()
    page.get_by_text("Obrigado, ficou registado.").wait_for()


def test_the_language_can_be_changed_with_the_answer(context: BrowserContext, address: str) -> None:
    """The same need, answered in the other language."""
    page = asked_page(context, address, DYE_WORKS)
    page.get_by_role("button", name="English").click()
    page.get_by_text("There is a right door for this need: DIGI4FASHION.").first.wait_for()
    assert page.locator("#text").input_value() == DYE_WORKS


def test_no_address_holds_the_text(context: BrowserContext, address: str) -> None:
    """Neither that of the page nor that of anything it loads."""
    asked_for: list[str] = []
    context.on("request", lambda request: asked_for.append(request.url))
    page = asked_page(context, address, DYE_WORKS)
    press(page, "button[name=drop]")
    assert len(asked_for) >= 3  # form, style sheet, answer
    assert not any("tinturaria" in url for url in [*asked_for, page.url])
    assert [url for url in asked_for if not url.startswith(f"{address}/")] == []


def test_nothing_is_kept_in_the_browser(context: BrowserContext, address: str) -> None:
    """No cookie and no storage, after all kinds of use."""
    page = asked_page(context, address, DYE_WORKS)
    press(page, "button[name=drop]")
    assert context.storage_state() == {"cookies": [], "origins": []}


def test_markup_in_a_need_does_not_run(opened: OpenContext, address: str) -> None:
    """Even with the content security policy switched off, a need is text: nothing runs, nothing is loaded."""
    page, asked_for = opened(bypass_csp=True).new_page(), []
    page.on("request", lambda request: asked_for.append(request.url))
    asked(SCRIPT)(page, address, "pt")
    assert page.locator("#text").input_value() == SCRIPT
    assert "ran" not in page.title().split()
    assert not any(url.endswith("/ran") for url in asked_for)
