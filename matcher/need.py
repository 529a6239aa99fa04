"""What was understood of a need: typed values, each with where it came from and the words it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from matcher.arrays import FloatVector

Origin = Literal["stated", "text", "inferred"]  # by the caller; by words of the text; by a model
Span = tuple[int, int]  # first character and one past the last, in the text as typed
Language = Literal["pt", "en", "es", "fr", "de", "it", "mixed", "other"]
AnswerLanguage = Literal["pt", "en"]


@dataclass(frozen=True, slots=True)
class CodeValue:
    """One code of a vocabulary that the need is about; ``probability`` is 1 for a stated fact."""

    code: str
    origin: Origin
    span: Span | None
    probability: float


@dataclass(frozen=True, slots=True)
class Place:
    """The sender's own place or site.

    Attributes:
        text: the words it was read from (or the place as stated).
        nuts_codes: every region it may lie in: one for a municipality, several for 'Minho'; all in ``country``.
        nuts3, nuts2: the one region of that level when it is certain, else None.
        country: two letters as NUTS writes them (Greece is EL).
        latitude, longitude: degrees (WGS 84) of the town or of the region's middle; None when unknown.
    """

    text: str
    span: Span | None
    origin: Origin
    country: str
    nuts_codes: tuple[str, ...]
    municipality: str | None = None
    nuts3: str | None = None
    nuts2: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Need:
    """A need, understood. Every tuple of values is ordered, main first; empty means that nothing is known.

    Attributes:
        vector: the encoder's unit vector of the text, shape ``(dimension,)``.
        sector_guesses, technology_guesses: every code that the text may mean with its probability, surest first, also
            those too unsure for ``sectors`` and ``technologies``; empty where the caller stated them.
        services: services asked for; a refused one stands in ``refused_services`` only.
        likely_service: the most probable service of a hub, if it is likely at all.
        client: who asks; at most one value.
        partners_abroad: the text asks for partners or markets outside Portugal, in ``partner_countries`` where it names any.
        names_home: the text names Portugal.
        in_scope: probability that a digital innovation hub is the right kind of place at all.
        tells_enough: probability that the text says enough to choose.
    """

    text: str
    language: Language
    language_origin: Origin
    vector: FloatVector
    places: tuple[Place, ...] = ()
    sectors: tuple[CodeValue, ...] = ()
    technologies: tuple[CodeValue, ...] = ()
    services: tuple[CodeValue, ...] = ()
    refused_services: tuple[CodeValue, ...] = ()
    client: tuple[CodeValue, ...] = ()
    likely_service: CodeValue | None = None
    sector_guesses: tuple[CodeValue, ...] = ()
    technology_guesses: tuple[CodeValue, ...] = ()
    networks: tuple[str, ...] = ()
    contains_personal_data: bool = False
    partners_abroad: bool = False
    partner_countries: tuple[str, ...] = ()
    names_home: bool = False
    in_scope: float = 1.0
    tells_enough: float = 1.0

    @property
    def likely_sectors(self) -> tuple[CodeValue, ...]:
        """What ranking rests on: the guesses, or without any the sectors that are known."""
        return self.sector_guesses or self.sectors

    @property
    def likely_technologies(self) -> tuple[CodeValue, ...]:
        """The same for technologies."""
        return self.technology_guesses or self.technologies

    @property
    def region_codes(self) -> tuple[str, ...]:
        """NUTS codes of the sender's places below the whole country; empty when no region is known."""
        return tuple(code for place in self.places for code in place.nuts_codes if len(code) > 2)

    @property
    def countries(self) -> frozenset[str]:
        """Countries of the sender's places; empty when none is known."""
        return frozenset(place.country for place in self.places)
