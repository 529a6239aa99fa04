"""Reasons from contributions: each share of a score with its words in the need and the passage of the profile it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from matcher.answer import Evidence, Reason
from matcher.arrays import FloatVector
from matcher.catalogue import Catalogue
from matcher.features import NEUTRAL_FOCUS, NEUTRAL_SECTOR, NEUTRAL_TECHNOLOGY, distances_to
from matcher.need import AnswerLanguage, CodeValue, Need
from matcher.passages import Passage
from matcher.ranking import Scored
from matcher.records import HubRecord
from matcher.rules import Rules, Verdict
from matcher.sentences import BASELINE, FEATURE_SENTENCES, NOT_TOLD, PERHAPS
from matcher.vocabulary import ListName

OFFERED: Final = 0.5  # services and clients are listed (1) or not (0)
SURE: Final = 0.5  # a code less probable is named with a 'perhaps'
MOST_NAMED: Final = 3
LEAST_PULL: Final = 0.3  # of the weightiest code: what pulls less is not worth naming


@dataclass(frozen=True, slots=True, eq=False)
class Explainer:
    """What every explanation of one catalogue and one set of rules needs."""

    hubs: Catalogue
    rules: Rules

    def reasons(
        self, need: Need, scored: Scored, verdict: Verdict, row: int, language: AnswerLanguage
    ) -> tuple[Reason, ...]:
        """Every share of the hub's score, largest first, with the baseline last: their contributions sum to the score.

        Before them, with no share of it, the rules for which a zone or a hub abroad is shown apart.
        """
        shares = scored.contributions[row]
        order = sorted(np.flatnonzero(shares), key=lambda column: (-abs(shares[column]), column))
        found = [self._reason(need, row, scored.names[column], float(shares[column]), language) for column in order]
        base = Reason(
            feature="baseline", contribution=scored.baseline, text=BASELINE[language], need_span=None, evidence=None
        )
        return (*self._set_apart(verdict, row, language), *found, base)

    def _set_apart(self, verdict: Verdict, row: int, language: AnswerLanguage) -> list[Reason]:
        """The rules that show the hub apart, as a zone or a specialist abroad."""
        if not (self.hubs.is_zone[row] or self.hubs.is_abroad[row]):
            return []
        touching = (self.rules.rules[column] for column in np.flatnonzero(verdict.touched[row]))
        return [
            Reason(feature=r.code, contribution=0, text=r.reason.sentence(language), need_span=None, evidence=None)
            for r in touching
            if r.effect in ("elsewhere", "offer_zone")
        ]

    def _reason(self, need: Need, row: int, name: str, share: float, language: AnswerLanguage) -> Reason:
        """One share in words; a name that is no feature is a rule's code."""
        if name not in FEATURE_SENTENCES:
            rule = next(rule for rule in self.rules.rules if rule.code == name)
            return Reason(
                feature=name, contribution=share, text=rule.reason.sentence(language), need_span=None, evidence=None
            )
        hub = self.hubs.records[row]
        values, listed = _values_behind(name, need, self.hubs)
        if values and listed:
            return self._reason_of_codes(name, share, values, listed, row, language)
        text = FEATURE_SENTENCES[name][share < 0][language]
        if listed:
            text = NOT_TOLD[language]
        elif name == "nearness":
            km = float(distances_to(need, self.hubs.points[row : row + 1])[0])
            text = NOT_TOLD[language] if np.isnan(km) else text.format(km=round(km))
        evidence = None
        if name == "semantic_similarity":
            evidence = self._nearest(need, row, language)
        elif name in ("regional_coverage", "nearness"):
            span = next((place.span for place in need.places if place.span), None)
            return Reason(feature=name, contribution=share, text=text, need_span=span, evidence=_seat(hub, language))
        return Reason(feature=name, contribution=share, text=text, need_span=None, evidence=evidence)

    def _reason_of_codes(
        self,
        name: str,
        share: float,
        values: tuple[CodeValue, ...],
        listed: ListName,
        row: int,
        language: AnswerLanguage,
    ) -> Reason:
        """A share that rests on codes: names those that are served where it is positive, those that are not where negative."""
        table = self.hubs.vocabularies[listed]
        served, neutral = _served(self.hubs, name, row)
        named = _weightiest(values, served[[table.column[value.code] for value in values]] - neutral, share > 0)
        labels = ", ".join(
            table.label(value.code, language) + ("" if value.probability >= SURE else PERHAPS[language])
            for value in named
        )
        sentence = FEATURE_SENTENCES[name][share < 0][language].format(codes=labels) if named else NOT_TOLD[language]
        span = next((value.span for value in named if value.span), None)
        evidence = self._statement(listed, [value.code for value in named], row, language) if named else None
        return Reason(feature=name, contribution=share, text=sentence, need_span=span, evidence=evidence)

    def codes_apart(self, need: Need, name: str, rows: tuple[int, int], ahead: bool, language: AnswerLanguage) -> str:
        """Labels of the codes by which a feature sets the first of two hubs ahead, or behind; may be empty."""
        values, listed = _values_behind(name, need, self.hubs)
        if not values or listed is None:
            return ""
        table = self.hubs.vocabularies[listed]
        row, other = (_served(self.hubs, name, row)[0] for row in rows)
        named = _weightiest(values, (row - other)[[table.column[value.code] for value in values]], ahead)
        return ", ".join(table.label(value.code, language) for value in named)

    def _statement(self, listed: ListName, codes: list[str], row: int, language: AnswerLanguage) -> Evidence | None:
        """What the profile itself lists for ``codes``, or for the codes near them, with the intensity it states."""
        hub, table = self.hubs.records[row], self.hubs.vocabularies[listed]
        if listed in ("services", "clients"):
            own = hub.services if listed == "services" else hub.customers
            texts = [table.label(code, language) for code in own if code in codes or listed == "clients"]
        else:
            items = {item.code: item.weight for item in (hub.sectors if listed == "sectors" else hub.technologies)}
            near = table.related[[table.column[code] for code in codes]].max(axis=0).tolist()
            stated = sorted(
                (code for code in items if near[table.column[code]] > 0), key=lambda code: -near[table.column[code]]
            )
            texts = [f"{table.label(code, language)}: {items[code] or '?'}/5" for code in stated[:3]]
        field = "customers" if listed == "clients" else listed
        return Evidence(text="; ".join(texts), language=language, field=field) if texts else None

    def _nearest(self, need: Need, row: int, language: AnswerLanguage) -> Evidence | None:
        """The hub's passage nearest to the need, in the language of the answer where the profile has it."""
        passage: Passage | None = self.hubs.passages.nearest(need.vector, row, language)
        return Evidence(text=passage.text, language=passage.language, field=passage.field) if passage else None


def _values_behind(name: str, need: Need, hubs: Catalogue) -> tuple[tuple[CodeValue, ...], ListName | None]:
    """The codes of the need that a feature looks at, and their list."""
    if name in ("sector_coverage", "sector_speciality"):
        return need.likely_sectors, "sectors"
    if name in ("technology_coverage", "technology_speciality", "technology_without_sector_hub"):
        return need.likely_technologies, "technologies"
    if name == "service_coverage":
        return tuple(value for value in need.services if value.code in hubs.hub_service_codes), "services"
    return (need.client, "clients") if name == "client_served" else ((), None)


def _weightiest(values: tuple[CodeValue, ...], fits: FloatVector, speaks_for: bool) -> list[CodeValue]:
    """The codes that most of a share rests on: probability times how far the hub is above or below neutral; at most three."""
    signed = fits.tolist() if speaks_for else (-fits).tolist()  # lists: of so few numbers quicker than arrays
    pulls = [value.probability * fit for value, fit in zip(values, signed, strict=True)]
    order = sorted((j for j, pull in enumerate(pulls) if pull > 0), key=lambda j: -pulls[j])[:MOST_NAMED]
    return [values[j] for j in order if pulls[j] >= pulls[order[0]] * LEAST_PULL]


def _served(hubs: Catalogue, name: str, row: int) -> tuple[FloatVector, float]:
    """How a feature sees each code at one hub, and the value above which it speaks for the hub."""
    if name in ("sector_speciality", "technology_speciality"):
        listed: ListName = "sectors" if name == "sector_speciality" else "technologies"
        own = hubs.sector_speciality[row] if listed == "sectors" else hubs.technology_speciality[row]
        return np.asarray(hubs.vocabularies[listed].related @ own), 0.0
    matrices = {
        "sector_coverage": (hubs.sectors, NEUTRAL_SECTOR),
        "technology_coverage": (hubs.technologies, NEUTRAL_TECHNOLOGY),
        "technology_without_sector_hub": (hubs.technology_focus, NEUTRAL_FOCUS),
        "service_coverage": (hubs.services, OFFERED),
    }
    matrix, neutral = matrices.get(name, (hubs.clients, OFFERED))
    return matrix[row], neutral


def _seat(hub: HubRecord, language: AnswerLanguage) -> Evidence | None:
    """Where the profile says that the hub sits."""
    return Evidence(text=hub.seat.city, language=language, field="seat") if hub.seat.city else None
