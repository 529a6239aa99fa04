"""Files of rows into records: every fault of every row is collected with its file and line, none is skipped."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

Record = TypeVar("Record", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Row(Generic[Record]):
    """A record and the line it stands on (the first is 1)."""

    line: int
    record: Record


@dataclass(frozen=True, slots=True)
class Rows(Generic[Record]):
    """The sound rows of a file, in its order, and a message for each unsound one."""

    path: Path
    rows: tuple[Row[Record], ...]
    faults: tuple[str, ...]

    @property
    def records(self) -> tuple[Record, ...]:
        """The records alone, in the order of the file."""
        return tuple(row.record for row in self.rows)


def read_jsonl(path: Path, model: type[Record]) -> Rows[Record]:
    """One record a line of JSON; blank lines are passed over."""
    return _read(path, model, _json_values)


def read_csv(path: Path, model: type[Record]) -> Rows[Record]:
    """One record a line of comma-separated text under a header; an empty cell is left out, so a default applies."""
    return _read(path, model, _csv_values)


def duplicates(rows: Rows[Record], key: Callable[[Record], object]) -> list[str]:
    """A fault for each row whose key an earlier row already has."""
    first: dict[object, int] = {}
    faults: list[str] = []
    for row in rows.rows:
        name = key(row.record)
        if name in first:
            faults.append(f"{rows.path}:{row.line}: {name!r} stands already on line {first[name]}; each may stand once")
        first.setdefault(name, row.line)
    return faults


def describe(error: ValidationError) -> list[str]:
    """Each fault of a validation as ``field: what was expected (found ...)``; long values are cut."""
    texts = []
    for fault in error.errors(include_url=False):
        where = ".".join(str(part) for part in fault["loc"]) or "row"
        found = repr(fault["input"])
        texts.append(f"{where}: {fault['msg']} (found {found[:80]}{'...' if len(found) > 80 else ''})")
    return texts


def _read(path: Path, model: type[Record], values: Callable[[str], Iterator[tuple[int, object]]]) -> Rows[Record]:
    """Validate each value; a file that cannot be read or decoded is one fault."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        return Rows(path, (), (f"{path}: cannot be read ({error.strerror}); expected a file of {model.__name__} rows",))
    except UnicodeDecodeError as error:
        return Rows(path, (), (f"{path}: not UTF-8 (byte {error.start}); expected text in UTF-8",))
    rows: list[Row[Record]] = []
    faults: list[str] = []
    for line, value in values(text):
        if isinstance(value, _Broken):
            faults.append(f"{path}:{line}: {value.why}")
            continue
        try:
            rows.append(Row(line, model.model_validate(value)))
        except ValidationError as error:
            faults.extend(f"{path}:{line}: {message}" for message in describe(error))
    return Rows(path, tuple(rows), tuple(faults))


@dataclass(frozen=True, slots=True)
class _Broken:
    """A line that is not even well formed."""

    why: str


def _json_values(text: str) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except json.JSONDecodeError as error:
            yield number, _Broken(f"not JSON: {error.msg} at column {error.colno}; expected one object a line")
        except (RecursionError, ValueError) as error:  # nested too deep; a whole number of thousands of digits
            yield number, _Broken(f"not usable JSON: {error}; expected one flat object a line")


def _csv_values(text: str) -> Iterator[tuple[int, object]]:
    reader = csv.reader(StringIO(text), strict=True)
    header: Sequence[str] = ()
    try:
        for cells in reader:
            if not header:
                header = cells
            elif len(cells) != len(header) and cells:
                yield reader.line_num, _Broken(f"{len(cells)} cells; expected {len(header)}: {', '.join(header)}")
            elif cells:
                yield reader.line_num, {name: cell for name, cell in zip(header, cells, strict=True) if cell != ""}
    except csv.Error as error:
        yield reader.line_num, _Broken(f"not comma-separated text: {error}")
