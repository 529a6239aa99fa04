"""Every name of a place in a text, with what it may stand for; whether it is one there, place_context.py decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ahocorasick_rs import AhoCorasick, MatchKind
from rapidfuzz.distance import OSA

from matcher.gazetteer import Gazetteer, NamedPlace
from matcher.geography import Geography
from matcher.understanding.place_cues import LOCATIVE
from matcher.understanding.place_words import Break, Words

TYPO_LETTERS: Final = 7  # shorter names are too near to common words
TYPO_LETTERS_SMALL: Final = 8  # the same without a capital to help
TYPO_SIMILARITY: Final = 0.85  # one slip in seven letters, two in fourteen


@dataclass(frozen=True, slots=True)
class Mention:
    """A name: words ``first`` to ``end`` (exclusive) and its readings, the usual one first; none = no place."""

    first: int
    end: int
    readings: tuple[NamedPlace, ...]


class PlaceFinder:
    """The names of a `Geography`, ready to be searched for; built once, safe to share between threads."""

    def __init__(self, geography: Geography) -> None:
        self.geography = geography
        self._readings: dict[str, tuple[NamedPlace, ...]] = dict(geography.names)
        self._readings.update(dict.fromkeys(geography.lookalikes, ()))
        self._keys = tuple(self._readings)
        # Standard matching with overlaps: the longest name is chosen afterwards, among those that end at a word's edge.
        self._automaton = AhoCorasick([f" {key} " for key in self._keys], matchkind=MatchKind.Standard)
        self._near = _by_first_letter(geography.names)

    def mentions(self, words: Words) -> list[Mention]:
        """Names as written, then slips of the pen in what is left, in the order of the text; none overlap."""
        found = self._exact(words)
        taken = {i for mention in found for i in range(mention.first, mention.end)}
        found += [m for i in range(len(words.forms)) if i not in taken and (m := self._slip(words, i)) is not None]
        return sorted(found, key=lambda mention: mention.first)

    def _exact(self, words: Words) -> list[Mention]:
        """The longest names, from the left."""
        matches = self._automaton.find_matches_as_indexes(words.joined, overlapping=True)
        spans = [(words.starts_at[start + 1], words.ends_at[end - 1], key) for key, start, end in matches]
        found: list[Mention] = []
        covered = 0
        for first, end, key in sorted(spans, key=lambda span: (span[0], -span[1])):
            if first >= covered:
                found.append(Mention(first, end, self._readings[self._keys[key]]))
                covered = end
        return found

    def _slip(self, words: Words, i: int) -> Mention | None:
        """A long name with a letter wrong: only where a capital or a word such as 'em' shows that a name is meant."""
        form = words.forms[i]
        capital = words.has_case and words.capitals[i]
        placed = words.before(i) in LOCATIVE
        if len(form) < TYPO_LETTERS or not (placed or (capital and words.breaks[i] != Break.SENTENCE)):
            return None
        if not capital and len(form) < TYPO_LETTERS_SMALL:
            return None
        for near in self._near.get(form[0], ()):
            if abs(len(near) - len(form)) <= 1 and OSA.normalized_similarity(form, near) >= TYPO_SIMILARITY:
                return Mention(i, i + 1, self._readings[near])
        return None


def _by_first_letter(names: Gazetteer) -> dict[str, Sequence[str]]:
    """One-word names at home long enough to know with a slip, by their first letter, which slips seldom hit."""
    near: dict[str, list[str]] = {}
    for key, readings in sorted(names.items()):
        sound = readings[0].country == "PT" and readings[0].ambiguity in ("", "surname")
        if " " not in key and len(key) >= TYPO_LETTERS - 1 and sound:
            near.setdefault(key[0], []).append(key)
    return dict(near)
