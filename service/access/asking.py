"""What whoever issues a key asked for, checked: each fault names the option and what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final, get_args

from service.access.origins import canonical_origin
from service.access.policies import policies
from service.storage.keys import KeyKind, StoredKey

MAX_PORTAL_CHARS: Final = 100
MAX_ORIGINS: Final = 50
MAX_DAYS: Final = 3650


class AskError(ValueError):
    """What was asked about a key cannot be; the message is for whoever typed it."""


@dataclass(frozen=True, slots=True)
class AskedKey:
    """A key to be made; ``replaces`` is the id of the one that it takes over from."""

    portal: str
    kind: KeyKind
    origins: tuple[str, ...]
    quota: str | None
    expires_at: datetime | None
    replaces: str | None


def asked_key(
    portal: str | None,
    kind: str | None,
    origins: Sequence[str] | None,
    quota: str | None,
    expires: str | None,
    replaced: StoredKey | None,
    now: datetime | None = None,
) -> AskedKey:
    """The key asked for; what is left out is as in the key that it replaces, but for the end.

    Raises:
        AskError: an option cannot be used.
    """
    kept_portal, kept_kind, kept_origins, kept_quota = _kept(replaced)
    checked_kind = _kind(kind) if kind is not None else kept_kind
    return AskedKey(
        portal=_portal(portal if portal is not None else kept_portal),
        kind=checked_kind,
        origins=_origins(origins or (kept_origins if checked_kind == "publishable" else ()), checked_kind),
        quota=_quota(quota if quota is not None else kept_quota),
        expires_at=None if expires is None else _end(expires, now or datetime.now(UTC)),
        replaces=replaced.key_id if replaced else None,
    )


def _kept(replaced: StoredKey | None) -> tuple[str, KeyKind, tuple[str, ...], str | None]:
    """What a new key takes over."""
    if replaced is None:
        return "", "publishable", (), None
    return replaced.portal, replaced.kind, replaced.origins, replaced.quota


def _portal(given: str) -> str:
    name = " ".join(given.split())
    if not name or not name.isprintable() or len(name) > MAX_PORTAL_CHARS:
        raise AskError(f"--portal: expected a name of 1 to {MAX_PORTAL_CHARS} characters")
    return name


def _kind(given: str) -> KeyKind:
    for kind in get_args(KeyKind):
        if given == kind:
            return kind  # type: ignore[no-any-return]  # get_args tells no types
    raise AskError(f"--kind: unknown kind {given!r}; expected publishable or secret")


def _origins(given: Sequence[str], kind: KeyKind) -> tuple[str, ...]:
    """Whole origins, each once."""
    if kind == "secret" and given:
        raise AskError(
            "--origin: a secret key works between servers, not on web pages; leave it out, or make a publishable"
        )
    if kind == "publishable" and not given:
        raise AskError("--origin: a publishable key needs the sites it is used on, such as https://www.portal.pt")
    if len(given) > MAX_ORIGINS:
        raise AskError(f"--origin: {len(given)} of them; expected {MAX_ORIGINS} at most")
    found: dict[str, None] = {}
    for one in given:
        try:
            found[canonical_origin(one)] = None
        except ValueError as error:
            raise AskError(f"--origin {one!r}: {error}") from None
    return tuple(found)


def _quota(given: str | None) -> str | None:
    if given is not None:
        try:
            policies("key", given)
        except ValueError as error:
            raise AskError(f"--quota {given!r}: {error}") from None
    return given


def _end(given: str, now: datetime) -> datetime:
    """The moment after which the key opens nothing: so many days from now, or the end of a day (UTC)."""
    expected = f"expected 1 to {MAX_DAYS} days, or a day to come such as 2030-12-31"
    try:
        if given.isascii() and given.isdigit():
            days = int(given) if len(given) < 6 else 0
            end = now + timedelta(days=days if days <= MAX_DAYS else 0)
        else:
            end = datetime.combine(datetime.strptime(given, "%Y-%m-%d"), time(), UTC) + timedelta(days=1)
    except (ValueError, OverflowError):
        raise AskError(f"--expires {given!r}: neither days nor a date; {expected}") from None
    if end <= now:
        raise AskError(f"--expires {given!r}: {expected}")
    return end
