"""What the element's attributes ask of the frame: each is checked against the catalogue; a bad one leaves its default."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from matcher import NeedError, Recommender
from matcher.need import AnswerLanguage
from matcher.records import Query
from service.access.origins import canonical_origin
from service.page.language import LANGUAGES, known_language
from service.widget.faults import AttributeFault, shown
from service.widget.theme import Theme, parse_theme

DEFAULT_RESULTS: Final = 3
MOST_RESULTS: Final = 10
MOST_HUBS: Final = 50
MOST_SECTORS: Final = 10  # as a query takes them
_CAMPAIGN: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SEPARATORS: Final = re.compile(r"[\s,]+")


@dataclass(frozen=True, slots=True)
class EmbedOptions:
    """What a portal asks for. ``written`` are the values as they came and may be sent again: they hold nothing typed.

    Attributes:
        language: None where the portal leaves it to the visitor's browser.
        region: a place, as the form takes it; likewise ``sectors`` and ``client`` are codes to begin with.
        hubs: ids of the only hubs to show; empty for all.
        key: a publishable key, not looked up yet.
        parent: origin of the page around the frame, the only one that the frame talks to; None outside of one.
    """

    language: AnswerLanguage | None = None
    region: str = ""
    sectors: tuple[str, ...] = ()
    client: str | None = None
    hubs: tuple[str, ...] = ()
    max_results: int = DEFAULT_RESULTS
    theme: Theme = Theme()  # noqa: RUF009  # frozen
    key: str | None = None
    campaign: str | None = None
    parent: str | None = None
    written: Mapping[str, str] = field(default_factory=dict)


def parse_options(
    values: Mapping[str, str], recommender: Recommender
) -> tuple[EmbedOptions, tuple[AttributeFault, ...]]:
    """The options with every value that can be used, and a fault for each other; unknown names are passed over."""
    reader = _OptionReader(values, recommender)
    theme, theme_faults = parse_theme(values.get("theme", ""))
    options = EmbedOptions(
        language=reader.language(),
        region=reader.stated("region", "place") or "",
        sectors=reader.codes("sector", "sectors"),
        client=reader.stated("client", "client"),
        hubs=reader.hubs(),
        max_results=reader.max_results(),
        theme=theme,
        key=values.get("key") or None,
        campaign=reader.campaign(),
        parent=reader.parent(),
        written={name: values[name] for name in SENT_AGAIN if values.get(name)},
    )
    return options, (*reader.faults, *theme_faults)


SENT_AGAIN: Final = ("hubs", "max-results", "theme", "campaign", "parent")  # with the form, in hidden fields


class _OptionReader:
    """Reads one value after the other and gathers the faults."""

    def __init__(self, values: Mapping[str, str], recommender: Recommender) -> None:
        self._values = values
        self._recommender = recommender
        self.faults: list[AttributeFault] = []

    def language(self) -> AnswerLanguage | None:
        value = self._values.get("lang", "")
        language = known_language(value.split("-")[0].lower())
        if value and language is None:
            self._fault("lang", value, " or ".join(LANGUAGES))
        return language

    def stated(self, name: str, query_field: str) -> str | None:
        """A value that the library itself checks as that field of a query."""
        value = self._values.get(name, "").strip()
        if not value:
            return None
        detail = self._refusal(query_field, value)
        if detail is not None:
            self._fault(name, value, detail)
            return None
        return value

    def codes(self, name: str, query_field: str) -> tuple[str, ...]:
        """Each code that the library knows."""
        found = []
        for code in self._listed(name, MOST_SECTORS):
            detail = self._refusal(query_field, (code,))
            if detail is None:
                found.append(code)
            else:
                self._fault(name, code, detail)
        return tuple(dict.fromkeys(found))

    def hubs(self) -> tuple[str, ...]:
        """Ids of hubs, each once; a list of which none is known shows every hub, as if it were absent."""
        catalogue = self._recommender.catalogue
        found: dict[str, None] = {}
        for hub_id in self._listed("hubs", MOST_HUBS):
            row = catalogue.row.get(hub_id)
            if row is None or catalogue.is_zone[row]:
                self._fault("hubs", hub_id, "ids of hubs as GET /v1/hubs?kind=dih lists them")
            else:
                found[hub_id] = None
        return tuple(found)

    def max_results(self) -> int:
        value = self._values.get("max-results", "").strip()
        number = int(value) if value.isascii() and value.isdigit() and len(value) < 4 else 0
        if 1 <= number <= MOST_RESULTS:
            return number
        if value:
            self._fault("max-results", value, f"a whole number from 1 to {MOST_RESULTS}")
        return DEFAULT_RESULTS

    def campaign(self) -> str | None:
        value = self._values.get("campaign", "")
        if value and not _CAMPAIGN.fullmatch(value):
            self._fault("campaign", value, "1 to 64 letters without accents, digits, dots, hyphens or underscores")
            return None
        return value or None

    def parent(self) -> str | None:
        """The origin that the element's own script wrote; anything else than one as browsers write it is not used."""
        value = self._values.get("parent", "")
        try:
            return value if value and canonical_origin(value) == value else None
        except ValueError:
            return None

    def _listed(self, name: str, most: int) -> list[str]:
        """The first ``most`` parts of a value that lists some."""
        parts = [part for part in _SEPARATORS.split(self._values.get(name, "")) if part]
        if len(parts) > most:
            self.faults.append(AttributeFault(name, f"{len(parts)} values", f"at most {most}"))
        return parts[:most]

    def _refusal(self, query_field: str, value: object) -> str | None:
        """What the library says against ``value`` in that field of a query; None if it takes it."""
        try:
            query = Query.model_validate({"text": "-", query_field: value})
            self._recommender.reader.check(query)
        except NeedError as error:
            return error.detail
        except ValueError:  # pydantic's: no code, or too long
            return "a code of the vocabulary, as GET /v1/vocabularies lists them"
        return None

    def _fault(self, name: str, value: str, expected: str) -> None:
        self.faults.append(AttributeFault(name, shown(value), expected))
