"""Acceptance by rank, and what is left of it once the habit of looking at the first place is taken out."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("pandas", reason="needs the extra analysis")
import pandas as pd

from matcher.analysis.acceptance import (
    acceptance_by_rank,
    accepted,
    corrected_acceptance,
    examination,
)


def showings(*rows: tuple[str, str, int]) -> pd.DataFrame:
    """Hubs as shown."""
    return pd.DataFrame(rows, columns=["recommendation_id", "hub_id", "rank"])


def test_a_hub_is_accepted_once_however_often_it_is_praised() -> None:
    """A good word outweighs a bad one; a hub without feedback was not accepted."""
    verdicts = [("r1", "a", "useful"), ("r1", "a", "not_useful"), ("r1", "a", "helped"), ("r1", "b", "not_useful")]
    feedback = pd.DataFrame(verdicts, columns=["recommendation_id", "hub_id", "verdict"])
    table = accepted(showings(("r1", "a", 1), ("r1", "b", 2), ("r2", "a", 1)), feedback)
    assert table["accepted"].tolist() == [True, False, False]


def test_shares_by_rank_are_counts_over_showings() -> None:
    """One of two first places, none of one second place."""
    table = acceptance_by_rank(
        showings(("r1", "a", 1), ("r1", "b", 2), ("r2", "a", 1)).assign(accepted=[True, False, False])
    )
    assert table[["rank", "n", "accepted", "share"]].values.tolist() == [[1, 2, 1, 0.5], [2, 1, 0, 0.0]]


def simulated(looked_at: dict[int, float], quality: dict[str, float], n: int) -> pd.DataFrame:
    """Hubs in random order; one is accepted when its place is looked at and it is good for the need."""
    rng = np.random.default_rng(1)
    rows = []
    for number in range(n):
        for rank, hub_id in enumerate(rng.permutation(sorted(quality)), 1):
            seen = rng.random() < looked_at[rank]
            rows.append((f"r{number}", str(hub_id), rank, bool(seen and rng.random() < quality[str(hub_id)])))
    return pd.DataFrame(rows, columns=["recommendation_id", "hub_id", "rank", "accepted"])


LOOKED_AT = {1: 1.0, 2: 0.5, 3: 0.25}
QUALITY = {"a": 0.8, "b": 0.4, "c": 0.2}


def test_the_habit_that_was_planted_is_found() -> None:
    """Second places are looked at half as often, third places a quarter; 6,000 lists."""
    found = examination(simulated(LOOKED_AT, QUALITY, 6000)).set_index("rank")["examined"]
    assert found.loc[1] == 1.0
    assert found.loc[2] == pytest.approx(0.5, abs=0.05)
    assert found.loc[3] == pytest.approx(0.25, abs=0.05)


def test_corrected_acceptance_is_the_quality_that_was_planted() -> None:
    """As it is, each hub's share is 0.58 of its quality, since a third of the showings is hardly seen."""
    shown = simulated(LOOKED_AT, QUALITY, 6000)
    table = corrected_acceptance(shown, examination(shown)).set_index("hub_id")
    for hub_id, quality in QUALITY.items():
        assert table.loc[hub_id, "corrected"] == pytest.approx(quality, abs=0.06)
        assert table.loc[hub_id, "share"] < 0.7 * quality


def test_too_few_acceptances_give_no_figure() -> None:
    """Unknown, and the showings that are left out are counted."""
    shown = showings(("r1", "a", 1), ("r2", "a", 2)).assign(accepted=[True, True])
    examined = examination(shown)
    assert np.isnan(examined.set_index("rank").loc[2, "examined"])
    assert corrected_acceptance(shown, examined)["left_out"].tolist() == [1]
