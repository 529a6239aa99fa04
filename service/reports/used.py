"""A report on what the service answered in a time: outcomes, topics, hubs shown, what people made of them, unmet demand.

It is made of events and feedback alone, which hold no words of needs. Cells that count fewer than `FEW` needs are left
out, for a rare sector in a small region may point to one sender.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import pandas as pd

from matcher.analysis.acceptance import acceptance_by_rank, accepted, corrected_acceptance, examination
from matcher.analysis.drift import drift, share_table
from matcher.analysis.gaps import NOWHERE, unmet_by
from matcher.analysis.region_map import region_map
from matcher.geography import Geography
from matcher.recommend import NOT_FOR_HUBS
from service.reports.content import NamedTable, ReportContent, Section
from service.storage.database import Database
from service.storage.frames import events_frame, feedback_frame, shown_frame

FEW: Final = 3
UNMET: Final = ("no_match", "weak_match")
LEAST_FOR_DRIFT: Final = 50  # needs in each half


def used_report(database: Database, geography: Geography, since: datetime, until: datetime) -> ReportContent:
    """Everything from ``since`` to before ``until``."""
    events = events_frame(database, since, until)
    feedback = feedback_frame(database, since)  # whenever given: that a hub helped is said weeks later
    feedback = feedback[feedback["recommendation_id"].isin(events["recommendation_id"])]
    return ReportContent(
        title="What was asked and answered",
        facts=(
            ("from", f"{since:%Y-%m-%d %H:%M} UTC"),
            ("to before", f"{until:%Y-%m-%d %H:%M} UTC"),
            ("needs answered", str(len(events))),
            ("verdicts on them", str(len(feedback))),
            *_versions(events),
        ),
        sections=(
            _outcomes(events),
            _topics(events),
            _hubs(events, feedback),
            _unmet(events, geography),
            _drift(events),
        ),
    )


def demanded(events: pd.DataFrame) -> pd.DataFrame:
    """One row for each event, region and sector, as `matcher.analysis.gaps.demand` has it for judged needs.

    Unmet is what got no match or a weak one; needs out of scope or too vague are not demand.
    """
    asked = events[~events["outcome"].isin(NOT_FOR_HUBS)]
    columns = (asked[name] for name in ("recommendation_id", "regions", "sectors", "outcome"))
    rows = [
        (need_id, next(iter(regions), NOWHERE), sector, 1 / max(len(sectors), 1), outcome in UNMET)
        for need_id, regions, sectors, outcome in zip(*columns, strict=True)
        for sector in (sectors or [NOWHERE])
    ]
    return pd.DataFrame(rows, columns=["need_id", "region", "sector", "weight", "unmet"])


def without_few(table: pd.DataFrame, column: str = "n") -> pd.DataFrame:
    """The rows that count `FEW` needs or more."""
    return table[table[column] >= FEW].reset_index(drop=True)


def _versions(events: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    parts = ("model", "catalogue", "rules", "encoder")
    return tuple((part, ", ".join(sorted(set(events[f"{part}_version"]))) or "none") for part in parts)


def _outcomes(events: pd.DataFrame) -> Section:
    table = events.groupby(["outcome", "channel"]).size().unstack(fill_value=0).reset_index()
    portals = events["portal"].fillna("(without key)").value_counts().rename_axis("portal").reset_index(name="n")
    languages = events["language"].value_counts().rename_axis("language").reset_index(name="n")
    return Section(
        "What came out?",
        (f"{len(events)} needs were answered.",),
        (
            NamedTable("outcomes", "Needs by outcome and by where they were typed.", table),
            NamedTable("portals", "Needs by portal.", without_few(portals)),
            NamedTable("languages", "Needs by language.", without_few(languages)),
        ),
    )


def _topics(events: pd.DataFrame) -> Section:
    tables = tuple(
        NamedTable(
            name,
            f"Needs by {name[:-1] if name != 'technologies' else 'technology'}; a need may have several.",
            _counts(events, name),
        )
        for name in ("sectors", "technologies", "services")
    )
    return Section("What was it about?", (f"Values that fewer than {FEW} needs have are left out.",), tables)


def _counts(events: pd.DataFrame, column: str) -> pd.DataFrame:
    counted = events[column].explode().dropna().value_counts().rename_axis(column).reset_index(name="n")
    return without_few(counted)


def _hubs(events: pd.DataFrame, feedback: pd.DataFrame) -> Section:
    shown = accepted(shown_frame(events), feedback)
    examined = examination(shown)
    hubs = corrected_acceptance(shown, examined)
    first = shown[shown["rank"] == 1]["hub_id"].value_counts().rename("first")
    hubs = hubs.merge(first, how="left", left_on="hub_id", right_index=True).fillna({"first": 0})
    told = (
        "A hub is accepted when somebody called it useful, contacted it or was helped. People look at the first place first: "
        "'corrected' divides by how much less each place is looked at, estimated from hubs that stood in several places; it is "
        "unknown where too few were accepted. Hubs stand lower where they fit less, so it corrects too much: the truth lies between "
        "'share' and 'corrected'.",
    )
    return Section(
        "Which hubs were shown, and what did people make of them?",
        told,
        (
            NamedTable("acceptance_by_rank", "Hubs accepted at each rank, as it is.", acceptance_by_rank(shown)),
            NamedTable("examination", "How much a place is looked at, against the first.", examined),
            NamedTable("hubs", "Showings, first places and acceptance of each hub.", without_few(hubs)),
        ),
    )


def _unmet(events: pd.DataFrame, geography: Geography) -> Section:
    demand = demanded(events)
    unmet = demand.query("unmet")
    pairs = unmet.groupby(["region", "sector"])["need_id"].nunique().reset_index(name="n")
    regions = without_few(unmet_by(demand, "region"), "unmet")
    values = dict(zip(regions["region"], regions["unmet"], strict=True))
    return Section(
        "Where is there demand and no good hub?",
        (
            f"{unmet['need_id'].nunique()} needs got no match or a weak one. Cells with fewer than {FEW} needs are left out.",
        ),
        (
            NamedTable("unmet_by_region", "Needs without a clear door, of all of a region, by region.", regions),
            NamedTable("unmet", "Needs without a clear door, by region and sector.", without_few(pairs)),
        ),
        (region_map(values, geography, "Needs without a clear door", "needs"),),
    )


def _drift(events: pd.DataFrame) -> Section:
    half = len(events) // 2
    if half < LEAST_FOR_DRIFT:
        return Section(
            "Do needs change?", (f"Too few needs to say: {len(events)}; expected {2 * LEAST_FOR_DRIFT} or more.",)
        )
    told, tables = [], []
    for name, values in (("outcome", events["outcome"]), ("sector", events["sectors"].map(_first))):
        before, after = values.iloc[:half], values.iloc[half:]
        index, p = drift(before, after)
        told.append(f"{name}: population stability index {index:.3f} between the older and the newer half, p {p:.4f}.")
        table = share_table(before, after)
        tables.append(
            NamedTable(
                f"drift_{name}",
                f"Shares of each {name} in both halves.",
                table[table["n_before"] + table["n_after"] >= FEW],
            )
        )
    return Section("Do needs change?", tuple(told), tuple(tables))


def _first(codes: Sequence[str]) -> str:
    return codes[0] if codes else NOWHERE
