"""Access as it is put together when the service starts."""

from __future__ import annotations

import dataclasses
import logging

import pytest

from service.access.issuing import KeyDesk
from service.access.mode import AccessError
from service.access.start import access_mode, open_access
from service.settings import Settings
from service.storage.database import Database
from tests.service.access.conftest import NOW, SERVER_SECRET, asked


def settings(**changes: object) -> Settings:
    """Settings that need no file."""
    return Settings.model_validate({"key_secret": SERVER_SECRET} | changes)


def test_a_key_in_force_makes_keys_needed(desk: KeyDesk, key: str) -> None:
    """Wherever the service listens."""
    del key
    assert access_mode(settings(), desk.database, "0.0.0.0") == access_mode(settings(), desk.database, "::1") == "keys"


def test_an_expired_key_opens_no_service(desk: KeyDesk) -> None:
    """It is as if there were none."""
    desk.issue(asked(expires_at=NOW.replace(year=2020)), 0)
    with pytest.raises(AccessError, match="no key in force"):
        access_mode(settings(), desk.database, "0.0.0.0")


def test_workers_that_count_apart_are_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    """Three let through three times the rate."""
    caplog.set_level(logging.INFO, logger="service.access.start")
    access_mode(settings(workers=3), Database.in_memory(), "127.0.0.1")
    assert "each of 3 workers counts for itself" in caplog.text


@pytest.mark.parametrize("changes", [{"workers": 1}, {"workers": 3, "rate_storage": "redis://127.0.0.1:1"}])
def test_nobody_is_warned_without_reason(changes: dict[str, object], caplog: pytest.LogCaptureFixture) -> None:
    """One process, or one place to count."""
    caplog.set_level(logging.WARNING, logger="service.access.start")
    access_mode(settings(**changes), Database.in_memory(), "127.0.0.1")
    assert not caplog.records


def test_rates_of_the_settings_are_in_force() -> None:
    """Those of an address, here."""
    access = open_access(settings(rate_per_address="7/hour"), Database.in_memory(), "public")
    assert access.rates is not None
    (standing,) = access.rates.count(None, "192.0.2.1")
    assert (standing.policy.calls, standing.policy.window_s, standing.remaining) == (7, 3600, 6)


def test_a_redis_that_is_away_does_not_keep_the_service_from_starting() -> None:
    """It may come up later; until then the process counts for itself."""
    told: list[str] = []
    stated = settings(rate_storage="redis://127.0.0.1:1")
    access = open_access(stated, Database.in_memory(), "public", lambda: told.append("away"))
    assert access.rates is not None
    assert access.rates.count(None, "192.0.2.1")[0].remaining == 599
    assert told == ["away"]


def test_with_postgresql_a_secret_is_asked_for_once_there_are_keys(desk: KeyDesk) -> None:
    """Not before: an open service needs none."""
    database = dataclasses.replace(desk.database, kind="postgresql")
    assert open_access(Settings(), database, "public").keyring is None
    desk.issue(asked(), 0)
    with pytest.raises(AccessError, match="MATCHER_KEY_SECRET"):
        open_access(Settings(), database, "keys")
