"""One hub as a card shows it: what it is, how sure, what fits, and the reasons that weigh most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matcher.answer import Evidence, Reason, Recommendation
from matcher.catalogue import HOME, Catalogue
from matcher.need import AnswerLanguage
from matcher.records import HubRecord
from service.page.chips import Chips
from service.page.names import Names
from service.page.percent import percent, percentage

MOST_REASONS: Final = 4  # of the first hub; the others take half the room
MOST_OBJECTIONS: Final = 2


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
    percentage: int
    kinds: tuple[str, ...]
    specialities: Sentences
    seat: str | None
    served: str
    website: str | None
    country: str | None  # of a hub abroad
    as_of: str
    service_until: str | None
    services: tuple[str, ...]
    why: tuple[Why, ...]
    against: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Cards:
    """Makes the cards of one need."""

    catalogue: Catalogue
    names: Names
    chips: Chips

    def cards(self, items: Sequence[Recommendation]) -> tuple[Card, ...]:
        """In the order given."""
        return tuple(self._card(item) for item in items)

    def _card(self, item: Recommendation) -> Card:
        services, names = self.catalogue.vocabularies["services"], self.names
        hub = self.catalogue.records[self.catalogue.row[item.hub_id]]
        share = 1 if item.rank == 1 else 2
        parts = [reason for reason in item.reasons if reason.feature != "baseline"]
        told: set[str | None] = set()
        return Card(
            item=item,
            percent=percent(item.probability),
            percentage=percentage(item.probability),
            kinds=names.kinds(hub),
            specialities=specialities(hub, names.language),
            seat=names.seat(hub),
            served=names.served(hub),
            website=hub.website,
            country=names.country(hub.country) if hub.country != HOME else None,
            as_of=names.date(item.as_of),
            service_until=names.date(item.service_until) if item.service_until else None,
            services=tuple(services.label(code, names.language) for code in item.services),
            why=self._why([r for r in parts if r.contribution > 0][: MOST_REASONS // share], told),
            against=self._why([r for r in parts if r.contribution < 0][: MOST_OBJECTIONS // share], told),
        )

    def _why(self, reasons: Sequence[Reason], told: set[str | None]) -> tuple[Why, ...]:
        """Reasons with their words; a card quotes the same words once: those in ``told``, which grows, are left out."""
        found = []
        for reason in reasons:
            quote, evidence = self.chips.quote(reason.need_span), reason.evidence
            new_quote = quote if quote not in told else None
            found.append(Why(reason.text, new_quote, evidence if evidence and evidence.text not in told else None))
            told |= {quote, evidence.text if evidence else None}
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Sentences:
    """Lines of a profile and the language that they are in, which a page tells browsers where it is another."""

    lines: tuple[str, ...]
    language: AnswerLanguage


def specialities(hub: HubRecord, language: AnswerLanguage) -> Sentences:
    """What a hub does best, in its own words; in the other language where there are none in this."""
    return in_language(hub.specialities_pt, hub.specialities_en, language)


def in_language(pt: tuple[str, ...], en: tuple[str, ...], language: AnswerLanguage) -> Sentences:
    """The lines in ``language``, or those in the other where it has none."""
    lines: dict[AnswerLanguage, tuple[str, ...]] = {"pt": pt, "en": en}
    other: AnswerLanguage = "en" if language == "pt" else "pt"
    return Sentences(lines[language], language) if lines[language] else Sentences(lines[other], other)
