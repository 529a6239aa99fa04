"""Calls counted in sliding windows by the library ``limits``: in this process's memory, or in a Redis that several share."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Final
from urllib.parse import urlsplit

from limits.errors import ConfigurationError
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

from service.access.mode import AccessError
from service.access.policies import Policy

logger = logging.getLogger("service.access.counters")
REDIS_SCHEMES: Final = ("redis", "rediss", "redis+unix")
TIMEOUT_S: Final = 0.5  # of one exchange with Redis
REST_S: Final = 5.0  # how long a Redis that failed is not asked again


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a caller stands with one policy: calls left, and seconds until there are more."""

    policy: Policy
    remaining: int
    reset_s: int
    exceeded: bool = False


class Counters:
    """Counts calls. A Redis that fails is left alone for a while; each process then counts for itself.

    Nobody is refused because Redis is away, and nobody gets more than that many times the processes.

    Attributes:
        n_failures: how often Redis could not be asked.
    """

    def __init__(self, storage: Storage, clock: Callable[[], float] = time.monotonic) -> None:
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared = None if isinstance(storage, MemoryStorage) else SlidingWindowCounterRateLimiter(storage)
        self._clock = clock
        self._rests_until = 0.0
        self._told: list[Callable[[], None]] = []
        self.n_failures = 0

    @classmethod
    def at(cls, address: str) -> Counters:
        """Counters in the storage of this address.

        Raises:
            AccessError: no such storage, or the library for it is missing; the address is not repeated, for its password.
        """
        scheme = urlsplit(address).scheme
        if scheme == "memory":
            return cls(MemoryStorage())
        if scheme not in REDIS_SCHEMES:
            raise AccessError(f"access: rates cannot be counted in {scheme!r}; expected memory:// or redis://host:6379")
        try:
            storage = storage_from_string(address, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S)
        except ConfigurationError:
            hint = "install it with pip install '.[redis]'"
            raise AccessError(f"access: the library for {scheme}:// is not installed; {hint}") from None
        except ValueError:
            raise AccessError("access: the address of MATCHER_RATE_STORAGE cannot be read") from None
        assert isinstance(storage, Storage)
        return cls(storage)

    @property
    def shared(self) -> bool:
        """Whether several processes count together, over a network."""
        return self._shared is not None

    def on_failure(self, tell: Callable[[], None]) -> None:
        """Tell each time that Redis could not be asked."""
        self._told.append(tell)

    def count(self, policy: Policy, subject: str) -> Standing:
        """Count one call of ``subject``; an exceeded policy counts none."""
        if self._shared is not None and self._clock() >= self._rests_until:
            try:
                return _counted(self._shared, policy, subject)
            except _failures(self._shared.storage) as error:
                self._rest(error)
        return _counted(self._own, policy, subject)

    def _rest(self, error: Exception) -> None:
        """Leave Redis alone for a while, and say so; of the error only its kind, for it may name the address."""
        self._rests_until = self._clock() + REST_S
        self.n_failures += 1
        kind = type(error).__name__
        logger.warning("rates: the shared storage fails (%s); each process counts for itself meanwhile", kind)
        for tell in self._told:
            tell()


def _counted(limiter: SlidingWindowCounterRateLimiter, policy: Policy, subject: str) -> Standing:
    """Count with one limiter."""
    admitted = limiter.hit(policy.item, policy.name, subject)
    stats = limiter.get_window_stats(policy.item, policy.name, subject)
    reset_s = max(ceil(stats.reset_time - time.time()), 0 if admitted else 1)
    return Standing(policy, stats.remaining if admitted else 0, min(reset_s, policy.window_s), not admitted)


def _failures(storage: Storage) -> tuple[type[Exception], ...]:
    """What a storage raises when it cannot be asked."""
    kinds = storage.base_exceptions
    return (*(kinds if isinstance(kinds, tuple) else (kinds,)), OSError)
