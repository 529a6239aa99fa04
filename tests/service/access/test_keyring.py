"""Which keys are in force, and what is told of those that are not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.access.issuing import KeyDesk
from service.access.keyring import Keyring
from service.access.refusal import Refusal
from service.access.tokens import new_token
from service.storage.keys import KeyTable
from tests.service.access.conftest import NOW, SECOND, SITE, asked


def refusal(keyring: Keyring, text: str, now=NOW) -> Refusal:
    """What somebody with this key is told."""
    with pytest.raises(Refusal) as caught:
        keyring.holder(text, now)
    return caught.value


def test_a_key_in_force_has_a_holder(keyring: Keyring, key: str) -> None:
    """Portal, kind and origins come with it."""
    caller = keyring.holder(key, NOW)
    assert (caller.portal, caller.kind, caller.origins) == ("Portal", "publishable", (SITE,))


def test_an_unknown_key_is_refused(keyring: Keyring) -> None:
    """However well it is made."""
    assert refusal(keyring, new_token("publishable").text).status_code == 401


def test_a_mistyped_key_is_told_as_such(keyring: Keyring, key: str) -> None:
    """So that its holder looks at it again before asking for a new one."""
    assert "mistyped" in refusal(keyring, key[:-1]).detail


def test_the_id_of_a_key_is_not_enough(keyring: Keyring, key: str) -> None:
    """Ids are listed; another secret part under a known id opens nothing."""
    other = new_token("publishable")
    forged = f"hm_pub_{key.split('_')[2]}_{other.text.split('_')[3]}"
    assert refusal(keyring, forged).status_code == 401


def test_under_another_server_secret_no_key_is_known(desk: KeyDesk, key: str) -> None:
    """The table alone makes no key."""
    assert "not known" in refusal(Keyring(KeyTable(desk.database), b"other"), key).detail


def test_a_revoked_key_stops_with_the_next_call(keyring: Keyring, desk: KeyDesk, key: str) -> None:
    """Nothing is remembered from the call before."""
    keyring.holder(key, NOW)
    desk.revoke(key.split("_")[2])
    assert "revoked" in refusal(keyring, key).detail


def test_a_key_ends_at_its_end(keyring: Keyring, desk: KeyDesk) -> None:
    """The second before it works."""
    text = desk.issue(asked(expires_at=NOW), 0)[0].text
    assert keyring.holder(text, NOW - SECOND).portal == "Portal"
    assert "expired" in refusal(keyring, text, NOW).detail


def test_a_refusal_never_repeats_the_key(keyring: Keyring, desk: KeyDesk, key: str) -> None:
    """Neither a known nor an unknown one."""
    desk.revoke(key)
    for text in (key, key[:-1], new_token("secret").text):
        assert text.split("_")[3][:10] not in refusal(keyring, text).detail


def test_a_replaced_key_works_until_the_overlap_ends(keyring: Keyring, desk: KeyDesk, key: str) -> None:
    """Three days in which a portal changes over; the new one works from the first."""
    new, ends = desk.issue(asked(replaces=key.split("_")[2]), 3, NOW)
    assert ends == NOW + timedelta(days=3)
    assert keyring.holder(key, ends - SECOND).portal == keyring.holder(new.text, ends).portal
    assert "expired" in refusal(keyring, key, ends).detail


def test_an_overlap_never_lengthens_a_key(desk: KeyDesk) -> None:
    """A key that ends tomorrow ends tomorrow."""
    tomorrow = NOW + timedelta(days=1)
    old = desk.issue(asked(expires_at=tomorrow), 0, NOW)[0]
    assert desk.issue(asked(replaces=old.key_id), 30, NOW)[1] == tomorrow


def test_only_keys_in_force_lend_their_origins(keyring: Keyring, desk: KeyDesk, key: str) -> None:
    """A revoked portal's pages may read nothing more."""
    desk.issue(asked(origins=("https://old.pt",), expires_at=NOW), 0)
    assert keyring.origins(NOW) == {SITE}
    desk.revoke(key)
    assert keyring.origins(NOW) == frozenset()
