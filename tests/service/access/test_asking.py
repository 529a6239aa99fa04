"""What is asked when a key is made: each fault names its option and what was expected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from service.access.asking import AskedKey, AskError, asked_key
from service.access.issuing import KeyDesk, told_state
from tests.service.access.conftest import NOW, SITE, asked


def ask(**changes: Any) -> AskedKey:
    """What the command line passes on, with changes."""
    given: dict[str, Any] = {"portal": "Portal", "kind": None, "origins": [SITE], "quota": None, "expires": None}
    return asked_key(**given | {"replaced": None, "now": NOW} | changes)


def test_a_key_is_publishable_unless_told_otherwise() -> None:
    """With its sites as browsers write them, each once."""
    key = ask(origins=["https://Câmara.pt:443", "https://xn--cmara-3qa.pt"])
    assert (key.kind, key.origins) == ("publishable", ("https://xn--cmara-3qa.pt",))


@pytest.mark.parametrize(
    ("expires", "end"),
    [("90", NOW + timedelta(days=90)), ("2026-05-01", datetime(2026, 5, 2, tzinfo=UTC)), (None, None)],
)
def test_a_key_ends_after_days_or_at_the_end_of_a_day(expires: str | None, end: datetime | None) -> None:
    """A day named is still a day of the key."""
    assert ask(expires=expires).expires_at == end


FAULTS = [
    ({"portal": None}, "--portal"),
    ({"portal": " \n "}, "--portal"),
    ({"portal": "x" * 101}, "--portal"),
    ({"portal": "a\x1b[31m"}, "--portal"),
    ({"kind": "public"}, "--kind.*publishable or secret"),
    ({"kind": "secret"}, "--origin.*between servers"),
    ({"origins": []}, "--origin.*needs the sites"),
    ({"origins": ["https://*.pt"]}, r"--origin 'https://\*.pt': .*without wildcard"),
    ({"origins": [f"https://a{i}.pt" for i in range(51)]}, "--origin: 51 of them"),
    ({"quota": "lots"}, "--quota 'lots': not a rate"),
    ({"expires": "soon"}, "--expires 'soon'.*2030-12-31"),
    ({"expires": "0"}, "--expires '0'"),
    ({"expires": "3651"}, "--expires"),
    ({"expires": "9" * 50}, "--expires"),
    ({"expires": "2026-04-30"}, "--expires '2026-04-30'.*a day to come"),
    ({"expires": "9999-12-31"}, "--expires"),
]


@pytest.mark.parametrize(("changes", "told"), FAULTS, ids=str)
def test_what_cannot_be_is_told(changes: dict[str, Any], told: str) -> None:
    """By its option."""
    with pytest.raises(AskError, match=told):
        ask(**changes)


def test_a_replacing_key_takes_over_what_is_not_given(desk: KeyDesk) -> None:
    """Portal, kind, sites and quota; not the end, which is what is to change."""
    old = desk.issue(asked(quota="5/day", expires_at=NOW + timedelta(days=5)), 0, NOW)[0]
    key = ask(portal=None, origins=None, replaced=desk.replaceable(old.key_id, NOW))
    assert key == asked(quota="5/day", replaces=old.key_id)


@pytest.mark.parametrize("key_id", ["nothing", "x" * 500])
def test_an_unknown_key_cannot_be_replaced(desk: KeyDesk, key_id: str) -> None:
    """The message says where those there are can be seen."""
    with pytest.raises(AskError, match="keys list"):
        desk.replaceable(key_id)


def test_a_revoked_key_cannot_be_replaced(desk: KeyDesk, key: str) -> None:
    """There is nothing to change over from."""
    desk.revoke(key)
    with pytest.raises(AskError, match="is revoked"):
        desk.replaceable(key)


STATES = [
    ({}, None, "active"),
    ({"expires_at": NOW + timedelta(days=2)}, None, "ends on 2026-05-03 12:00 UTC"),
    ({"expires_at": NOW}, None, "expired on 2026-05-01 12:00 UTC"),
    ({"expires_at": NOW + timedelta(days=2)}, NOW, "revoked on 2026-05-01"),
]


@pytest.mark.parametrize(("changes", "revoked_at", "told"), STATES)
def test_a_keys_state_is_told_with_its_day(desk: KeyDesk, changes, revoked_at: datetime | None, told: str) -> None:
    """Revoked tells before everything else."""
    token = desk.issue(asked(**changes), 0, NOW)[0]
    if revoked_at:
        desk.revoke(token.key_id, revoked_at)
    assert told_state(desk.table.all()[0], NOW) == told
