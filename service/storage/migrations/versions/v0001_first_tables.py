"""The first tables: events, feedback, keys, opt-in texts, list of backups."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    _events()
    _feedback()
    _keys()
    _texts()
    op.create_table(
        "backups",
        sa.Column("path", sa.String(4096), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("path", name="pk_backups"),
    )


def downgrade() -> None:
    """Drop them, with all that is in them."""
    for table in ("backups", "kept_texts", "access_keys", "feedback", "recommendation_events"):
        op.drop_table(table)


def _codes(name: str) -> sa.Column[Any]:  # as SQLAlchemy types JSON
    return sa.Column(name, sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _events() -> None:
    op.create_table(
        "recommendation_events",
        sa.Column("recommendation_id", sa.Uuid(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        _text("language", 16),
        *(_codes(name) for name in ("regions", "sectors", "technologies", "services")),
        _text("outcome", 32),
        _text("reason_code", 100),
        _codes("hub_ids"),
        *(_text(f"{part}_version", 100) for part in ("model", "catalogue", "rules", "encoder")),
        _text("portal", 200, nullable=True),
        _text("channel", 16),
        _text("campaign", 64, nullable=True),
        sa.PrimaryKeyConstraint("recommendation_id", name="pk_recommendation_events"),
    )
    op.create_index("ix_recommendation_events_answered_at", "recommendation_events", ["answered_at"])


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("recommendation_id", sa.Uuid(), nullable=False),
        _text("hub_id", 100),
        _text("verdict", 16),
        _text("comment", 500, nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        _text("portal", 200, nullable=True),
        sa.Column("repeat_digest", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("feedback_id", name="pk_feedback"),
        sa.UniqueConstraint("repeat_digest", name="uq_feedback_repeat_digest"),
    )
    op.create_index("ix_feedback_recommendation_id", "feedback", ["recommendation_id"])
    op.create_index("ix_feedback_given_at", "feedback", ["given_at"])


def _keys() -> None:
    op.create_table(
        "access_keys",
        _text("key_id", 64),
        _text("kind", 16),
        _text("portal", 200),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        _codes("origins"),
        _text("quota", 200, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        _text("replaces", 64, nullable=True),
        sa.PrimaryKeyConstraint("key_id", name="pk_access_keys"),
        sa.ForeignKeyConstraint(["replaces"], ["access_keys.key_id"], name="fk_access_keys_replaces_access_keys"),
    )


def _texts() -> None:
    op.create_table(
        "kept_texts",
        sa.Column("recommendation_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _text("language", 16),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("recommendation_id", name="pk_kept_texts"),
    )
    op.create_index("ix_kept_texts_kept_at", "kept_texts", ["kept_at"])
