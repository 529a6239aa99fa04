"""A report as one HTML page, which needs no other file and no script, and each of its tables as CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from matcher.spreadsheets import write_table
from service.reports.content import ReportContent

PAGE: Final = "report.html"
TEMPLATE: Final = "report.html"


def write_report(content: ReportContent, folder: Path) -> tuple[Path, ...]:
    """Write page and CSV files into ``folder``, which is made where it is not there; what stood there before is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / PAGE
    part = page.with_name(PAGE + ".part")
    part.write_text(report_html(content), encoding="utf-8")
    part.replace(page)
    paths = [folder / f"{table.name}.csv" for table in content.tables]
    for path, table in zip(paths, content.tables, strict=True):
        write_table(path, [str(column) for column in table.frame.columns], [tuple(row) for row in plain(table.frame)])
    return (page, *paths)


def report_html(content: ReportContent) -> str:
    """The page."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return templates.get_template(TEMPLATE).render(report=content, cells=shown_cells)


def plain(frame: pd.DataFrame) -> list[list[str | int | float | None]]:
    """The cells as Python's own values; an unknown number is empty."""
    rows = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    return [
        [cell if cell is None or isinstance(cell, str | int | float) else str(cell) for cell in row] for row in rows
    ]


def shown_cells(frame: pd.DataFrame) -> list[list[str]]:
    """The cells as a page shows them: three digits, nothing for an unknown number."""
    return [
        ["" if cell is None else f"{cell:.3g}" if isinstance(cell, float) else str(cell) for cell in row]
        for row in plain(frame)
    ]
