"""Which keys are in force. Each call asks the database: a revoked key stops at once, in every process."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Final, Literal

from service.access.caller import Caller
from service.access.refusal import unauthorised
from service.access.tokens import Token, parse_token, token_digest
from service.storage.keys import KeyTable, StoredKey

KeyState = Literal["active", "ending", "expired", "revoked"]
_NO_KEY: Final = "The key is not known here. Keys are issued by whoever runs this service."


def key_state(key: StoredKey, now: datetime) -> KeyState:
    """Whether the key is in force; ``ending`` is in force until a known day."""
    if key.revoked_at is not None:
        return "revoked"
    if key.expires_at is None:
        return "active"
    return "ending" if key.expires_at > now else "expired"


def in_force(key: StoredKey, now: datetime) -> bool:
    """Whether the key opens anything at ``now``."""
    return key_state(key, now) in ("active", "ending")


class Keyring:
    """The keys of the database, with the secret that their digests are made with."""

    def __init__(self, table: KeyTable, secret: bytes) -> None:
        self._table = table
        self._secret = secret

    def holder(self, presented: str, now: datetime) -> Caller:
        """Whose key ``presented`` is.

        Raises:
            Refusal: 401, for a key that is none, unknown, expired or revoked; it says which, and repeats nothing of it.
            StorageDownError: the database does not answer.
        """
        token = parse_token(presented)
        if token is None:
            raise unauthorised("The key is mistyped or cut off: its checksum does not fit.")
        key = self._table.find(token.key_id)
        if key is None or not self._is_it(token, key):
            raise unauthorised(_NO_KEY)
        state = key_state(key, now)
        if state in ("expired", "revoked"):
            raise unauthorised(f"The key is {state}. A new one is issued by whoever runs this service.")
        return Caller.of(key)

    def origins(self, now: datetime) -> frozenset[str]:
        """Every origin that a key in force lists."""
        return frozenset(origin for key in self._table.all() if in_force(key, now) for origin in key.origins)

    def _is_it(self, token: Token, key: StoredKey) -> bool:
        """Compared in constant time; the kind is part of what is digested, and compared as well for the reader's sake."""
        return key.kind == token.kind and hmac.compare_digest(token_digest(token, self._secret), key.digest)
