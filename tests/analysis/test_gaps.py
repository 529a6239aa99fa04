"""Demand, unmet demand and coverage on needs whose counts can be made by hand."""

from __future__ import annotations

import pytest

from matcher import Recommender
from matcher.evaluation.judgments import JudgedNeed

pytest.importorskip("pandas", reason="needs the extra analysis")
from matcher.analysis.gaps import NOWHERE, demand, sector_coverage_by_region, unmet_by, unmet_table


def need(need_id: str, nuts3: str | None, *sectors: str) -> JudgedNeed:
    """A judged need from a region about some sectors."""
    place = {"text": "x", "municipality": None, "nuts3": nuts3, "nuts2": nuts3 and nuts3[:4], "country": "PT"}
    values = {"lang": "pt", "technologies": (), "services": (), "client": "sme", "n_facets": 1, "outcome": "match"}
    return JudgedNeed(
        id=need_id,
        text="t",
        split="train",
        sectors=sectors,
        places=(place,) if nuts3 else (),
        **values,  # type: ignore[arg-type]
    )


NEEDS = (need("n1", "PT119", "textiles", "energy"), need("n2", "PT119", "textiles"), need("n3", None))
GRADES = {"n1": {"a": 2}, "n2": {"a": 1}, "n3": {}}


def test_a_need_with_two_sectors_counts_half_in_each() -> None:
    """All weights add up to the needs."""
    table = demand(NEEDS, GRADES)
    assert table["weight"].sum() == len(NEEDS)
    assert table.loc[table["need_id"] == "n1", "weight"].tolist() == [0.5, 0.5]


def test_a_need_without_a_hub_of_grade_two_is_unmet() -> None:
    """n2 has a hub of grade 1 and n3 has none."""
    table = demand(NEEDS, GRADES)
    assert set(table.loc[table["unmet"], "need_id"]) == {"n2", "n3"}


def test_regions_count_whole_needs() -> None:
    """PT119: one of two unmet, though n1 has two sectors; where no place is told: one of one."""
    table = unmet_by(demand(NEEDS, GRADES), "region").set_index("region")
    assert table.loc["PT119", ["n", "unmet"]].tolist() == [2, 1]
    assert table.loc[NOWHERE, ["n", "unmet"]].tolist() == [1, 1]


def test_the_table_of_unmet_needs_adds_up() -> None:
    """Two unmet needs, wherever they are."""
    assert unmet_table(demand(NEEDS, GRADES)).to_numpy().sum() == 2


def test_nothing_unmet_is_an_empty_table() -> None:
    """Not an error."""
    assert unmet_table(demand(NEEDS[:1], GRADES)).empty


def test_coverage_counts_hubs_that_serve_sector_and_region(recommender: Recommender) -> None:
    """Counted again hub by hub for one sector and the Açores."""
    hubs = recommender.catalogue
    table = sector_coverage_by_region(hubs, recommender.reader.geography)
    covers = hubs.covers(["PT20"])
    expected = sum(
        bool(covers[row])
        and hub.country == "PT"
        and hub.kind == "dih"
        and any(item.code == "travel-and-tourism" and (item.weight or 0) >= 4 for item in hub.sectors)
        for row, hub in enumerate(hubs.records)
    )
    assert table.loc["travel-and-tourism", "PT20"] == expected


def test_what_is_no_need_for_a_hub_is_no_demand() -> None:
    """No hub is missing for what is out of scope or too vague."""
    vague = [NEEDS[2].model_copy(update={"outcome": outcome}) for outcome in ("out_of_scope", "too_vague")]
    assert demand(vague, GRADES).empty
