"""What was understood of a need, for the terminal: each value with where it came from."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from matcher.answer import Understood, UnderstoodCode, UnderstoodPlace
from matcher.need import AnswerLanguage, Origin, Span
from matcher.vocabulary import ListName, Vocabularies
from service.cli import terminal_words as words
from service.cli.untrusted import printable, quoted


def understood_rows(
    understood: Understood, need: str, vocabularies: Vocabularies, language: AnswerLanguage
) -> list[tuple[str, Text]]:
    """Name and values of everything that was understood; what is not known has no row."""
    value = understood.language.value
    rows = [(words.LANGUAGE[language], Text(words.LANGUAGES[value][language]))]
    if understood.places:
        rows.append((words.PLACE[language], _places(understood.places, need, language)))
    listed: tuple[tuple[words.Words, ListName, Sequence[UnderstoodCode]], ...] = (
        (words.SECTORS, "sectors", understood.sectors),
        (words.TECHNOLOGIES, "technologies", understood.technologies),
        (words.SERVICES, "services", understood.services),
        (words.REFUSED, "services", understood.refused_services),
        (words.CLIENT, "clients", understood.client),
    )
    for title, name, values in listed:
        if values:
            labels = [vocabularies[name].label(value.code, language) for value in values]
            rows.append((title[language], _values(labels, values, need, language)))
    return rows


def _places(places: Sequence[UnderstoodPlace], need: str, language: AnswerLanguage) -> Text:
    parts = []
    for place in places:
        code = place.nuts3 or place.nuts2 or place.country
        parts.append(
            f"{place.municipality or place.text} [{code}] ({_origin(place.origin, place.span, need, language)})"
        )
    return Text(printable("; ".join(parts)))


def _values(labels: Sequence[str], values: Sequence[UnderstoodCode], need: str, language: AnswerLanguage) -> Text:
    parts = []
    for label, value in zip(labels, values, strict=True):
        sure = "" if value.origin == "stated" else f", {value.probability:.0%}"
        parts.append(f"{label} ({_origin(value.origin, value.span, need, language)}{sure})")
    return Text(printable("; ".join(parts)))


def _origin(origin: Origin, span: Span | None, need: str, language: AnswerLanguage) -> str:
    """The words of the need, or that the value was stated by the caller or inferred by a model."""
    if span is not None:
        return quoted(need, span)
    return words.STATED[language] if origin == "stated" else words.INFERRED[language]
