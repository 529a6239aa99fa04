"""A cell of the export as plain text: HTML, escapes of the file format, odd spaces and words for 'nothing' taken away."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser
from typing import Final

EMPTY: Final = frozenset(("", "nan", "none", "null", "n/a", "#n/a", "-", "--", "–", "."))
BLOCKS: Final = frozenset(
    "address article br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p section table td th tr ul".split()
)
UNSEEN: Final = frozenset(("script", "style", "head", "title"))
MOST_PASSES: Final = 3  # text that was escaped once too often, and no more than that

_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how a workbook writes characters that XML cannot hold
_NO_TAG: Final = re.compile(r"<(?![a-zA-Z/!][^<>]*>)")  # 'fewer than <50 staff' is no HTML
_SPACES: Final = re.compile(r"[^\S\n]+")


def cell_text(cell: object) -> str:
    """The cell as plain text, lines apart by one line break; empty for what means nothing ('nan', '-', None).

    >>> cell_text("<p>R&amp;amp;D&nbsp;for <b>SMEs</b>_x000D_</p><p>Since 2016</p>")
    'R&D for SMEs\\nSince 2016'
    """
    if cell is None:
        return ""
    text = _ESCAPE.sub(_escaped, _number(cell))
    for _ in range(MOST_PASSES):
        if "<" not in text and "&" not in text:
            break
        text = _without_tags(text)
    lines = (_SPACES.sub(" ", _readable(line)).strip() for line in re.split(r"[\r\n\u2028\u2029\v\f]+", text))
    plain = "\n".join(line for line in lines if line)
    return "" if plain.lower() in EMPTY else plain


def one_line(cell: object) -> str:
    """The cell as one line of plain text."""
    return cell_text(cell).replace("\n", " ")


def _number(cell: object) -> str:
    """What the spreadsheet shows of a cell: 5, not 5.0."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _escaped(match: re.Match[str]) -> str:
    """The character of ``_x000D_``; half of a surrogate pair is none."""
    code = int(match[1], 16)
    return " " if 0xD800 <= code <= 0xDFFF else chr(code)


def _readable(line: str) -> str:
    """The line composed, spaces of every kind as one kind, without characters that cannot be seen."""
    if line.isascii() and line.isprintable():
        return line  # most are, and looking at each character takes its time
    composed = unicodedata.normalize("NFC", line)
    spaced = (" " if c.isspace() or unicodedata.category(c) == "Zs" else c for c in composed)
    return "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))


def _without_tags(text: str) -> str:
    reader = _TextOnly()
    reader.feed(_NO_TAG.sub("&lt;", text))
    reader.close()
    return "".join(reader.parts)


class _TextOnly(HTMLParser):
    """Collects what a browser would show, with a line break around blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (of the base class)
        """A block begins on a line of its own."""
        self._unseen += tag in UNSEEN
        self.parts += ["\n"] if tag in BLOCKS else []

    def handle_endtag(self, tag: str) -> None:
        """And what follows it does too."""
        self._unseen = max(0, self._unseen - (tag in UNSEEN))
        self.parts += ["\n"] if tag in BLOCKS else []

    def handle_data(self, data: str) -> None:
        """Text, unless a browser would not show it."""
        self.parts += [] if self._unseen else [data]
