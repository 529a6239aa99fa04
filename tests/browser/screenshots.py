"""``python -m tests.browser.screenshots FOLDER [STATE ...]``: every state of the page as pictures, for people to look at.

Each at 320, 768 and 1280 pixels; the widest also dark, in English, and as printed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

from matcher import Recommender
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.serving import served
from tests.browser.states import STATES

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDTHS: Final = (320, 768, 1280)


def shoot(browser: Browser, address: str, folder: Path, name: str) -> None:
    """All pictures of one state."""
    looks: dict[str, dict[str, object]] = {
        **{f"{width}": {"viewport": {"width": width, "height": 900}} for width in WIDTHS},
        "1280-dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
        "320-dark": {"viewport": {"width": 320, "height": 900}, "color_scheme": "dark"},
        "1280-en": {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"},
    }
    for look, options in looks.items():
        context = browser.new_context(**{"locale": "pt-PT", **options})  # type: ignore[arg-type]  # each look names its own
        page = context.new_page()
        STATES[name](page, address, "en" if look.endswith("en") else "pt")
        page.screenshot(path=folder / f"{name}-{look}.png", full_page=True)
        if look == "1280":
            page.emulate_media(media="print")
            page.set_viewport_size({"width": 760, "height": 1000})
            page.screenshot(path=folder / f"{name}-print.png", full_page=True)
        context.close()


def main() -> None:
    """Write the pictures of the states named, of all without a name."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder, names = Path(sys.argv[1]), sys.argv[2:] or list(STATES)
    folder.mkdir(parents=True, exist_ok=True)
    with served(Recommender.load()) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        for name in names:
            shoot(browser, address, folder, name)
        browser.close()


if __name__ == "__main__":
    main()
