"""Keys as rows: what goes in comes out, and an end only ever comes nearer."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from service.storage.database import Database
from service.storage.keys import KeyTable, StoredKey

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = StoredKey(
    key_id="k1",
    kind="publishable",
    portal="Câmara de Évora",
    digest=b"\x00\xff" * 16,
    origins=("https://a.pt", "https://b.pt:8443"),
    quota="60/minute",
    created_at=NOW,
    expires_at=NOW + timedelta(days=30),
    revoked_at=None,
    replaces=None,
)


@pytest.fixture
def keys(database: Database) -> KeyTable:
    """A table with one key."""
    table = KeyTable(database)
    table.add(KEY)
    return table


def test_a_key_comes_back_as_it_went_in(keys: KeyTable) -> None:
    """Bytes, lists and times with their zone included; an unknown id is none."""
    assert (keys.find("k1"), keys.find("k2")) == (KEY, None)


def test_all_keys_come_oldest_first(keys: KeyTable) -> None:
    """Whatever the order in which they were added."""
    older = dataclasses.replace(KEY, key_id="k0", created_at=NOW - timedelta(days=1), replaces="k1")
    keys.add(older)
    assert keys.all() == (older, KEY)


def test_a_key_is_revoked_once(keys: KeyTable) -> None:
    """The time of the first revocation stays; an unknown key cannot be revoked."""
    assert [keys.revoke(name, NOW + timedelta(days=d)) for d, name in enumerate(("k1", "k1", "k9"))] == [
        True,
        False,
        False,
    ]
    assert keys.find("k1") == dataclasses.replace(KEY, revoked_at=NOW)


@pytest.mark.parametrize(("days", "moved"), [(10, True), (30, False), (40, False)])
def test_an_end_only_comes_nearer(keys: KeyTable, days: int, moved: bool) -> None:
    """A key that ends in 30 days may end sooner, never later."""
    assert keys.expire("k1", NOW + timedelta(days=days)) is moved
    found = keys.find("k1")
    assert found is not None
    assert found.expires_at == NOW + timedelta(days=min(days, 30))


def test_a_key_without_end_gets_one(keys: KeyTable) -> None:
    """And an unknown key does not."""
    keys.add(dataclasses.replace(KEY, key_id="k2", expires_at=None))
    assert [keys.expire("k2", NOW), keys.expire("k9", NOW)] == [True, False]


@pytest.mark.parametrize("change", [{"key_id": "k1"}, {"key_id": "k2", "replaces": "k9"}])
def test_an_id_is_given_once_and_replaces_a_key_that_is_there(keys: KeyTable, change: dict[str, str]) -> None:
    """The database itself refuses anything else."""
    with pytest.raises(IntegrityError):
        keys.add(dataclasses.replace(KEY, **change))  # type: ignore[arg-type]


def test_a_time_without_zone_is_refused(keys: KeyTable) -> None:
    """Nobody could tell later which moment it was."""
    with pytest.raises(Exception, match="without a zone"):
        keys.revoke("k1", datetime(2026, 3, 1))
