"""An answer as the page shows it: labels for codes, quotations for positions. Templates only lay it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matcher.answer import Answer, Evidence, Outcome, Reason, Recommendation, UnderstoodCode, UnderstoodPlace
from matcher.catalogue import HOME, Catalogue
from matcher.need import AnswerLanguage, Origin, Span
from matcher.vocabulary import ListName
from service.page.texts import LANGUAGE_NAMES, TEXTS

MOST_REASONS: Final = 4  # of the first hub; the others take half the room
MOST_OBJECTIONS: Final = 2
NOTHING_LOOKED_FOR: Final[frozenset[Outcome]] = frozenset(("out_of_scope", "too_vague"))
_CODED: Final[tuple[tuple[str, ListName], ...]] = (
    ("sectors", "sectors"),
    ("technologies", "technologies"),
    ("services", "services"),
    ("refused_services", "services"),
    ("client", "clients"),
)


@dataclass(frozen=True, slots=True)
class Value:
    """One thing understood, where it came from in words, and the words of the need it rests on."""

    label: str
    origin: str
    quote: str | None


@dataclass(frozen=True, slots=True)
class Why:
    """One reason with the words of the need and the passage of the profile it rests on."""

    text: str
    quote: str | None
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Card:
    """One hub as shown: the reasons that weigh most, and under ``item.reasons`` every part of the score."""

    item: Recommendation
    percent: str
    website: str | None
    country: str | None  # of a hub abroad
    services: tuple[str, ...]
    why: tuple[Why, ...]
    against: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Hubs that one rule kept out."""

    reason: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """Everything that the result part of the page shows."""

    answer: Answer
    outcome: str
    understood: tuple[tuple[str, tuple[Value, ...]], ...]  # key of the heading, values
    cards: tuple[Card, ...]
    free_zones: tuple[Card, ...]
    elsewhere: tuple[Card, ...]
    excluded: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Turns answers to ``text`` into views in one language."""

    catalogue: Catalogue
    text: str
    language: AnswerLanguage

    def view(self, answer: Answer) -> AnswerView:
        """The answer as shown."""
        return AnswerView(
            answer=answer,
            outcome=self._outcome(answer),
            understood=self._understood(answer),
            cards=self._cards(answer.recommendations),
            free_zones=self._cards(answer.free_zones),
            elsewhere=self._cards(answer.elsewhere),
            excluded=self._excluded(answer),
        )

    def _outcome(self, answer: Answer) -> str:
        """What came out, in a sentence that names the first hub."""
        best = answer.recommendations[0].name if answer.recommendations else ""
        return TEXTS[self.language][f"outcome_{answer.outcome}"].format(hub=best)

    def _understood(self, answer: Answer) -> tuple[tuple[str, tuple[Value, ...]], ...]:
        """What was read out of the need, heading by heading; headings without values are left out."""
        found = answer.understood
        rows: list[tuple[str, tuple[Value, ...]]] = [("places", tuple(self._place(place) for place in found.places))]
        for key, table in _CODED:
            rows.append((key, tuple(self._value(table, value) for value in getattr(found, key))))
        if found.language.origin != "stated":  # stated by the page itself, which the reader did not choose to say
            name = LANGUAGE_NAMES[self.language][found.language.value]
            rows.append(("language", (Value(name, self._origin(found.language.origin, None), None),)))
        return tuple((key, values) for key, values in rows if values)

    def _place(self, place: UnderstoodPlace) -> Value:
        label = place.municipality or place.text
        return Value(label, self._origin(place.origin, None), self._quote(place.span))

    def _value(self, table: ListName, value: UnderstoodCode) -> Value:
        label = self.catalogue.vocabularies[table].label(value.code, self.language)
        return Value(label, self._origin(value.origin, value.probability), self._quote(value.span))

    def _origin(self, origin: Origin, probability: float | None) -> str:
        """Where a value came from, in words; a guess says how sure it is."""
        shown = "" if probability is None else percent(probability)
        return TEXTS[self.language][f"origin_{origin}"].format(percent=shown).rstrip(", ")

    def _quote(self, span: Span | None) -> str | None:
        """The words of the need at ``span``."""
        return None if span is None else self.text[span[0] : span[1]].strip() or None

    def _cards(self, items: Sequence[Recommendation]) -> tuple[Card, ...]:
        return tuple(self._card(item) for item in items)

    def _card(self, item: Recommendation) -> Card:
        services = self.catalogue.vocabularies["services"]
        hub = self.catalogue.records[self.catalogue.row[item.hub_id]]
        share = 1 if item.rank == 1 else 2
        parts = [reason for reason in item.reasons if reason.feature != "baseline"]
        told: set[str | None] = set()
        return Card(
            item=item,
            percent=percent(item.probability),
            website=hub.website,
            country=hub.country if hub.country != HOME else None,
            services=tuple(services.label(code, self.language) for code in item.services),
            why=self._why([r for r in parts if r.contribution > 0][: MOST_REASONS // share], told),
            against=self._why([r for r in parts if r.contribution < 0][: MOST_OBJECTIONS // share], told),
        )

    def _why(self, reasons: Sequence[Reason], told: set[str | None]) -> tuple[Why, ...]:
        """Reasons with their words; a card quotes the same words once: those in ``told``, which grows, are left out."""
        found = []
        for reason in reasons:
            quote = self._quote(reason.need_span)
            evidence = reason.evidence
            found.append(
                Why(
                    reason.text,
                    quote if quote not in told else None,
                    evidence if evidence and evidence.text not in told else None,
                )
            )
            told |= {quote, evidence.text if evidence else None}
        return tuple(found)

    def _excluded(self, answer: Answer) -> tuple[LeftOut, ...]:
        """Hubs kept out, one entry a reason; none where no hub was looked for."""
        if answer.outcome in NOTHING_LOOKED_FOR:
            return ()
        by_reason: dict[str, list[str]] = {}
        for exclusion in answer.excluded:
            name = self.catalogue.records[self.catalogue.row[exclusion.hub_id]].name
            by_reason.setdefault(exclusion.reason, []).append(name)
        return tuple(LeftOut(reason, tuple(names)) for reason, names in by_reason.items())


def percent(probability: float) -> str:
    """A probability as people read it, never rounded to certainty.

    >>> percent(0.824), percent(0.9999), percent(0.0001)
    ('82 %', '99 %', '1 %')
    """
    return f"{min(max(round(probability * 100), 1), 99)}\u00a0%".replace("\u00a0", " ")
