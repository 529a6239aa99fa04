"""Texts are kept only where the deployer keeps any, and never with personal data."""

from __future__ import annotations

import uuid

import pytest

from service.storage.database import Database
from service.storage.tables import Base, KeptText
from service.storage.texts import TextTable
from tests.service.storage.rows import answered, rows


def test_a_text_is_kept_with_the_id_of_its_answer(database: Database) -> None:
    """So that it can be found and erased by it."""
    kept = answered()
    assert TextTable(database, enabled=True).keep(kept, "Queremos formação.")
    [row] = rows(database, KeptText)
    assert (row.recommendation_id, row.text, row.language) == (uuid.UUID(kept.id), "Queremos formação.", "en")


def test_without_the_deployers_setting_none_is_kept(database: Database) -> None:
    """Whatever the sender agrees to."""
    assert not TextTable(database).keep(answered(), "Queremos formação.")
    assert rows(database, KeptText) == []


@pytest.mark.parametrize("text", ["Ligue 912 345 678", "ana@empresa.pt", "Chamo-me Ana Silva e quero formação"])
def test_a_text_with_personal_data_is_not_kept(database: Database, text: str) -> None:
    """Consent does not cover others who may be named."""
    assert not TextTable(database, enabled=True).keep(answered(), text)
    assert rows(database, KeptText) == []


def test_a_text_that_cannot_be_stored_is_told_as_not_kept(database: Database) -> None:
    """The answer is given all the same."""
    Base.metadata.drop_all(database.engine)
    assert not TextTable(database, enabled=True).keep(answered(), "Queremos formação.")
