"""Access put together when the service starts: the parent decides the mode once, each worker opens its own part of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from service.access.access import Access
from service.access.counters import Counters
from service.access.key_secret import key_secret
from service.access.keyring import Keyring, in_force
from service.access.mode import MODE_MEANING, Mode, decide_mode
from service.access.rates import Rates
from service.settings import Settings
from service.storage.database import Database
from service.storage.keys import KeyTable

logger = logging.getLogger("service.access.start")


def access_mode(settings: Settings, database: Database, address: str) -> Mode:
    """Who is let in without a key; told in the log, with what else whoever runs the service should know.

    Args:
        address: where the service listens, as taken: ``settings.host`` may be a name.

    Raises:
        AccessError: it must not start like this.
    """
    now = datetime.now(UTC)
    any_key = any(in_force(key, now) for key in KeyTable(database).all())
    mode = decide_mode(address, public=settings.public, proxies=settings.proxies, any_key=any_key)
    logger.info("access: %s", MODE_MEANING[mode])
    if settings.workers > 1 and settings.rate_storage.get_secret_value().startswith("memory:"):
        logger.warning(
            "rates: each of %d workers counts for itself, so up to that many times the rates are let through; "
            "set MATCHER_RATE_STORAGE to a Redis that they share",
            settings.workers,
        )
    return mode


def open_access(
    settings: Settings, database: Database, mode: Mode, rates_fail: Callable[[], None] | None = None
) -> Access:
    """Keys and rates of this process.

    Args:
        rates_fail: called each time that a shared storage of rates cannot be asked.

    Raises:
        AccessError: the server's secret or the place where rates are counted cannot be used.
    """
    counters = Counters.at(settings.rate_storage.get_secret_value())
    if rates_fail is not None:
        counters.on_failure(rates_fail)
    table = KeyTable(database)
    unneeded = database.kind == "postgresql" and settings.key_secret is None and not counters.shared and not table.all()
    secret = None if unneeded else key_secret(settings.key_secret, database)
    keyring = None if secret is None else Keyring(table, secret)
    return Access(mode, keyring, Rates.of(settings, counters, secret))
