"""The sender's own places in a text; the parts are in place_words, place_names and place_context."""

from __future__ import annotations

from typing import Final

from matcher.folding import FoldedText
from matcher.need import Place
from matcher.understanding.partners import partners_abroad
from matcher.understanding.place_context import is_place, reading_of, regions_named
from matcher.understanding.place_cues import HEAD_OFFICE, LINKS
from matcher.understanding.place_names import Mention, PlaceFinder
from matcher.understanding.place_owner import is_own
from matcher.understanding.place_words import Break, Words, split_words

__all__ = ["PlaceFinder", "find_places", "partners_abroad"]

HEAD_OFFICE_REACH: Final = 4  # words between 'sede' and the place it speaks of


def find_places(text: FoldedText, finder: PlaceFinder) -> tuple[Place, ...]:
    """The places where the sender is, the main one first; empty when the text names none.

    Places of clients, markets, partners and events do not count. A site comes before a head office that is elsewhere,
    otherwise the order is the text's. A place that is named twice stands once.

    Returns:
        Places of origin ``text``; ``Place.span`` holds exactly ``Place.text`` in the text as typed.
    """
    words = split_words(text)
    mentions = _places(words, finder.mentions(words))
    regions = regions_named(mentions)
    found: dict[str, tuple[bool, Place]] = {}
    for mention in _own(words, mentions):
        named = reading_of(mention, regions)
        key = named.municipality or named.name
        if key not in found:
            start, end = words.span(mention.first, mention.end)
            place = finder.geography.place(named, text.text[start:end], (start, end), "text")
            found[key] = (_is_head_office(words, mention), place)
    return tuple(place for _, place in sorted(found.values(), key=lambda entry: entry[0]))


def _places(words: Words, names: list[Mention]) -> list[Mention]:
    """The names that are places where they stand."""
    places: list[Mention] = []
    for mention in names:
        after_name = bool(places) and places[-1].end == mention.first and words.breaks[mention.first] == Break.NONE
        if mention.readings and is_place(words, mention, after_name):
            places.append(mention)
    return places


def _own(words: Words, mentions: list[Mention]) -> list[Mention]:
    """The mentions that are the sender's; members of a list ('Espanha, França e Itália') share the first one's lot."""
    own: list[Mention] = []
    previous: Mention | None = None
    for mention in mentions:
        listed = previous is not None and _continues(words, previous, mention)
        if (own and own[-1] is previous) if listed else is_own(words, mention):
            own.append(mention)
        previous = mention
    return own


def _continues(words: Words, previous: Mention, mention: Mention) -> bool:
    """Whether only a comma, an 'e' or an article stands between two names of one sentence."""
    between = words.forms[previous.end : mention.first]
    parted = words.breaks[previous.end : mention.first + 1]
    if Break.SENTENCE in parted or len(between) > 2:
        return False
    return not between or between[0] in LINKS


def _is_head_office(words: Words, mention: Mention) -> bool:
    """Whether the name is that of a head office, by the words before it in its clause."""
    start = max(0, mention.first - HEAD_OFFICE_REACH)
    return any(form in HEAD_OFFICE for form in words.forms[start : mention.first])
