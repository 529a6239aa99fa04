"""In which language a page is shown: as asked in the address, else as the browser prefers, else Portuguese."""

from __future__ import annotations

from typing import Final

from matcher.need import AnswerLanguage

LANGUAGES: Final[tuple[AnswerLanguage, ...]] = ("pt", "en")


def known_language(value: str | None) -> AnswerLanguage | None:
    """The language that ``value`` names, None for any other value."""
    return next((language for language in LANGUAGES if language == value), None)


def preferred_language(accept_language: str) -> AnswerLanguage:
    """The language of a header ``Accept-Language`` that the page has and the browser likes best.

    >>> preferred_language("en-GB,en;q=0.9,pt;q=0.8"), preferred_language("de, en;q=0"), preferred_language("")
    ('en', 'pt', 'pt')
    """
    return named_language(accept_language) or "pt"


def named_language(accept_language: str) -> AnswerLanguage | None:
    """The same, and None where the header names neither language.

    >>> named_language("de, en;q=0.1"), named_language("*"), named_language("pt;q=0")
    ('en', None, None)
    """
    wishes: list[tuple[float, AnswerLanguage]] = []
    for wish in accept_language.split(","):
        name, _, weight = wish.partition(";")
        language = known_language(name.strip().lower().split("-")[0])
        if language is not None and (quality := _quality(weight)) > 0:
            wishes.append((quality, language))
    return max(wishes, key=lambda wish: wish[0])[1] if wishes else None


def _quality(weight: str) -> float:
    """The number of ``q=0.8``; 1 where none is given, 0 where it is no number."""
    if not weight.strip():
        return 1.0
    digits = weight.strip().lower().removeprefix("q=")
    return float(digits) if digits.replace(".", "", 1).isdecimal() else 0.0
