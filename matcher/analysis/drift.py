"""Whether needs change over time: shares of outcomes or topics in two periods, how far apart, and whether chance would do it."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from matcher.evaluation.significance import SEED

RESAMPLES: Final = 2_000
HALF_COUNT: Final = 0.5  # added to each count, so that a value new in one period has a finite index


def drift(before: pd.Series[str], after: pd.Series[str]) -> tuple[float, float]:
    """Population stability index of two samples of one value a need, and the p of a permutation test.

    >>> drift(pd.Series(["a", "b"] * 50), pd.Series(["a", "b"] * 50))[0] < 0.001
    True

    A missing value is one more value. Below 0.1 the index is customarily read as no change, above 0.25 as a large one; with few
    needs or many values it is large by chance alone, so read it with the p.

    Source: Siddiqi 2006, Credit Risk Scorecards, system stability report: the sum of (q - p) ln(q / p) over the values. Both periods are
    shuffled together for the test, since the index of two samples of one population is above 0.
    """
    both = pd.concat([before, after], ignore_index=True)
    codes, names = pd.factorize(both, use_na_sentinel=False)
    seen = _index(codes, len(before), len(names))
    rng = np.random.default_rng(SEED)
    shuffled = [_index(rng.permutation(codes), len(before), len(names)) for _ in range(RESAMPLES)]
    return seen, (sum(found >= seen - 1e-12 for found in shuffled) + 1) / (RESAMPLES + 1)


def share_table(before: pd.Series[str], after: pd.Series[str]) -> pd.DataFrame:
    """Counts and shares of each value in both periods, the largest change first.

    Returns:
        Columns ``value``, ``n_before``, ``n_after``, ``before``, ``after`` (shares) and ``change``.
    """
    table = pd.DataFrame({"n_before": before.value_counts(), "n_after": after.value_counts()}).fillna(0).astype(int)
    table["before"], table["after"] = table["n_before"] / max(len(before), 1), table["n_after"] / max(len(after), 1)
    table["change"] = table["after"] - table["before"]
    order = table["change"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].rename_axis("value").reset_index()


def _index(codes: np.ndarray, n_before: int, n_values: int) -> float:
    counts = [np.bincount(part, minlength=n_values) + HALF_COUNT for part in (codes[:n_before], codes[n_before:])]
    p, q = (own / own.sum() for own in counts)
    return float(((q - p) * np.log(q / p)).sum())
