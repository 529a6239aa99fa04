"""Nothing is lost: back, forward and reload bring back what was shown, and a fault leaves the text in its box."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import OpenContext
from tests.browser.states import DYE_WORKS, asked
from tests.browser.test_page import press

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SURE = "Há uma porta certa para este pedido: DIGI4FASHION."


@pytest.fixture
def page(opened: OpenContext, address: str) -> Page:
    """A page with an answer."""
    page = opened().new_page()
    asked(DYE_WORKS)(page, address, "pt")
    return page


def outcome(page: Page, text: str) -> None:
    """Wait until the page shows this outcome."""
    page.locator("#outcome", has_text=text).wait_for()


def test_reload_keeps_text_and_answer(page: Page) -> None:
    """The browser does not even have to ask whether to send the form again."""
    page.reload()
    outcome(page, SURE)
    assert page.locator("#text").input_value() == DYE_WORKS


def test_reload_keeps_corrections(page: Page) -> None:
    """What was taken back before is still gone."""
    press(page, "button[name=drop][value='sectors:textiles']")
    page.reload()
    outcome(page, "PRODUTECH")
    assert page.locator("button[name=reset]").is_visible()


def test_back_undoes_a_correction(page: Page) -> None:
    """And forward makes it again."""
    press(page, "button[name=drop][value='sectors:textiles']")
    page.go_back()
    outcome(page, SURE)
    page.go_forward()
    outcome(page, "PRODUTECH")


def test_back_after_a_reload_undoes_it_too(page: Page) -> None:
    """The history holds the form's fields, not the page's memory."""
    press(page, "button[name=drop][value='sectors:textiles']")
    page.reload()
    outcome(page, "PRODUTECH")
    page.go_back()
    outcome(page, SURE)


def test_back_from_the_first_answer_leads_to_the_form(page: Page) -> None:
    """With the text in its box."""
    page.go_back()
    page.locator("#result").wait_for(state="detached")
    assert page.locator("#text").input_value() == DYE_WORKS
    assert page.get_by_role("button", name="Uma fábrica têxtil").is_visible()


def test_a_hub_can_be_looked_at_and_left(page: Page) -> None:
    """Back from its page brings back the answer."""
    page.locator(".cards h4 a").first.click()
    page.get_by_role("heading", level=1, name="DIGI4FASHION").wait_for()
    page.go_back()
    outcome(page, SURE)


def test_a_link_within_the_page_loses_nothing(page: Page) -> None:
    """Its entry of the history shows the same answer."""
    page.evaluate("location.hash = 'map-title'")
    page.reload()
    outcome(page, SURE)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_back_from_a_brief_brings_back_the_answer(opened: OpenContext, address: str, script: bool) -> None:
    """The browser keeps the page of the answer, or asks for it again."""
    page = opened(java_script_enabled=script).new_page()
    asked(DYE_WORKS)(page, address, "pt")
    page.locator("button[name=hub]").first.click()
    page.locator("#brief").wait_for()
    page.go_back()
    outcome(page, SURE)


def test_reload_without_a_script_sends_the_form_again(opened: OpenContext, address: str) -> None:
    """The answer stays an answer, and the text stays in the box."""
    page = opened(java_script_enabled=False).new_page()
    asked(DYE_WORKS)(page, address, "pt")
    page.reload()
    outcome(page, SURE)
    assert page.locator("#text").input_value() == DYE_WORKS


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_fault_has_the_focus_and_leaves_the_text(opened: OpenContext, address: str, script: bool) -> None:
    """The summary is focused, links to the field, and nothing that was typed is gone."""
    page = opened(java_script_enabled=script).new_page()
    asked(DYE_WORKS, "Guimaraens")(page, address, "pt")
    assert page.locator(":focus").get_attribute("id") == "summary"
    page.locator("#summary a").click()
    assert page.locator(":focus").get_attribute("id") == "place"
    assert page.locator("#text").input_value() == DYE_WORKS


def test_a_fault_is_mended_by_one_press(opened: OpenContext, address: str) -> None:
    """The place that was meant is offered."""
    page = opened().new_page()
    asked(DYE_WORKS, "Guimaraens")(page, address, "pt")
    page.locator(".near button").click()
    outcome(page, SURE)


def test_a_server_that_is_gone_loses_nothing(opened: OpenContext, address: str) -> None:
    """The page says so and keeps the text."""
    context = opened()
    page = context.new_page()
    page.goto(address)
    page.locator("#text").fill(DYE_WORKS)
    context.set_offline(True)
    page.get_by_role("button", name="Encontrar o polo").click()
    page.get_by_text("O serviço não respondeu.").wait_for()
    assert page.locator("#text").input_value() == DYE_WORKS


def test_what_was_typed_goes_along_when_the_language_is_changed(opened: OpenContext, address: str) -> None:
    """Before anything was asked."""
    page = opened().new_page()
    page.goto(address)
    page.locator("#text").fill(DYE_WORKS)
    page.get_by_role("link", name="English").click()
    page.locator("html[lang=en] #outcome").wait_for()
    assert page.locator("#text").input_value() == DYE_WORKS
