"""What axe-core finds against WCAG 2.2 A and AA and its own best practice, in one document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OPTIONS: Final = {
    "runOnly": {"type": "tag", "values": list(RULES)},
    "resultTypes": ["violations"],
    "iframes": False,  # frames of other sites are looked at apart
}
# Only what is told comes back: everything that was looked at and found good takes longer to send than to find.
FIND: Final = """async options => (await axe.run(document, options)).violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 120)}`))"""


def violations(document: Page | Frame) -> list[str]:
    """Each as rule and element; axe-core is put into the document once."""
    from axe_playwright_python.base import AXE_SCRIPT

    if not document.evaluate("'axe' in window"):
        document.evaluate(AXE_SCRIPT)
    found: list[str] = document.evaluate(FIND, OPTIONS)
    return found
