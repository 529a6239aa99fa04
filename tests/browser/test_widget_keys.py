"""A key opens the frame on the origins that it lists, and nowhere else; the element says so where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from matcher import Recommender
from service.access.access import Access
from service.access.asking import AskedKey
from service.access.issuing import KeyDesk
from service.access.keyring import Keyring
from service.parts import ServiceParts
from service.settings import Settings
from service.storage.database import Database
from service.storage.keys import KeyTable
from tests.browser.portal_pages import Portal, portal_at
from tests.browser.portal_widget import WIDGET, ask, lose_patience, opened, wait_for
from tests.browser.serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

SECRET = "s" * 40


@pytest.fixture(scope="module")
def desk() -> KeyDesk:
    """Where this service's keys are issued."""
    return KeyDesk(Database.in_memory(), Settings(key_secret=SECRET))


@pytest.fixture(scope="module")
def guarded(chromium: Browser, recommender: Recommender, desk: KeyDesk) -> Iterator[Portal]:  # noqa: ARG001 - no server without a browser
    """A portal of a service that needs keys."""
    access = Access("keys", Keyring(KeyTable(desk.database), SECRET.encode()))
    parts = ServiceParts.of(recommender, desk.settings, desk.database, access)
    with served(recommender, parts) as address, portal_at("localhost", address) as portal:
        yield portal


def key_for(desk: KeyDesk, *origins: str) -> str:
    """A publishable key for these origins."""
    asked = AskedKey("Portal", "publishable", origins, quota=None, expires_at=None, replaces=None)
    return desk.issue(asked, 0)[0].text


def with_key(portal: Portal, key: str, policy: str | None = None) -> str:
    """The address of a page whose widget has ``key``."""
    body = WIDGET.replace("<hub-matcher", f'<hub-matcher key="{key}"')
    return portal.page(body, policy=policy) if policy else portal.page(body)


def assert_not_loaded(page: Page, address: str) -> None:
    """The element says that nothing came, and shows what the portal has between the tags."""
    lose_patience(page, address)
    assert wait_for(page, "error")[0]["code"] == "not-loaded"
    assert page.get_by_role("link", name="Sem script").is_visible()
    assert page.locator("#one iframe").is_hidden()


def test_a_key_opens_the_frame_on_its_origin(guarded: Portal, desk: KeyDesk, visitor: BrowserContext) -> None:
    """Framed, ready, and a need is answered."""
    page = opened(visitor.new_page(), with_key(guarded, key_for(desk, guarded.origin)))
    ask(page)
    assert wait_for(page, "results")[0]["outcome"] == "match"


def test_an_answer_is_counted_for_the_portal(guarded: Portal, desk: KeyDesk, visitor: BrowserContext) -> None:
    """With its campaign, as one of the widget; of the need there are codes only."""
    from sqlalchemy import select

    from service.storage.tables import RecommendationEvent

    body = WIDGET.replace("<hub-matcher", f'<hub-matcher campaign="autumn" key="{key_for(desk, guarded.origin)}"')
    page = opened(visitor.new_page(), guarded.page(body))
    ask(page)
    (results,) = wait_for(page, "results")
    columns = (RecommendationEvent.portal, RecommendationEvent.channel, RecommendationEvent.campaign)
    with desk.database.reading() as connection:
        rows = connection.execute(select(*columns).where(RecommendationEvent.campaign == "autumn")).all()
    assert [tuple(row) for row in rows] == [("Portal", "widget", "autumn")]
    assert results["campaign"] == "autumn"


def test_a_key_of_another_origin_opens_nothing(guarded: Portal, desk: KeyDesk, visitor: BrowserContext) -> None:
    """The same host on another port is another origin."""
    other = "http://localhost:1"
    assert_not_loaded(visitor.new_page(), with_key(guarded, key_for(desk, other)))


@pytest.mark.parametrize("key", ["", "hm_pub_unknown"])
def test_without_a_known_key_nothing_is_framed(guarded: Portal, visitor: BrowserContext, key: str) -> None:
    """No key, or none of ours."""
    assert_not_loaded(visitor.new_page(), with_key(guarded, key))


def test_a_key_of_another_kind_is_told_where_no_frame_speaks(guarded: Portal, visitor: BrowserContext) -> None:
    """It was not sent, so the service cannot say it; what the element knows itself comes first."""
    page = visitor.new_page()
    lose_patience(page, with_key(guarded, "hm_sec_of-a-portal"))
    found = [(fault["code"], fault.get("attribute")) for fault in wait_for(page, "error", count=2)]
    assert found == [("attribute-invalid", "key"), ("not-loaded", None)]


def test_a_portals_policy_without_the_frame_is_told(guarded: Portal, desk: KeyDesk, visitor: BrowserContext) -> None:
    """The second of the two lines is missing."""
    policy = "default-src 'none'; script-src {service} 'nonce-portal'"
    assert_not_loaded(visitor.new_page(), with_key(guarded, key_for(desk, guarded.origin), policy))


def test_the_tester_needs_no_key_of_its_own(guarded: Portal, visitor: BrowserContext) -> None:
    """A page of the service itself may show the frame, and the two speak."""
    page = visitor.new_page()
    page.goto(f"{guarded.service}/widget/tester?page=en")
    page.locator("#events pre", has_text="hm-ready").wait_for()


def test_a_revoked_key_stops_at_once(guarded: Portal, desk: KeyDesk, visitor: BrowserContext) -> None:
    """A frame that is open already gets no further answer, and says so."""
    key = key_for(desk, guarded.origin)
    page = opened(visitor.new_page(), with_key(guarded, key))
    desk.revoke(key)
    frame = page.frame_locator("#one iframe")
    frame.locator("#text").fill("Queremos formação em dados.")
    frame.locator("#need .submit").click()
    error = wait_for(page, "error")[0]
    assert (error["code"], error["found"]) == ("request-failed", "HTTP status 401")
