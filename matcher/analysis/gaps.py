"""Where demand has no good hub, and what the catalogue covers, by region and sector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from matcher.catalogue import HOME, Catalogue
from matcher.evaluation.judgments import LEAST_GRADE, JudgedNeed
from matcher.evaluation.significance import share
from matcher.geography import Geography
from matcher.recommend import NOT_FOR_HUBS

NOWHERE: Final = "not told"
STRONG: Final = 4  # intensity, of 5, from which a hub counts as serving a sector in earnest


def demand(needs: Sequence[JudgedNeed], grades: Mapping[str, Mapping[str, int]]) -> pd.DataFrame:
    """One row for each need, region and sector: a need with two sectors counts half in each, so weights add up to needs.

    Needs judged out of scope or too vague are left out: no hub is missing where none could help.

    Returns:
        Columns ``need_id``, ``region`` (level 3, or level 2 where the text tells no more, or `NOWHERE`), ``sector`` (or
        `NOWHERE`), ``weight`` and ``unmet`` (no hub of grade 2 or more).
    """
    rows = []
    for need in needs:
        if need.outcome in NOT_FOR_HUBS:
            continue
        region = next(
            (place.nuts3 or place.nuts2 or NOWHERE for place in need.places if place.country == HOME), NOWHERE
        )
        unmet = max(grades.get(need.id, {}).values(), default=0) < LEAST_GRADE
        sectors = need.sectors or (NOWHERE,)
        rows += [
            {"need_id": need.id, "region": region, "sector": sector, "weight": 1 / len(sectors), "unmet": unmet}
            for sector in sectors
        ]
    return pd.DataFrame(rows, columns=["need_id", "region", "sector", "weight", "unmet"])


def unmet_by(demanded: pd.DataFrame, column: str) -> pd.DataFrame:
    """Needs, unmet needs and their share with its 95 % Wilson interval, by ``region`` or ``sector``, the most unmet first.

    Returns:
        Columns ``column``, ``n``, ``unmet``, ``share``, ``low``, ``high``; n and unmet count whole needs once in each value.
    """
    once = demanded.drop_duplicates(["need_id", column])
    rows = []
    for value, own in once.groupby(column, sort=True):
        found = share(int(own["unmet"].sum()), len(own))
        rows.append(
            {
                column: value,
                "n": found.n,
                "unmet": found.count,
                "share": found.count / found.n,
                "low": found.low,
                "high": found.high,
            }
        )
    table = pd.DataFrame(rows, columns=[column, "n", "unmet", "share", "low", "high"])
    return table.sort_values(["unmet", "n", column], ascending=[False, False, True], ignore_index=True)


def unmet_table(demanded: pd.DataFrame) -> pd.DataFrame:
    """Unmet needs by region (rows) and sector (columns); weights, so that all cells add up to the unmet needs."""
    unmet = demanded[demanded["unmet"]]
    return unmet.pivot_table(index="region", columns="sector", values="weight", aggfunc="sum", fill_value=0.0)


def sector_coverage_by_region(hubs: Catalogue, geography: Geography, least: int = STRONG) -> pd.DataFrame:
    """How many hubs of this country serve each sector with intensity ``least`` or more, in each level-2 region.

    Returns:
        Rows are sectors, columns level-2 codes; a hub counts in each region that it covers. A zero is a gap of the catalogue.
    """
    codes = hubs.vocabularies["sectors"].codes
    regions = sorted(code for code, row in geography.regions.items() if row.country == HOME and row.level == 2)
    national = [row for row, hub in enumerate(hubs.records) if hub.country == HOME and hub.kind == "dih"]
    counts = np.zeros((len(codes), len(regions)), dtype=np.int64)
    for column, region in enumerate(regions):
        covers = hubs.covers([region])
        for row in national:
            own = {item.code for item in hubs.records[row].sectors if (item.weight or 0) >= least}
            counts[:, column] += np.array([bool(covers[row]) and code in own for code in codes])
    return pd.DataFrame(counts, index=list(codes), columns=regions)
