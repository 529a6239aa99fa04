"""Systems to compare: each ranks the national hubs for every judged need. Baselines first.

What the whole system makes of a need is worked out once (`rank_needs`); every run and every further figure is read off it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from matcher.arrays import FloatVector, IntVector
from matcher.evaluation.judgments import JudgedNeed, JudgedPlace
from matcher.evaluation.trec import Run
from matcher.geography import Geography
from matcher.need import CodeValue, Need, Place
from matcher.ranking import ranking_order
from matcher.recommend import Ranked, Recommender
from matcher.records import Query
from matcher.understanding.reader import UNKNOWN_CLIENT

RANDOM: Final = "random order"
BM25: Final = "BM25"
ENCODER: Final = "encoder, mean of the best 3 passages"
WHOLE: Final = "whole system"
ASSESSED: Final = "whole system, assessed labels"  # what it would do if it understood as the assessors did
BASELINES: Final = (RANDOM, BM25, ENCODER)
NEAR: Final = 0.05  # log-odds: a probability of 0.50 against one of 0.51

RankedNeeds = Mapping[str, Ranked]  # by need id


@dataclass(frozen=True, slots=True)
class NearTies:
    """Of ``n`` needs, those whose first two candidates lie less than ``gap`` (log-odds) apart; ``equal`` not at all.

    Equal scores are broken by hub id, so the same need always gets the same order; a near-tie says that it means little.
    """

    n: int
    gap: float
    near: int
    equal: int


def national_rows(recommender: Recommender) -> IntVector:
    """Rows of the hubs that are judged: those of Portugal, without the free zones; shape ``(18,)`` today."""
    hubs = recommender.catalogue
    return np.flatnonzero(~hubs.is_abroad & ~hubs.is_zone)


def national_ids(recommender: Recommender) -> tuple[str, ...]:
    """Their ids."""
    return tuple(recommender.catalogue.hub_ids[row] for row in national_rows(recommender))


def rank_needs(recommender: Recommender, needs: Sequence[JudgedNeed]) -> dict[str, Ranked]:
    """What the whole system makes of the text of each need."""
    return {need.id: recommender.rank(Query(text=need.text)) for need in needs}


def random_runs(needs: Sequence[str], hub_ids: Sequence[str], n_runs: int, *, rng: np.random.Generator) -> list[Run]:
    """``n_runs`` runs in random order: chance level is their mean."""
    return [{need: [hub_ids[i] for i in rng.permutation(len(hub_ids))] for need in needs} for _ in range(n_runs)]


def bm25_run(recommender: Recommender, ranked: RankedNeeds) -> Run:
    """BM25 of the whole profile, stemmed in both languages."""
    lexical = recommender.catalogue.lexical
    return {need: _by_score(recommender, lexical.scores(own.need.text)) for need, own in ranked.items()}


def encoder_run(recommender: Recommender, ranked: RankedNeeds) -> Run:
    """Mean cosine of the best three passages, and nothing else."""
    passages = recommender.catalogue.passages
    return {
        need: _by_score(recommender, passages.best_mean(passages.similarities(own.need.vector)))
        for need, own in ranked.items()
    }


def whole_system_run(recommender: Recommender, ranked: RankedNeeds) -> Run:
    """The recommender's own order of the candidates, then the hubs that a rule excluded, by score."""
    return {need: national_order(recommender, own) for need, own in ranked.items()}


def national_order(recommender: Recommender, ranked: Ranked) -> list[str]:
    """Ids of the national hubs for one need: the candidates in the recommender's order, then those excluded, by score."""
    ids, national = recommender.catalogue.hub_ids, set(national_rows(recommender).tolist())
    order = _national_candidates(ranked, national)
    rest = np.array(sorted(national - set(order)), dtype=np.int64)
    order += rest[ranking_order(ranked.scored.scores[rest], rest)].tolist()
    return [ids[row] for row in order]


def assessed_run(recommender: Recommender, needs: Sequence[JudgedNeed], ranked: RankedNeeds) -> Run:
    """The whole system told what the assessors read in each text, in place of what it read itself.

    The gap to `whole_system_run` is what understanding costs: no ranker can close it.
    """
    told = {
        need.id: recommender.rank_need(assessed_need(ranked[need.id].need, need, recommender.reader.geography))
        for need in needs
    }
    return whole_system_run(recommender, told)


def assessed_need(understood: Need, judged: JudgedNeed, geography: Geography) -> Need:
    """``understood`` with the assessors' places, sectors, technologies, services and client, as if the caller had stated them.

    Language, refusals, partners abroad, and whether it is in scope have no label, or do not order hubs: they stay.
    """
    places = (assessed_place(place, geography) for place in judged.places)
    return replace(
        understood,
        places=tuple(place for place in places if place is not None),
        sectors=_stated(judged.sectors),
        sector_guesses=(),
        technologies=_stated(judged.technologies),
        technology_guesses=(),
        services=_stated(judged.services),
        client=() if judged.client == UNKNOWN_CLIENT else _stated((judged.client,)),
    )


def assessed_place(label: JudgedPlace, geography: Geography) -> Place | None:
    """The finest thing that the label names and the geography knows in the label's region; None when there is none."""
    for name in (label.municipality, label.nuts3, label.nuts2, label.text, label.nuts_country):
        place = geography.place_named(name) if name else None
        if place and place.country == label.nuts_country and (label.nuts2 is None or place.nuts2 == label.nuts2):
            return place
    return None


def near_ties(recommender: Recommender, ranked: RankedNeeds) -> NearTies:
    """How often the first hub is first by next to nothing."""
    national = set(national_rows(recommender).tolist())
    firsts = [own.scored.scores[_national_candidates(own, national)[:2]] for own in ranked.values()]
    gaps = [float(two[0] - two[1]) for two in firsts if len(two) == 2]
    return NearTies(len(ranked), NEAR, sum(gap < NEAR for gap in gaps), sum(gap == 0 for gap in gaps))


def _national_candidates(ranked: Ranked, national: set[int]) -> list[int]:
    return [int(row) for row in ranked.candidates if int(row) in national]


def _stated(codes: Sequence[str]) -> tuple[CodeValue, ...]:
    return tuple(CodeValue(code, "stated", None, 1.0) for code in codes)


def _by_score(recommender: Recommender, scores: FloatVector) -> list[str]:
    """Ids of the national hubs by ``scores`` of the whole catalogue."""
    rows, ids = national_rows(recommender), national_ids(recommender)
    return [ids[i] for i in ranking_order(np.nan_to_num(scores[rows], nan=-np.inf), ids)]
