"""Agreement against figures worked by hand, against scikit-learn, and against its definition."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from matcher.errors import DataError
from matcher.labelling.agreement import agreement, ordinal_alpha, weighted_kappa
from matcher.labelling.sheets import Sheet


def grades(*values: int) -> np.ndarray:
    """Grades as the measures take them."""
    return np.array(values, dtype=np.int64)


@pytest.mark.parametrize("measure", [weighted_kappa, ordinal_alpha])
def test_the_same_grades_agree_perfectly(measure: object) -> None:
    """1, whatever they are, as long as they differ at all."""
    assert callable(measure)
    assert measure(grades(0, 1, 2, 3), grades(0, 1, 2, 3)) == 1.0


@pytest.mark.parametrize("measure", [weighted_kappa, ordinal_alpha])
def test_grades_without_any_difference_say_nothing(measure: object) -> None:
    """Chance would agree as well: not a number, not 1."""
    assert callable(measure)
    assert math.isnan(measure(grades(2, 2), grades(2, 2)))


def test_kappa_is_that_of_scikit_learn() -> None:
    """On a thousand random pairs."""
    rng = np.random.default_rng(5)
    first = rng.integers(0, 4, 1000)
    second = np.clip(first + rng.integers(-1, 2, 1000), 0, 3)
    expected = cohen_kappa_score(first, second, weights="quadratic", labels=range(4))
    assert weighted_kappa(first, second) == pytest.approx(expected, abs=1e-12)


def test_alpha_by_hand() -> None:
    """Pairs 0-0 and 0-1: values 0, 0, 0, 1; the only difference is (3 + 1 - 2)^2 = 4.

    Seen: 2 entries of 4, together 8. By chance: 2 * 3 * 1 * 4 = 24 over n - 1 = 3. Alpha = 1 - 3 * 8 / 24 = 0.
    """
    assert ordinal_alpha(grades(0, 0), grades(0, 1)) == pytest.approx(0.0)


def by_definition(first: np.ndarray, second: np.ndarray) -> float:
    """Alpha from its definition, pair by pair, with the ordinal difference summed grade by grade."""
    values = np.concatenate([first, second]).tolist()
    sizes = [values.count(grade) for grade in range(4)]

    def difference(a: int, b: int) -> float:
        low, high = min(a, b), max(a, b)
        return 0.0 if a == b else (sum(sizes[low : high + 1]) - (sizes[low] + sizes[high]) / 2) ** 2

    seen = np.mean([difference(a, b) for a, b in zip(first.tolist(), second.tolist(), strict=True)])
    n = len(values)
    chance = sum(difference(values[i], values[j]) for i in range(n) for j in range(n) if i != j) / (n * (n - 1))
    return float(1 - seen / chance)


def test_alpha_is_its_definition() -> None:
    """On forty random pairs, worked out without any table."""
    rng = np.random.default_rng(9)
    first, second = rng.integers(0, 4, 40), rng.integers(0, 4, 40)
    assert ordinal_alpha(first, second) == pytest.approx(by_definition(first, second), abs=1e-12)


def sheet(name: str, *values: int) -> Sheet:
    """Grades of needs n0, n1 ... for one hub."""
    return Sheet(name, {(f"n{number}", "hub"): value for number, value in enumerate(values)}, {}, len(values))


def test_only_pairs_that_both_judged_count() -> None:
    """Three of four; two the same, all at most one apart."""
    found = agreement(sheet("ana", 0, 3, 2, 1), sheet("rui", 0, 3, 1))
    assert (found.n_pairs, found.same, found.near) == (3, 2 / 3, 1.0)
    assert found.table[2][1] == 1


def test_the_interval_holds_the_value() -> None:
    """And is the same each time."""
    one, two = sheet("ana", 0, 3, 2, 1, 0, 2), sheet("rui", 0, 3, 1, 1, 0, 3)
    found = agreement(one, two)
    assert found.kappa.low <= found.kappa.value <= found.kappa.high
    assert agreement(one, two) == found


def test_sheets_without_a_common_pair_are_refused() -> None:
    """There is nothing to agree on."""
    with pytest.raises(DataError, match="judged no pair in common"):
        agreement(sheet("ana", 1), Sheet("rui", {("other", "hub"): 1}, {}, 1))


def test_few_needs_have_no_interval() -> None:
    """One need drawn again and again would always be the same: sure of nothing, and an interval of no width."""
    found = agreement(sheet("ana", 0, 3, 2, 1), sheet("rui", 0, 3, 1, 1))
    assert math.isnan(found.kappa.low)
    assert str(found.kappa).endswith("(too few needs for an interval)")


def test_grades_that_never_differ_are_said_to_tell_nothing() -> None:
    """In words."""
    found = agreement(sheet("ana", *[2] * 6), sheet("rui", *[2] * 6))
    assert str(found.alpha) == "unknown (all grades are equal)"
