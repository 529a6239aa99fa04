"""Days and months as people write them, for sentences; data and answers keep them as ISO 8601 does."""

from __future__ import annotations

from typing import Final

from matcher.need import AnswerLanguage

_MONTHS: Final[dict[AnswerLanguage, tuple[str, ...]]] = {
    "pt": tuple("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split()),
    "en": tuple("January February March April May June July August September October November December".split()),
}


def written_date(value: str, language: AnswerLanguage) -> str:
    """A day or a month in words.

    >>> written_date("2025-05-05", "pt"), written_date("2025-09", "pt"), written_date("2025-05-05", "en")
    ('5 de maio de 2025', 'setembro de 2025', '5 May 2025')
    """
    year, month, *day = value.split("-")
    parts = [*(str(int(number)) for number in day), _MONTHS[language][int(month) - 1], year]
    return (" de " if language == "pt" else " ").join(parts)
