"""How complete each profile is, 0 to 100 %, and which questions to the hub would mend most of the rest.

A profile gains points for what matching and people need; `ASPECTS` has them with their worth. What nobody stated but we
worked out (``inferred``) counts for `INFERRED` of its worth: the hub should confirm it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from matcher.catalogue import HOME
from matcher.need import AnswerLanguage
from matcher.records import HubRecord, WeightedCode
from matcher.stewardship.questions import Question, question

INFERRED: Final = 0.6
UNWEIGHTED: Final = 0.5  # of a code listed without intensity
ENOUGH_SENTENCES: Final = 5
ENOUGH_SOURCES: Final = 2
FRESH_DAYS: Final = 365  # a profile checked within it is fresh
STALE_DAYS: Final = 3 * 365  # one checked before it is worth nothing in that respect
FUNDED: Final = ("PT-DIH", "EDIH")  # networks whose funding ends on a day that is known
SEAT_INFERRED: Final = ("seat", "hq_nuts2")

Share = Callable[[HubRecord, date], float | None]


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that a profile should tell: its name, its worth in points, and how much of it a hub has.

    ``share`` gives 0 to 1, or None where the aspect does not apply to the hub.
    """

    name: str
    points: int
    share: Share


@dataclass(frozen=True, slots=True)
class Scored:
    """How much of one aspect a hub has, 0 to 1."""

    aspect: str
    points: int
    share: float

    @property
    def lost(self) -> float:
        """The points that the hub does not have."""
        return self.points * (1 - self.share)


@dataclass(frozen=True, slots=True)
class Completeness:
    """One profile: the aspects that apply to it, in the order of `ASPECTS`."""

    hub: HubRecord
    aspects: tuple[Scored, ...]

    @property
    def percent(self) -> float:
        """Points had of points to be had, 0 to 100."""
        had, whole = sum(one.points * one.share for one in self.aspects), sum(one.points for one in self.aspects)
        return 100 * had / whole

    def questions(self, language: AnswerLanguage) -> tuple[Question, ...]:
        """What to ask the hub, what mends most first."""
        open_aspects = sorted((one for one in self.aspects if one.lost > 0), key=lambda one: (-one.lost, one.aspect))
        return tuple(question(one.aspect, one.share, self.hub, language) for one in open_aspects)


def completeness(hub: HubRecord, today: date) -> Completeness:
    """How complete one profile is on a day."""
    shares = ((aspect, aspect.share(hub, today)) for aspect in ASPECTS)
    return Completeness(hub, tuple(Scored(a.name, a.points, share) for a, share in shares if share is not None))


def worst_first(hubs: Sequence[HubRecord], today: date) -> tuple[Completeness, ...]:
    """Every profile, the least complete first; equal ones go by id."""
    return tuple(sorted((completeness(hub, today) for hub in hubs), key=lambda one: (one.percent, one.hub.id)))


def age_share(as_of: str, today: date) -> float:
    """1 for a profile that was checked within a year, falling evenly to 0 at three years.

    >>> age_share("2025-01", date(2025, 6, 1)), age_share("2024-01-01", date(2025, 12, 31))
    (1.0, 0.5)
    """
    days = (today - first_day(as_of)).days
    return min(1.0, max(0.0, (STALE_DAYS - days) / (STALE_DAYS - FRESH_DAYS)))


def first_day(month_or_day: str) -> date:
    """The day, or the first day of the month."""
    return date.fromisoformat(month_or_day if len(month_or_day) > 7 else f"{month_or_day}-01")


def last_day(month_or_day: str) -> date:
    """The day, or the last day of the month.

    >>> last_day("2025-12"), last_day("2025-09-30")
    (datetime.date(2025, 12, 31), datetime.date(2025, 9, 30))
    """
    if len(month_or_day) > 7:
        return date.fromisoformat(month_or_day)
    year, month = (int(part) for part in month_or_day.split("-"))
    return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)


def _sentences(first: str, second: str) -> Share:
    """Of enough sentences in one language."""

    def share(hub: HubRecord, _: date) -> float:
        return min(1.0, len((*getattr(hub, first), *getattr(hub, second))) / ENOUGH_SENTENCES)

    return share


def _at_home(share: Share) -> Share:
    """For hubs of Portugal alone: nobody asks others for sentences in Portuguese."""
    return lambda hub, today: share(hub, today) if hub.country == HOME else None


def _of_hubs(share: Share) -> Share:
    """For hubs, not for free zones."""
    return lambda hub, today: share(hub, today) if hub.kind == "dih" else None


def _stated(field: str, *names: str) -> Share:
    """Whether a field is filled, and whether by the hub; of a list of codes, also how many have an intensity.

    Args:
        names: how ``inferred`` may call the field, if not by its own name.
    """

    def share(hub: HubRecord, _: date) -> float:
        values = getattr(hub, field)
        if not values:
            return 0.0
        return _weighted(values) * (INFERRED if set(hub.inferred) & {field, *names} else 1.0)

    return share


def _weighted(values: object) -> float:
    """1, or less where codes stand without intensity."""
    weights = [one.weight for one in values if isinstance(one, WeightedCode)] if isinstance(values, tuple) else []
    return sum(UNWEIGHTED if weight is None else 1.0 for weight in weights) / len(weights) if weights else 1.0


def _seat(hub: HubRecord, _: date) -> float:
    """Half for the region, half for the town."""
    told = (hub.seat.nuts2 is not None) + bool(hub.seat.municipality or hub.seat.city)
    return told / 2 * (INFERRED if set(hub.inferred) & set(SEAT_INFERRED) else 1.0)


def _sources(hub: HubRecord, _: date) -> float:
    return min(1.0, len(hub.sources) / ENOUGH_SOURCES)


def _age(hub: HubRecord, today: date) -> float:
    return age_share(hub.as_of, today)


def _until(hub: HubRecord, today: date) -> float | None:
    """1 while the announced service lasts, 0 past it, half where no end is known; for funded hubs."""
    if hub.service_until is None:
        return 0.5 if set(hub.networks) & set(FUNDED) else None
    return float(last_day(hub.service_until) >= today)


ASPECTS: Final[tuple[Aspect, ...]] = (  # what matching rests on most is worth most
    Aspect("sentences_pt", 10, _at_home(_sentences("specialities_pt", "facts_pt"))),
    Aspect("sentences_en", 10, _sentences("specialities_en", "facts_en")),
    Aspect("sectors", 15, _stated("sectors")),
    Aspect("technologies", 15, _stated("technologies")),
    Aspect("services", 12, _stated("services")),
    Aspect("customers", 10, _stated("customers")),
    Aspect("catalogue_services", 4, _of_hubs(_stated("catalogue_services"))),
    Aspect("coverage", 5, _stated("coverage")),
    Aspect("seat", 4, _seat),
    Aspect("website", 8, _stated("website")),
    Aspect("coordinator", 4, _stated("coordinator")),
    Aspect("sources", 4, _sources),
    Aspect("as_of", 5, _age),
    Aspect("service_until", 4, _of_hubs(_until)),
)
