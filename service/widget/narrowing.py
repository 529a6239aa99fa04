"""The answer of a portal that shows only some hubs: decided among those, so that none of them fitting is said as such."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from matcher import Recommender
from matcher.recommend import NOT_FOR_HUBS, Ranked


def narrowed(recommender: Recommender, ranked: Ranked, allowed: Collection[str]) -> Ranked:
    """``ranked`` as if the hubs beyond ``allowed`` had not been asked; scores stay, free zones too (they are no hubs).

    Whether a text is a need for hubs at all does not depend on which hubs a portal shows: that is decided with all of
    them. A need that only these hubs make look out of place therefore finds no match, and nothing else.

    Args:
        allowed: ids of the catalogue; empty allows every hub.
    """
    if not allowed or recommender.decide(ranked).outcome in NOT_FOR_HUBS:
        return ranked
    kept = np.isin(np.array(recommender.catalogue.hub_ids), list(allowed))
    fewer = replace(
        ranked,
        verdict=replace(ranked.verdict, excluded=ranked.verdict.excluded & kept),
        asked=ranked.asked & kept,
        candidates=ranked.candidates[kept[ranked.candidates]],
        elsewhere=ranked.elsewhere[kept[ranked.elsewhere]],
    )
    if recommender.decide(fewer).outcome in NOT_FOR_HUBS:
        return replace(fewer, candidates=fewer.candidates[:0])
    return fewer
