"""The sender's own places in a text; the parts are in place_words, place_names, postal_codes and place_context."""

from __future__ import annotations

from typing import Final

from matcher.need import Place
from matcher.understanding.partners import partners_abroad
from matcher.understanding.place_context import is_place, regions_named
from matcher.understanding.place_cues import HEAD_OFFICE, LINKS
from matcher.understanding.place_names import Mention, PlaceFinder
from matcher.understanding.place_nesting import Site, nested_sites
from matcher.understanding.place_owner import is_own
from matcher.understanding.place_words import Break, Words, split_words
from matcher.understanding.postal_codes import agree, code_mentions

__all__ = ["PlaceFinder", "find_places", "partners_abroad", "split_words"]

HEAD_OFFICE_REACH: Final = 4  # words between 'sede' and the place it speaks of


def find_places(words: Words, finder: PlaceFinder) -> tuple[Place, ...]:
    """The places where the sender is, the main one first; empty when the text names none.

    Places of clients, markets, partners and events do not count. A site comes before a head office that is elsewhere,
    otherwise the order is the text's. A place that is named twice, or with what it lies in, stands once; a country
    stands only where no finer place in it does.

    Returns:
        Places of origin ``text``; ``Place.span`` holds exactly ``Place.text`` in the text as typed.
    """
    mentions = _places(words, finder)
    found: dict[str, tuple[bool, Place]] = {}
    sites = _own(words, nested_sites(words, mentions, regions_named(mentions)))
    finer = {site.named.country for site in sites if site.named.kind != "country"}
    for site in sites:
        if site.named.kind == "country" and site.named.country in finer:
            continue
        key = site.named.municipality or site.named.name
        if key not in found:
            start, end = words.span(site.name.first, site.name.end)
            place = finder.geography.place(site.named, words.text.text[start:end], (start, end), "text")
            found[key] = (_is_head_office(words, site.whole), place)
    return tuple(place for _, place in sorted(found.values(), key=lambda entry: entry[0]))


def _places(words: Words, finder: PlaceFinder) -> list[Mention]:
    """The names that are places where they stand, and the postal codes, in the order of the text."""
    names = finder.mentions(words)
    codes = code_mentions(words, names, finder.geography.postal)
    ended = {code.end: code for code in codes}
    places: list[Mention] = []
    for mention in sorted([*names, *codes], key=lambda mention: mention.first):
        if not mention.readings:
            continue
        after_name = bool(places) and places[-1].end == mention.first and words.breaks[mention.first] == Break.NONE
        code = ended.get(mention.first)
        coded = code is not None and words.breaks[mention.first] != Break.SENTENCE and agree(code, mention)
        if coded or mention.readings[0].kind == "postal_code" or is_place(words, mention, after_name):
            places.append(mention)
    return places


def _own(words: Words, sites: list[Site]) -> list[Site]:
    """The sites that are the sender's; members of a list ('Espanha, França e Itália') share the first one's lot."""
    own: list[Site] = []
    previous: Site | None = None
    for site in sites:
        listed = previous is not None and _continues(words, previous.whole, site.whole)
        if (own and own[-1] is previous) if listed else is_own(words, site.whole):
            own.append(site)
        previous = site
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
