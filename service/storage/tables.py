"""The tables, all of them. Times are UTC; lists are JSON; of a need there are only derived fields, but for opt-in texts."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, LargeBinary, MetaData, String, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

MAX_COMMENT_CHARS: Final = 500
MAX_CAMPAIGN_CHARS: Final = 64


class UtcTime(TypeDecorator[datetime]):
    """A moment with its zone in Python, UTC in the database; SQLite has no zones, so there it is written without."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC, as the dialect can hold it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone; expected datetime.now(UTC)")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What all tables share: how Python's types are kept, and how constraints are called in every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy's own form
        datetime: UtcTime(),
        list[str]: JSON().with_variant(JSONB(), "postgresql"),
        bytes: LargeBinary(),
    }


class RecommendationEvent(Base):
    """One answered need: what it was about in codes, and what was shown. No word of it, no span, no address.

    ``regions`` are NUTS codes of level 3 at most; ``hub_ids`` those recommended, in the order shown; ``portal`` is the
    one whose key was used; ``channel`` is ``api``, ``page`` or ``widget``; ``campaign`` what a portal calls its own link.
    """

    __tablename__ = "recommendation_events"

    recommendation_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    answered_at: Mapped[datetime] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(String(16))
    regions: Mapped[list[str]]
    sectors: Mapped[list[str]]
    technologies: Mapped[list[str]]
    services: Mapped[list[str]]
    outcome: Mapped[str] = mapped_column(String(32))
    reason_code: Mapped[str] = mapped_column(String(100))
    hub_ids: Mapped[list[str]]
    model_version: Mapped[str] = mapped_column(String(100))
    catalogue_version: Mapped[str] = mapped_column(String(100))
    rules_version: Mapped[str] = mapped_column(String(100))
    encoder_version: Mapped[str] = mapped_column(String(100))
    portal: Mapped[str | None] = mapped_column(String(200))
    channel: Mapped[str] = mapped_column(String(16))
    campaign: Mapped[str | None] = mapped_column(String(MAX_CAMPAIGN_CHARS))


class Feedback(Base):
    """One verdict on one hub of an answer. No reference to the event: events may be switched off, and are erased alone.

    ``repeat_digest`` is the SHA-256 of the caller's ``Idempotency-Key``, which itself is not kept.
    """

    __tablename__ = "feedback"

    feedback_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    recommendation_id: Mapped[uuid.UUID] = mapped_column(index=True)
    hub_id: Mapped[str] = mapped_column(String(100))
    verdict: Mapped[str] = mapped_column(String(16))
    comment: Mapped[str | None] = mapped_column(String(MAX_COMMENT_CHARS))
    given_at: Mapped[datetime] = mapped_column(index=True)
    portal: Mapped[str | None] = mapped_column(String(200))
    repeat_digest: Mapped[bytes | None] = mapped_column(unique=True)


class AccessKey(Base):
    """A portal's key: never the key itself, only its digest under the server's secret."""

    __tablename__ = "access_keys"

    key_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    portal: Mapped[str] = mapped_column(String(200))
    digest: Mapped[bytes]
    origins: Mapped[list[str]]
    quota: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    replaces: Mapped[str | None] = mapped_column(ForeignKey("access_keys.key_id"))


class KeptText(Base):
    """The text of a need whose sender agreed, where the deployer keeps such texts at all; screened for personal data."""

    __tablename__ = "kept_texts"

    recommendation_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text())
    language: Mapped[str] = mapped_column(String(16))
    kept_at: Mapped[datetime] = mapped_column(index=True)


class Backup(Base):
    """A copy that `hub-matcher data backup` made, so that the erase job finds it again."""

    __tablename__ = "backups"

    path: Mapped[str] = mapped_column(String(4096), primary_key=True)
    made_at: Mapped[datetime]
