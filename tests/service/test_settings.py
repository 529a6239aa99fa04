"""Settings from the environment: thresholds are read as JSON, and a fault names what was expected."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from service.settings import Settings


def test_thresholds_are_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some of them; the others stay those of the ranker."""
    monkeypatch.setenv("MATCHER_THRESHOLDS", '{"match_at": 0.8}')
    assert Settings().thresholds == {"match_at": 0.8}


@pytest.mark.parametrize("given", ["match_at=0.8", '{"match_at": 7}', '{"match": 0.8}', "", "[1]", '{"shown_at": 0.9}'])
def test_thresholds_that_cannot_be_are_told(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the names that there are."""
    monkeypatch.setenv("MATCHER_THRESHOLDS", given)
    with pytest.raises(ValidationError, match=r"expected JSON such as .* with some of match_at, match_hub_at"):
        Settings()
