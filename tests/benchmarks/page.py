"""``python -m tests.benchmarks.page``: how long the page takes in Chromium on loopback, and how many bytes it costs.

Needs Playwright and Debian's Chromium. Times are of this machine and of whatever else it does meanwhile.
"""

from __future__ import annotations

import platform
import statistics
import time
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

from matcher import Recommender
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.serving import served
from tests.browser.states import DYE_WORKS, REFUSED, SEVERAL, at
from tests.browser.weighing import weighed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

NEEDS: Final = (DYE_WORKS, REFUSED, SEVERAL)
ROUNDS: Final = 10
# Noted by the page itself: from the click to the frame in which the outcome is painted.
WATCH: Final = """() => new Promise((done) => {
  const started = performance.now();
  const painted = () => requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
  new MutationObserver((_, observer) => {
    if (document.getElementById("outcome")) { observer.disconnect(); painted(); }
  }).observe(document.getElementById("answer"), { childList: true, subtree: true });
  document.querySelector(".submit").click();
})"""


def with_script(context: BrowserContext, address: str, text: str) -> float:
    """Milliseconds from the press to the outcome on the screen."""
    page = context.new_page()
    at("/")(page, address, "pt")
    page.locator("#text").fill(text)
    took_ms = float(page.evaluate(WATCH))
    page.close()
    return took_ms


def without_script(context: BrowserContext, address: str, text: str) -> float:
    """The same for a whole page, the driver's own share included."""
    page = context.new_page()
    at("/")(page, address, "pt")
    page.locator("#text").fill(text)
    started_at = time.perf_counter()
    page.locator(".submit").click()
    page.locator("#outcome").wait_for()
    took_ms = 1000 * (time.perf_counter() - started_at)
    page.close()
    return took_ms


def report_times(browser: Browser, address: str) -> None:
    """A line for each way."""
    for name, measure, script in (("with script", with_script, True), ("without script", without_script, False)):
        context = browser.new_context(locale="pt-PT", java_script_enabled=script)
        measure(context, address, DYE_WORKS)  # the first fills caches
        times = sorted(measure(context, address, text) for _ in range(ROUNDS) for text in NEEDS)
        p95 = times[int(0.95 * (len(times) - 1))]
        print(f"first result {name:<15} {statistics.median(times):8.1f} ms median {p95:8.1f} ms p95   n={len(times)}")
        context.close()


def report_bytes(browser: Browser, address: str) -> None:
    """A line for the form and one for the answer, from an empty cache."""
    for name, text in (("form", ""), ("form and answer", DYE_WORKS), ("form and longest answer", SEVERAL)):
        context = browser.new_context(locale="pt-PT")
        page = context.new_page()
        with weighed(page) as weight:
            at("/")(page, address, "pt")
            if text:
                page.locator("#text").fill(text)
                page.locator(".submit").click()
                page.locator("#outcome").wait_for()
        print(f"{name:<24} {weight.n_bytes:7,} bytes transferred in {weight.n_responses} responses")
        context.close()


def main() -> None:
    """Measure and print."""
    with served(Recommender.load()) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        print(f"page on loopback, Chromium {browser.version}, {platform.machine()}")
        report_times(browser, address)
        report_bytes(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
