"""A theme in the colours of the style sheet: every token that must change with it, by day and by night, as CSS.

Colours that a portal gives are kept as they are or refused; those that must go with them are worked out to be readable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from service.widget.colours import BLACK, LEAST_CONTRAST, WHITE, Colour, contrast, letter_on, nearest_readable, readable
from service.widget.faults import AttributeFault
from service.widget.theme import FONTS, Theme

Tokens = Mapping[str, Colour]
_ROOT: Final = re.compile(r":root \{(.*?)\}", re.S)
_TOKEN: Final = re.compile(r"--([\w-]+): (#\w{6});")
_MARKS: Final = ("high", "medium", "low")  # fillings of the bars of confidence

_CORNERS: Final = (
    ".card, .panel, .chip, .submit, .button, .quiet, .summary, .notice, .options, textarea, select, "
    "input:not([type='checkbox'])"
)  # what has corners in the frame


@dataclass(frozen=True, slots=True)
class Sheet:
    """The colour tokens of the style sheet as it is, in both schemes."""

    light: Tokens
    dark: Tokens

    @classmethod
    def of(cls, css: str) -> Self:
        """Those of the first two ``:root`` blocks of ``css``: light, then dark."""
        light, dark = (dict(_TOKEN.findall(block)) for block in _ROOT.findall(css)[:2])
        return cls(_colours(light), _colours(light | dark))


@dataclass(frozen=True, slots=True)
class Palette:
    """Tokens by day and by night; the same where the portal chose ground or letters."""

    light: Tokens
    dark: Tokens


def palette_of(theme: Theme, sheet: Sheet) -> tuple[Palette, tuple[AttributeFault, ...]]:
    """The palette of ``theme``; where its own colours cannot be read on each other, the sheet's and the fault."""
    made = _whole(theme, sheet) if theme.paper or theme.ink else _accented(theme, sheet)
    tokens = made.dark if theme.scheme == "dark" else made.light
    pairs = (("ink", "paper"), ("accent", "paper"), ("accent", "card"))
    for letter, ground in pairs:
        if not readable(tokens[letter], tokens[ground]):
            found = (
                f"{letter} {tokens[letter]} on {tokens[ground]}: {contrast(tokens[letter], tokens[ground]):.1f} to 1"
            )
            fault = AttributeFault("theme", found, f"at least {LEAST_CONTRAST} to 1", "theme-contrast")
            return Palette(sheet.light, sheet.dark), (fault,)
    return made, ()


def theme_css(theme: Theme, palette: Palette) -> str:
    """The rules to put after the style sheet; empty where the theme changes nothing."""
    if theme == Theme():
        return ""
    light, dark = palette.light, palette.dark
    rules = []
    if theme.scheme == "auto" and light != dark:
        rules = [
            f":root {{ {_written(light)} }}",
            f"@media (prefers-color-scheme: dark) {{ :root {{ {_written(dark)} }} }}",
        ]
    else:
        tokens = dark if theme.scheme == "dark" else light
        scheme = "light" if letter_on(tokens["paper"]) == BLACK else "dark"
        rules = [f":root {{ color-scheme: {scheme}; {_written(tokens)} }}"]
    if theme.radius_px is not None:
        rules.append(f".framed :is({_CORNERS}) {{ border-radius: {theme.radius_px}px; }}")
    if theme.font is not None:
        rules.append(f"body {{ font-family: {FONTS[theme.font]}; }}")
    return "\n".join(rules)


def _whole(theme: Theme, sheet: Sheet) -> Palette:
    """Everything around the ground and letters that the portal chose."""
    by_night = theme.scheme == "dark" if theme.paper is None else letter_on(theme.paper) == WHITE
    base = sheet.dark if by_night else sheet.light
    paper, ink = theme.paper or base["paper"], theme.ink or base["ink"]
    accent = theme.accent or nearest_readable(base["accent"], ink, paper)
    tint = _ground(paper.towards(accent, 0.08), paper, ink)
    soft = nearest_readable(ink.towards(paper, 0.3), ink, paper, tint)
    tokens = {
        "paper": paper,
        "card": paper,
        "tint": tint,
        "ink": ink,
        "soft": soft,
        "edge": soft,
        "line": ink.towards(paper, 0.75),
        "accent": accent,
        "on-accent": letter_on(accent),
        "alarm": nearest_readable(base["alarm"], ink, paper),
        "alarm-paper": paper,
        "note-paper": _ground(base["note-paper"], paper, ink),
    }
    tokens |= {name: nearest_readable(base[name], ink, paper) for name in _MARKS}
    tokens = {**base, **tokens}
    return Palette(tokens, tokens)


def _accented(theme: Theme, sheet: Sheet) -> Palette:
    """The sheet's own colours with another accent: as given by day, by night as light as it must be to be read."""
    if theme.accent is None:
        return Palette(sheet.light, sheet.dark)
    given, dark = theme.accent, sheet.dark
    by_night = given if theme.scheme == "dark" else nearest_readable(given, WHITE, dark["paper"], dark["card"])
    return Palette(_with_accent(sheet.light, given), _with_accent(dark, by_night))


def _with_accent(tokens: Tokens, accent: Colour) -> Tokens:
    return {**tokens, "accent": accent, "on-accent": letter_on(accent)}


def _ground(ground: Colour, paper: Colour, ink: Colour) -> Colour:
    """``ground``, or the first colour on the way from it to ``paper`` on which ``ink`` can be read."""
    steps = (ground.towards(paper, share / 10) for share in range(11))
    return next((colour for colour in steps if readable(ink, colour)), paper)


def _colours(written: Mapping[str, str]) -> Tokens:
    return {name: colour for name, value in written.items() if (colour := Colour.parse(value)) is not None}


def _written(tokens: Tokens) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in tokens.items())
