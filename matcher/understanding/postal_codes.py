"""Portuguese postal codes in a text: '4800-058' anywhere, '4800' only beside words that make it one.

Four digits are a year or a quantity far more often than a place, so they count after 'código postal', 'CP' ..., or
before the name of the place that they belong to ('4800 Guimarães'). Telephone numbers, references and ranges are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matcher.gazetteer import lies_in
from matcher.geography_postal import PostalCodes
from matcher.understanding.place_names import Mention
from matcher.understanding.place_words import Break, Words

_FILLERS: Final = frozenset("e o a is of de do n no numero number".split())  # 'o código postal é o 4800'
_POSTAL: Final = frozenset("postal postais postcode postcodes zip cep".split())
_CODE: Final = frozenset("code codigo cod".split())  # 'postal code', 'zip code'
_HYPHENS: Final = frozenset("-\u2013\u2010\u2011")
_TELEPHONE_SIGNS: Final = frozenset(" .-+/")  # between groups of digits these make one number of them
_REFERENCES: Final = frozenset(
    "iso iec en din astm np ref referencia reference modelo model part norma standard artigo lote serie processo tel "
    "telefone telemovel phone fax nif nipc vat entre between".split()
)  # 'ISO 9001-015'
_UNITS: Final = frozenset(
    "euros euro eur pecas mm cm m kg g t un unidades units pieces pcs pessoas people horas hours w kw mw v rpm".split()
)


def code_mentions(words: Words, names: Sequence[Mention], postal: PostalCodes) -> list[Mention]:
    """The postal codes of a text, in its order; each holds the words of its digits and the place it stands for.

    Args:
        names: every name that stands in the text; a code never lies in one ('Portugal 2030').
    """
    fours = [i for i, form in enumerate(words.forms) if len(form) == 4 and form.isdecimal()]
    if not fours:
        return []
    taken = {i for name in names for i in range(name.first, name.end)}
    follows = {name.first: name for name in names if name.readings}
    found = (_code_at(words, i, follows, postal) for i in fours if i not in taken)
    return [code for code in found if code is not None]


def agree(code: Mention, name: Mention) -> bool:
    """Whether the name is that of the code's own place, or of one that holds it or lies in it."""
    place = code.readings[0]
    return any(lies_in(place, named) or lies_in(named, place) for named in name.readings)


def _code_at(words: Words, i: int, follows: dict[int, Mention], postal: PostalCodes) -> Mention | None:
    """The code whose four digits are word ``i``; None when they are something else."""
    end = i + 2 if _has_last_part(words, i) else i + 1
    place = postal.place(words.forms[i], words.forms[i + 1] if end == i + 2 else "")
    if place is None:
        return None
    code = Mention(i, end, (place,))
    name = follows.get(end)
    named = name is not None and words.breaks[end] != Break.SENTENCE and agree(code, name)
    if named or _after_cue(words, i):
        return code
    return code if end == i + 2 and _stands_alone(words, code) else None


def _has_last_part(words: Words, i: int) -> bool:
    """Whether a hyphen and three more digits follow word ``i``; after 'CP' a space will do."""
    if i + 1 >= len(words.forms) or len(words.forms[i + 1]) != 3 or not words.forms[i + 1].isdecimal():
        return False
    gap = words.gap(i + 1).strip(" ")
    return gap in _HYPHENS or (gap == "" and _after_cue(words, i))


def _after_cue(words: Words, i: int) -> bool:
    """Whether 'código postal', 'CP', 'postcode' stand before word ``i`` in its sentence."""
    for k in range(i - 1, max(-1, i - 4), -1):
        if words.breaks[k + 1] == Break.SENTENCE and words.gap(k + 1).strip(" ") != ".":
            return False
        form, before = words.forms[k], words.forms[k - 1] if k else ""
        if form in _POSTAL or form == "cp" or (form == "p" and before == "c"):
            return True
        if form in _CODE and before in _POSTAL:
            return True
        if form not in _FILLERS:
            return False
    return False


def _stands_alone(words: Words, code: Mention) -> bool:
    """Whether nothing beside seven digits makes them part of a longer number, a reference, a range or a quantity."""
    first, end = code.first, code.end
    if first and words.forms[first - 1].isdigit() and _TELEPHONE_SIGNS.issuperset(words.gap(first)):
        return False
    if end < len(words.forms) and words.forms[end].isdigit() and _TELEPHONE_SIGNS.issuperset(words.gap(end)):
        return False
    refers = first > 0 and words.forms[first - 1] in _REFERENCES and words.gap(first).strip() in ("", ".", ":")
    return not refers and words.after(end) not in _UNITS
