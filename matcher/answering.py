"""The answer object put together: understood values, cards with reasons, exclusions and next steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from matcher.answer import (
    Answer,
    Confidence,
    Contact,
    Exclusion,
    Facet,
    NextStep,
    Question,
    Recommendation,
    Understood,
    UnderstoodCode,
    UnderstoodLanguage,
    UnderstoodPlace,
    Versions,
)
from matcher.arrays import BoolMatrix, IntVector
from matcher.catalogue import HOME, Catalogue
from matcher.contacts import COORDINATION, EUROPE, ZONE_AUTHORITY, ContactRow
from matcher.explanation import Explainer
from matcher.need import AnswerLanguage, CodeValue, Need, Place
from matcher.ranking import Scored
from matcher.records import HubRecord
from matcher.rules import Rules, Verdict
from matcher.sentences import ASK_ABROAD, ASK_COORDINATION, ASK_ZONES, NETWORK_NOT_ASKED, NEXT_STEPS, UNTIL
from matcher.understanding.facets import NeedFacet
from matcher.understanding.outcome import Decision
from matcher.written_dates import written_date

HIGH_AT: Final = 0.75
MEDIUM_AT: Final = 0.45
NETWORK_RULE: Final = "network-not-asked"


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What an answer shows: row numbers of hubs, best first, the text's separate needs, and the question.

    Attributes:
        served: which hub serves which of ``facets`` well, shape ``(n_facets, n_hubs)``.
        cover: rows of the fewest hubs that serve all facets together.
    """

    candidates: IntVector | Sequence[int]
    elsewhere: IntVector | Sequence[int]
    zones: IntVector | Sequence[int]
    facets: tuple[NeedFacet, ...]
    served: BoolMatrix
    cover: tuple[int, ...]
    question: Question | None


@dataclass(frozen=True, slots=True, eq=False)
class Answering:
    """Puts answers into words for one catalogue; ``contacts`` by id."""

    hubs: Catalogue
    rules: Rules
    explainer: Explainer
    contacts: dict[str, ContactRow]

    def answer(
        self,
        answer_id: str,
        need: Need,
        decision: Decision,
        verdict: Verdict,
        scored: Scored,
        shown: Shown,
        language: AnswerLanguage,
        versions: Versions,
    ) -> Answer:
        """Everything that is said about one need. Eight arguments: each is one finished stage of the path."""

        def cards(rows: IntVector | Sequence[int]) -> tuple[Recommendation, ...]:
            found = (self._card(need, scored, verdict, int(row), rank, language) for rank, row in enumerate(rows, 1))
            return tuple(_with_facets(card, shown.served, int(row)) for card, row in zip(found, rows, strict=True))

        return Answer(
            id=answer_id,
            outcome=decision.outcome,
            reason_code=decision.reason_code,
            understood=understood(need, shown.facets),
            recommendations=cards(shown.candidates),
            cover=tuple(self.hubs.hub_ids[row] for row in shown.cover),
            elsewhere=cards(shown.elsewhere),
            free_zones=cards(shown.zones),
            excluded=self._exclusions(need, verdict, language),
            question=shown.question,
            next_steps=self._next_steps(decision, shown, language),
            versions=versions,
        )

    def _card(
        self, need: Need, scored: Scored, verdict: Verdict, row: int, rank: int, language: AnswerLanguage
    ) -> Recommendation:
        """One hub: its place, how sure, which services fit, and why."""
        hub, probability = self.hubs.records[row], float(scored.probabilities[row])
        return Recommendation(
            rank=rank,
            hub_id=hub.id,
            name=hub.name,
            networks=hub.networks,
            score=round(scored.baseline + float(scored.contributions[row].sum()), 4),
            probability=round(probability, 4),
            confidence=confidence(probability),
            services=self._fitting_services(need, row),
            reasons=self.explainer.reasons(need, scored, verdict, row, language),
            as_of=hub.as_of,
            service_until=hub.service_until,
        )

    def _fitting_services(self, need: Need, row: int) -> tuple[str, ...]:
        """Services asked for that the hub offers; where none is asked, the one that the text most likely calls for."""
        asked = [
            value.code for value in need.services if value.code in self.hubs.hub_service_codes or self.hubs.is_zone[row]
        ]
        asked = asked or [value.code for value in (need.likely_service,) if value]
        return tuple(code for code in asked if code in self.hubs.records[row].services)

    def _exclusions(self, need: Need, verdict: Verdict, language: AnswerLanguage) -> tuple[Exclusion, ...]:
        """Every hub of the country that was kept out, with the first rule that did it."""
        found = []
        shut_out = ~self.hubs.in_networks(need.networks) if need.networks else np.zeros(len(self.hubs), dtype=np.bool_)
        at_home = ~self.hubs.is_abroad & ~self.hubs.is_zone
        for row in np.flatnonzero(at_home & (verdict.excluded | shut_out)):
            hub_id = self.hubs.hub_ids[row]
            if verdict.excluded[row]:
                column = next(
                    c for c in np.flatnonzero(verdict.touched[row]) if self.rules.rules[c].effect == "exclude"
                )
                rule = self.rules.rules[column]
                found.append(Exclusion(hub_id=hub_id, rule=rule.code, reason=rule.reason.sentence(language)))
            else:
                found.append(Exclusion(hub_id=hub_id, rule=NETWORK_RULE, reason=NETWORK_NOT_ASKED[language]))
        return tuple(found)

    def _next_steps(self, decision: Decision, shown: Shown, language: AnswerLanguage) -> tuple[NextStep, ...]:
        """What to do now: the first hub, the national coordination, and the authority or catalogue that fits."""
        template = NEXT_STEPS[decision.outcome][language]
        coordination = self.contacts[COORDINATION].contact(language)
        if len(shown.candidates):
            hub = self.hubs.records[int(shown.candidates[0])]
            contact = Contact(id=hub.id, name=hub.name, website=hub.website, email=None)
            text = template.format(hub=hub.name, as_of=written_date(hub.as_of, language), until=_until(hub, language))
            steps = [NextStep(text=text, contact=contact)]
            steps.append(NextStep(text=ASK_COORDINATION[language], contact=coordination))
        else:
            steps = [NextStep(text=template, contact=coordination)]
        if len(shown.zones):
            steps.append(NextStep(text=ASK_ZONES[language], contact=self.contacts[ZONE_AUTHORITY].contact(language)))
        if len(shown.elsewhere):
            steps.append(NextStep(text=ASK_ABROAD[language], contact=self.contacts[EUROPE].contact(language)))
        return tuple(steps)


def confidence(probability: float) -> Confidence:
    """The probability in a word."""
    return "high" if probability >= HIGH_AT else "medium" if probability >= MEDIUM_AT else "low"


def _until(hub: HubRecord, language: AnswerLanguage) -> str:
    """What is known of the end of a hub's service, to stand at the end of a sentence; nothing where nothing is."""
    if hub.service_until is None:
        return ""
    return UNTIL[language].format(service_until=written_date(hub.service_until, language))


def _with_facets(card: Recommendation, served: BoolMatrix, row: int) -> Recommendation:
    """The card with the numbers of the facets that its hub serves well; unchanged where the text is one need."""
    return card.model_copy(update={"facets": tuple(np.flatnonzero(served[:, row]).tolist())}) if len(served) else card


def understood(need: Need, facets: Sequence[NeedFacet] = ()) -> Understood:
    """What was read out of the need, as the answer shows it."""
    return Understood(
        language=UnderstoodLanguage(value=need.language, origin=need.language_origin),
        places=tuple(_place(place) for place in need.places),
        sectors=_codes(need.sectors),
        technologies=_codes(need.technologies),
        services=_codes(need.services),
        refused_services=_codes(need.refused_services),
        client=_codes(need.client),
        facets=tuple(_facet(facet) for facet in facets),
        contains_personal_data=need.contains_personal_data,
    )


def _facet(facet: NeedFacet) -> Facet:
    need = facet.need
    services, sectors, technologies = (
        tuple(value.code for value in values) for values in (need.services, need.sectors, need.technologies)
    )
    return Facet(span=facet.span, services=services, sectors=sectors, technologies=technologies)


def _codes(values: Sequence[CodeValue]) -> tuple[UnderstoodCode, ...]:
    return tuple(UnderstoodCode(code=v.code, origin=v.origin, span=v.span, probability=v.probability) for v in values)


def _place(place: Place) -> UnderstoodPlace:
    return UnderstoodPlace(
        text=place.text,
        span=place.span,
        municipality=place.municipality,
        nuts3=place.nuts3,
        nuts2=place.nuts2,
        country=place.country or HOME,
        origin=place.origin,
    )
