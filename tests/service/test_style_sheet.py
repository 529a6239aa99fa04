"""The style sheet's colours can be read in both schemes (WCAG 2.2, 1.4.3: at least 4.5 to 1)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "service" / "page" / "static" / "site.css").read_text()
SCHEMES = [dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in re.findall(r":root \{(.*?)\}", CSS, re.S)]
LIGHT, DARK, PRINTED = SCHEMES[0], SCHEMES[1], SCHEMES[0] | SCHEMES[2]
PAIRS = [
    *((ink, paper) for ink in ("ink", "soft", "accent", "alarm") for paper in ("paper", "card")),
    *((ink, "tint") for ink in ("ink", "soft", "accent")),
    ("ink", "note-paper"),
    ("on-accent", "accent"),
    ("alarm", "alarm-paper"),
]


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``; Source: WCAG 2.2, definition of relative luminance."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colours", [LIGHT, DARK, PRINTED], ids=["light", "dark", "printed"])
@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_letters_stand_out_from_their_ground(colours: dict[str, str], ink: str, paper: str) -> None:
    """Every pair of letter and ground that the sheet uses."""
    light, dark = sorted((luminance(colours[ink]), luminance(colours[paper])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), [*((bar, "line") for bar in ("high", "medium", "low")), ("edge", "card")])
def test_marks_stand_out_from_their_ground(colours: dict[str, str], mark: str, ground: str) -> None:
    """Bars and the borders of fields (WCAG 2.2, 1.4.11: at least 3 to 1)."""
    light, dark = sorted((luminance(colours[mark]), luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3
