"""Keys of portals as rows: added, found, revoked, ended earlier. What a key is and who may use it is for `service.access`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import Row, insert, or_, select, update

from service.storage.database import Database
from service.storage.tables import AccessKey

KeyKind = Literal["publishable", "secret"]


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key as it is kept; times have a zone.

    Attributes:
        digest: of the key under the server's secret.
        quota: rates as ``limits`` writes them; None for the service's own.
        replaces: id of the key that this one takes over from.
    """

    key_id: str
    kind: KeyKind
    portal: str
    digest: bytes
    origins: tuple[str, ...]
    quota: str | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    replaces: str | None


class KeyTable:
    """The keys of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, key: StoredKey) -> None:
        """Keep a new key; `sqlalchemy.exc.IntegrityError` when its id is taken or ``replaces`` is no key."""
        with self._database.durable() as connection:
            connection.execute(insert(AccessKey), asdict(key) | {"origins": list(key.origins)})

    def find(self, key_id: str) -> StoredKey | None:
        """The key of this id, in whatever state: one read by primary key."""
        with self._database.reading() as connection:
            row = connection.execute(select(*_COLUMNS).where(AccessKey.key_id == key_id)).first()
        return None if row is None else _stored(row)

    def all(self) -> tuple[StoredKey, ...]:
        """Every key, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(*_COLUMNS).order_by(AccessKey.created_at, AccessKey.key_id)).all()
        return tuple(_stored(row) for row in rows)

    def revoke(self, key_id: str, at: datetime) -> bool:
        """Whether the key is revoked by this call; False for an unknown key and for one revoked before."""
        unrevoked = update(AccessKey).where(AccessKey.key_id == key_id, AccessKey.revoked_at.is_(None))
        with self._database.durable() as connection:
            return connection.execute(unrevoked.values(revoked_at=at)).rowcount == 1

    def expire(self, key_id: str, at: datetime) -> bool:
        """Whether this call brings the key's end forward to ``at``; an end never moves to later."""
        later = or_(AccessKey.expires_at.is_(None), AccessKey.expires_at > at)
        with self._database.durable() as connection:
            ended = connection.execute(update(AccessKey).where(AccessKey.key_id == key_id, later).values(expires_at=at))
            return ended.rowcount == 1


_COLUMNS = tuple(AccessKey.__table__.columns)


def _stored(row: Row[Any]) -> StoredKey:
    """A row as a record; SQLAlchemy gives rows of a table's columns untyped."""
    values = row._asdict()
    kind = cast(KeyKind, values.pop("kind"))  # written by `add` only
    return StoredKey(**values | {"kind": kind, "origins": tuple(values["origins"])})
