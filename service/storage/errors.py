"""What can go wrong with the database. Whoever runs the service can mend it; messages hold no password and no value of a row."""

from __future__ import annotations

from matcher.errors import MatcherError


class StorageError(MatcherError):
    """The database cannot be used as it is; told at start, or by a command."""


class StorageDownError(StorageError):
    """The database does not answer right now, so nothing was stored: try again."""
