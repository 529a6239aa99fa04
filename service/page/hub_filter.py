"""Which hubs of the catalogue a reader wants to see: region or country, sector, technology, service, and which page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from matcher.catalogue import HOME, Catalogue
from matcher.folding import fold_term
from matcher.geography import Geography
from matcher.need import AnswerLanguage
from matcher.records import HubRecord
from service.page.texts import TEXTS
from service.page.tile_map import serves

PAGE_SIZE: Final = 20


@dataclass(frozen=True, slots=True)
class HubFilter:
    """What the address asks for; '' asks for nothing."""

    region: str = ""
    sector: str = ""
    technology: str = ""
    service: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> HubFilter:
        """From the parameters of an address; a page that is no number is page 0, which no list has."""
        page = query.get("page", "1")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 0
        region, sector = query.get("region", "").strip(), query.get("sector", "").strip()
        technology, service = query.get("technology", "").strip(), query.get("service", "").strip()
        return cls(region, sector, technology, service, number)

    @property
    def is_empty(self) -> bool:
        """Whether every hub is wanted."""
        return not (self.region or self.sector or self.technology or self.service)

    def faults(self, catalogue: Catalogue, geography: Geography, language: AnswerLanguage) -> dict[str, str]:
        """A sentence for each filter that names nothing known, by its name."""
        tables = catalogue.vocabularies
        countries = {hub.country for hub in catalogue.records}
        known = {
            "region": self.region in countries or (self.region.startswith(HOME) and geography.is_code(self.region)),
            "sector": self.sector in tables["sectors"].column,
            "technology": self.technology in tables["technologies"].column,
            "service": self.service in tables["services"].column,
        }
        return {
            name: TEXTS[language]["filter_fault"]
            for name, is_known in known.items()
            if getattr(self, name) and not is_known
        }

    def admits(self, hub: HubRecord) -> bool:
        """Whether a hub has everything asked for."""
        return (
            (not self.region or self._is_there(hub))
            and (not self.sector or any(item.code == self.sector for item in hub.sectors))
            and (not self.technology or any(item.code == self.technology for item in hub.technologies))
            and (not self.service or self.service in hub.services)
        )

    def address(self, page: int, language: AnswerLanguage) -> str:
        """The same list at another page."""
        values = {"region": self.region, "sector": self.sector, "technology": self.technology, "service": self.service}
        asked = {name: value for name, value in values.items() if value}
        return "/hubs?" + urlencode({**asked, **({"page": str(page)} if page > 1 else {}), "lang": language})

    def _is_there(self, hub: HubRecord) -> bool:
        """Of a country every hub, of a region those that serve it."""
        return hub.country == self.region if len(self.region) == 2 else serves(hub, self.region)


def wanted_hubs(catalogue: Catalogue, wanted: HubFilter, countries: Mapping[str, str]) -> tuple[HubRecord, ...]:
    """The hubs that ``wanted`` admits: the national network first, then zones and others of the country, then the rest.

    Args:
        countries: name of each country, by which those abroad are ordered.
    """

    def place(hub: HubRecord) -> tuple[int, str, str]:
        group = 0 if "PT-DIH" in hub.networks else 1 if hub.country == HOME else 2
        return group, fold_term(countries.get(hub.country, "")) if group == 2 else "", fold_term(hub.name)

    return tuple(sorted((hub for hub in catalogue.records if wanted.admits(hub)), key=place))
