"""The errors a caller can meet; each child names who can mend it. Messages say what was found, where, and what was expected."""

from __future__ import annotations

from collections.abc import Sequence


class MatcherError(Exception):
    """Base of every error that this package raises on purpose."""


class NeedError(MatcherError):
    """The need cannot be used as given: the caller can mend it.

    Attributes:
        field: name of the faulty field of the query (``text``, ``place``, ``k`` ...).
        detail: what was expected; never repeats the text of the need.
    """

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(f"{field}: {detail}")
        self.field = field
        self.detail = detail


class DataError(MatcherError):
    """Files under ``data/`` are at fault: whoever keeps them can mend it. Carries every fault found, not only the first."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class ArtefactError(MatcherError):
    """A model artefact does not fit the running code: whoever trained or deployed it can mend it. Raised at start only."""
