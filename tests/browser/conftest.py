"""The real application on a free port of this machine, and Chromium to look at it."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from matcher import Recommender
from tests.browser.portal_pages import Portal, portal_at
from tests.browser.serving import served
from tests.requirements import require

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

CHROMIUM: Final = Path("/usr/bin/chromium")
ARGUMENTS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
OpenContext = Callable[..., "BrowserContext"]


def absence() -> str | None:
    """Why no browser can be driven here; None if one can."""
    if importlib.util.find_spec("playwright") is None:
        return "Playwright is not installed (extra 'dev')"
    return None if CHROMIUM.is_file() else f"there is no Chromium at {CHROMIUM} (Debian's package 'chromium')"


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A browser without a window; each test opens its own context in it, with nothing kept from others.

    It ends with this folder's tests: Playwright keeps an event loop running, in which others could not start theirs.
    """
    require(absence())
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def address(chromium: Browser, recommender: Recommender) -> Iterator[str]:  # noqa: ARG001 - no server without a browser
    """Where the service answers; it runs in a thread and ends with the tests."""
    with served(recommender) as address:
        yield address


@pytest.fixture
def opened(chromium: Browser) -> Iterator[OpenContext]:
    """Opens contexts of the browser with the given options, and closes them after the test."""
    contexts: list[BrowserContext] = []

    def open_context(**options: object) -> BrowserContext:
        contexts.append(chromium.new_context(**{"locale": "pt-PT", **options}))  # type: ignore[arg-type]  # each test names its own
        contexts[-1].set_default_timeout(10_000)
        return contexts[-1]

    yield open_context
    for context in contexts:
        context.close()


@pytest.fixture(scope="package")
def portal(address: str) -> Iterator[Portal]:
    """A portal on another site than the service's, without keys: the service serves this machine only."""
    with portal_at("localhost", address) as portal:
        yield portal


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[BrowserContext]:
    """A visitor of a portal, with nothing kept from others; what fails for want of time fails soon."""
    context = chromium.new_context(locale="pt-PT", viewport={"width": 1000, "height": 900})
    context.set_default_timeout(20_000)
    yield context
    context.close()
