"""Drift is found where it was planted and not where there is none."""

from __future__ import annotations

import math

import pytest

pytest.importorskip("pandas", reason="needs the extra analysis")
import pandas as pd

from matcher.analysis.drift import drift, share_table


def test_the_index_by_hand() -> None:
    """3 and 1 against 1 and 3, half a count added: p = 0.7, 0.3 and q = 0.3, 0.7: 2 * 0.4 * ln(7/3)."""
    seen, _ = drift(pd.Series(list("aaab")), pd.Series(list("abbb")))
    assert seen == pytest.approx(2 * 0.4 * math.log(7 / 3))


def test_a_planted_change_is_no_chance() -> None:
    """From 80 % to 50 % of 200 needs."""
    before, after = pd.Series(["match"] * 160 + ["no"] * 40), pd.Series(["match"] * 100 + ["no"] * 100)
    assert drift(before, after)[1] < 0.01


def test_no_change_is_chance() -> None:
    """The same shares."""
    same = pd.Series(["match"] * 80 + ["no"] * 20)
    assert drift(same, same)[1] == 1.0


def test_a_value_new_in_one_period_has_a_row() -> None:
    """With a count of 0 before; the largest change comes first."""
    table = share_table(pd.Series(["a", "a"]), pd.Series(["a", "b"]))
    assert table[["value", "n_before", "n_after"]].values.tolist() == [["a", 2, 1], ["b", 0, 1]]


def test_a_missing_value_is_one_more_value() -> None:
    """Half of the newer period has none."""
    assert drift(pd.Series(["a"] * 40), pd.Series(["a", None] * 20))[1] < 0.01


def test_without_needs_there_is_no_drift() -> None:
    """Not an error."""
    nothing = pd.Series([], dtype="object")
    assert drift(nothing, nothing) == (0.0, 1.0)
