"""One pure function per feature: a need and the whole catalogue in, one column out; NaN where nothing is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from matcher.arrays import FloatMatrix, FloatVector
from matcher.catalogue import PUBLIC, Catalogue
from matcher.geography import distances_km
from matcher.need import CodeValue, Need
from matcher.vocabulary import Vocabulary

Feature = Callable[[Need, Catalogue], FloatVector]

BM25_HALF: Final = 8.0  # BM25 at which the lexical match counts half; about the median of a best profile
NEAR_KM: Final = 100.0  # beyond an hour on the road a seat is not near, however far it is
# Coverage that says nothing either way, as the ranker's terms have it: what stands in for the doubt about a code.
NEUTRAL_SECTOR: Final = 0.25
NEUTRAL_TECHNOLOGY: Final = 0.3
NEUTRAL_FOCUS: Final = 0.1
LIKELY_PUBLIC: Final = 0.5
RANK_DISCOUNT: Final = 0.6  # each further code that the caller states counts less: the main thing is said first


def semantic_similarity(need: Need, hubs: Catalogue) -> FloatVector:
    """Cosine of the need to the hub's three nearest passages, on average; shape ``(n_hubs,)``, in [-1, 1], NaN without any."""
    return hubs.passages.best_mean(hubs.passages.similarities(need.vector))


def lexical_match(need: Need, hubs: Catalogue) -> FloatVector:
    """BM25 of need and profile, squashed; shape ``(n_hubs,)``, in [0, 1), 0 where no word is shared."""
    scores = hubs.lexical.scores(need.text)
    return np.asarray(scores / (scores + BM25_HALF), dtype=np.float32)


def sector_coverage(need: Need, hubs: Catalogue) -> FloatVector:
    """How strongly each hub serves the sectors the need may be about; shape ``(n_hubs,)``, in [0, 1], NaN if none is known."""
    return _coverage(need.likely_sectors, hubs.sectors, hubs.sector_column, NEUTRAL_SECTOR)


def sector_speciality(need: Need, hubs: Catalogue) -> FloatVector:
    """How far a sector hub's specialities are what the need is about; 0 for other hubs; shape ``(n_hubs,)``, 0 or more, or NaN.

    A hub that gives its highest intensity to nine sectors says less by each than one that gives it to one.
    """
    return _speciality(need.likely_sectors, hubs.sector_speciality, hubs.vocabularies["sectors"])


def technology_coverage(need: Need, hubs: Catalogue) -> FloatVector:
    """How strongly each hub has the technologies the need may be about; shape ``(n_hubs,)``, in [0, 1] or NaN."""
    return _coverage(need.likely_technologies, hubs.technologies, hubs.technology_column, NEUTRAL_TECHNOLOGY)


def technology_speciality(need: Need, hubs: Catalogue) -> FloatVector:
    """How far a technology hub's specialities are what the need is about; 0 for other hubs; ``(n_hubs,)``, 0 or more, or NaN."""
    return _speciality(need.likely_technologies, hubs.technology_speciality, hubs.vocabularies["technologies"])


def technology_without_sector_hub(need: Need, hubs: Catalogue) -> FloatVector:
    """A technology hub's focus on the need, as far as no sector hub of its country is the better door; 0 for other hubs.

    Shape ``(n_hubs,)``, in [0, 1], NaN where no technology is known.
    """
    focus = _coverage(need.likely_technologies, hubs.technology_focus, hubs.technology_column, 0.0)
    sector_fit = np.nan_to_num(_coverage(need.likely_sectors, hubs.sector_focus, hubs.sector_column, NEUTRAL_FOCUS))
    best = np.zeros(hubs.country_number.max(initial=0) + 1, dtype=np.float32)
    np.maximum.at(best, hubs.country_number, np.where(hubs.is_sector_hub, sector_fit, 0))
    column = np.where(hubs.is_technology_hub, focus * (1 - best[hubs.country_number]), 0)
    return np.where(np.isnan(focus), np.nan, column).astype(np.float32)


def public_door(need: Need, hubs: Catalogue) -> FloatVector:
    """How likely a public body is behind the need, for a hub for public bodies; 1 for other hubs; ``(n_hubs,)``, in [0, 1].

    1 from `LIKELY_PUBLIC` on: a hub is not held back from a sender that is more likely public than not.

    NaN where neither client nor sector is known.
    """
    told = (*need.client, *need.likely_sectors)
    if not told:
        return _unknown(hubs)
    public = max((value.probability for value in told if value.code == PUBLIC), default=0.0)
    return np.where(hubs.is_for_public_bodies, min(1.0, public / LIKELY_PUBLIC), 1).astype(np.float32)


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
    """`distances_to` the seats of all hubs; shape ``(n_hubs,)``."""
    return distances_to(need, hubs.points)


def distances_to(need: Need, seats: FloatMatrix) -> FloatVector:
    """Kilometres from each of ``seats`` to the nearest of the need's places; shape ``(n_seats,)``, NaN unknown.

    A place as wide as several regions has no distance.
    """
    points = [
        (place.latitude, place.longitude)
        for place in need.places
        if place.nuts3 and place.latitude is not None and place.longitude is not None
    ]
    if not points:
        return np.full(len(seats), np.nan, dtype=np.float32)
    return np.asarray(np.min([distances_km(lat, lon, seats) for lat, lon in points], axis=0), dtype=np.float32)


FEATURES: Final[tuple[Feature, ...]] = (  # this order is the column order
    semantic_similarity,
    lexical_match,
    sector_coverage,
    sector_speciality,
    technology_coverage,
    technology_speciality,
    technology_without_sector_hub,
    service_coverage,
    client_served,
    public_door,
    regional_coverage,
    nearness,
)
FEATURE_NAMES: Final = tuple(feature.__name__ for feature in FEATURES)
NEUTRAL: Final[dict[str, float]] = {  # the value of each feature that says nothing either way: it contributes 0
    "semantic_similarity": 0.39,  # about the median over all pairs of need and hub, with the encoder in use
    "lexical_match": 0.4,
    "sector_coverage": NEUTRAL_SECTOR,
    "sector_speciality": 0.0,
    "technology_coverage": NEUTRAL_TECHNOLOGY,
    "technology_speciality": 0.0,
    "technology_without_sector_hub": 0.0,
    "service_coverage": 1.0,  # almost every hub offers every service: only a missing one tells
    "client_served": 1.0,
    "public_door": 1.0,
    "regional_coverage": 0.0,
    "nearness": 0.0,
}


def feature_matrix(need: Need, hubs: Catalogue) -> FloatMatrix:
    """All columns side by side; shape ``(n_hubs, n_features)``, columns follow `FEATURES`."""
    return np.column_stack([feature(need, hubs) for feature in FEATURES])


def _coverage(
    values: tuple[CodeValue, ...], served: FloatMatrix, column: dict[str, int], neutral: float
) -> FloatVector:
    """Mean service of the codes a need may be about, weighed by probability.

    As far as the weights stay below that of one sure code, ``neutral`` stands in for what is not known.
    """
    if not values:
        return np.full(len(served), np.nan, dtype=np.float32)
    weights = topic_weights(values)
    known = served[:, [column[value.code] for value in values]] @ weights
    return np.asarray(known + neutral * (1 - weights.sum()), dtype=np.float32)


def _speciality(values: tuple[CodeValue, ...], top: FloatMatrix, table: Vocabulary) -> FloatVector:
    """How far the need is about each of a hub's specialities, or something related to it, summed."""
    if not values:
        return np.full(len(top), np.nan, dtype=np.float32)
    about = _discounted(values)[:, None] * table.related[[table.column[value.code] for value in values]]
    return np.asarray(top @ about.max(axis=0), dtype=np.float32)


def _discounted(values: tuple[CodeValue, ...]) -> FloatVector:
    """Probability of each code; of stated ones, which are all sure, each further one counts less."""
    stated = [RANK_DISCOUNT if value.origin == "stated" else 1.0 for value in values]
    return np.array([v.probability * by**k for k, (v, by) in enumerate(zip(values, stated, strict=True))], np.float32)


def topic_weights(values: tuple[CodeValue, ...]) -> FloatVector:
    """What each code of a need counts; they sum to 1 at most."""
    weights = _discounted(values)
    return np.asarray(weights / max(1.0, float(weights.sum())), dtype=np.float32)


def _unknown(hubs: Catalogue) -> FloatVector:
    return np.full(len(hubs), np.nan, dtype=np.float32)
