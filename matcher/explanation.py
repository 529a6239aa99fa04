"""Reasons from contributions: each share of a score with its words in the need and the passage of the profile it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from matcher.answer import Evidence, Reason
from matcher.catalogue import Catalogue
from matcher.need import AnswerLanguage, CodeValue, Need
from matcher.passages import Passage
from matcher.ranking import Scored
from matcher.records import HubRecord
from matcher.rules import Rules
from matcher.sentences import BASELINE, FEATURE_SENTENCES
from matcher.vocabulary import ListName

SERVED: Final = 0.05  # below it a hub does not serve a code in any way worth naming


@dataclass(frozen=True, slots=True, eq=False)
class Explainer:
    """What every explanation of one catalogue and one set of rules needs."""

    hubs: Catalogue
    rules: Rules

    def reasons(self, need: Need, scored: Scored, row: int, language: AnswerLanguage) -> tuple[Reason, ...]:
        """Every share of the hub's score, largest first, with the baseline last: their contributions sum to the score."""
        shares = scored.contributions[row]
        order = sorted(np.flatnonzero(shares), key=lambda column: (-abs(shares[column]), column))
        found = [self._reason(need, row, scored.names[column], float(shares[column]), language) for column in order]
        base = Reason(
            feature="baseline", contribution=scored.baseline, text=BASELINE[language], need_span=None, evidence=None
        )
        return (*found, base)

    def _reason(self, need: Need, row: int, name: str, share: float, language: AnswerLanguage) -> Reason:
        """One share in words; a name that is no feature is a rule's code."""
        if name not in FEATURE_SENTENCES:
            rule = next(rule for rule in self.rules.rules if rule.code == name)
            return Reason(
                feature=name, contribution=share, text=rule.reason.sentence(language), need_span=None, evidence=None
            )
        hub = self.hubs.records[row]
        values, listed = _values_behind(name, need)
        if values and listed:
            return self._reason_of_codes(name, share, values, listed, row, language)
        text = FEATURE_SENTENCES[name][share < 0][language]
        evidence = None
        if name in ("semantic_similarity", "lexical_match"):
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
        served = _matrix(self.hubs, listed)[row]
        good = [value for value in values if served[table.column[value.code]] > SERVED]
        named = (good if share > 0 else [value for value in values if value not in good]) or list(values)
        labels = ", ".join(table.label(value.code, language) for value in named)
        sentence = FEATURE_SENTENCES[name][share < 0][language].format(codes=labels)
        span = next((value.span for value in named if value.span), None)
        evidence = self._statement(listed, [value.code for value in named], row, language)
        return Reason(feature=name, contribution=share, text=sentence, need_span=span, evidence=evidence)

    def _statement(self, listed: ListName, codes: list[str], row: int, language: AnswerLanguage) -> Evidence | None:
        """What the profile itself lists for ``codes``, or for the codes near them, with the intensity it states."""
        hub, table = self.hubs.records[row], self.hubs.vocabularies[listed]
        if listed in ("services", "clients"):
            own = hub.services if listed == "services" else hub.customers
            texts = [table.label(code, language) for code in own if code in codes or listed == "clients"]
        else:
            items = {item.code: item.weight for item in (hub.sectors if listed == "sectors" else hub.technologies)}
            near = table.related[[table.column[code] for code in codes]].max(axis=0)
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


def _values_behind(name: str, need: Need) -> tuple[tuple[CodeValue, ...], ListName | None]:
    """The codes of the need that a feature looks at, and their list."""
    if name in ("sector_coverage", "sector_focus"):
        return need.sectors, "sectors"
    if name in ("technology_coverage", "technology_focus"):
        return need.technologies, "technologies"
    if name == "service_coverage":
        return need.services, "services"
    return (need.client, "clients") if name == "client_served" else ((), None)


def _matrix(hubs: Catalogue, listed: ListName) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """How well each hub serves each code of a list."""
    return {"sectors": hubs.sectors, "technologies": hubs.technologies, "services": hubs.services}.get(
        listed, hubs.clients
    )


def _seat(hub: HubRecord, language: AnswerLanguage) -> Evidence | None:
    """Where the profile says that the hub sits."""
    return Evidence(text=hub.seat.city, language=language, field="seat") if hub.seat.city else None
