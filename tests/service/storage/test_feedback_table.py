"""Feedback is stored once for each key of the caller's, and whole."""

from __future__ import annotations

import dataclasses
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from service.storage.database import Database
from service.storage.errors import StorageDownError
from service.storage.feedback import FeedbackTable, RepeatError
from service.storage.tables import Base, Feedback
from tests.service.storage.rows import given, rows


def test_feedback_comes_back_as_it_went_in(database: Database) -> None:
    """With the id of its receipt, the time and the portal; without a key there is no digest of one."""
    stated = given(comment="Atenderam logo — ótimo 👍")
    receipt = FeedbackTable(database).give(stated, portal="Évora")
    [row] = rows(database, Feedback)
    assert datetime.now(UTC) - row.given_at < timedelta(minutes=1)
    assert (row.feedback_id, row.portal, row.repeat_digest) == (receipt.feedback_id, "Évora", None)
    assert (row.recommendation_id, row.hub_id, row.verdict, row.comment) == dataclasses.astuple(stated)


def test_the_same_key_stores_once(database: Database) -> None:
    """The second receipt names the first row and says so."""
    table, stated = FeedbackTable(database), given()
    first, second = (table.give(stated, repeat_key="k") for _ in range(2))
    assert second == dataclasses.replace(first, repeated=True)
    assert len(rows(database, Feedback)) == 1


@pytest.mark.parametrize("change", [{"hub_id": "hub-b"}, {"verdict": "helped"}, {"comment": "x"}])
def test_the_same_key_with_something_else_is_refused(database: Database, change: dict[str, str]) -> None:
    """What was stored stays as it was."""
    table, stated = FeedbackTable(database), given()
    table.give(stated, repeat_key="k")
    with pytest.raises(RepeatError, match="expected a new key"):
        table.give(dataclasses.replace(stated, **change), repeat_key="k")  # type: ignore[arg-type]
    assert [row.verdict for row in rows(database, Feedback)] == ["useful"]


def test_keys_of_two_portals_have_nothing_to_do_with_each_other(database: Database) -> None:
    """Nobody learns from a refusal what another portal sent."""
    table = FeedbackTable(database)
    receipts = [table.give(given(), portal=portal, repeat_key="k") for portal in ("a", "b", None)]
    assert not any(receipt.repeated for receipt in receipts)


def test_calls_at_once_with_one_key_store_once(database: Database) -> None:
    """All get the same receipt, one of them as the first."""
    table, stated = FeedbackTable(database), given()
    with ThreadPoolExecutor(8) as threads:
        receipts = list(threads.map(lambda _: table.give(stated, repeat_key="k"), range(16)))
    assert len({receipt.feedback_id for receipt in receipts}) == 1
    assert [receipt.repeated for receipt in receipts].count(False) == 1


def test_the_key_itself_is_not_kept(database: Database) -> None:
    """It is the caller's own word, whatever that says."""
    FeedbackTable(database).give(given(), repeat_key="ana@empresa.pt")
    [row] = rows(database, Feedback)
    assert len(row.repeat_digest) == 32
    assert "ana" not in repr(row)


def test_without_its_table_nothing_is_acknowledged(database: Database) -> None:
    """Who called learns that nothing was stored."""
    Base.metadata.drop_all(database.engine)
    with pytest.raises(StorageDownError):
        FeedbackTable(database).give(given())


def test_a_repeat_whose_first_row_is_erased_meanwhile_may_be_sent_again(sqlite: Database) -> None:
    """Between the refused insert and the look at the row that refused it, the erase job may take that row."""
    table, stated = FeedbackTable(sqlite), given()
    table.give(stated, repeat_key="k")

    def erase_first(*_: object) -> None:
        with closing(sqlite3.connect(str(sqlite.path), isolation_level=None)) as other:
            other.execute("DELETE FROM feedback")

    event.listen(sqlite.engine.pool, "checkin", erase_first, once=True)  # once the insert was rolled back
    with pytest.raises(StorageDownError, match="try again"):
        table.give(stated, repeat_key="k")
