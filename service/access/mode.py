"""Who is let in without a key: decided once, at start, and never in silence."""

from __future__ import annotations

from typing import Final, Literal

from matcher.errors import MatcherError
from service.access.origins import is_loopback_host

Mode = Literal["local", "keys", "public"]
MODE_MEANING: Final[dict[Mode, str]] = {
    "local": "open to programs of this machine, without keys",
    "keys": "calls that compute need a key",
    "public": "open to anyone; keys count where they are sent",
}


class AccessError(MatcherError):
    """The service may not start as it is set up; whoever runs it can mend it."""


def decide_mode(host: str, *, public: bool, proxies: str, any_key: bool) -> Mode:
    """Who is let in without a key.

    A service behind a proxy listens on this machine alone and is yet reached from elsewhere: to name proxies is to say so.

    Args:
        host: address that is listened on; ``0.0.0.0`` and ``::`` are all of them.
        public: whether the deployer opens it to anyone.
        proxies: addresses of proxies, as the settings have them.
        any_key: whether any key is in force.

    Raises:
        AccessError: it would be reached from other machines, without key and without being declared public.
    """
    if public:
        return "public"
    if any_key:
        return "keys"
    if is_loopback_host(host) and not proxies.strip():
        return "local"
    where = f"behind the proxies {proxies}" if is_loopback_host(host) else f"on {host}"
    raise AccessError(
        f"access: {where} the service can be reached from other machines, but there is no key in force; make one with "
        "'hub-matcher keys create', open it to anyone with --public (MATCHER_PUBLIC=1), or listen on 127.0.0.1"
    )
