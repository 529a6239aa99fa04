"""Regions, countries, dates and kinds of hub by name, in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.catalogue import HOME
from matcher.geography import Geography
from matcher.need import AnswerLanguage
from matcher.records import HubRecord
from matcher.written_dates import written_date
from service.page.texts import TEXTS


@dataclass(frozen=True, slots=True)
class Names:
    """Names for people in one language; what has no name keeps its code."""

    geography: Geography
    language: AnswerLanguage

    def country(self, code: str) -> str:
        """'Espanha' for ES."""
        return self.geography.countries.get((code, self.language), code)

    def region(self, code: str) -> str:
        """'Ave' for PT119, 'Centro' for PT19; a country by its name."""
        if len(code) == 2:
            return self.country(code)
        return self.geography.name(code).removesuffix(" (PT)")

    def served(self, hub: HubRecord) -> str:
        """Where a hub gives its services, in words: the whole country, or its regions."""
        if hub.country in hub.coverage:
            return TEXTS[self.language]["whole_country"].format(country=self.country(hub.country))
        return ", ".join(self.region(code) for code in hub.coverage)

    def seat(self, hub: HubRecord) -> str | None:
        """Where a hub sits: its town, with the country's name abroad; None when no part of it is known."""
        code = hub.seat.nuts3 or hub.seat.nuts2
        town = hub.seat.municipality or hub.seat.city or (self.region(code) if code else None)
        if hub.country == HOME:
            return town
        return f"{town}, {self.country(hub.country)}" if town else self.country(hub.country)

    def kinds(self, hub: HubRecord) -> tuple[str, ...]:
        """What a hub is: its scopes, then the networks it belongs to."""
        texts = TEXTS[self.language]
        scopes = tuple(texts[f"scope_{scope}"] for scope in hub.scope)
        return (*scopes, *(texts[f"network_{network.lower().replace('-', '_')}"] for network in hub.networks))

    def date(self, value: str) -> str:
        """A day or a month as people write it."""
        return written_date(value, self.language)
