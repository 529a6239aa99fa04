"""What a report holds, however it is written."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from matcher.analysis.figures import Chart


@dataclass(frozen=True, slots=True, eq=False)
class NamedTable:
    """A table with the stem of its CSV file and one sentence on what stands in it."""

    name: str
    caption: str
    frame: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """One question of a report: what is told, then tables and charts that show it."""

    title: str
    told: tuple[str, ...]
    tables: tuple[NamedTable, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ReportContent:
    """A whole report; ``facts`` say what was measured, when and by which versions."""

    title: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]

    @property
    def tables(self) -> tuple[NamedTable, ...]:
        """Every table, in order."""
        return tuple(table for section in self.sections for table in section.tables)
