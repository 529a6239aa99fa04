"""Country and seat of a hub from the export's words, only where the geography knows them by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matcher.folding import fold_term
from matcher.geography import Geography
from matcher.need import Place
from matcher.records import HubRecord, Seat
from matcher.stewardship.remarks import Read, Remark, quoted

MOST_CHARS: Final = 400  # of an address
NO_SEAT: Final = Seat(city=None, municipality=None, postal_code=None, nuts3=None, nuts2=None)
AS_NUTS: Final = {"GB": "UK", "GR": "EL"}  # the catalogue writes countries as NUTS does
FURTHER_NAMES: Final = {"slovak": "SK", "hellenic": "EL", "turkiye": "TR", "holland": "NL"}
SMALL_WORDS: Final = frozenset(("the", "republic", "of", "and", "state", "kingdom", "federation"))

_MARK: Final = re.compile(r"[*(\[].*$", re.DOTALL)  # 'Kosovo * This designation is without prejudice ...'
_PARTS: Final = re.compile(r"[\n,;()/|]|\s[-–—]\s")
_CODE_BEFORE: Final = re.compile(r"^(?:[A-Za-z]{1,2}[-\s]?)?\d[\d\s-]*(?:[A-Z]{2}\s+)?(?=[^\W\d_])|\s+\d[\d\s-]*$")
_PT_CODE: Final = re.compile(r"\b\d{4}-\d{3}\b")


@dataclass(frozen=True, slots=True, eq=False)
class Countries:
    """The codes of countries by their names, in the languages that the geography has."""

    codes: dict[str, str]

    @classmethod
    def of(cls, geography: Geography) -> Countries:
        """Every name of a country, with and without words such as 'Republic of'."""
        named = {key: one.country for key, found in geography.names.items() for one in found if one.kind == "country"}
        named |= {fold_term(row.name_latin): code for code, row in geography.regions.items() if row.level == 0}
        loose = {_loose(name): code for name, code in named.items() if _loose(name)}
        codes = {code: code for code in {*named.values()}}
        return cls({**FURTHER_NAMES, **loose, **named, **{code.lower(): code for code in codes}})

    def code(self, text: str) -> Read[str | None]:
        """The two letters of a country, as NUTS writes them (Greece is EL); None and a remark for no known country.

        Names and two-letter codes are taken; 'GR' and 'GB' too.
        """
        name = fold_term(_MARK.sub("", text))
        code = self.codes.get(AS_NUTS.get(name.upper(), name).lower()) or self.codes.get(_loose(name))
        if code is None:
            return Read(
                None, (Remark("country", f"{quoted(text)}; expected the name of a country, or its two letters"),)
            )
        return Read(code)


@dataclass(frozen=True, slots=True, eq=False)
class Towns:
    """Where the present hubs sit: their towns' regions, by country and folded name. The geography knows few abroad."""

    regions: dict[tuple[str, str], str]

    @classmethod
    def of(cls, hubs: Sequence[HubRecord]) -> Towns:
        """Every town whose region all its hubs agree on."""
        found: dict[tuple[str, str], set[str]] = {}
        for hub in hubs:
            if hub.seat.city and hub.seat.nuts2:
                found.setdefault((hub.country, fold_term(hub.seat.city)), set()).add(hub.seat.nuts2)
        return cls({key: next(iter(regions)) for key, regions in found.items() if len(regions) == 1})


def seat(text: str, country: str, geography: Geography, towns: Towns) -> Read[Seat | None]:
    """Where a hub of ``country`` sits, from an address or a town; None and a remark where no part of it is known.

    A part of the address counts when it is the whole name of a place of that country, so a street named after a town
    does not. Two parts in different regions leave the seat unknown, unless the text as a whole names one place.
    """
    if not text:
        return Read(None)
    text = text[:MOST_CHARS]
    exact = _exact(text, country, geography)
    known = [found for part in _candidates(text) for found in _known(part, country, geography, towns)]
    if not known and exact is None:
        return Read(
            _one_region(country, geography), (Remark("location", f"{quoted(text)}: no known place of {country}"),)
        )
    regions = sorted({found.nuts2 for found in known if found.nuts2})
    if len(regions) > 1 and exact is None:
        return Read(None, (Remark("location", f"{quoted(text)}: may lie in {', '.join(regions)}; expected one place"),))
    best = min(known, key=lambda one: (one.municipality is None, one.nuts3 is None), default=NO_SEAT)
    if exact is not None:
        best = _seat_of(best.city or exact.municipality or text, exact)
    postal = _PT_CODE.search(text) if country == "PT" else None
    return Read(best.model_copy(update={"postal_code": postal[0] if postal else None}))


def _known(part: str, country: str, geography: Geography, towns: Towns) -> list[Seat]:
    """The places of that name in a country, as far as their region of level 2 is certain."""
    places = [place for place in geography.places_named(part) if place.country == country and place.nuts2]
    found = [_seat_of(part, place) for place in places if place.nuts_codes != (country,)]
    region = towns.regions.get((country, fold_term(part)))
    return found or ([NO_SEAT.model_copy(update={"city": part, "nuts2": region})] if region else [])


def _seat_of(city: str, place: Place) -> Seat:
    return Seat(city=city, municipality=place.municipality, postal_code=None, nuts3=place.nuts3, nuts2=place.nuts2)


def _exact(text: str, country: str, geography: Geography) -> Place | None:
    """The one place that the text as a whole names ('Lagoa (Açores)'), None when it names none or several."""
    named = [place for place in geography.places_named(text.replace("\n", ", ")) if place.country == country]
    return named[0] if len(named) == 1 and named[0].nuts2 and named[0].nuts_codes != (country,) else None


def _one_region(country: str, geography: Geography) -> Seat | None:
    """The seat in a country that is one level-2 region as a whole (Cyprus, Malta): that much is certain."""
    whole = geography.place_named(country)
    return NO_SEAT.model_copy(update={"nuts2": whole.nuts2}) if whole is not None and whole.nuts2 else None


def _candidates(text: str) -> list[str]:
    """The parts of an address as names, without postal codes."""
    parts = (_CODE_BEFORE.sub("", part.strip()).strip() for part in _PARTS.split(text))
    return list(dict.fromkeys(part for part in parts if len(part) >= 2))


def _loose(name: str) -> str:
    """The folded name without words that some lists write and others do not."""
    return " ".join(word for word in fold_term(name).split() if word not in SMALL_WORDS)
