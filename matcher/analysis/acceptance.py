"""What people made of the hubs shown: acceptance by rank, freed from the habit of looking at the first place first."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from matcher.evaluation.significance import share

POSITIVE: Final = ("useful", "contacted", "helped")
LEAST_PAIRS: Final = 5  # accepted at either rank, below which an examination is not estimated

# Input: one row for each hub that was shown: ``recommendation_id``, ``hub_id``, ``rank`` (1 is first), ``accepted`` (bool).


def accepted(shown: pd.DataFrame, feedback: pd.DataFrame) -> pd.DataFrame:
    """``shown`` with the column ``accepted``: whether somebody called the hub useful, contacted it, or was helped.

    Args:
        shown: ``recommendation_id``, ``hub_id``, ``rank``.
        feedback: ``recommendation_id``, ``hub_id``, ``verdict``; several on a hub count once, a good one outweighs a bad one.
    """
    good = feedback[feedback["verdict"].isin(POSITIVE)].drop_duplicates(["recommendation_id", "hub_id"])
    marked = shown.merge(
        good[["recommendation_id", "hub_id"]].assign(accepted=True), how="left", on=["recommendation_id", "hub_id"]
    )
    marked["accepted"] = marked["accepted"].eq(True)
    return marked


def acceptance_by_rank(shown: pd.DataFrame) -> pd.DataFrame:
    """Share accepted at each rank, as it is, with 95 % Wilson intervals.

    Returns:
        Columns ``rank``, ``n``, ``accepted``, ``share``, ``low``, ``high``.
    """
    rows = []
    for rank, own in shown.groupby("rank", sort=True):
        found = share(int(own["accepted"].sum()), len(own))
        rows.append(
            {
                "rank": rank,
                "n": found.n,
                "accepted": found.count,
                "share": found.count / found.n,
                "low": found.low,
                "high": found.high,
            }
        )
    return pd.DataFrame(rows, columns=["rank", "n", "accepted", "share", "low", "high"])


def examination(shown: pd.DataFrame) -> pd.DataFrame:
    """How much a place is looked at, against the first, from hubs that were shown in both.

    For each rank, hubs shown there and first are compared with themselves, so that it does not matter that better hubs stand
    higher: the ratio of their acceptance rates, weighed by the smaller number of showings. It assumes that a hub is as good
    for the needs for which it stood first as for those for which it stood lower. Needs differ, and a hub stands lower where it
    fits less: the figure holds the habit and that loss of fit, so lower places are looked at no less than it says.

    Returns:
        Columns ``rank``, ``examined`` (1 at the first rank; NaN with fewer than `LEAST_PAIRS` acceptances) and ``hubs`` (those
        shown in both places).

    Source: intervention harvesting, Agarwal et al. 2019, doi:10.1145/3289600.3291017, with the first rank as pivot.
    """
    by_hub = shown.groupby(["hub_id", "rank"])["accepted"].agg(["mean", "size"])
    first = by_hub.xs(1, level="rank") if 1 in by_hub.index.get_level_values("rank") else by_hub.iloc[:0]
    rows = []
    for rank in sorted(shown["rank"].unique()):
        both = by_hub.xs(rank, level="rank").join(first.add_suffix("_first"), how="inner")
        weight = np.minimum(both["size"], both["size_first"])
        here, there = float((weight * both["mean"]).sum()), float((weight * both["mean_first"]).sum())
        enough = rank == 1 or min(here, there) >= LEAST_PAIRS
        rows.append(
            {"rank": rank, "examined": (here / there if there else np.nan) if enough else np.nan, "hubs": len(both)}
        )
    return pd.DataFrame(rows, columns=["rank", "examined", "hubs"])


def corrected_acceptance(shown: pd.DataFrame, examined: pd.DataFrame) -> pd.DataFrame:
    """Acceptance of each hub if every place were looked at like the first: each acceptance weighs 1 / examination of its rank.

    As `examination` errs low, this errs high: the truth lies between ``share``, which corrects nothing, and ``corrected``.
    Showings at ranks whose examination is not known are left out, and counted in ``left_out``.

    Returns:
        Columns ``hub_id``, ``n``, ``share`` (as it is), ``corrected`` (may exceed 1 with few showings) and ``left_out``, by hub.

    Source: inverse propensity scoring, Joachims, Swaminathan and Schnabel 2017, doi:10.1145/3018661.3018699.
    """
    known = shown.merge(examined[["rank", "examined"]], on="rank", how="left")
    rows = []
    for hub_id, own in known.groupby("hub_id", sort=True):
        usable = own[own["examined"].gt(0)]
        corrected = float((usable["accepted"] / usable["examined"]).mean()) if len(usable) else float("nan")
        rows.append(
            {
                "hub_id": hub_id,
                "n": len(own),
                "share": float(own["accepted"].mean()),
                "corrected": corrected,
                "left_out": len(own) - len(usable),
            }
        )
    return pd.DataFrame(rows, columns=["hub_id", "n", "share", "corrected", "left_out"])
