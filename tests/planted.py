"""Judged needs whose grades and outcomes follow a known rule, and a ranker set by hand: the right answer is known."""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.features import FEATURE_NAMES
from matcher.learning.judged_pairs import JudgedPairs
from matcher.learning.ranker_fit import KNOTS
from matcher.need import Need
from matcher.outcome_model import STAGE_FEATURES, OutcomeModel, StageModel, log_odds

N_HUBS = 5


def always(in_scope: float, tells_enough: float, has_door: float) -> OutcomeModel:
    """An outcome model by which every need passes its stages with these probabilities."""
    passed = {"in_scope": in_scope, "tells_enough": tells_enough, "has_door": has_door}
    return OutcomeModel(
        **{
            stage: StageModel(features=names, weights=(0.0,) * len(names), bias=log_odds(passed[stage]))
            for stage, names in STAGE_FEATURES.items()
        }
    )


def ranker_config() -> dict[str, Any]:
    """A config, as JSON holds it, in which each feature contributes its own value, from -1 to 1, and nothing if unknown."""
    return {
        "format_version": 2,
        "version": "by-hand",
        "baseline": -1.0,
        "terms": [{"feature": name, "knots": [-1.0, 1.0], "values": [-1.0, 1.0]} for name in FEATURE_NAMES],
        "outcome": always(0.9, 0.9, 0.7).model_dump(mode="json"),
    }


def need(text: str = "uma fábrica", **values: Any) -> Need:
    """A need of which only ``values`` is known."""
    return Need(text, "pt", "inferred", np.zeros(2, np.float32), **values)


def planted_pairs(n_needs: int, *, rng: np.random.Generator) -> JudgedPairs:
    """Needs x `N_HUBS` hubs, all open: the hub that covers most of the sector has grade 3, the next grade 1.

    Every other feature is noise between its first and its last knot. Every third need is our own.
    """
    low, high = (np.array([KNOTS[name][end] for name in FEATURE_NAMES]) for end in (0, -1))
    features = rng.uniform(low, high, (n_needs, N_HUBS, len(FEATURE_NAMES))).astype(np.float32)
    order = np.argsort(-features[:, :, FEATURE_NAMES.index("sector_coverage")], axis=1)
    grades = np.zeros((n_needs, N_HUBS), dtype=np.int64)
    np.put_along_axis(grades, order[:, :1], 3, axis=1)
    np.put_along_axis(grades, order[:, 1:2], 1, axis=1)
    return JudgedPairs(
        need_ids=tuple(f"n{row:03}" for row in range(n_needs)),
        hub_ids=tuple(f"hub-{column}" for column in range(N_HUBS)),
        needs=(need(),) * n_needs,
        outcomes=("match",) * n_needs,
        features=features,
        offsets=np.zeros((n_needs, N_HUBS), dtype=np.float32),
        open_hubs=np.ones((n_needs, N_HUBS), dtype=np.bool_),
        grades=grades,
        is_own=np.arange(n_needs) % 3 == 0,
    )
