"""The additive ranking model as a scikit-learn estimator: monotone piecewise-linear curves, fitted pairwise.

Needs the extra ``train``. What it finds is written as the `Term`s that `matcher.ranking` scores with.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted, validate_data

Floats = NDArray[np.float64]


class AdditiveRanker(RegressorMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Scores that rise with every input: a sum of curves, one per column, that order items of the same group by grade.

    The loss is pairwise logistic (RankNet: Burges and others 2005, doi:10.1145/1102351.1102363): for every two items
    of a group with different grades, the difference of the grades times log(1 + exp(-difference of the scores)). Each
    group counts the same. Slopes are held at zero or above, pulled towards zero (``l2``) and towards their neighbours
    (``smoothness``); a missing value (NaN) has a contribution of its own, which can only be learned where items of one
    group differ in it: otherwise it stays 0.

    Args:
        knots: for each column where its curve may bend; or a number of quantiles.
        neutral: for each column the value that contributes nothing; None = the first knot.
        l2, smoothness: strength of the two penalties, relative to one group.
        max_iter: of L-BFGS-B.

    Attributes:
        knots_, values_: for each column, where the curve bends and what it contributes there.
        unknown_: shape ``(n_features,)``; contribution of a missing value.
    """

    def __init__(
        self,
        knots: int | Sequence[Sequence[float]] = 3,
        neutral: Sequence[float] | None = None,
        l2: float = 0.01,
        smoothness: float = 0.01,
        max_iter: int = 500,
    ) -> None:
        self.knots = knots
        self.neutral = neutral
        self.l2 = l2
        self.smoothness = smoothness
        self.max_iter = max_iter

    # Any: scikit-learn passes lists, arrays and frames alike, and validates them itself.
    def fit(self, X: Any, y: Any, groups: Any = None, offset: Any = None) -> Self:  # noqa: N803  # scikit-learn's name
        """Fit to grades.

        Args:
            X: shape ``(n_items, n_features)``; NaN = unknown.
            y: shape ``(n_items,)``; grades, any real numbers.
            groups: shape ``(n_items,)``; only items of the same group are compared; None = one group.
            offset: shape ``(n_items,)``; scores that the items have already (the rules'); None = 0.
        """
        X, y = validate_data(self, X, y, ensure_all_finite="allow-nan", y_numeric=True, ensure_min_samples=2)  # noqa: N806
        y = np.asarray(y, dtype=np.float64)
        first = np.zeros(len(y)) if offset is None else np.asarray(offset, dtype=np.float64)
        self.knots_ = [self._knots_of(X, column) for column in range(X.shape[1])]
        ramps, self._scale = self._design(X)
        better, worse, weight = _pairs(y, np.zeros(len(y)) if groups is None else np.asarray(groups))
        gaps, before = ramps[better] - ramps[worse], first[better] - first[worse]
        penalty = self._penalty()
        free = np.concatenate([np.zeros(penalty.shape[0] - X.shape[1], bool), np.ones(X.shape[1], bool)])

        def loss(slopes: Floats) -> tuple[float, Floats]:
            margin = gaps @ slopes + before
            pull = penalty @ slopes
            value = float(weight @ np.logaddexp(0, -margin)) + 0.5 * float(slopes @ pull)
            wrong = weight / (1 + np.exp(np.clip(margin, -500, 500)))
            return value, pull - gaps.T @ wrong

        bounds = [(None, None) if unknown else (0, None) for unknown in free]
        found = minimize(
            loss, np.zeros(len(free)), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": self.max_iter}
        )
        self.n_iter_ = int(found.nit)
        self._read(found.x / self._scale)
        return self

    def predict(self, X: Any) -> Floats:  # noqa: N803  # scikit-learn's name
        """Scores, shape ``(n_items,)``; higher is better, and only differences mean anything."""
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, ensure_all_finite="allow-nan")  # noqa: N806  # scikit-learn's name
        total = np.zeros(len(X))
        for column, (knots, values) in enumerate(zip(self.knots_, self.values_, strict=True)):
            known = np.interp(X[:, column], knots, values)
            total += np.where(np.isnan(X[:, column]), self.unknown_[column], known)
        return total

    def __sklearn_tags__(self) -> Any:  # a Tags object of scikit-learn, which has no types
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.regressor_tags.poor_score = True  # it orders; its scores are not on the scale of the grades
        return tags

    def _knots_of(self, X: Floats, column: int) -> Floats:  # noqa: N803  # scikit-learn's name
        """Where the curve of a column may bend: as given, or quantiles of what is known; at least two."""
        if not isinstance(self.knots, int):
            return np.asarray(self.knots[column], dtype=np.float64)
        known = X[~np.isnan(X[:, column]), column]
        if not len(known):
            return np.array([0.0, 1.0])
        found = np.unique(np.quantile(known, np.linspace(0, 1, max(2, self.knots))))
        return found if len(found) > 1 else np.array([found[0], found[0] + 1])

    def _design(self, X: Floats) -> tuple[Floats, Floats]:  # noqa: N803  # scikit-learn's name
        """One column per stretch between two knots (how far the value has climbed it), then one per unknown; and their scales."""
        ramps, unknown = [], np.isnan(X)
        for column, knots in enumerate(self.knots_):
            value = np.where(unknown[:, column], self._neutral(column), X[:, column])
            ramps += [np.clip(value, low, high) - low for low, high in pairwise(knots)]
        whole = np.column_stack([*ramps, unknown.astype(np.float64)])
        widths = np.concatenate([np.full(len(k) - 1, k[-1] - k[0]) for k in self.knots_] + [np.ones(X.shape[1])])
        return whole / widths, widths

    def _neutral(self, column: int) -> float:
        return float(self.knots_[column][0] if self.neutral is None else self.neutral[column])

    def _penalty(self) -> Floats:
        """The quadratic form of both penalties over all slopes."""
        sizes = [len(knots) - 1 for knots in self.knots_]
        penalty = np.eye(sum(sizes) + len(sizes)) * self.l2
        start = 0
        for size, knots in zip(sizes, self.knots_, strict=True):
            widths = np.diff(knots) / (knots[-1] - knots[0])
            here = slice(start, start + size)
            bends = np.diff(np.eye(size), axis=0)
            penalty[here, here] = np.diag(widths) * self.l2 + bends.T @ bends * self.smoothness
            start += size
        return penalty

    def _read(self, slopes: Floats) -> None:
        """Slopes into values at the knots, zero at the neutral value, and the contributions of unknown values."""
        self.values_, start = [], 0
        for column, knots in enumerate(self.knots_):
            own = slopes[start : start + len(knots) - 1]
            start += len(own)
            values = np.concatenate([[0.0], np.cumsum(own * np.diff(knots))])
            self.values_.append(values - np.interp(self._neutral(column), knots, values))
        self.unknown_ = slopes[start:]


def _pairs(y: Floats, groups: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Rows of the better and of the worse item of every pair of a group, and weights that sum to 1 for each group."""
    better, worse, weight = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for group in np.unique(groups):
        rows = np.flatnonzero(groups == group)
        gain = y[rows][:, None] - y[rows][None, :]
        one, other = np.nonzero(gain > 0)
        if len(one):
            better.append(rows[one])
            worse.append(rows[other])
            weight.append(gain[one, other] / gain[one, other].sum())
    return np.concatenate(better), np.concatenate(worse), np.concatenate(weight)
