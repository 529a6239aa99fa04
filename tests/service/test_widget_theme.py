"""A portal's theme: what can be used is used, what cannot be read is refused, and nothing else gets into the style."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.widget.colours import BLACK, WHITE, Colour, contrast, letter_on
from service.widget.palette import Palette, Sheet, palette_of, theme_css
from service.widget.theme import FONTS, Theme, parse_theme

CSS = (Path(__file__).parents[2] / "service" / "page" / "static" / "site.css").read_text(encoding="utf-8")
SHEET = Sheet.of(CSS)
COLOURS = st.builds(Colour, *(st.integers(0, 255) for _ in range(3)))
# What stands on what in the style sheet, and how far it must stand out: letters (WCAG 2.2, 1.4.3), then marks (1.4.11).
PAIRS = [
    *((letter, ground, 4.5) for letter in ("ink", "soft", "accent", "alarm") for ground in ("paper", "card")),
    *((letter, "tint", 4.5) for letter in ("ink", "soft")),
    ("ink", "note-paper", 4.5),
    ("on-accent", "accent", 4.5),
    ("alarm", "alarm-paper", 4.5),
    *((mark, ground, 3.0) for mark in ("high", "medium", "low", "edge") for ground in ("paper", "card")),
]


def colour(written: str) -> Colour:
    """The colour, which the test knows to be one."""
    found = Colour.parse(written)
    assert found is not None
    return found


def readable_throughout(palette: Palette) -> bool:
    """Whether every pair of the sheet stands apart as far as it must, by day and by night."""
    schemes = (palette.light, palette.dark)
    return all(contrast(tokens[one], tokens[other]) >= least for tokens in schemes for one, other, least in PAIRS)


def test_the_sheet_itself_can_be_read() -> None:
    """The pairs are those of the style sheet as it is."""
    assert readable_throughout(Palette(SHEET.light, SHEET.dark))


def test_contrast_is_that_of_wcag() -> None:
    """#767676 is the lightest grey that letters on white may have: 4.54 to 1."""
    assert round(contrast(colour("#767676"), WHITE), 2) == 4.54
    assert contrast(colour("#777777"), WHITE) < 4.5


@given(COLOURS)
def test_black_or_white_can_be_read_on_any_colour(ground: Colour) -> None:
    """One of them always reaches 4.5 to 1."""
    assert contrast(letter_on(ground), ground) >= 4.5


def test_every_token_is_read() -> None:
    """A theme may set each of them."""
    theme, faults = parse_theme("accent: #0b5c6b; paper:#fff; ink: #111; radius: 0px; font: Georgia; scheme: light")
    assert theme == Theme(colour("#0b5c6b"), WHITE, colour("#111111"), 0, "georgia", "light")
    assert faults == ()


WRONG = {
    "unknown token": ("shadow: none", "the token 'shadow'"),
    "named colour": ("accent: teal", "accent: 'teal'"),
    "function": ("paper: url(//evil)", "paper: 'url(//evil)'"),
    "a way out": ("accent: #fff} body{display:none", "accent: '#fff} body{display:none'"),
    "huge radius": ("radius: 99px", "radius: '99px'"),
    "unitless radius": ("radius: 4", "radius: '4'"),
    "font of elsewhere": ("font: Comic Sans", "font: 'Comic Sans'"),
    "scheme": ("scheme: dim", "scheme: 'dim'"),
}


@pytest.mark.parametrize(("written", "found"), WRONG.values(), ids=WRONG)
def test_a_wrong_token_is_told_and_left_out(written: str, found: str) -> None:
    """The others stay."""
    theme, faults = parse_theme(f"font: arial; {written}")
    assert [fault.found for fault in faults] == [found]
    assert theme == Theme(font="arial")


def test_a_theme_has_a_bound() -> None:
    """Nobody reads a theme of a thousand characters."""
    theme, (fault,) = parse_theme("accent: #fff;" * 100)
    assert (theme, fault.found) == (Theme(), "1300 characters")


@pytest.mark.parametrize("written", ["accent: #ffff00", "ink: #aaa", "paper: #888", "scheme: dark; accent: #222"])
def test_colours_that_cannot_be_read_are_refused(written: str) -> None:
    """All of the theme's colours, for they belong together; the style sheet's stay, and the fault gives the contrast."""
    palette, (fault,) = palette_of(parse_theme(written)[0], SHEET)
    assert palette == Palette(SHEET.light, SHEET.dark)
    assert fault.code == "theme-contrast"
    assert re.search(r": \d\.\d to 1$", fault.found)


@given(COLOURS, COLOURS, COLOURS)
def test_what_is_not_refused_can_be_read(accent: Colour, paper: Colour, ink: Colour) -> None:
    """Every letter on its ground, the derived ones too, whatever three colours a portal gives."""
    palette, faults = palette_of(Theme(accent, paper, ink), SHEET)
    assert faults or readable_throughout(palette)


@given(COLOURS)
def test_an_accent_is_readable_by_night_too(accent: Colour) -> None:
    """It is made lighter there until it is."""
    palette, faults = palette_of(Theme(accent), SHEET)
    assert faults or readable_throughout(palette)


def test_an_accent_is_kept_as_given_by_day() -> None:
    """Only the night's is worked out."""
    palette, _ = palette_of(Theme(colour("#7a1fa2")), SHEET)
    assert palette.light["accent"] == colour("#7a1fa2") != palette.dark["accent"]


def test_a_theme_sets_every_colour_of_the_sheet() -> None:
    """A token that it forgot would keep the service's colour on the portal's ground."""
    palette, _ = palette_of(Theme(paper=colour("#fff7e6")), SHEET)
    written = theme_css(Theme(paper=colour("#fff7e6")), palette)
    assert set(SHEET.light) <= set(re.findall(r"--([\w-]+):", written))


def test_no_theme_is_no_style() -> None:
    """The frame then looks as the page does."""
    assert theme_css(Theme(), Palette(SHEET.light, SHEET.dark)) == ""


def test_a_fixed_scheme_ignores_the_visitors() -> None:
    """The night's colours by day as well."""
    written = theme_css(Theme(scheme="dark"), Palette(SHEET.light, SHEET.dark))
    assert "color-scheme: dark" in written
    assert f"--paper: {SHEET.dark['paper']}" in written
    assert "@media" not in written


@given(st.text(max_size=300))
def test_nothing_but_checked_values_gets_into_the_style(written: str) -> None:
    """Whatever an attribute holds: braces stay ours, and no tag ends the style."""
    theme, _ = parse_theme(written)
    style = theme_css(theme, palette_of(theme, SHEET)[0])
    assert "<" not in style
    assert style.count("{") == style.count("}") <= 6


@pytest.mark.parametrize("font", FONTS)
def test_a_font_has_a_generic_one_behind_it(font: str) -> None:
    """No font is loaded, so each must have something that every machine has."""
    assert re.search(r"(sans-serif|serif|monospace)$", FONTS[font])


def test_black_stays_black() -> None:
    """The written form of a colour is read back as the same."""
    assert Colour.parse(str(BLACK)) == BLACK
