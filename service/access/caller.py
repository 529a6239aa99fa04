"""Whose key a call came with; routes take the portal for their records from here."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from service.storage.keys import KeyKind, StoredKey


@dataclass(frozen=True, slots=True)
class Caller:
    """The holder of a key that was checked.

    Attributes:
        origins: sites that a publishable key may be used from, and that may frame the widget with it.
        quota: rates of the key; None for the service's own.
    """

    portal: str
    key_id: str
    kind: KeyKind
    origins: tuple[str, ...]
    quota: str | None

    @classmethod
    def of(cls, key: StoredKey) -> Caller:
        """The holder of ``key``."""
        return cls(key.portal, key.key_id, key.kind, key.origins, key.quota)


def caller_of(request: HTTPConnection) -> Caller | None:
    """Whose key the call came with; None without a key, and for calls that take none."""
    caller = getattr(request.state, "caller", None)
    return caller if isinstance(caller, Caller) else None
