"""One pure function per feature: a need and the whole catalogue in, one column out; NaN where nothing is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from matcher.arrays import FloatMatrix, FloatVector
from matcher.catalogue import Catalogue
from matcher.geography import distances_km
from matcher.need import CodeValue, Need

Feature = Callable[[Need, Catalogue], FloatVector]

BM25_HALF: Final = 8.0  # BM25 at which the lexical match counts half; about the median of a best profile
NEAR_KM: Final = 100.0  # beyond an hour on the road a seat is not near, however far it is
# Coverage that says nothing either way, as the ranker's terms have it: what stands in for the doubt about a code.
NEUTRAL_SECTOR: Final = 0.25
NEUTRAL_TECHNOLOGY: Final = 0.3
NEUTRAL_FOCUS: Final = 0.1
RANK_DISCOUNT: Final = 0.5  # each further code of a need counts half of the one before: the main thing is said first


def semantic_similarity(need: Need, hubs: Catalogue) -> FloatVector:
    """Cosine of the need to the hub's three nearest passages, on average; shape ``(n_hubs,)``, in [-1, 1], NaN without any."""
    return hubs.passages.best_mean(hubs.passages.similarities(need.vector))


def lexical_match(need: Need, hubs: Catalogue) -> FloatVector:
    """BM25 of need and profile, squashed; shape ``(n_hubs,)``, in [0, 1), 0 where no word is shared."""
    scores = hubs.lexical.scores(need.text)
    return np.asarray(scores / (scores + BM25_HALF), dtype=np.float32)


def sector_coverage(need: Need, hubs: Catalogue) -> FloatVector:
    """How strongly each hub serves the need's sectors, main first; shape ``(n_hubs,)``, in [0, 1], NaN if none is known."""
    return _coverage(need.sectors, hubs.sectors, hubs.sector_column, NEUTRAL_SECTOR)


def sector_focus(need: Need, hubs: Catalogue) -> FloatVector:
    """How much of a speciality the need's sectors are: coverage over breadth; shape ``(n_hubs,)``, in [0, 1] or NaN.

    A hub that lists twenty-seven sectors says less by each than one that lists two.
    """
    return _coverage(need.sectors, hubs.sector_focus, hubs.sector_column, NEUTRAL_FOCUS)


def technology_coverage(need: Need, hubs: Catalogue) -> FloatVector:
    """How strongly each hub has the need's technologies, main first; shape ``(n_hubs,)``, in [0, 1] or NaN."""
    return _coverage(need.technologies, hubs.technologies, hubs.technology_column, NEUTRAL_TECHNOLOGY)


def technology_focus(need: Need, hubs: Catalogue) -> FloatVector:
    """How much of a speciality the need's technologies are; shape ``(n_hubs,)``, in [0, 1] or NaN."""
    return _coverage(need.technologies, hubs.technology_focus, hubs.technology_column, NEUTRAL_FOCUS)


def service_coverage(need: Need, hubs: Catalogue) -> FloatVector:
    """Share of the services asked that each hub offers; shape ``(n_hubs,)``, in [0, 1], NaN if none is asked or known."""
    asked = [hubs.service_column[value.code] for value in need.services if value.code in hubs.hub_service_codes]
    if not asked:
        return _unknown(hubs)
    return np.asarray(hubs.services[:, asked].mean(axis=1), dtype=np.float32)


def client_served(need: Need, hubs: Catalogue) -> FloatVector:
    """1 where the hub serves this kind of organisation, 0 where not, NaN unknown; shape ``(n_hubs,)``."""
    if not need.client:
        return _unknown(hubs)
    return np.asarray(hubs.clients[:, hubs.client_column[need.client[0].code]], dtype=np.float32)


def regional_coverage(need: Need, hubs: Catalogue) -> FloatVector:
    """1 for a regional hub of the need's place, 0 for a national one, -1 for a regional hub of elsewhere in the country.

    NaN where the place is unknown, and for hubs of countries that the need is not in: rules speak of those.
    """
    codes = need.region_codes
    if not codes:
        return _unknown(hubs)
    column = np.where(hubs.is_regional, np.where(hubs.covers(codes), 1.0, -1.0), 0.0)
    return np.where(hubs.in_countries(need.countries), column, np.nan).astype(np.float32)


def nearness(need: Need, hubs: Catalogue) -> FloatVector:
    """1 at the hub's door, 0 from `NEAR_KM` on; shape ``(n_hubs,)``, in [0, 1], NaN if place or seat is unknown."""
    distances = distance_km(need, hubs)
    return np.asarray(np.maximum(0, 1 - distances / NEAR_KM), dtype=np.float32)


def distance_km(need: Need, hubs: Catalogue) -> FloatVector:
    """Kilometres from each seat to the nearest of the need's places; a place as wide as several regions has no distance."""
    points = [
        (place.latitude, place.longitude)
        for place in need.places
        if place.nuts3 and place.latitude is not None and place.longitude is not None
    ]
    if not points:
        return _unknown(hubs)
    return np.asarray(np.min([distances_km(lat, lon, hubs.points) for lat, lon in points], axis=0), dtype=np.float32)


FEATURES: Final[tuple[Feature, ...]] = (  # this order is the column order
    semantic_similarity,
    lexical_match,
    sector_coverage,
    sector_focus,
    technology_coverage,
    technology_focus,
    service_coverage,
    client_served,
    regional_coverage,
    nearness,
)
FEATURE_NAMES: Final = tuple(feature.__name__ for feature in FEATURES)


def feature_matrix(need: Need, hubs: Catalogue) -> FloatMatrix:
    """All columns side by side; shape ``(n_hubs, n_features)``, columns follow `FEATURES`."""
    return np.column_stack([feature(need, hubs) for feature in FEATURES])


def _coverage(
    values: tuple[CodeValue, ...], served: FloatMatrix, column: dict[str, int], neutral: float
) -> FloatVector:
    """Service of the need's codes, weighed by order; as far as a code is doubtful, ``neutral`` stands in its place."""
    if not values:
        return np.full(len(served), np.nan, dtype=np.float32)
    discounts = RANK_DISCOUNT ** np.arange(len(values))
    shares = discounts / discounts.sum()
    sure = np.array([value.probability for value in values])
    known = served[:, [column[value.code] for value in values]] @ (shares * sure)
    return np.asarray(known + neutral * (shares * (1 - sure)).sum(), dtype=np.float32)


def _unknown(hubs: Catalogue) -> FloatVector:
    return np.full(len(hubs), np.nan, dtype=np.float32)
