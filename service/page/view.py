"""An answer as the page shows it: labels for codes, quotations for positions. Templates only lay it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

from matcher import Recommender
from matcher.answer import Answer, Contact, Outcome
from matcher.catalogue import HOME, Catalogue
from matcher.contacts import ContactRow
from matcher.hub_explanation import HubExplanation
from matcher.need import AnswerLanguage
from matcher.question import OTHER_CODE
from service.page.card_view import Card, Cards
from service.page.chips import Addition, ChipGroup, Chips, by_label
from service.page.facet_view import FacetView, cover_of, facet_views
from service.page.names import Names
from service.page.percent import percent, percentage
from service.page.place_names import spelt_place
from service.page.texts import LANGUAGE_NAMES, TEXTS
from service.page.tile_map import TileMap, tile_map

NOTHING_LOOKED_FOR: Final[frozenset[Outcome]] = frozenset(("out_of_scope", "too_vague"))
_NO_ONE_LANGUAGE: Final = frozenset(("mixed", "other"))
NATIONAL_CONTACTS: Final = ("iapmei-dih", "portugal-digital")  # of contacts.csv: where to go when no hub fits


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Hubs that one rule kept out."""

    reason: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class AnswerView:
    """Everything that the result part of the page shows.

    Attributes:
        text_language: of the need, by name, where it is not the page's.
        need_language: the same as browsers know it; None where the text is in several, or in none that is known.
        choices: answers to the question, as what the form calls them (``field:code``) and their words.
        others: hubs that may be asked about ('why not this one?'), as id and name.
        other: what is said about the one that was asked about.
        contacts: where to go when no hub is recommended, besides those of the next steps.
    """

    answer: Answer
    outcome: str
    understood: tuple[ChipGroup, ...]
    additions: tuple[Addition, ...]
    text_language: str | None
    need_language: str | None
    choices: tuple[tuple[str, str], ...]
    facets: tuple[FacetView, ...]
    cover: tuple[tuple[str, str], ...]
    cards: tuple[Card, ...]
    free_zones: tuple[Card, ...]
    elsewhere: tuple[Card, ...]
    excluded: tuple[LeftOut, ...]
    map: TileMap | None
    others: tuple[tuple[str, str], ...]
    other: HubExplanation | None
    contacts: tuple[Contact, ...]

    @property
    def other_percentage(self) -> int:
        """How likely the hub is that was asked about, for its bar; 0 where none was."""
        return percentage(self.other.probability) if self.other else 0

    @property
    def other_percent(self) -> str:
        """The same in words."""
        return percent(self.other.probability) if self.other else ""


@dataclass(frozen=True, slots=True, eq=False)
class Viewer:
    """Turns answers to one text into views in one language."""

    catalogue: Catalogue
    institutions: dict[str, ContactRow]
    names: Names
    chips: Chips

    @classmethod
    def of(cls, recommender: Recommender, text: str, language: AnswerLanguage) -> Self:
        """The viewer of answers that ``recommender`` gives to ``text``."""
        catalogue = recommender.catalogue
        names = Names(recommender.reader.geography, language)
        return cls(catalogue, recommender.answering.contacts, names, Chips(catalogue.vocabularies, text, language))

    @property
    def language(self) -> AnswerLanguage:
        """Of the page."""
        return self.names.language

    def view(self, answer: Answer, other: HubExplanation | None = None) -> AnswerView:
        """The answer as shown, with what is said about one more hub."""
        cards = Cards(self.catalogue, self.names, self.chips)
        found = answer.understood
        return AnswerView(
            answer=answer,
            outcome=self._outcome(answer),
            understood=self.chips.groups(found),
            additions=self.chips.additions(found),
            text_language=self._text_language(answer),
            need_language=found.language.value if found.language.value not in _NO_ONE_LANGUAGE else None,
            choices=self._choices(answer),
            facets=facet_views(answer, self.chips),
            cover=cover_of(answer, self.catalogue),
            cards=cards.cards(answer.recommendations),
            free_zones=cards.cards(answer.free_zones),
            elsewhere=cards.cards(answer.elsewhere),
            excluded=self._excluded(answer),
            map=self._map(answer),
            others=self._others(answer),
            other=other,
            contacts=self._contacts(answer),
        )

    def _outcome(self, answer: Answer) -> str:
        """What came out, in a sentence that names the first hub and claims no more for it than its card does."""
        texts = TEXTS[self.language]
        if not answer.recommendations:
            return texts[f"outcome_{answer.outcome}"]
        best, n_parts = answer.recommendations[0], len(answer.understood.facets)
        told = f"outcome_{answer.outcome}"
        if answer.outcome == "match" and 0 < len(best.facets) < n_parts:
            told = "outcome_match_of_parts"
        elif answer.outcome == "match" and (best.confidence != "high" or len(best.facets) < n_parts):
            told = "outcome_match_unsure"
        return texts[told].format(hub=best.name, n=len(best.facets), total=n_parts)

    def _text_language(self, answer: Answer) -> str | None:
        """The language that the text was read in, where nobody stated it."""
        language = answer.understood.language
        if language.origin == "stated" or language.value == self.language:
            return None
        return LANGUAGE_NAMES[self.language][language.value]

    def _choices(self, answer: Answer) -> tuple[tuple[str, str], ...]:
        """The answers that the question offers; a region goes by its name, for the field of the place shows it."""
        question = answer.question
        if question is None:
            return ()
        codes = ((choice.code, choice.text) for choice in question.choices if choice.code != OTHER_CODE)
        geography = self.names.geography
        return tuple(
            (f"{question.field}:{spelt_place(code, geography) if question.field == 'place' else code}", text)
            for code, text in codes
        )

    def _excluded(self, answer: Answer) -> tuple[LeftOut, ...]:
        """Hubs kept out, one entry a reason; none where no hub was looked for."""
        if answer.outcome in NOTHING_LOOKED_FOR:
            return ()
        by_reason: dict[str, list[str]] = {}
        for exclusion in answer.excluded:
            name = self.catalogue.records[self.catalogue.row[exclusion.hub_id]].name
            by_reason.setdefault(exclusion.reason, []).append(name)
        return tuple(LeftOut(reason, tuple(names)) for reason, names in by_reason.items())

    def _map(self, answer: Answer) -> TileMap | None:
        """The map of the recommended hubs of this country; None where there is none to show."""
        hubs = [self.catalogue.records[self.catalogue.row[card.hub_id]] for card in answer.recommendations]
        places = answer.understood.places
        here = [code for place in places if (code := place.nuts3 or place.nuts2) and place.country == HOME]
        return tile_map(self.names, hubs, here) if any(hub.country == HOME for hub in hubs) else None

    def _others(self, answer: Answer) -> tuple[tuple[str, str], ...]:
        """Hubs and zones of this country that are not recommended, by name; none where no hub was looked for."""
        if answer.outcome in NOTHING_LOOKED_FOR:
            return ()
        shown = {card.hub_id for card in answer.recommendations}
        hubs = (hub for hub in self.catalogue.records if hub.country == HOME and hub.id not in shown)
        return by_label((hub.id, hub.name) for hub in hubs)

    def _contacts(self, answer: Answer) -> tuple[Contact, ...]:
        """The national contact points that no next step names; none where hubs are recommended."""
        named = {step.contact.id for step in answer.next_steps if step.contact}
        rows = [self.institutions.get(name) for name in NATIONAL_CONTACTS if not answer.recommendations]
        return tuple(row.contact(self.language) for row in rows if row is not None and row.id not in named)
