"""Text from outside made safe to print: needs, profiles, file contents and messages that quote them."""

from __future__ import annotations

from typing import Final

QUOTE_CHARS: Final = 60


def printable(text: str) -> str:
    r"""The text on one line without anything that a terminal acts on: escape sequences, line breaks, text direction.

    >>> printable("a\x1b[31mb\nc\u202ed")
    'a[31mb cd'
    """
    spaced = (" " if character.isspace() else character for character in text)
    return "".join(character for character in spaced if character.isprintable())


def shortened(text: str, max_chars: int) -> str:
    """The printable text, cut at a word's end where it is longer than ``max_chars``.

    >>> shortened("one two three", 10)
    'one two …'
    """
    line = printable(text)
    if len(line) <= max_chars:
        return line
    head = line[: max_chars - 2]
    return (head.rpartition(" ")[0] or head).rstrip() + " …"


def quoted(need: str, span: tuple[int, int]) -> str:
    """The words of the need at ``span``, printable and in quotation marks.

    >>> quoted("Temos uma tinturaria.", (10, 20))
    '“tinturaria”'
    """
    return f"“{shortened(need[span[0] : span[1]], QUOTE_CHARS)}”"
