"""'We understood that ...': each value with where it came from and the words it rests on, and what can be added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from matcher.answer import Understood, UnderstoodCode
from matcher.folding import fold_term
from matcher.need import AnswerLanguage, Origin, Span
from matcher.understanding.reader import UNKNOWN_CLIENT
from matcher.vocabulary import ListName, Vocabularies, Vocabulary
from service.page.percent import percent
from service.page.texts import TEXTS

Field = Literal["place", "sectors", "technologies", "services", "refused_services", "client"]
_TABLES: Final[tuple[tuple[Field, ListName], ...]] = (
    ("client", "clients"),
    ("sectors", "sectors"),
    ("technologies", "technologies"),
    ("services", "services"),
    ("refused_services", "services"),
)
_ADDED: Final[tuple[tuple[Field, ListName], ...]] = tuple(pair for pair in _TABLES if pair[0] != "refused_services")
_NOT_OFFERED: Final = frozenset((UNKNOWN_CLIENT, "information"))  # codes that nobody would state of themselves


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing understood.

    Attributes:
        told: where it came from, in words; a guess says how sure it is.
        quote: the words of the need that it rests on.
    """

    field: Field
    code: str
    label: str
    origin: Origin
    told: str
    quote: str | None

    @property
    def key(self) -> str:
        """What the form calls it."""
        return f"{self.field}:{self.code}"


@dataclass(frozen=True, slots=True)
class ChipGroup:
    """The values of one field; none where nothing is known of it."""

    field: Field
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Addition:
    """What may be added to one field: codes with their labels, by label."""

    field: Field
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Chips:
    """Makes the chips of one need."""

    vocabularies: Vocabularies
    text: str
    language: AnswerLanguage

    def groups(self, found: Understood) -> tuple[ChipGroup, ...]:
        """Field by field; a refused service only where there is one."""
        codes = {"sectors": found.sectors, "technologies": found.technologies, "services": found.services}
        codes |= {"refused_services": found.refused_services, "client": found.client}
        groups = [ChipGroup("place", tuple(self._places(found)))]
        groups += [ChipGroup(field, tuple(self._coded(field, table, codes[field]))) for field, table in _TABLES]
        return tuple(group for group in groups if group.chips or group.field != "refused_services")

    def additions(self, found: Understood) -> tuple[Addition, ...]:
        """What may be added, without what is shown already."""
        shown = {(group.field, chip.code) for group in self.groups(found) for chip in group.chips}
        return tuple(
            Addition(field, self._options(self.vocabularies[table], {code for of, code in shown if of == field}))
            for field, table in _ADDED
        )

    def _places(self, found: Understood) -> Iterable[Chip]:
        for place in found.places:
            label = place.municipality or place.text
            yield Chip("place", label, label, place.origin, self._told(place.origin, None), self.quote(place.span))

    def _coded(self, field: Field, table: ListName, values: Iterable[UnderstoodCode]) -> Iterable[Chip]:
        for value in values:
            label = self.vocabularies[table].label(value.code, self.language)
            told = self._told(value.origin, value.probability)
            yield Chip(field, value.code, label, value.origin, told, self.quote(value.span))

    def _options(self, table: Vocabulary, shown: set[str]) -> tuple[tuple[str, str], ...]:
        codes = [code for code in table.codes if code not in shown | _NOT_OFFERED]
        return by_label((code, table.label(code, self.language)) for code in codes)

    def _told(self, origin: Origin, probability: float | None) -> str:
        """Where a value came from, in words."""
        shown = "" if probability is None else percent(probability)
        return TEXTS[self.language][f"origin_{origin}"].format(percent=shown).rstrip(", ")

    def quote(self, span: Span | None) -> str | None:
        """The words of the need at ``span``."""
        return None if span is None else self.text[span[0] : span[1]].strip() or None


def by_label(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Codes with their labels in the order of the alphabet, accents and letter case apart."""
    return tuple(sorted(pairs, key=lambda pair: fold_term(pair[1])))
