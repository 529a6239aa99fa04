"""How many bytes a page costs: everything that travels for it, headers included, as the browser counts them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


@dataclass
class Weight:
    """Bytes that came, and how many responses they came in."""

    n_bytes: int = 0
    n_responses: int = 0


@contextmanager
def weighed(page: Page) -> Iterator[Weight]:
    """Counts what the page loads within the block."""
    weight = Weight()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")

    def finished(event: dict[str, float]) -> None:
        weight.n_bytes += int(event["encodedDataLength"])
        weight.n_responses += 1

    devtools.on("Network.loadingFinished", finished)
    yield weight
    page.wait_for_load_state("networkidle")
    devtools.detach()
