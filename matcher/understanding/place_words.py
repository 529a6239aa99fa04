"""A text as words with their capitals and the punctuation between them: what finding places needs to see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from matcher.folding import FoldedText

_WORD: Final = re.compile(r"\S+")
_SENTENCE_END: Final = frozenset(".!?;\n…")
_JOINING: Final = frozenset("-'’‑ ")  # 'Albergaria-a-Velha', "d'Aveiro"
_ABBREVIATED: Final = frozenset("s sta sto st n j v vn d sr sra dr dra eng prof mr mrs".split())  # 'S. João'
EDGE: Final = "|"  # stands for punctuation where names are searched: no name reaches over it


class Break(IntEnum):
    """What parts a word from the one before it."""

    NONE = 0
    CLAUSE = 1  # comma, bracket, slash, colon, dash
    SENTENCE = 2


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, in order; all lists have one entry a word.

    Attributes:
        forms: folded words.
        starts, ends: where each stands in the folded text.
        breaks: what parts each word from the one before; the first begins a sentence.
        capitals: whether the first letter is a capital; an acronym of up to three letters does not count.
        joined: the words with single spaces between and around them, `EDGE` where punctuation parts them.
        starts_at: where each word begins in ``joined`` -> its number; ``ends_at`` likewise one past its end.
        has_case: whether letter case says anything: not when the text is all small or all capital.
    """

    text: FoldedText
    forms: list[str]
    starts: list[int]
    ends: list[int]
    breaks: list[Break]
    capitals: list[bool]
    joined: str
    starts_at: dict[int, int]
    ends_at: dict[int, int]
    has_case: bool

    def span(self, first: int, end: int) -> tuple[int, int]:
        """The span in the typed text of words ``first`` to ``end`` (exclusive)."""
        return self.text.span(self.starts[first], self.ends[end - 1])

    def before(self, i: int) -> str:
        """The word before number ``i`` when no punctuation parts them, else an empty string."""
        return self.forms[i - 1] if i > 0 and self.breaks[i] == Break.NONE else ""

    def after(self, end: int) -> str:
        """The word at ``end``, just after a name, when no punctuation parts them, else an empty string."""
        return self.forms[end] if end < len(self.forms) and self.breaks[end] == Break.NONE else ""

    def gap(self, i: int) -> str:
        """The signs as typed between word ``i`` and the one before it."""
        return self.text.text[self.span(i - 1, i)[1] : self.span(i, i + 1)[0]]

    def clause_before(self, first: int, reach: int) -> range:
        """Numbers of at most ``reach`` words before word ``first`` in its clause, the nearest first."""
        return self._before(first, reach, Break.NONE)

    def sentence_before(self, first: int, reach: int) -> range:
        """The same in its sentence."""
        return self._before(first, reach, Break.CLAUSE)

    def _before(self, first: int, reach: int, most: Break) -> range:
        """Numbers of at most ``reach`` words before word ``first``, back to a break greater than ``most``."""
        start = first
        while start > 0 and first - start < reach and self.breaks[start] <= most:
            start -= 1
        return range(first - 1, start - 1, -1)

    def closes(self, end: int) -> bool:
        """Whether the clause ends before word ``end``."""
        return end >= len(self.forms) or self.breaks[end] != Break.NONE


def split_words(text: FoldedText) -> Words:
    """The words of ``text``; grows linearly with it."""
    forms: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    breaks: list[Break] = []
    capitals: list[bool] = []
    typed_end = 0
    for match in _WORD.finditer(text.folded):
        start, end = match.span()
        typed_start, next_end = text.span(start, end)
        breaks.append(_break(text.text[typed_end:typed_start], forms[-1]) if forms else Break.SENTENCE)
        typed = text.text[typed_start:next_end]
        capitals.append(typed[0].isupper() and not (len(typed) <= 3 and len(typed) > 1 and typed.isupper()))
        forms.append(match.group())
        starts.append(start)
        ends.append(end)
        typed_end = next_end
    joined, starts_at, ends_at = _join(forms, breaks)
    has_case = any(capitals) and not text.text.isupper()
    return Words(text, forms, starts, ends, breaks, capitals, joined, starts_at, ends_at, has_case)


def _break(gap: str, word: str) -> Break:
    """What the signs between two words say; a full stop after 'S' or 'V' only shortens a name."""
    if gap == " ":
        return Break.NONE
    if gap.strip(" ") == "." and word in _ABBREVIATED:
        return Break.NONE
    if any(sign in _SENTENCE_END for sign in gap):
        return Break.SENTENCE
    if gap.isspace() or all(sign in _JOINING for sign in gap):
        return Break.CLAUSE if gap.strip(" ") and gap != gap.strip(" ") else Break.NONE
    return Break.CLAUSE


def _join(forms: list[str], breaks: list[Break]) -> tuple[str, dict[int, int], dict[int, int]]:
    """The words as one string to search, and where each begins and ends in it."""
    parts: list[str] = [""]
    starts_at: dict[int, int] = {}
    ends_at: dict[int, int] = {}
    position = 1
    for i, form in enumerate(forms):
        if i and breaks[i] != Break.NONE:
            parts.append(EDGE)
            position += 2
        starts_at[position] = i
        position += len(form)
        ends_at[position] = i + 1
        parts.append(form)
        position += 1
    parts.append("")
    return " ".join(parts), starts_at, ends_at
