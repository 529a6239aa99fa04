"""``GET /v1/hubs.csv``: the catalogue as a table for spreadsheets and analysts, all rows at once (RFC 4180, UTF-8)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

from matcher.records import HubRecord, WeightedCode
from matcher.spreadsheets import guarded
from service.api.labels import HubLabels, ShownHub

MEDIA_TYPE: Final = "text/csv; charset=utf-8; header=present"
SEAT: Final = ("city", "municipality", "postal_code", "nuts3", "nuts2")
LABELLED: Final = tuple(HubLabels.model_fields)


def _columns() -> tuple[str, ...]:
    """Those of a profile in its order: the seat as its parts, and beside each list of codes their labels."""
    found: list[str] = []
    for name in HubRecord.model_fields:
        found += [f"seat_{part}" for part in SEAT] if name == "seat" else [name]
        found += [f"{name}_labels"] if name in LABELLED else []
    return tuple(found)


COLUMNS: Final = _columns()


def hubs_csv(hubs: Iterable[ShownHub]) -> str:
    """A header and one line a hub. Lists are joined with ``;``, intensities follow their code as in ``textiles=5``."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(hub) for hub in hubs)
    return text.getvalue()


def _row(hub: ShownHub) -> list[str]:
    """The cells of one hub; null is empty."""
    cells: dict[str, object] = {**dict(hub), **{f"seat_{part}": getattr(hub.seat, part) for part in SEAT}}
    cells |= {f"{name}_labels": tuple(getattr(hub.labels, name).values()) for name in LABELLED}
    return [_cell(cells[column]) for column in COLUMNS]


def _cell(value: object) -> str:
    """One value as text that no spreadsheet runs."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return _joined(value)
    return guarded(str(value))


def _joined(values: Sequence[object]) -> str:
    """A list as one cell; a ``;`` within an item becomes a comma, so that the cell can be taken apart again.

    Each item is guarded: where ``;`` separates cells, a spreadsheet may open them as cells of their own.
    """
    items = [_coded(item) if isinstance(item, WeightedCode) else str(item) for item in values]
    return ";".join(guarded(item.replace(";", ",")) for item in items)


def _coded(item: WeightedCode) -> str:
    return item.code if item.weight is None else f"{item.code}={item.weight}"
