"""The main measure by kind of need: where the whole system, and the best baseline, are good and where they are not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from matcher.catalogue import HOME, Catalogue
from matcher.evaluation.comparison import MAIN, Trial, resampled
from matcher.evaluation.judgments import JudgedNeed
from matcher.evaluation.significance import Estimate, Scores
from matcher.evaluation.systems import WHOLE
from matcher.geography import Geography

LEAST_NEEDS: Final = 5  # below, a mean says nothing and its bootstrap interval pretends to
MOST_FACETS: Final = 3  # a text with more needs is counted here

Aspect = Literal["language", "client", "region", "scope of a best hub", "difficulty", "separate needs"]


@dataclass(frozen=True, slots=True)
class Slice:
    """The needs of one kind, and the mean of the main measure over them; None below `LEAST_NEEDS`."""

    aspect: Aspect
    value: str
    n: int
    whole: Estimate | None
    baseline: Estimate | None


def slices(trial: Trial, catalogue: Catalogue, geography: Geography) -> tuple[Slice, ...]:
    """Every slice of every aspect, values by name. Needs whose best hubs have several scopes count in each of them."""
    whole, baseline = trial.scores[WHOLE][MAIN], trial.scores[trial.against][MAIN]
    aspects: dict[Aspect, Callable[[JudgedNeed], Sequence[str]]] = {
        "language": lambda need: (need.lang,),
        "client": lambda need: (need.client,),
        "region": lambda need: (region_of(need, geography),),
        "scope of a best hub": lambda need: best_scopes(trial.grades[need.id], catalogue),
        "difficulty": lambda need: (need.difficulty or "not told",),
        "separate needs": lambda need: (_facets(need),),
    }
    found = []
    for aspect, values_of in aspects.items():
        for value, rows in _rows_by_value(trial.needs, values_of).items():
            found.append(Slice(aspect, value, len(rows), _mean(whole, rows), _mean(baseline, rows)))
    return tuple(found)


def region_of(need: JudgedNeed, geography: Geography) -> str:
    """NUTS 2 region of the sender's first place in Portugal, 'abroad', or 'none' where the text tells no region."""
    if not need.places:
        return "none"
    place = need.places[0]
    if place.country != HOME:
        return "abroad"
    return f"{place.nuts2} {geography.name(place.nuts2)}" if place.nuts2 else "none"


def best_scopes(grades: Mapping[str, int], catalogue: Catalogue) -> tuple[str, ...]:
    """The scopes of the hubs with the highest grade, each once."""
    best = max(grades.values(), default=0)
    hubs = [catalogue.records[catalogue.row[hub_id]] for hub_id, grade in grades.items() if grade == best]
    return tuple(sorted({scope for hub in hubs for scope in hub.scope}))


def _facets(need: JudgedNeed) -> str:
    return str(need.n_facets) if need.n_facets < MOST_FACETS else f"{MOST_FACETS} or more"


def _rows_by_value(
    needs: Sequence[JudgedNeed], values_of: Callable[[JudgedNeed], Sequence[str]]
) -> dict[str, list[int]]:
    """Row numbers of the needs of each value, values by name."""
    rows: dict[str, list[int]] = {}
    for row, need in enumerate(needs):
        for value in values_of(need):
            rows.setdefault(value, []).append(row)
    return dict(sorted(rows.items()))


def _mean(scores: Scores, rows: Sequence[int]) -> Estimate | None:
    return resampled(scores[list(rows)]) if len(rows) >= LEAST_NEEDS else None
