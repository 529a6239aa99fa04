"""What a place that the caller states may stand for: a name, with what kind of place it is and where it lies, or a code.

'Concelho de Braga', 'Lagoa (Açores)', 'Seia, Portugal', '4800-058 Guimarães'. A slip is never guessed at here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from matcher.folding import fold_term
from matcher.gazetteer import Gazetteer, NamedPlace, lies_in
from matcher.geography_postal import PostalCodes

_POSTAL: Final = re.compile(
    r"(?:(?:c[oó]d(?:igo|\.)?|code) postal|postal code|postcode|zip(?: code)?|c\.? ?p\.?)?[\s:]*(?:pt?-)?"
    r"(\d{4})(?:\s?[-\u2013]?\s?(\d{3}))?(?!\d)[\s,]*(\D*)$",
    re.IGNORECASE,
)
_PARTS: Final = re.compile(r"\s*[,;/()]\s*|\s+[-\u2013]\s+")
_KIND_BEFORE: Final = re.compile(
    r"(?:(?:concelho|municipio|freguesia|uniao de freguesias|ilha|arquipelago|regiao|distrito|zona) "
    r"(?:(?:de|do|da|dos|das|d) )?|"
    r"(?:camara municipal|junta de freguesia|cidade|vila|aldeia|localidade) (?:de|do|da|dos|das|d) |"
    r"(?:municipality|city|town|village|parish|county|district|region|island|province) of )(?=.)"
)
_KIND_AFTER: Final = re.compile(r" (?:municipality|city|town|village|parish|county|district|region|island|area)$")


def stated_readings(text: str, names: Gazetteer, postal: PostalCodes) -> tuple[NamedPlace, ...]:
    """Every place that ``text`` may mean, the usual one first; empty when it means none, several when it is unclear.

    Of a postal code with a name the name is believed, and the code says which of two places of that name is meant.
    """
    exact = names.get(fold_term(text), ())
    if exact:
        return exact
    coded = _coded(text, names, postal)
    if coded is not None:
        return coded
    parts = [part for part in _PARTS.split(text) if part.strip()]
    found = [_coded(part, names, postal) or _named(part, names) for part in parts]
    if not parts:
        return ()
    turned = _qualified(parts[::-1], found[::-1], names) if all(found) else ()  # 'Portugal, Braga'
    return _qualified(parts, found, names) or turned


def bare_name(text: str) -> str:
    """The folded name alone, without the word that tells what kind of place it is and without what it lies in.

    >>> bare_name("Concelho de Braga"), bare_name("Freguesia da Sé, Évora"), bare_name("Vila Real")
    ('braga', 'se', 'vila real')
    """
    return _KIND_AFTER.sub("", _KIND_BEFORE.sub("", fold_term(_PARTS.split(text.strip())[0]), count=1))


def _coded(text: str, names: Gazetteer, postal: PostalCodes) -> tuple[NamedPlace, ...] | None:
    """What a postal code, with the name after it if there is one, may mean; None when no code stands first."""
    match = _POSTAL.match(text.strip())
    if match is None:
        return None
    code = postal.place(match[1], match[2] or "")
    named = stated_readings(match[3], names, postal)
    if code is None or not named:
        return (code,) if code is not None else named
    agreeing = tuple(place for place in named if lies_in(place, code))
    if agreeing or not any(lies_in(code, place) for place in named):
        return agreeing or named
    return (code,)


def _qualified(
    parts: Sequence[str], found: Sequence[tuple[NamedPlace, ...]], names: Gazetteer
) -> tuple[NamedPlace, ...]:
    """The readings of the first name that lie in each of the wider places after it.

    A street or hamlet that no table has is passed over when a municipality or town follows it, a city when a country
    abroad does.

    Args:
        parts: names as typed, from the finest to the widest.
        found: readings of each, none for what no table has.
    """
    if not found[0] and len(found) > 1 and any(one.municipality or one.country != "PT" for one in found[1]):
        return _qualified(parts[1:], found[1:], names)
    inner = found[0]
    for part, readings in zip(parts[1:], found[1:], strict=True):
        outer = (*readings, *names.get(f"distrito de {fold_term(part)}", ()))
        if outer:
            inner = tuple(place for place in inner if any(lies_in(place, one) for one in outer))
    return inner


def _named(part: str, names: Gazetteer) -> tuple[NamedPlace, ...]:
    """The readings of one name, as it stands or without the word for its kind."""
    return names.get(fold_term(part)) or names.get(bare_name(part)) or ()


def unmistakable(places: Iterable[NamedPlace]) -> tuple[str, ...]:
    """The names to choose from when a stated place is unclear."""
    return tuple(dict.fromkeys(place.name for place in places))
