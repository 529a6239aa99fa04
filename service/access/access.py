"""Everything that decides who may call, in one record: mode, keys, rates. Routes reach it through ``request.app.state``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Self, TypeVar

from starlette.requests import HTTPConnection

from service.access.caller import Caller
from service.access.counters import Standing
from service.access.keyring import Keyring
from service.access.known_origins import KnownOrigins
from service.access.mode import Mode
from service.access.presented import EMBED, check_use, presented_key
from service.access.rates import Rates
from service.access.refusal import Refusal, unauthorised
from service.problems.types import UNAVAILABLE
from service.storage.errors import StorageDownError

N_LOOKUPS: Final = 4  # at a time; not the threads that compute, or a look-up would wait behind needs
RETRY_AFTER_S: Final = 5
Found = TypeVar("Found")


def _lookup_threads() -> Executor:
    return ThreadPoolExecutor(N_LOOKUPS, thread_name_prefix="access")


@dataclass(frozen=True, slots=True, eq=False)
class Access:
    """Who may call.

    Attributes:
        mode: who is let in without a key.
        keyring: None where no database is: then no key is known.
        rates: None where nothing is counted.
    """

    mode: Mode
    keyring: Keyring | None = None
    rates: Rates | None = None
    known_origins: KnownOrigins = field(default_factory=KnownOrigins)
    _threads: Executor = field(default_factory=_lookup_threads)

    @classmethod
    def local(cls) -> Self:
        """Open to this machine, without keys and rates: for tests, and for parts that are put together by hand."""
        return cls("local")

    async def caller(self, connection: HTTPConnection) -> Caller | None:
        """Whose key the call came with; None without a key.

        Raises:
            Refusal: the key is not in force (401), not for this use (403), or cannot be looked up right now (503).
        """
        presented = presented_key(connection)
        if presented is None:
            return None
        if self.keyring is None:
            raise unauthorised("No keys are known here. This service answers without one.")
        keyring, now = self.keyring, datetime.now(UTC)
        caller = await self._looked_up(lambda: keyring.holder(presented, now))
        if connection.scope["path"] != EMBED:
            check_use(caller, connection)
        return caller

    async def allows_origin(self, origin: str) -> bool:
        """Whether pages of another ``origin`` may read answers; a page's key is checked apart."""
        if self.known_origins.always(origin, self.mode):
            return True
        if self.keyring is None:
            return False
        keyring = self.keyring
        return origin in await self._looked_up(lambda: self.known_origins.of_keys(keyring, datetime.now(UTC)))

    async def count(self, caller: Caller | None, address: str) -> tuple[Standing, ...]:
        """Count a call; in memory at once, over the network not on the event loop."""
        if self.rates is None:
            return ()
        rates = self.rates
        if not rates.counters.shared:
            return rates.count(caller, address)
        return await self._in_thread(lambda: rates.count(caller, address))

    async def _looked_up(self, look_up: Callable[[], Found]) -> Found:
        """What the database says; where it does not answer, 503: nobody is let in on a guess."""
        try:
            return await self._in_thread(look_up)
        except StorageDownError:
            detail = "Keys cannot be looked up right now."
            raise Refusal(UNAVAILABLE, detail, {"Retry-After": str(RETRY_AFTER_S)}) from None

    async def _in_thread(self, work: Callable[[], Found]) -> Found:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def access_of(connection: HTTPConnection) -> Access:
    """The access rules of the application that serves this call."""
    access = connection.app.state.access
    assert isinstance(access, Access)
    return access
