"""Which sites' pages may read answers here: those that keys list, and, by mode, some without any key."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

from service.access.keyring import Keyring
from service.access.mode import Mode
from service.access.origins import is_loopback_origin
from service.storage.errors import StorageDownError

FRESH_S: Final = 1.0  # a preflight names no key, so all keys' origins are read; once a second, however many ask


class KnownOrigins:
    """Origins of keys in force, read anew at most once a second.

    A database that does not answer is left alone for as long: every page's call comes through here before its time
    begins to count, and would else wait in line behind all that wait for the database before it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._read: tuple[float, frozenset[str] | None] | None = None  # None: it did not answer

    def always(self, origin: str, mode: Mode) -> bool:
        """Whether pages of ``origin`` may read answers whatever keys there are.

        Public: any may, for anyone is let in and nothing here depends on who the browser's user is. Local: pages of this
        machine, so that who builds a portal can try it; any other page a browser happens to show may not use the service.
        """
        return mode == "public" or (mode == "local" and is_loopback_origin(origin))

    def of_keys(self, keyring: Keyring, now: datetime) -> frozenset[str]:
        """The origins that keys in force list.

        Raises:
            StorageDownError: the database does not answer, or did not a moment ago.
        """
        read = self._read
        if read is None or self._clock() - read[0] >= FRESH_S:
            try:
                read = (self._clock(), keyring.origins(now))
            except StorageDownError:
                self._read = (self._clock(), None)
                raise
            self._read = read
        if read[1] is None:
            raise StorageDownError("origins of keys: the database did not answer a moment ago; try again")
        return read[1]
