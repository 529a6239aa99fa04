"""A list of the export, 'Value - n, Value - n', as codes with intensities. Values hold commas and dashes themselves.

So the text is not split: at each place the longest label of the vocabulary that fits is taken, as words without letter
case, accents, punctuation and 'and' or '&'.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from rapidfuzz import fuzz, process

from matcher.folding import fold_term
from matcher.records import WeightedCode
from matcher.stewardship.remarks import Read, Remark, quoted
from matcher.vocabulary import Vocabulary

HIGHEST: Final = 5
MOST_COMMAS: Final = 8  # in a value that is no label: further on it is not looked for an intensity
JOINING: Final = frozenset(("and",))  # as '&', which is no word at all

_WORD: Final = re.compile(r"[^\W_]+")
_BETWEEN: Final = re.compile(r"[\s,;|•·*]+")
_BREAK: Final = re.compile(r"[,;|\n•]")
_INTENSITY: Final = (
    r"[)\]\s.]*(?:[-‐‑‒–—−:]\s*\(?\s*(?P<weight>-?\d+(?:\.\d+)?)\s*\)?|\(\s*(?P<bracketed>\d+(?:\.\d+)?)\s*\))?"
)
_AFTER_LABEL: Final = re.compile(_INTENSITY + r"\s*(?=$|[,;|\n•])")
_ENDS_WEIGHTED: Final = re.compile(r"^(.*?)\s*(?:[-‐‑‒–—−:]\s*)(-?\d+(?:\.\d+)?)\s*$", re.DOTALL)


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """The labels of one vocabulary as words, by their first word, the longest first."""

    name: str
    by_first_word: dict[str, list[tuple[tuple[str, ...], str]]]
    names: dict[str, str]  # folded English label -> as written

    @classmethod
    def of(cls, table: Vocabulary) -> Labels:
        """Labels in both languages, and the codes themselves."""
        found: dict[tuple[str, ...], str] = {}
        for row in table.rows:
            for label in (row.label_en, row.label_pt, row.code.replace("-", " ")):
                found.setdefault(tuple(word for _, _, word in _words(label)), row.code)
        by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for words, code in sorted(found.items(), key=lambda item: (-len(item[0]), item[0])):
            by_first.setdefault(words[0], []).append((words, code))
        return cls(table.name, by_first, {fold_term(row.label_en): row.label_en for row in table.rows})

    def nearest(self, value: str) -> str:
        """The English label most like ``value``."""
        near = process.extractOne(fold_term(value), list(self.names), scorer=fuzz.WRatio)
        return self.names[near[0]] if near else ""


@dataclass(frozen=True, slots=True)
class _Item:
    """One value of a list: its code (None: no label) and what stands for its intensity (None: nothing)."""

    text: str
    code: str | None
    weight: str | None


def weighted_codes(text: str, labels: Labels) -> Read[tuple[WeightedCode, ...]]:
    """The codes of a list with their intensities, strongest first; what could not be read is told, value by value.

    An intensity that is none of 1 to 5 is unknown, but a value of intensity 0 is left out: the hub says that it does not
    do it.
    """
    found: dict[str, int | None] = {}
    remarks: list[Remark] = []
    for item in _items(text, labels):
        if item.code is None:
            remarks.append(_unknown(item, labels))
            continue
        if item.code in found:
            remarks.append(Remark("repeated value", quoted(item.text)))
        read = _weight(item)
        remarks += read.remarks
        if read.value != 0:
            found[item.code] = max(found.get(item.code) or 0, read.value or 0) or None
    ordered = sorted(found.items(), key=lambda pair: (-(pair[1] or 0), pair[0]))
    return Read(tuple(WeightedCode(code=code, weight=weight) for code, weight in ordered), tuple(remarks))


def _weight(item: _Item) -> Read[int | None]:
    """The intensity of a value, None where it tells none or one that cannot be."""
    if item.weight is None:
        return Read(None, (Remark("no intensity", quoted(item.text)),))
    number = float(item.weight)
    if number == 0:
        return Read(0, (Remark("intensity", f"{quoted(item.text)} has 0: left out"),))
    if not number.is_integer() or not 1 <= number <= HIGHEST:
        told = f"{quoted(item.text)} has {item.weight}; expected 1 to {HIGHEST}, taken as unknown"
        return Read(None, (Remark("intensity", told),))
    return Read(int(number))


def _unknown(item: _Item, labels: Labels) -> Remark:
    weight = f" (intensity {item.weight})" if item.weight else ""
    return Remark(
        "unknown value", f"{quoted(item.text)}{weight}; nearest label of {labels.name}: {labels.nearest(item.text)!r}"
    )


def _items(text: str, labels: Labels) -> Iterator[_Item]:
    """Every value of the list in its order, none left out."""
    words, at = _words(text), 0
    while at < len(text):
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        if at >= len(text):
            return
        fitting = _label_at(text, at, words, labels)
        if fitting is None:
            end = _end_of_unknown(text, at, words, labels)
            if _WORD.search(text, at, end):
                yield _unlabelled(text[at:end])
            at = end
            continue
        code, last, after = fitting
        last += len(text[last : after.end()]) - len(text[last : after.end()].lstrip(")]"))
        yield _Item(text[at:last], code, after["weight"] or after["bracketed"])
        at = after.end()


def _label_at(
    text: str, at: int, words: Sequence[tuple[int, int, str]], labels: Labels
) -> tuple[str, int, re.Match[str]] | None:
    """Code, end and what follows of the longest label that begins at ``at`` and ends as a value ends; None if none does."""
    first = bisect_left(words, at, key=lambda word: word[0])
    if first == len(words) or _BREAK.search(text, at, words[first][0]):
        return None
    for label, code in labels.by_first_word.get(words[first][2], ()):
        here = words[first : first + len(label)]
        if tuple(word for _, _, word in here) == label and (after := _AFTER_LABEL.match(text, here[-1][1])):
            return code, here[-1][1], after
    return None


def _end_of_unknown(text: str, at: int, words: Sequence[tuple[int, int, str]], labels: Labels) -> int:
    """Where a value without a label ends: after its intensity, before a label that is known, else at the first comma."""
    breaks = [match.start() for match in islice(_BREAK.finditer(text, at), MOST_COMMAS)]
    for end in [*breaks, *([len(text)] if len(breaks) < MOST_COMMAS else [])]:
        if _ENDS_WEIGHTED.match(text[at:end]):
            return end
        after = _BETWEEN.match(text, end)
        if after and _label_at(text, after.end(), words, labels):
            return end
    return breaks[0] if breaks else len(text)


def _unlabelled(text: str) -> _Item:
    weighted = _ENDS_WEIGHTED.match(text)
    return _Item(weighted[1], None, weighted[2]) if weighted else _Item(text, None, None)


def _words(text: str) -> list[tuple[int, int, str]]:
    """Start, end and folded form of each word that tells labels apart."""
    found: Iterable[tuple[int, int, str]] = (
        (match.start(), match.end(), fold_term(match[0])) for match in _WORD.finditer(text)
    )
    return [word for word in found if word[2] and word[2] not in JOINING]
