"""The closed set of things that a must-hold case may ask of an answer, each a record that says whether it holds.

A kind is written as a mapping of one key, which is its only field: ``must: {first: digi4fashion}``. Sixteen of them make
the file long, none of them is.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal, get_args

from pydantic import BeforeValidator, Field

from matcher.answer import Answer, Outcome
from matcher.records import Code, Country, Record

What = Literal["hub", "zone", "rule", "exclusion", "service", "place"]  # what a name in a check must be a name of
N_TOLD: Final = 3  # hubs that a message about a broken check lists
HubIds = Annotated[tuple[Code, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What a case is held against: the answer with every hub of the ranking that may be shown.

    Attributes:
        touching: codes of the rules that touch a hub, by hub id.
        country: two letters, by hub id.
    """

    answer: Answer
    touching: Mapping[str, frozenset[str]]
    country: Mapping[str, str]

    @property
    def ranked(self) -> list[str]:
        """Ids of the recommended hubs, best first."""
        return [card.hub_id for card in self.answer.recommendations]

    def top(self, most: int = N_TOLD) -> str:
        """The first hubs, or the outcome where none is recommended, for a message."""
        return _listed(self.ranked[:most]) if self.ranked else f"no hub ({self.answer.outcome})"


class Kind(Record):
    """Base of the checks."""

    @abstractmethod
    def broken(self, seen: Seen) -> str | None:
        """What was expected and what was found; None when it holds."""

    def names(self) -> Iterable[tuple[What, str]]:
        """Every name in it that must exist."""
        return ()


class First(Kind):
    """This hub is recommended first."""

    first: Code

    def broken(self, seen: Seen) -> str | None:
        return None if seen.ranked[:1] == [self.first] else f"expected first {self.first}, found {seen.top()}"

    def names(self) -> Iterable[tuple[What, str]]:
        return (("hub", self.first),)


class FirstOf(Kind):
    """One of these is."""

    first_of: HubIds

    def broken(self, seen: Seen) -> str | None:
        holds = bool(seen.ranked) and seen.ranked[0] in self.first_of
        return None if holds else f"expected first one of {_listed(self.first_of)}, found {seen.top()}"

    def names(self) -> Iterable[tuple[What, str]]:
        return [("hub", hub_id) for hub_id in self.first_of]


class FirstInCountry(Kind):
    """The first hub recommended is one of that country."""

    first_in_country: Country

    def broken(self, seen: Seen) -> str | None:
        holds = bool(seen.ranked) and seen.country[seen.ranked[0]] == self.first_in_country
        return None if holds else f"expected first a hub of {self.first_in_country}, found {seen.top()}"


class HubAndRank(Record):
    """A hub and the lowest rank it may have."""

    hub: Code
    k: Annotated[int, Field(ge=1, le=10)]


class InTop(Kind):
    """The hub is among the first ``k``."""

    in_top: HubAndRank

    def broken(self, seen: Seen) -> str | None:
        hub, k = self.in_top.hub, self.in_top.k
        return (
            None if hub in seen.ranked[:k] else f"expected {hub} among the first {k}, found {seen.top(max(k, N_TOLD))}"
        )

    def names(self) -> Iterable[tuple[What, str]]:
        return (("hub", self.in_top.hub),)


class Never(Kind):
    """The hub is not recommended at all."""

    never: Code

    def broken(self, seen: Seen) -> str | None:
        if self.never not in seen.ranked:
            return None
        return f"expected {self.never} not to be recommended, found it at rank {seen.ranked.index(self.never) + 1}"

    def names(self) -> Iterable[tuple[What, str]]:
        return (("hub", self.never),)


class HubAndRule(Record):
    """A hub and a rule."""

    hub: Code
    rule: Code


class Excluded(Kind):
    """The answer tells that the rule keeps the hub out."""

    excluded: HubAndRule

    def broken(self, seen: Seen) -> str | None:
        hub, rule = self.excluded.hub, self.excluded.rule
        found = [one.rule for one in seen.answer.excluded if one.hub_id == hub]
        told = f"by {found[0]}" if found else f"not; understood at {_listed(_places(seen.answer))}"
        return None if found == [rule] else f"expected {hub} excluded by {rule}, found it {told}"

    def names(self) -> Iterable[tuple[What, str]]:
        return (("hub", self.excluded.hub), ("exclusion", self.excluded.rule))


class Touched(Kind):
    """The rule applies to the hub for this need."""

    touched: HubAndRule

    def broken(self, seen: Seen) -> str | None:
        hub, rule = self.touched.hub, self.touched.rule
        found = seen.touching.get(hub, frozenset())
        return None if rule in found else f"expected {rule} to touch {hub}, found {_listed(sorted(found))}"

    def names(self) -> Iterable[tuple[What, str]]:
        return (("hub", self.touched.hub), ("rule", self.touched.rule))


class Untouched(Kind):
    """The rule does not apply to the hub."""

    untouched: HubAndRule

    def broken(self, seen: Seen) -> str | None:
        hub, rule = self.untouched.hub, self.untouched.rule
        return f"expected {rule} not to touch {hub}, found that it does" if rule in seen.touching.get(hub, ()) else None

    def names(self) -> Iterable[tuple[What, str]]:
        return (("hub", self.untouched.hub), ("rule", self.untouched.rule))


class OutcomeIs(Kind):
    """The outcome is this one."""

    outcome: Outcome

    def broken(self, seen: Seen) -> str | None:
        found = seen.answer.outcome
        return (
            None if found == self.outcome else f"expected the outcome {self.outcome}, found {found} with {seen.top()}"
        )


class OutcomeOf(Kind):
    """The outcome is one of these."""

    outcome_of: Annotated[tuple[Outcome, ...], Field(min_length=2)]

    def broken(self, seen: Seen) -> str | None:
        found = seen.answer.outcome
        wanted = _listed(self.outcome_of)
        return None if found in self.outcome_of else f"expected an outcome of {wanted}, found {found} with {seen.top()}"


class Zone(Kind):
    """The free zone is shown."""

    zone: Code

    def broken(self, seen: Seen) -> str | None:
        found = [card.hub_id for card in seen.answer.free_zones]
        return None if self.zone in found else f"expected the free zone {self.zone}, found {_listed(found)}"

    def names(self) -> Iterable[tuple[What, str]]:
        return (("zone", self.zone),)


class NoZones(Kind):
    """No free zone is shown."""

    no_zones: Literal[True]

    def broken(self, seen: Seen) -> str | None:
        found = [card.hub_id for card in seen.answer.free_zones]
        return f"expected no free zone, found {_listed(found)}" if found else None


class CoverIncludes(Kind):
    """These are among the fewest hubs that serve all of several needs."""

    cover_includes: HubIds

    def broken(self, seen: Seen) -> str | None:
        holds = set(self.cover_includes) <= set(seen.answer.cover)
        return (
            None
            if holds
            else f"expected {_listed(self.cover_includes)} to cover it, found {_listed(seen.answer.cover)}"
        )

    def names(self) -> Iterable[tuple[What, str]]:
        return [("hub", hub_id) for hub_id in self.cover_includes]


class ElsewhereIncludesCountry(Kind):
    """A hub of that country is shown apart, as a specialist."""

    elsewhere_includes_country: Country

    def broken(self, seen: Seen) -> str | None:
        found = [card.hub_id for card in seen.answer.elsewhere]
        holds = any(seen.country[hub_id] == self.elsewhere_includes_country for hub_id in found)
        wanted = self.elsewhere_includes_country
        return None if holds else f"expected a hub of {wanted} shown apart, found {_listed(found)}"


class RefusedService(Kind):
    """The service is understood as refused."""

    refused_service: Code

    def broken(self, seen: Seen) -> str | None:
        found = [value.code for value in seen.answer.understood.refused_services]
        holds = self.refused_service in found
        return None if holds else f"expected {self.refused_service} understood as refused, found {_listed(found)}"

    def names(self) -> Iterable[tuple[What, str]]:
        return (("service", self.refused_service),)


class UnderstoodPlace(Kind):
    """The sender is understood to be in this municipality."""

    place: Annotated[str, Field(min_length=1)]

    def broken(self, seen: Seen) -> str | None:
        found = _places(seen.answer)
        return None if self.place in found else f"expected the place {self.place}, found {_listed(found)}"

    def names(self) -> Iterable[tuple[What, str]]:
        return (("place", self.place),)


AnyKind = (
    First | FirstOf | FirstInCountry | InTop | Never | Excluded | Touched | Untouched | OutcomeIs | OutcomeOf
    | Zone | NoZones | CoverIncludes | ElsewhereIncludesCountry | RefusedService | UnderstoodPlace
)  # fmt: skip
KINDS: Final[Mapping[str, type[Kind]]] = {next(iter(kind.model_fields)): kind for kind in get_args(AnyKind)}


def _of_its_kind(value: object) -> object:
    """The record of the one key that ``value`` has, so that a fault is told of that kind and not of all of them."""
    if isinstance(value, Kind):
        return value
    if not isinstance(value, dict) or len(value) != 1 or next(iter(value)) not in KINDS:
        raise ValueError(f"expected exactly one of {', '.join(KINDS)}, with its value")
    return KINDS[next(iter(value))].model_validate(value)


Must = Annotated[AnyKind, BeforeValidator(_of_its_kind)]


def _places(answer: Answer) -> list[str]:
    """Where the sender is understood to be: municipality, else the words."""
    return [place.municipality or place.text for place in answer.understood.places]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"
