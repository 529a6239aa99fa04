"""What some tests need and a default install lacks: without it they are skipped, or fail where everything is required."""

from __future__ import annotations

import os

import pytest


def require(absence: str | None) -> None:
    """Skip the test for the reason ``absence``, or fail it where ``HUB_MATCHER_REQUIRE_ALL`` is 1; None is no reason."""
    if absence is None:
        return
    if os.environ.get("HUB_MATCHER_REQUIRE_ALL") == "1":
        pytest.fail(absence)
    pytest.skip(absence)
