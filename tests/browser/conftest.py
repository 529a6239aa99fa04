"""The real application on a free port of this machine, and Chromium to look at it."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
import uvicorn

from matcher import Recommender
from service.app import create_app
from service.operation.serving import address_of, listening_socket
from service.parts import ServiceParts
from tests.requirements import require

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM: Final = Path("/usr/bin/chromium")
ARGUMENTS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
TIMEOUT_S: Final = 20.0


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
    with closing(listening_socket("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(
            create_app(ServiceParts.of(recommender)), log_config=None, access_log=False, lifespan="off"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield address_of(listener)
        server.should_exit = True
        thread.join(TIMEOUT_S)
        assert not thread.is_alive()
