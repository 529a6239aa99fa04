"""Whether a name is a place where it stands, and which of the places of that name: pure functions of the words."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Final

from matcher.gazetteer import NamedPlace
from matcher.understanding.place_cues import (
    FIRM_NOUNS,
    IN,
    LINKS,
    LOCATIVE,
    OF,
    OWN,
    PLACE_NOUNS,
    PLACE_NOUNS_AFTER,
    TITLES,
    WITH_ARTICLE,
)
from matcher.understanding.place_names import Mention
from matcher.understanding.place_words import Break, Words

REACH: Final = 9  # words to the left in which a verb of being there still speaks of the name
_LONG_KNOWN: Final = frozenset({"municipality", "district", "region"})  # kinds known well enough in small letters


def is_place(words: Words, mention: Mention, after_name: bool) -> bool:
    """Whether the name is a place here, by how much its ambiguity asks to stand beside it.

    Args:
        after_name: whether another place's name stands right before ('Tui-Valença').
    """
    named = mention.readings[0]
    capital = _written_as_name(words, mention)
    if words.before(mention.first) in TITLES and named.kind in ("municipality", "town"):
        return False
    if named.kind == "country" and not capital and len(named.name) <= 3:
        return False
    if named.ambiguity == "":
        return capital or not words.has_case or _known_in_small_letters(words, mention)
    if _has_place_noun(words, mention, capital):
        return True
    if named.ambiguity == "context":
        return capital and (after_name or _in_context(words, mention))
    if not capital:
        return not words.has_case and _placed_in_small_letters(words, mention, named)
    if not after_name and _in_persons_name(words, mention):
        return False
    return named.ambiguity == "surname" or _more_than_a_word(words, mention)


def reading_of(mention: Mention, regions: Set[str]) -> NamedPlace:
    """The reading that lies where the text's other names do ('Lagoa' beside 'São Miguel'), else the usual one.

    Args:
        regions: what `regions_named` gave for all names of the text.
    """
    return next((named for named in mention.readings[1:] if named.near in regions), mention.readings[0])


def regions_named(mentions: Sequence[Mention]) -> frozenset[str]:
    """The level-2 regions that the names of a text, taken in their usual reading, lie in."""
    return frozenset(code[:4] for mention in mentions for code in mention.readings[0].codes)


def _written_as_name(words: Words, mention: Mention) -> bool:
    """Whether a capital marks the name, or it is an abbreviation written as such ('LVT')."""
    if words.has_case and any(words.capitals[mention.first : mention.end]):
        return True
    start, end = words.span(mention.first, mention.end)
    name = mention.readings[0].name
    return name.isupper() and words.text.text[start:end] == name


def _known_in_small_letters(words: Words, mention: Mention) -> bool:
    """Whether a name in small letters, in a text that has capitals, is still one: well known, or after 'em' ..."""
    kind = mention.readings[0].kind
    if kind in _LONG_KNOWN or mention.end - mention.first > 1:
        return True
    return kind in ("town", "city_abroad") and words.before(mention.first) in LOCATIVE


def _has_place_noun(words: Words, mention: Mention, capital: bool) -> bool:
    """Whether 'concelho de', 'perto da', 'Câmara de' stand before the name, or 'region', 'island' after it."""
    nouns = PLACE_NOUNS if capital else FIRM_NOUNS
    before = words.before(mention.first)
    if before == "de" and not words.has_case and words.before(mention.first - 1) in PLACE_NOUNS:
        return mention.readings[0].ambiguity != "context"
    if before in nouns or (before in LOCATIVE and words.before(mention.first - 1) in nouns):
        return capital or mention.readings[0].ambiguity != "context"
    home = mention.readings[0].country == "PT"
    return capital and home and words.after(mention.end) in PLACE_NOUNS_AFTER


def _in_context(words: Words, mention: Mention) -> bool:
    """Whether a name that is mostly a word stands where a place stands: after 'em', 'no', in a list, or alone."""
    before = words.before(mention.first)
    if mention.readings[0].kind == "region_abroad":
        return before in LOCATIVE
    return before in LOCATIVE or before in LINKS or _begins_list(words, mention) or _alone(words, mention)


def _begins_list(words: Words, mention: Mention) -> bool:
    """Whether 'e' or 'ou' and another capital follow, or 'arredores': 'Feira ou Porto', 'Paredes or nearby'."""
    following = mention.end + 1
    if words.after(mention.end) not in LINKS or following >= len(words.forms):
        return False
    return words.capitals[following] or words.forms[following] in PLACE_NOUNS


def _alone(words: Words, mention: Mention) -> bool:
    """Whether punctuation stands on both sides of the name, as in 'Oficina, Caldas, 4 pessoas'."""
    return words.breaks[mention.first] != Break.NONE and words.closes(mention.end)


def _placed_in_small_letters(words: Words, mention: Mention, named: NamedPlace) -> bool:
    """In a text without capitals: after 'em', alone between commas, or after an article with a verb of being there."""
    if words.after(mention.end) in OF:
        return False
    before = words.before(mention.first)
    if before in IN or (_alone(words, mention) and len(words.forms) > mention.end - mention.first):
        return True
    if before not in WITH_ARTICLE:
        return False
    return named.ambiguity == "surname" or any(words.forms[i] in OWN for i in words.clause_before(mention.first, REACH))


def _in_persons_name(words: Words, mention: Mention) -> bool:
    """Whether a given name or title stands before, or another capital follows a lone surname."""
    before = words.before(mention.first)
    if before in TITLES:
        return True
    named_before = bool(before) and words.capitals[mention.first - 1] and before not in LOCATIVE | PLACE_NOUNS
    return named_before and words.breaks[mention.first - 1] == Break.NONE


def _more_than_a_word(words: Words, mention: Mention) -> bool:
    """Whether the capital is the name's own: not that of a sentence's first word, and no 'de' turns it into a thing."""
    if words.before(mention.first) not in IN and words.after(mention.end) in OF:
        return False
    return words.breaks[mention.first] != Break.SENTENCE or words.closes(mention.end) or _begins_list(words, mention)
