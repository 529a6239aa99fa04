"""The attribute ``theme``: a few tokens, each checked. What cannot be used, or read, is refused and the default stays.

``accent: #0b5c6b; radius: 4px; font: georgia`` changes these three; ``scheme: light`` keeps the frame light at night.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from service.widget.colours import Colour
from service.widget.faults import AttributeFault, shown

MOST_CHARS: Final = 300
MOST_RADIUS_PX: Final = 24
Scheme = Literal["auto", "light", "dark"]
SCHEMES: Final[tuple[Scheme, ...]] = ("auto", "light", "dark")
COLOUR_TOKENS: Final = ("accent", "paper", "ink")
# What every machine has, each with what stands in for it; no font is loaded from anywhere.
FONTS: Final[dict[str, str]] = {
    "system": 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
    "arial": "Arial, Helvetica, sans-serif",
    "verdana": "Verdana, Geneva, sans-serif",
    "tahoma": "Tahoma, Geneva, sans-serif",
    "trebuchet": '"Trebuchet MS", Helvetica, sans-serif',
    "georgia": "Georgia, serif",
    "times": '"Times New Roman", Times, serif',
    "monospace": "ui-monospace, Consolas, monospace",
}
_RADIUS: Final = re.compile(r"(\d{1,2})px")


@dataclass(frozen=True, slots=True)
class Theme:
    """What a portal chose; None where it left the service's own.

    Attributes:
        accent: of links, buttons and marks.
        paper, ink: ground and letters; with either given the frame looks the same by day and night.
        radius_px: of corners.
        font: a name of `FONTS`.
        scheme: whether the frame follows the visitor's wish for dark pages.
    """

    accent: Colour | None = None
    paper: Colour | None = None
    ink: Colour | None = None
    radius_px: int | None = None
    font: str | None = None
    scheme: Scheme = "auto"


def parse_theme(written: str) -> tuple[Theme, tuple[AttributeFault, ...]]:
    """The theme with every token that can be used, and a fault for each other.

    >>> parse_theme("accent: #0b5c6b; radius: 4px")[0].radius_px
    4
    """
    if len(written) > MOST_CHARS:
        return Theme(), (AttributeFault("theme", f"{len(written)} characters", f"at most {MOST_CHARS}"),)
    values: dict[str, object] = {}
    faults: list[AttributeFault] = []
    for token in filter(None, (part.strip() for part in written.split(";"))):
        name, _, value = (part.strip() for part in token.partition(":"))
        if name not in _TOKENS:
            faults.append(AttributeFault("theme", f"the token {shown(name)}", f"one of {', '.join(_TOKENS)}"))
            continue
        field, read, expected = _TOKENS[name]
        found = read(value)
        if found is None:
            faults.append(AttributeFault("theme", f"{name}: {shown(value)}", expected))
        else:
            values[field] = found
    return Theme(**values), tuple(faults)  # type: ignore[arg-type]  # each field's reader gives that field's type


def _radius(value: str) -> int | None:
    found = _RADIUS.fullmatch(value)
    return int(found[1]) if found and int(found[1]) <= MOST_RADIUS_PX else None


def _font(value: str) -> str | None:
    return value.lower() if value.lower() in FONTS else None


def _scheme(value: str) -> Scheme | None:
    return next((scheme for scheme in SCHEMES if scheme == value), None)


_A_COLOUR: Final = "a colour as #rgb or #rrggbb"
# token: field of `Theme`, how its value is read, what was expected
_TOKENS: Final[dict[str, tuple[str, Callable[[str], object], str]]] = {
    **{name: (name, Colour.parse, _A_COLOUR) for name in COLOUR_TOKENS},
    "radius": ("radius_px", _radius, f"0px to {MOST_RADIUS_PX}px"),
    "font": ("font", _font, f"one of {', '.join(FONTS)}"),
    "scheme": ("scheme", _scheme, f"one of {', '.join(SCHEMES)}"),
}
