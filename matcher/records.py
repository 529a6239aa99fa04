"""The pydantic records of what enters: hub profiles, queries. Past them nothing is validated again."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints, field_validator

MAX_NEED_CHARS: Final = 4_000
MAX_K: Final = 50
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$", max_length=100)]
NutsCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[A-Z0-9]{0,3}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Network = Literal["PT-DIH", "EDIH", "SoE", "DIH"]
Scope = Literal["sectoral", "technological", "regional", "zone"]
MonthOrDay = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}(-\d{2})?$")]


class Record(BaseModel):
    """Base of all records: unknown fields are faults, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class WeightedCode(Record):
    """A code and the hub's own statement of intensity, 1 to 5; null means that it gave none (unknown, not 0)."""

    code: Code
    weight: Annotated[int, Field(ge=1, le=5)] | None


class Seat(Record):
    """Where a hub sits; any part may be unknown."""

    city: str | None
    municipality: str | None
    postal_code: str | None
    nuts3: NutsCode | None
    nuts2: NutsCode | None


class HubRecord(Record):
    """One line of ``data/hubs/*.jsonl``: the public profile of a hub or of a free zone (``kind: zlt``).

    All sentences are plain text from outside: escape them before showing. An empty list means unknown.
    """

    id: Code
    kind: Literal["dih", "zlt"]
    name: Annotated[str, StringConstraints(min_length=1)]
    acronym: str | None
    aliases: tuple[str, ...]
    country: Country
    networks: tuple[Network, ...]
    scope: Annotated[tuple[Scope, ...], Field(min_length=1)]
    seat: Seat
    coverage: Annotated[tuple[NutsCode, ...], Field(min_length=1)]
    sectors: tuple[WeightedCode, ...]
    technologies: tuple[WeightedCode, ...]
    catalogue_services: tuple[WeightedCode, ...]
    services: tuple[Code, ...]
    customers: tuple[Code, ...]
    coordinator: str | None
    partners: tuple[str, ...]
    website: Annotated[str, StringConstraints(pattern=r"^https?://")] | None
    specialities_en: tuple[str, ...]
    specialities_pt: tuple[str, ...]
    facts_en: tuple[str, ...]
    facts_pt: tuple[str, ...]
    sources: tuple[str, ...]
    as_of: MonthOrDay
    service_until: MonthOrDay | None
    confidence: Literal["high", "medium", "low"]
    inferred: tuple[str, ...]
    missing: tuple[str, ...]


def _usable_text(text: str) -> str:
    """The text, or a fault that names what is wrong and never quotes it."""
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise ValueError("holds a lone surrogate (broken Unicode); expected text in valid Unicode")
    if _CONTROL.search(text):
        raise ValueError("holds control characters; expected plain text")
    if not text.strip():
        raise ValueError("is empty; expected what the organisation needs, in its own words")
    if len(text) > MAX_NEED_CHARS:
        raise ValueError(f"has {len(text)} characters; expected at most {MAX_NEED_CHARS}")
    return text


NEED_SCHEMA: Final[dict[str, JsonValue]] = {  # what a schema can tell of `_usable_text`
    "minLength": 1,
    "maxLength": MAX_NEED_CHARS,
    "description": "What the organisation needs, in its own words: plain text, not blank.",
}


NeedText = Annotated[str, AfterValidator(_usable_text)]


class Query(Record):
    """A need and what the caller states about it; stated facts always win over what the text seems to say.

    ``language`` is the language of the answer and of the text; ``place`` a municipality, region or NUTS code;
    ``networks`` keeps only hubs of those networks; ``k`` is the most hubs to recommend.
    """

    text: Annotated[NeedText, Field(json_schema_extra=NEED_SCHEMA)]
    language: Annotated[Literal["pt", "en"] | None, Field(description="Of the text and of the answer.")] = None
    place: Annotated[
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)] | None,
        Field(description="Municipality, region, postal or NUTS code of who asks."),
    ] = None
    sectors: Annotated[tuple[Code, ...], Field(max_length=10, description="Codes of sectors, main first.")] = ()
    technologies: Annotated[
        tuple[Code, ...], Field(max_length=10, description="Codes of technologies, main first.")
    ] = ()
    services: Annotated[tuple[Code, ...], Field(max_length=10, description="Codes of the services asked for.")] = ()
    client: Annotated[Code | None, Field(description="Code of the kind of organisation that asks.")] = None
    networks: Annotated[tuple[Network, ...], Field(max_length=4, description="Only hubs of these networks.")] = ()
    k: Annotated[int, Field(ge=1, le=MAX_K, strict=True, description="The most hubs to recommend.")] = 5

    @field_validator("place")
    @classmethod
    def _usable_place(cls, place: str | None) -> str | None:
        """A place as a person would write it: no control characters, no broken Unicode."""
        return None if place is None else _usable_text(place)
