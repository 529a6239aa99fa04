"""Words that name a code: every term of the vocabularies found in a text in one pass, with the place where it stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import ahocorasick_rs

from matcher.folding import FoldedText, fold_term
from matcher.need import Span
from matcher.vocabulary import ListName, TermRow

LANGUAGES: Final = frozenset(("pt", "en", "es", "fr", "any"))
BLOCKER_WEIGHT: Final = 0.1  # a term no surer than this stands in the list only to hide the shorter terms inside it


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found; ``start`` and ``end`` count in the folded text, ``span`` in the text as typed."""

    list: ListName
    code: str
    weight: float
    start: int
    end: int
    span: Span


class Lexicon:
    """All terms in one automaton (Aho and Corasick 1975), so the cost grows with the text, not with the lexicon."""

    def __init__(self, terms: Sequence[TermRow]) -> None:
        by_pattern: dict[str, list[TermRow]] = {}
        for row in terms:
            by_pattern.setdefault(" " + fold_term(row.term.rstrip("*")), []).append(row)
        self._rows = tuple(tuple(rows) for rows in by_pattern.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(by_pattern), matchkind=ahocorasick_rs.MatchKind.Standard)

    def hits(self, text: FoldedText, languages: Collection[str] = LANGUAGES) -> tuple[Hit, ...]:
        """Terms of ``languages`` in ``text`` on word edges, in order; one that lies inside a longer one of its code is left out."""
        haystack, positions = _single_spaced(text.folded)
        found = []
        for pattern, start, end in self._automaton.find_matches_as_indexes(haystack, overlapping=True):
            word_end = haystack.index(" ", end)
            first, last = positions[start + 1], positions[word_end - 1] + 1
            for row in self._rows[pattern]:
                if row.language in languages and (end == word_end or row.term.endswith("*")):
                    found.append(Hit(row.list, row.code, row.weight, first, last, text.span(first, last)))
        return _longest(found)


def _single_spaced(folded: str) -> tuple[str, Sequence[int]]:
    """The text with one space before, between and after words, and where each character stood."""
    positions: list[int] = []
    words: list[str] = []
    cursor = 0
    for word in folded.split():
        start = folded.index(word, cursor)
        cursor = start + len(word)
        words.append(word)
        positions.append(max(start - 1, 0))
        positions.extend(range(start, cursor))
    positions.append(len(folded))
    return f" {' '.join(words)} ", positions


def _longest(hits: list[Hit]) -> tuple[Hit, ...]:
    """Without hits inside a longer one of the same code, and without terms too weak to mean it.

    A weak row on a longer term so takes the meaning out of a shorter one: 'vale a pena' is no voucher.
    """
    kept: dict[tuple[str, str], Hit] = {}
    found: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        last = kept.get((hit.list, hit.code))
        if last is not None and hit.end <= last.end:
            continue
        kept[hit.list, hit.code] = hit
        found.append(hit)
    return tuple(hit for hit in found if hit.weight > BLOCKER_WEIGHT)
