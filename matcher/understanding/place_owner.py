"""Whether a place named in a text is the sender's own, by the words around its name: pure functions."""

from __future__ import annotations

from typing import Final

from matcher.understanding.place_cues import (
    FROM,
    GOING,
    GREETINGS,
    HEADING_SIGNS,
    HERE,
    HERE_AFTER_PRONOUN,
    IN,
    MOVED,
    MOVING,
    NEGATIONS,
    OF,
    OTHERS,
    OTHERS_ABROAD,
    OTHERS_AFTER,
    OWN,
    POSSESSIVES,
    PRONOUNS,
    SITES,
    THINGS,
    TOWARDS,
    WITH_ARTICLE,
)
from matcher.understanding.place_names import Mention
from matcher.understanding.place_words import Break, Words

REACH: Final = 9  # words to the left in which a cue still speaks of the name
HERE_REACH: Final = 5  # the same for 'somos uma empresa de Angola'
SITE_REACH: Final = 5  # the same for 'lojas em Portugal', and for words after the name


def is_own(words: Words, mention: Mention) -> bool:
    """Whether the place is the sender's: it is, unless the words before it give it to partners, markets or events.

    A country is the other way round, since most needs name one for its clients, laws or programmes: see `_own_country`.
    """
    if _goes_there(words, mention) or _of_a_thing(words, mention) or _told_after(words, mention):
        return False
    named = mention.readings[0]
    if named.kind == "country":
        return _own_country(words, mention)
    before = words.before(mention.first)
    if before in FROM or (before == "de" and words.before(mention.first - 1) in FROM):
        return words.before(mention.first - 1) not in MOVED
    for i in words.clause_before(mention.first, REACH):
        form = words.forms[i]
        if _of_others(words, mention.first, i, abroad=named.country != "PT"):
            return False
        if form in OWN or form in SITES:
            return words.before(i) not in NEGATIONS
    return True


def _of_others(words: Words, first: int, i: int, *, abroad: bool) -> bool:
    """Whether word ``i`` gives the place at word ``first`` to somebody else, or refuses it."""
    form = words.forms[i]
    return form in OTHERS or (abroad and form in OTHERS_ABROAD) or (form in NEGATIONS and first - i <= 2)


def _own_country(words: Words, mention: Mention) -> bool:
    """Whether a country is the sender's: a site of theirs stands before it, or they say that they are there.

    'Duas lojas em Portugal', 'somos de Angola', 'hello from Norway', 'Cabo Verde: ...', 'Bergen, Norway'.
    """
    first, end = mention.first, mention.end
    if end < len(words.forms) and words.breaks[end] != Break.SENTENCE and words.forms[end] in MOVING:
        return False  # 'from Ukraine, moved to Porto'
    if _heads_text(words, mention):
        return True
    for i in words.clause_before(first, REACH):
        if _of_others(words, first, i, abroad=True):
            return False
        if words.forms[i] in SITES and first - i <= SITE_REACH:
            return True
        if _says_here(words, i) and first - i <= HERE_REACH:
            return words.before(i) not in NEGATIONS
    if words.before(first) in FROM:
        return words.before(first - 1) in GREETINGS or first == 1
    return _after_unknown_town(words, mention)


def _says_here(words: Words, i: int) -> bool:
    """Whether word ``i`` is a verb by which the sender tells where they are: 'somos', 'we are'."""
    form = words.forms[i]
    return form in HERE or (form in HERE_AFTER_PRONOUN and words.before(i) in PRONOUNS)


def _heads_text(words: Words, mention: Mention) -> bool:
    """Whether the country stands before a colon or dash at the text's beginning, like the place of a letter."""
    return mention.first == 0 and mention.end < len(words.forms) and words.gap(mention.end).strip() in HEADING_SIGNS


def _after_unknown_town(words: Words, mention: Mention) -> bool:
    """Whether a name that no table has and a comma stand before the country, and nothing gives it to somebody else.

    The name follows 'in', or has its clause to itself; at a sentence's beginning the country must end the sentence,
    else it may be any word ('Siemens, Alemanha, ...').
    """
    town = mention.first - 1
    if town < 0 or words.breaks[mention.first] != Break.CLAUSE or not words.closes(mention.end):
        return False
    while words.breaks[town] == Break.NONE and words.capitals[town - 1]:
        town -= 1
    if not words.capitals[town]:
        return False
    if words.breaks[town] == Break.SENTENCE:
        return mention.end == len(words.forms) or words.breaks[mention.end] == Break.SENTENCE
    if words.breaks[town] == Break.NONE and words.before(town) not in IN:
        return False
    return not any(_of_others(words, town, i, abroad=True) for i in words.sentence_before(town, REACH))


def _goes_there(words: Words, mention: Mention) -> bool:
    """Whether 'para', 'to', 'ir a' or 'no de' stand right before: things go there, or are not there."""
    before = words.before(mention.first)
    earlier = words.before(mention.first - 1) if before else ""
    if before in TOWARDS or (before in WITH_ARTICLE and earlier in TOWARDS):
        return not any(words.forms[i] in MOVING for i in words.sentence_before(mention.first, REACH))
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
