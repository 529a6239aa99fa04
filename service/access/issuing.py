"""Where keys are issued, replaced and revoked; what the command line works with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from service.access.asking import AskedKey, AskError
from service.access.key_secret import key_secret
from service.access.keyring import in_force, key_state
from service.access.tokens import Token, new_token, parse_token, token_digest
from service.settings import Settings
from service.storage.database import Database
from service.storage.keys import KeyTable, StoredKey
from service.storage.migrating import open_database


@dataclass(frozen=True, slots=True, eq=False)
class KeyDesk:
    """The keys of one database, for whoever runs the service."""

    database: Database
    settings: Settings

    @classmethod
    @contextmanager
    def opened(cls, settings: Settings) -> Iterator[KeyDesk]:
        """The desk at the database of the settings, its tables made if need be; closed afterwards.

        Raises:
            StorageError: the database cannot be used.
        """
        database = open_database(settings.database_url.get_secret_value())
        try:
            yield cls(database, settings)
        finally:
            database.close()

    @property
    def table(self) -> KeyTable:
        """Every key that was ever issued."""
        return KeyTable(self.database)

    def issue(self, asked: AskedKey, overlap_days: int, now: datetime | None = None) -> tuple[Token, datetime | None]:
        """A new key, and when the one it replaces ends. The new one is kept first: a crash between leaves two, not none.

        Raises:
            AccessError: the server's secret cannot be used.
        """
        now = now or datetime.now(UTC)
        token = new_token(asked.kind)
        digest = token_digest(token, key_secret(self.settings.key_secret, self.database))
        self.table.add(
            StoredKey(
                key_id=token.key_id,
                kind=asked.kind,
                portal=asked.portal,
                digest=digest,
                origins=asked.origins,
                quota=asked.quota,
                created_at=now,
                expires_at=asked.expires_at,
                revoked_at=None,
                replaces=asked.replaces,
            )
        )
        if asked.replaces is None:
            return token, None
        self.table.expire(asked.replaces, now + timedelta(days=overlap_days))
        replaced = self.table.find(asked.replaces)
        return token, replaced.expires_at if replaced else None

    def replaceable(self, written: str, now: datetime | None = None) -> StoredKey:
        """The key of this id, in force still.

        Raises:
            AskError: there is none, or it is over.
        """
        key = self._known(written)
        state = key_state(key, now or datetime.now(UTC))
        if state in ("expired", "revoked"):
            raise AskError(f"key {key.key_id} is {state}; make a new one without --replaces")
        return key

    def revoke(self, written: str, now: datetime | None = None) -> StoredKey:
        """The key of this id, revoked from now on.

        Raises:
            AskError: there is none.
        """
        key = self._known(written)
        self.table.revoke(key.key_id, now or datetime.now(UTC))
        return key

    def any_in_force(self) -> bool:
        """Whether any key opens anything."""
        return any(in_force(key, datetime.now(UTC)) for key in self.table.all())

    def _known(self, written: str) -> StoredKey:
        """The key of an id, or of the whole key, whose secret part is not repeated."""
        token = parse_token(written)
        key = self.table.find(token.key_id if token else written)
        if key is None:
            shown = token.key_id if token else written if len(written) <= 20 else "that is written there"
            raise AskError(f"no key {shown}; 'hub-matcher keys list' shows those there are")
        return key


def told_state(key: StoredKey, now: datetime) -> str:
    """The key's state in words, with its day."""
    state = key_state(key, now)
    if state == "revoked":
        return f"revoked on {key.revoked_at:%Y-%m-%d}"
    if key.expires_at is None:
        return "active"
    return f"{'ends' if state == 'ending' else 'expired'} on {key.expires_at:%Y-%m-%d %H:%M} UTC"
