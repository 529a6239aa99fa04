"""Who is counted, against which policies: the address, the key, or both."""

from __future__ import annotations

from functools import lru_cache

from service.access.addresses import AddressBuckets
from service.access.caller import Caller
from service.access.counters import Counters, Standing
from service.access.policies import Policy, policies
from service.settings import Settings


class Rates:
    """Counts a call and tells where its caller stands.

    A publishable key is counted as a whole and each visitor's address for itself. A secret key is counted alone: all its
    calls come from one server, and whoever issued it set its quota. A call without a key in force is counted by address.
    """

    def __init__(self, counters: Counters, buckets: AddressBuckets, per_address: str, per_key: str) -> None:
        self.counters = counters
        self._buckets = buckets
        self._per_address = policies("address", per_address)
        self._per_key = per_key

    @classmethod
    def of(cls, settings: Settings, counters: Counters, secret: bytes | None) -> Rates:
        """The rates of the settings; with shared counters the buckets are shared too, under the server's secret."""
        buckets = AddressBuckets.shared(secret) if counters.shared and secret else AddressBuckets()
        return cls(counters, buckets, settings.rate_per_address, settings.rate_per_key)

    def count(self, caller: Caller | None, address: str) -> tuple[Standing, ...]:
        """Count one call, shortest window first, and stop at the first policy that it exceeds."""
        standings: list[Standing] = []
        for policy, subject in self._applying(caller, address):
            standing = self.counters.count(policy, subject)
            standings.append(standing)
            if standing.exceeded:
                break
        return tuple(standings)

    def _applying(self, caller: Caller | None, address: str) -> list[tuple[Policy, str]]:
        """Policies and whom each counts."""
        found: list[tuple[Policy, str]] = []
        if caller is None or caller.kind == "publishable":
            bucket = self._buckets.of(address)
            found = [(policy, bucket) for policy in self._per_address]
        if caller is not None:
            found += [(policy, caller.key_id) for policy in _of_key(caller.quota or self._per_key)]
        return found


@lru_cache(maxsize=256)
def _of_key(quota: str) -> tuple[Policy, ...]:
    """The policies of a key; parsed once, for keys have few different ones."""
    return policies("key", quota)
