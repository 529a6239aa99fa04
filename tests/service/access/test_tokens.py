"""Keys as they are written: told apart from slips, and never shown by accident."""

from __future__ import annotations

import re

import pytest

from service.access.tokens import ALPHABET, SECRET_CHARS, Token, new_token, parse_token, token_digest


@pytest.mark.parametrize(("kind", "prefix"), [("publishable", "hm_pub_"), ("secret", "hm_sec_")])
def test_a_key_says_its_kind(kind, prefix: str) -> None:
    """So that a secret one is seen for what it is."""
    assert new_token(kind).text.startswith(prefix)


def test_a_new_key_is_read_back() -> None:
    """Kind and id come out of the text."""
    token = new_token("secret")
    assert parse_token(token.text) == token


def test_no_two_keys_are_alike() -> None:
    """Neither in id nor in secret."""
    tokens = [new_token("publishable") for _ in range(200)]
    assert len({token.key_id for token in tokens}) == len({token.text[18:] for token in tokens}) == 200


def test_a_key_holds_256_bits() -> None:
    """Characters of the secret part, checksum apart: 62^43 > 2^256."""
    assert len(set(ALPHABET)) ** SECRET_CHARS > 2**256


@pytest.mark.parametrize("position", range(18, 67))
def test_one_wrong_character_is_noticed(position: int) -> None:
    """Anywhere in secret and checksum; no database is asked."""
    text = new_token("publishable").text
    other = "a" if text[position] != "a" else "b"
    assert parse_token(text[:position] + other + text[position + 1 :]) is None


@pytest.mark.parametrize(
    "text", ["", "hm_pub_", "hm_pub_a_b", "Bearer x", "hm_pub_0123456789_" + "é" * 49, "x" * 10_000]
)
def test_what_is_no_key_is_none(text: str) -> None:
    """Whatever it is."""
    assert parse_token(text) is None


def test_a_line_break_after_a_key_is_a_fault() -> None:
    """Nothing is trimmed in silence."""
    assert parse_token(new_token("secret").text + "\n") is None


def test_a_key_is_not_shown_by_repr() -> None:
    """A record in a log or a traceback tells the id only."""
    token = new_token("secret")
    assert re.search("_[0-9A-Za-z]{40}", repr(token)) is None
    assert token.key_id in repr(token)


def test_digests_depend_on_the_servers_secret() -> None:
    """A stolen table is worth nothing without it: RFC 4231 gives HMAC-SHA256 of this text under this secret."""
    digest = token_digest(Token("secret", "x", "what do ya want for nothing?"), b"Jefe")
    assert digest.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
