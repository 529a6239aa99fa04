"""The report on what was answered: counts by hand, no small cells, nothing lost, on both an empty and a full database."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from matcher.geography import Geography
from service.storage.database import Database
from service.storage.tables import Feedback, RecommendationEvent

pytest.importorskip("pandas", reason="needs the extra analysis")
pytest.importorskip("matplotlib", reason="needs the extra evaluation")
from service.reports.content import ReportContent
from service.reports.used import FEW, demanded, used_report
from service.reports.writing import write_report
from service.storage.frames import events_frame, shown_frame

START = datetime(2026, 3, 1, tzinfo=UTC)
END = START + timedelta(days=31)


@pytest.fixture
def database() -> Iterator[Database]:
    """An empty database in memory."""
    found = Database.in_memory()
    yield found
    found.close()


def answered(database: Database, number: int, **changes: object) -> uuid.UUID:
    """An event on its day of March."""
    own = uuid.UUID(int=number)
    values = {
        "recommendation_id": own,
        "answered_at": START + timedelta(hours=number),
        "language": "pt",
        "regions": ["PT119"],
        "sectors": ["textiles"],
        "technologies": [],
        "services": [],
        "outcome": "match",
        "reason_code": "x",
        "hub_ids": ["digi4fashion", "produtech-dih"],
        "model_version": "m",
        "catalogue_version": "c",
        "rules_version": "r",
        "encoder_version": "e",
        "portal": "agency",
        "channel": "api",
        "campaign": None,
    }
    with database.writing() as connection:
        connection.execute(insert(RecommendationEvent), values | changes)
    return own


def praised(database: Database, recommendation: uuid.UUID, hub_id: str, after_days: int = 2) -> None:
    """A verdict that the hub was useful."""
    values = {"feedback_id": uuid.uuid4(), "recommendation_id": recommendation, "hub_id": hub_id, "verdict": "useful"}
    with database.writing() as connection:
        connection.execute(
            insert(Feedback), values | {"given_at": START + timedelta(days=after_days), "comment": "SECRET WORDS"}
        )


def table(content: ReportContent, name: str) -> list[dict[str, object]]:
    """The rows of one table of the report."""
    (found,) = (own.frame for own in content.tables if own.name == name)
    return [{str(key): value for key, value in row.items()} for row in found.to_dict("records")]


def test_only_events_of_the_time_count(database: Database, geography: Geography) -> None:
    """The first moment is in, the last is not."""
    for number, at in enumerate((START - timedelta(seconds=1), START, END - timedelta(seconds=1), END)):
        answered(database, number, answered_at=at)
    assert dict(used_report(database, geography, START, END).facts)["needs answered"] == "2"


def test_each_hub_shown_has_a_row_with_its_rank(database: Database) -> None:
    """Two hubs of one answer."""
    answered(database, 1)
    assert shown_frame(events_frame(database, START, END))[["hub_id", "rank"]].values.tolist() == [
        ["digi4fashion", 1],
        ["produtech-dih", 2],
    ]


def test_acceptance_is_counted_by_rank(database: Database, geography: Geography) -> None:
    """One of three first places was praised."""
    ids = [answered(database, number) for number in range(3)]
    praised(database, ids[0], "digi4fashion")
    rows = table(used_report(database, geography, START, END), "acceptance_by_rank")
    assert (rows[0]["rank"], rows[0]["n"], rows[0]["accepted"]) == (1, 3, 1)


def test_what_is_said_after_the_time_counts_for_the_needs_of_the_time(database: Database, geography: Geography) -> None:
    """That a hub helped is known weeks later; a word on a later need does not count."""
    praised(database, answered(database, 1), "digi4fashion", after_days=60)
    praised(database, answered(database, 2, answered_at=END), "digi4fashion", after_days=60)
    report = used_report(database, geography, START, END)
    assert dict(report.facts)["verdicts on them"] == "1"
    assert table(report, "acceptance_by_rank")[0]["accepted"] == 1


def test_what_is_no_need_for_a_hub_is_no_demand(database: Database) -> None:
    """A weak match is unmet, a match is met, what is out of scope does not count."""
    for number, outcome in enumerate(("match", "weak_match", "no_match", "out_of_scope", "too_vague")):
        answered(database, number, outcome=outcome)
    found = demanded(events_frame(database, START, END))
    assert found["unmet"].tolist() == [False, True, True]


def test_cells_of_few_needs_are_left_out(database: Database, geography: Geography) -> None:
    """Two needs of one sector in one region point to somebody; three are told."""
    for number in range(FEW - 1):
        answered(database, number, outcome="no_match", sectors=["energy"])
    for number in range(FEW):
        answered(database, 10 + number, outcome="no_match")
    rows = table(used_report(database, geography, START, END), "unmet")
    assert rows == [{"region": "PT119", "sector": "textiles", "n": FEW}]


def test_unmet_needs_are_told_with_all_needs_of_the_region(database: Database, geography: Geography) -> None:
    """Three of five; with two unmet needs a region is left out, however many it has."""
    for number in range(5):
        answered(database, number, outcome="match" if number < 2 else "weak_match")
        answered(database, 10 + number, outcome="match" if number < 3 else "no_match", regions=["PT150"])
    (row,) = table(used_report(database, geography, START, END), "unmet_by_region")
    assert (row["region"], row["n"], row["unmet"], row["share"]) == ("PT119", 5, 3, 0.6)


def test_no_comment_is_in_a_report(database: Database, geography: Geography, tmp_path: Path) -> None:
    """Neither on the page nor in a table."""
    praised(database, answered(database, 1), "digi4fashion")
    paths = write_report(used_report(database, geography, START, END), tmp_path)
    assert not any("SECRET WORDS" in path.read_text("utf-8-sig") for path in paths)


def test_an_empty_time_is_a_report_too(database: Database, geography: Geography, tmp_path: Path) -> None:
    """It says that nothing was answered."""
    paths = write_report(used_report(database, geography, START, END), tmp_path)
    assert "0 needs were answered." in paths[0].read_text()


def test_drift_is_told_once_there_are_enough_needs(database: Database, geography: Geography) -> None:
    """The newer half is all of another outcome."""
    for number in range(120):
        answered(database, number, outcome="match" if number < 60 else "no_match")
    told = used_report(database, geography, START, END).sections[-1].told
    assert told[0].startswith("outcome: population stability index")
    assert told[0].endswith("p 0.0005.")  # 1 in 2,001: no shuffle came near
