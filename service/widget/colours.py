"""Colours as numbers: how far two stand apart (WCAG 2.2), and what lies between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Self

LEAST_CONTRAST: Final = 4.5  # WCAG 2.2, 1.4.3, of text in usual size
_WRITTEN: Final = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Colour:
    """Red, green and blue, each 0 to 255."""

    red: int
    green: int
    blue: int

    @classmethod
    def parse(cls, written: str) -> Self | None:
        """The colour that ``#rgb`` or ``#rrggbb`` names, None for anything else.

        >>> str(Colour.parse("#0BF")), Colour.parse("blue"), Colour.parse("#0bf;}")
        ('#00bbff', None, None)
        """
        if not _WRITTEN.fullmatch(written):
            return None
        digits = written[1:] if len(written) == 7 else "".join(digit * 2 for digit in written[1:])
        red, green, blue = bytes.fromhex(digits)
        return cls(red, green, blue)

    def __str__(self) -> str:
        """The colour as CSS writes it."""
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def luminance(self) -> float:
        """Relative luminance, 0 to 1. Source: WCAG 2.2, definition of relative luminance."""
        parts = [value / 255 for value in (self.red, self.green, self.blue)]
        red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def towards(self, other: Colour, share: float) -> Colour:
        """The colour that lies ``share`` (0 to 1) of the way to ``other``.

        >>> str(WHITE.towards(BLACK, 0.5))
        '#808080'
        """
        pairs = ((self.red, other.red), (self.green, other.green), (self.blue, other.blue))
        return Colour(*(round(mine + (theirs - mine) * share) for mine, theirs in pairs))


WHITE: Final = Colour(255, 255, 255)
BLACK: Final = Colour(0, 0, 0)


def contrast(one: Colour, other: Colour) -> float:
    """How far two colours stand apart, 1 (not at all) to 21.

    >>> round(contrast(WHITE, BLACK)), round(contrast(WHITE, Colour(118, 118, 118)), 2)
    (21, 4.54)
    """
    dark, light = sorted((one.luminance, other.luminance))
    return (light + 0.05) / (dark + 0.05)


def readable(letter: Colour, *grounds: Colour) -> bool:
    """Whether letters of this colour can be read on each of the grounds."""
    return all(contrast(letter, ground) >= LEAST_CONTRAST for ground in grounds)


def letter_on(ground: Colour) -> Colour:
    """Black or white, whichever is read better on ``ground``: one of them always reaches `LEAST_CONTRAST`.

    >>> str(letter_on(Colour(11, 92, 107))), str(letter_on(Colour(255, 221, 0)))
    ('#ffffff', '#000000')
    """
    return max((WHITE, BLACK), key=lambda letter: contrast(letter, ground))


def nearest_readable(wish: Colour, towards: Colour, *grounds: Colour) -> Colour:
    """``wish``, or the first colour on the way from it to ``towards`` that can be read on the grounds; at the end that."""
    steps = (wish.towards(towards, share / 20) for share in range(21))
    return next((colour for colour in steps if readable(colour, *grounds)), towards)
