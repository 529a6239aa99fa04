"""The concept model's fit, against scikit-learn."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression

from matcher.understanding.training import fit_logistic


def test_the_joint_fit_is_scikit_learns_for_each_output() -> None:
    """A second opinion: the same weights to 0.01 on 200 random examples of 5 inputs and 3 outputs."""
    rng = np.random.default_rng(1)
    inputs = rng.normal(size=(200, 5)).astype(np.float32)
    labels = (inputs @ rng.normal(size=(5, 3)) + rng.normal(size=(200, 3))) > 0.5
    weights, bias = fit_logistic(inputs, labels, strength=0.1)
    for output in range(3):
        theirs = LogisticRegression(C=0.1).fit(inputs, labels[:, output])
        np.testing.assert_allclose(weights[:, output], theirs.coef_[0], atol=0.01)
        np.testing.assert_allclose(bias[output], theirs.intercept_[0], atol=0.01)
