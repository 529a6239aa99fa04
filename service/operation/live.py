"""The recommender that serves right now. A request takes it once, so an answer is never made of two."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from matcher import Recommender

Made = TypeVar("Made")


class Live:
    """Holds the recommender in use; `replace` puts another in its place between two requests."""

    def __init__(self, recommender: Recommender) -> None:
        self._recommender = recommender

    def now(self) -> Recommender:
        """The recommender in use; take it once a request and pass it on."""
        return self._recommender

    def replace(self, recommender: Recommender) -> None:
        """Serve with another from the next request on; requests that run keep the one they took."""
        self._recommender = recommender


class Kept(Generic[Made]):
    """A value made from the recommender and kept until another recommender serves."""

    def __init__(self, make: Callable[[Recommender], Made]) -> None:
        self._make = make
        self._kept: tuple[Recommender, Made] | None = None

    def of(self, recommender: Recommender) -> Made:
        """The value for ``recommender``; two threads may both make it, and both get a right one."""
        kept = self._kept
        if kept is None or kept[0] is not recommender:
            kept = (recommender, self._make(recommender))
            self._kept = kept
        return kept[1]
