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
NEAR_KM: Final = 60.0  # an hour on the road there and back; nearness falls to a third there
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
    return _coverage(need.sectors, hubs.sectors, hubs.sector_column, len(hubs))


def sector_focus(need: Need, hubs: Catalogue) -> FloatVector:
    """How much of a speciality the need's sectors are: coverage over breadth; shape ``(n_hubs,)``, in [0, 1] or NaN.

    A hub that lists twenty-seven sectors says less by each than one that lists two.
    """
    return _coverage(need.sectors, hubs.sector_focus, hubs.sector_column, len(hubs))


def technology_coverage(need: Need, hubs: Catalogue) -> FloatVector:
    """How strongly each hub has the need's technologies, main first; shape ``(n_hubs,)``, in [0, 1] or NaN."""
    return _coverage(need.technologies, hubs.technologies, hubs.technology_column, len(hubs))


def technology_focus(need: Need, hubs: Catalogue) -> FloatVector:
    """How much of a speciality the need's technologies are; shape ``(n_hubs,)``, in [0, 1] or NaN."""
    return _coverage(need.technologies, hubs.technology_focus, hubs.technology_column, len(hubs))


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
    """1 for a regional hub of the need's place, 0 for a national one, -1 for a regional hub of elsewhere; NaN if unknown."""
    codes = need.region_codes
    if not codes:
        return _unknown(hubs)
    return np.where(hubs.is_regional, np.where(hubs.covers(codes), 1.0, -1.0), 0.0).astype(np.float32)


def nearness(need: Need, hubs: Catalogue) -> FloatVector:
    """1 at the hub's door, falling with distance (e-fold `NEAR_KM`); shape ``(n_hubs,)``, in [0, 1], NaN if unknown."""
    points = [
        (place.latitude, place.longitude)
        for place in need.places
        if place.latitude is not None and place.longitude is not None
    ]
    if not points:
        return _unknown(hubs)
    columns = [np.exp(-distances_km(lat, lon, hubs.points) / NEAR_KM) for lat, lon in points]
    return np.asarray(np.max(columns, axis=0), dtype=np.float32)


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


def _coverage(values: tuple[CodeValue, ...], served: FloatMatrix, column: dict[str, int], n_hubs: int) -> FloatVector:
    """Service of the need's codes, weighed by order and by how sure each is; a doubtful code can add only its share."""
    if not values:
        return np.full(n_hubs, np.nan, dtype=np.float32)
    discounts = RANK_DISCOUNT ** np.arange(len(values))
    shares = np.array([value.probability for value in values]) * discounts / discounts.sum()
    return np.asarray(served[:, [column[value.code] for value in values]] @ shares, dtype=np.float32)


def _unknown(hubs: Catalogue) -> FloatVector:
    return np.full(len(hubs), np.nan, dtype=np.float32)
