"""``RateLimit`` and ``RateLimit-Policy``: where a caller stands, before it is too late.

Source: RateLimit header fields for HTTP, draft-ietf-httpapi-ratelimit-headers-10 (structured fields, RFC 9651).
"""

from __future__ import annotations

from collections.abc import Sequence

from service.access.counters import Standing


def rate_headers(standings: Sequence[Standing]) -> dict[str, str]:
    """The two headers, and ``Retry-After`` for who must wait; nothing where nothing was counted."""
    if not standings:
        return {}
    headers = {
        "RateLimit-Policy": ", ".join(
            f'"{one.policy.name}";q={one.policy.calls};w={one.policy.window_s}' for one in standings
        ),
        "RateLimit": ", ".join(f'"{one.policy.name}";r={one.remaining};t={one.reset_s}' for one in standings),
    }
    waits = [one.reset_s for one in standings if one.exceeded]
    return headers | ({"Retry-After": str(max(waits))} if waits else {})
