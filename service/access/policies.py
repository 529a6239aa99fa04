"""Rates as policies: how many calls in how many seconds, under the name that the headers give them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from limits import RateLimitItem, parse_many

EXPECTED: Final = "expected calls and time such as '60/minute' or '60/minute;5000/day'"
MAX_RATES: Final = 4
MAX_CHARS: Final = 100


@dataclass(frozen=True, slots=True)
class Policy:
    """At most ``calls`` in any ``window_s`` seconds."""

    name: str
    item: RateLimitItem

    @property
    def calls(self) -> int:
        """How many."""
        return self.item.amount

    @property
    def window_s(self) -> int:
        """In how long."""
        return self.item.get_expiry()


def policies(scope: str, written: str) -> tuple[Policy, ...]:
    """The policies that ``written`` states, shortest window first; several of a scope are told apart by their seconds.

    >>> [(policy.name, policy.calls, policy.window_s) for policy in policies("key", "5000/day;60/minute")]
    [('key-60', 60, 60), ('key-86400', 5000, 86400)]

    Raises:
        ValueError: it is no rate, or one that lets nothing through.
    """
    try:
        items = sorted(parse_many(written[: MAX_CHARS + 1]), key=lambda item: item.get_expiry())
    except ValueError:
        raise ValueError(f"not a rate; {EXPECTED}") from None
    if any(item.amount < 1 or item.get_expiry() < 1 for item in items):
        raise ValueError(f"a rate that lets nothing through; {EXPECTED}")
    if len(written) > MAX_CHARS or len(items) > MAX_RATES or len({item.get_expiry() for item in items}) < len(items):
        raise ValueError(f"too long, more than {MAX_RATES} rates, or two of one length of time; {EXPECTED}")
    if len(items) == 1:
        return (Policy(scope, items[0]),)
    return tuple(Policy(f"{scope}-{item.get_expiry()}", item) for item in items)
