"""What the attributes do, what is told of a bad one, and the suggestions for a portal's own text."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest

from tests.browser.portal_pages import Portal
from tests.browser.portal_widget import DYE_WORKS, FLAT, WIDGET, ask, frame_of, heard, opened, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Route

pytestmark = pytest.mark.browser


def widget(attributes: str) -> str:
    """The element with ``attributes``, as a portal writes it."""
    return WIDGET.replace("<hub-matcher", f"<hub-matcher {attributes}")


BAD = {
    "region": ('region="Xanadu"', "region", "'Xanadu'"),
    "max-results": ('max-results="many"', "max-results", "'many'"),
    "hubs": ('hubs="produtech-dih nowhere"', "hubs", "'nowhere'"),
    "lang": ('lang="xx"', "lang", "'xx'"),
    "theme": ('theme="glow: 3px"', "theme", "the token 'glow'"),
}


@pytest.mark.parametrize(("attributes", "name", "found"), BAD.values(), ids=BAD)
def test_a_bad_attribute_is_told_and_the_widget_works(
    portal: Portal, visitor: BrowserContext, attributes: str, name: str, found: str
) -> None:
    """The default is used, and a need is answered."""
    page = opened(visitor.new_page(), portal.page(widget(attributes)))
    (error,) = wait_for(page, "error")
    assert (error["code"], error["attribute"], error["found"]) == ("attribute-invalid", name, found)
    ask(page)
    assert len(wait_for(page, "results")) == 1


def test_a_hundred_bad_values_are_too_many_to_tell(portal: Portal, visitor: BrowserContext) -> None:
    """The first ones are told, and the widget works."""
    hubs = " ".join(f"nowhere-{i}" for i in range(100))
    page = opened(visitor.new_page(), portal.page(widget(f'hubs="{hubs}"')))
    assert wait_for(page, "error")[0]["found"] == "100 values"
    assert len(heard(page, "error")) == 20


@pytest.mark.parametrize("key", ["hm_sec_abc_def", "password", "hm_pub_<script>"])
def test_what_is_no_publishable_key_never_leaves_the_page(portal: Portal, visitor: BrowserContext, key: str) -> None:
    """A secret key put there by mistake goes into no address and no event."""
    asked: list[str] = []
    visitor.on("request", lambda request: asked.append(request.url))
    page = opened(visitor.new_page(), portal.page(widget(f'key="{key}"')))
    (error,) = wait_for(page, "error")
    assert error["attribute"] == "key"
    assert key not in str(error)
    assert not any("key=" in url for url in asked)


def test_a_theme_colours_the_frame(portal: Portal, visitor: BrowserContext) -> None:
    """Button, ground, corners and font are the portal's."""
    theme = "accent: #7a1fa2; paper: #fffbe6; radius: 0px; font: georgia"
    page = opened(visitor.new_page(), portal.page(widget(f'theme="{theme}"')))
    style = (
        "element => { const s = getComputedStyle(element); return [s.backgroundColor, s.borderRadius, s.fontFamily]; }"
    )
    button = frame_of(page).locator("#need .submit").evaluate(style)
    assert button[:2] == ["rgb(122, 31, 162)", "0px"]
    assert button[2].startswith("Georgia")
    assert frame_of(page).locator("body").evaluate(style)[0] == "rgb(255, 251, 230)"
    assert heard(page, "error") == []


def test_a_theme_that_cannot_be_read_is_refused(portal: Portal, visitor: BrowserContext) -> None:
    """Yellow on white: the service's colours stay, the corners are the portal's."""
    page = opened(visitor.new_page(), portal.page(widget('theme="accent: #ffee00; radius: 0px"')))
    (error,) = wait_for(page, "error")
    style = "element => { const s = getComputedStyle(element); return [s.backgroundColor, s.borderRadius]; }"
    colour, radius = frame_of(page).locator("#need .submit").evaluate(style)
    assert error["code"] == "theme-contrast"
    assert colour != "rgb(255, 238, 0)"
    assert radius == "0px"


def test_a_fixed_scheme_stays_light_at_night(portal: Portal, visitor: BrowserContext) -> None:
    """Whatever the visitor's browser prefers."""
    ground = "body => getComputedStyle(body).backgroundColor"
    page = visitor.new_page()
    page.emulate_media(color_scheme="light")
    by_day = frame_of(opened(page, portal.page(WIDGET))).locator("body").evaluate(ground)
    page.emulate_media(color_scheme="dark")
    by_night = frame_of(opened(page, portal.page(widget('theme="scheme: light"')))).locator("body").evaluate(ground)
    assert by_night == by_day
    assert frame_of(opened(page, portal.page(WIDGET))).locator("body").evaluate(ground) != by_day


def test_a_published_text_brings_suggestions(portal: Portal, visitor: BrowserContext) -> None:
    """Unasked, above an empty form, and told as such."""
    article = f'<article id="article"><p>{DYE_WORKS}</p><script nonce="portal">"not published"</script></article>'
    page = opened(visitor.new_page(), portal.page(article + widget('context="#article"')))
    (results,) = wait_for(page, "results")
    assert (results["context"], results["hubs"][0]["hub_id"]) == (True, "digi4fashion")
    assert all(hub["confidence"] in ("high", "medium") for hub in results["hubs"])
    assert frame_of(page).locator(".suggestions .card").count() == len(results["hubs"])
    assert frame_of(page).locator("#text").input_value() == ""


def test_a_text_about_something_else_brings_none(portal: Portal, visitor: BrowserContext) -> None:
    """The form alone."""
    page = opened(visitor.new_page(), portal.page(f'<p id="article">{FLAT}</p>' + widget('context="#article"')))
    (results,) = wait_for(page, "results")
    assert (results["context"], results["hubs"]) == (True, [])
    assert frame_of(page).locator(".card").count() == 0


def test_at_most_4000_characters_are_sent(portal: Portal, visitor: BrowserContext) -> None:
    """The beginning of a longer text, without what is no text of the article."""
    article = f'<p id="article"><style>.x{{}}</style>{"abc " * 3000}</p>'
    address = portal.page(article + widget('context="#article"'))
    with visitor.expect_event("request", lambda request: request.method == "POST") as sending:
        visitor.new_page().goto(address)
    (text,) = parse_qs(sending.value.post_data or "")["text"]
    assert text == "abc " * 1000


def test_what_readers_do_not_see_is_not_sent(portal: Portal, visitor: BrowserContext) -> None:
    """Scripts, hidden parts, and another widget's link."""
    hidden = '<span hidden>escondido</span><script nonce="portal">"guião"</script>'
    article = f'<div id="article"><p>{DYE_WORKS}</p>{hidden}{WIDGET.replace("one", "two")}</div>'
    address = portal.page(article + widget('context="#article"'))
    with visitor.expect_event("request", lambda request: request.method == "POST") as sending:
        visitor.new_page().goto(address)
    (text,) = parse_qs(sending.value.post_data or "")["text"]
    assert text == DYE_WORKS


TYPED = {
    "textarea": '<textarea id="article">typed</textarea>',
    "around a field": '<div id="article">Published <input value="typed"></div>',
    "editable": '<div id="article" contenteditable>typed</div>',
    "within an editable part": '<div contenteditable="plaintext-only"><p id="article">typed</p></div>',
    "holds an editable part": '<div id="article">Published <p contenteditable="true">typed</p></div>',
    "output": '<output id="article">typed</output>',
}


@pytest.mark.parametrize("article", TYPED.values(), ids=TYPED)
def test_what_a_visitor_types_is_never_taken(portal: Portal, visitor: BrowserContext, article: str) -> None:
    """Form fields and editable parts are refused, and nothing is sent."""
    sent: list[str] = []
    visitor.on("request", lambda request: sent.append(request.method))
    page = opened(visitor.new_page(), portal.page(article + widget('context="#article"')))
    (error,) = wait_for(page, "error")
    assert error["code"] == "context-refused"
    assert "POST" not in sent


@pytest.mark.parametrize("selector", ["#nowhere", "p[", ""])
def test_a_selector_that_finds_nothing_is_told(portal: Portal, visitor: BrowserContext, selector: str) -> None:
    """Also one that is no selector."""
    page = opened(visitor.new_page(), portal.page(widget(f'context="{selector}"')))
    assert wait_for(page, "error")[0]["code"] == "context-not-found"


def test_setting_the_context_again_reads_it_again(portal: Portal, visitor: BrowserContext) -> None:
    """For single-page applications, whose article changes under the same selector."""
    page = opened(visitor.new_page(), portal.page(f'<p id="article">{FLAT}</p>' + widget('context="#article"')))
    wait_for(page, "results")
    page.evaluate("text => { document.querySelector('#article').textContent = text; }", DYE_WORKS)
    page.evaluate("document.querySelector('#one').setAttribute('context', '#article')")
    assert wait_for(page, "results", count=2)[1]["hubs"][0]["hub_id"] == "digi4fashion"


def test_a_visitor_who_types_is_not_disturbed(portal: Portal, visitor: BrowserContext) -> None:
    """A text of the portal that comes late changes nothing under their hands."""
    page = opened(visitor.new_page(), portal.page(WIDGET))
    frame_of(page).locator("#text").fill("Uma frase a meio")
    inner = page.frames[1]
    inner.evaluate(
        "text => dispatchEvent(new MessageEvent('message', "
        "{origin: document.documentElement.dataset.parent, source: parent, data: {hm: 1, type: 'context', text}}))",
        DYE_WORKS,
    )
    page.wait_for_timeout(300)
    assert frame_of(page).locator("#text").input_value() == "Uma frase a meio"
    assert heard(page, "results") == []


def test_a_visitor_who_began_to_type_meanwhile_keeps_the_text(portal: Portal, visitor: BrowserContext) -> None:
    """Suggestions that were asked for before come back too late, and are dropped."""
    held: list[Route] = []
    visitor.route(
        "**/embed*", lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )
    page = opened(visitor.new_page(), portal.page(f'<p id="article">{DYE_WORKS}</p>' + widget('context="#article"')))
    frame_of(page).locator("#text").fill("Uma frase a meio")
    page.wait_for_timeout(200)
    held[0].continue_()
    page.wait_for_timeout(1500)
    assert frame_of(page).locator("#text").input_value() == "Uma frase a meio"
    assert frame_of(page).locator(".suggestions").count() == 0


def test_pressing_twice_asks_once(portal: Portal, visitor: BrowserContext) -> None:
    """The second press finds the form busy."""
    sent: list[str] = []
    visitor.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    page = opened(visitor.new_page(), portal.page(WIDGET))
    frame_of(page).locator("#text").fill(DYE_WORKS)
    frame_of(page).locator("#need .submit").dblclick()
    wait_for(page, "results")
    assert (len(sent), len(heard(page, "submit"))) == (1, 1)
