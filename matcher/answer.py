"""The one answer object of library, command line and HTTP (DESIGN.md section 6): data first, sentences last."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from matcher.need import Language, Origin, Span

Outcome = Literal["match", "weak_match", "no_match", "out_of_scope", "too_vague"]
Confidence = Literal["high", "medium", "low"]


class Part(BaseModel):
    """Base of the answer's parts."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class UnderstoodLanguage(Part):
    """The language of the need."""

    value: Language
    origin: Origin


class UnderstoodPlace(Part):
    """A place of the sender, with its codes; null where the text does not decide."""

    text: str
    span: Span | None
    municipality: str | None
    nuts3: str | None
    nuts2: str | None
    country: str
    origin: Origin


class UnderstoodCode(Part):
    """A code of a vocabulary, where it came from, the words it rests on, and how sure it is (0 to 1)."""

    code: str
    origin: Origin
    span: Span | None
    probability: float


class Facet(Part):
    """One of several separate needs in a text, in the order of the text; a text with a single need has none.

    Services are those that its own words ask for; sectors and technologies too, or the whole text's where it names none.
    """

    span: Span
    services: tuple[str, ...]
    sectors: tuple[str, ...]
    technologies: tuple[str, ...]


class Understood(Part):
    """What was read out of the need."""

    language: UnderstoodLanguage
    places: tuple[UnderstoodPlace, ...]
    sectors: tuple[UnderstoodCode, ...]
    technologies: tuple[UnderstoodCode, ...]
    services: tuple[UnderstoodCode, ...]
    refused_services: tuple[UnderstoodCode, ...]
    client: tuple[UnderstoodCode, ...]
    facets: tuple[Facet, ...] = ()
    contains_personal_data: bool


class Evidence(Part):
    """A passage of the hub's profile that a reason rests on; plain text from outside: escape before showing."""

    text: str
    language: Literal["pt", "en"]
    field: str


class Reason(Part):
    """One feature's or rule's share of the score (log-odds), in words."""

    feature: str
    contribution: float
    text: str
    need_span: Span | None
    evidence: Evidence | None


class Recommendation(Part):
    """A hub, its place in the ranking, and why; ``facets`` are the numbers of the needs that it serves well."""

    rank: int
    hub_id: str
    name: str
    networks: tuple[str, ...]
    score: float
    probability: float
    confidence: Confidence
    services: tuple[str, ...]
    facets: tuple[int, ...] = ()
    reasons: tuple[Reason, ...]
    as_of: str
    service_until: str | None


class Exclusion(Part):
    """A hub that a rule kept out, and the rule's reason."""

    hub_id: str
    rule: str
    reason: str


class Choice(Part):
    """One answer to the follow-up question."""

    code: str
    text: str


class Question(Part):
    """What would change the ranking most if it were known, with the answers that matter and ``other``.

    ``field`` is a field of the query (``place``, ``sectors``, ``services`` or ``client``): to answer, ask again with the
    chosen code there. ``other`` is no code of it: leave the field out.
    """

    field: str
    text: str
    choices: tuple[Choice, ...]


class Contact(Part):
    """A hub or an institution to turn to; never a person."""

    id: str
    name: str
    website: str | None
    email: str | None


class NextStep(Part):
    """What to do next, and with whom."""

    text: str
    contact: Contact | None


class Versions(Part):
    """What produced the answer."""

    model: str
    catalogue: str
    rules: str
    encoder: str


class Answer(Part):
    """Everything that is said about one need.

    ``cover`` are the fewest hubs that serve all facets together, one when one is enough, none when there are no facets
    (or no hub serves any). A facet that no hub serves well is not covered.
    """

    id: str
    outcome: Outcome
    reason_code: str
    understood: Understood
    recommendations: tuple[Recommendation, ...]
    cover: tuple[str, ...] = ()
    elsewhere: tuple[Recommendation, ...]
    free_zones: tuple[Recommendation, ...]
    excluded: tuple[Exclusion, ...]
    question: Question | None = None
    next_steps: tuple[NextStep, ...] = Field(min_length=1)
    versions: Versions
