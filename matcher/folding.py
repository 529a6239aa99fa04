"""Text made comparable: lower case, no accents, only letters and digits; positions stay those of the text as typed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final


class _FoldTable(dict[int, str]):
    """One character in, exactly one out, worked out at first sight: so an index of the folded text is one of the text."""

    def __missing__(self, code_point: int) -> str:
        base = unicodedata.normalize("NFD", chr(code_point))[0].lower()
        folded = base if len(base) == 1 and base.isalnum() else " "
        if len(self) < 20_000:  # a text of rare signs must not grow the table for ever
            self[code_point] = folded
        return folded


_TABLE: Final = _FoldTable()


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A text and its folded form, one character for one.

    Attributes:
        text: as typed; spans of everything found point into it.
        folded: same length as ``text`` when that is in Unicode form C; runs of spaces are kept.
        offsets: where each folded character stands in ``text``; None when the two agree position by position.
    """

    text: str
    folded: str
    offsets: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in ``text`` of the folded characters ``start`` to ``end`` (exclusive)."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1 if end > start else self.offsets[start]


def fold(text: str) -> FoldedText:
    """The folded form of ``text``; loose combining marks are dropped and the positions mapped."""
    if unicodedata.is_normalized("NFC", text):
        return FoldedText(text, text.translate(_TABLE))
    kept = [(i, c) for i, c in enumerate(text) if not unicodedata.combining(c)]
    return FoldedText(text, "".join(c for _, c in kept).translate(_TABLE), tuple(i for i, _ in kept))


def fold_term(term: str) -> str:
    """A word or name as a key: folded, single spaces, no edges.

    >>> fold_term("  Têxtil/Vestuário ")
    'textil vestuario'
    """
    return " ".join(fold(term).folded.split())
