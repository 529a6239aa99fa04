"""Whether a place named in a text is the sender's own, by the words around its name: pure functions."""

from __future__ import annotations

from typing import Final

from matcher.understanding.place_cues import (
    FROM,
    GOING,
    MOVING,
    NEGATIONS,
    OF,
    OTHERS,
    OTHERS_ABROAD,
    OTHERS_AFTER,
    OWN,
    POSSESSIVES,
    SITES,
    THINGS,
    TOWARDS,
    WITH_ARTICLE,
)
from matcher.understanding.place_names import Mention
from matcher.understanding.place_words import Words

REACH: Final = 9  # words to the left in which a cue still speaks of the name
SITE_REACH: Final = 5  # the same for 'lojas em Portugal', and for words after the name


def is_own(words: Words, mention: Mention) -> bool:
    """Whether the place is the sender's: it is, unless the words before it give it to partners, markets or events.

    A country is the other way round: it is the sender's only when a site of theirs stands before it ('duas lojas em
    Portugal'), since most needs name a country for its clients, laws or programmes.
    """
    named = mention.readings[0]
    abroad = named.country != "PT" or named.kind == "country"
    if _goes_there(words, mention) or _of_a_thing(words, mention) or _told_after(words, mention):
        return False
    before = words.before(mention.first)
    if before in FROM or (before == "de" and words.before(mention.first - 1) in FROM):
        return named.kind != "country"
    for i in words.clause_before(mention.first, REACH):
        form = words.forms[i]
        if form in OTHERS or (abroad and form in OTHERS_ABROAD) or (form in NEGATIONS and mention.first - i <= 2):
            return False
        if named.kind == "country":
            if form in SITES and mention.first - i <= SITE_REACH:
                return True
        elif form in OWN or form in SITES:
            return words.before(i) not in NEGATIONS
    return named.kind != "country"


def _goes_there(words: Words, mention: Mention) -> bool:
    """Whether 'para', 'to', 'ir a' or 'no de' stand right before: things go there, or are not there."""
    before = words.before(mention.first)
    earlier = words.before(mention.first - 1) if before else ""
    if before in TOWARDS or (before in WITH_ARTICLE and earlier in TOWARDS):
        return not any(words.forms[i] in MOVING for i in words.clause_before(mention.first, REACH))
    return (before in ("a", "ao") and earlier in GOING) or (before == "de" and earlier == "no")


def _of_a_thing(words: Words, mention: Mention) -> bool:
    """Whether the name only tells which river, street, wine or consultant is meant."""
    before = words.before(mention.first)
    return before in THINGS or (before in OF and words.before(mention.first - 1) in THINGS)


def _told_after(words: Words, mention: Mention) -> bool:
    """Whether the words after the name give it to clients or competitors, or refuse it ('Évora não')."""
    if words.after(mention.end) in NEGATIONS and words.closes(mention.end + 1):
        return True
    end = mention.end
    while not words.closes(end) and end - mention.end < SITE_REACH:
        end += 1
    return any(words.forms[i] in OTHERS_AFTER and words.before(i) in POSSESSIVES for i in range(mention.end, end))
