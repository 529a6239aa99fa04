"""A file of needs, one JSON object a line, into answers: a faulty line is told by number, the others are answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from matcher.answer import Answer
from matcher.errors import NeedError
from matcher.query import parse_query
from matcher.records import Query
from service.cli.untrusted import shortened

MAX_LINE_BYTES: Final = 1_000_000  # a need of 4,000 characters takes at most 48,000, however it is escaped
MAX_ID_CHARS: Final = 200
FIELDS: Final = tuple(Query.model_fields)
_UTF8_MARK: Final = b"\xef\xbb\xbf"  # some editors begin a file with it

NeedId = str | int


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer and the need it belongs to; ``line`` counts from 1."""

    line: int
    need_id: NeedId
    answer: Answer

    def as_json(self) -> str:
        """The line of output: the answer object with the need's own id."""
        return _compact({"need_id": self.need_id, **self.answer.model_dump(mode="json")})


@dataclass(frozen=True, slots=True)
class Faulty:
    """What is wrong with a line; never repeats the need's text."""

    line: int
    need_id: NeedId
    field: str
    detail: str

    def as_json(self) -> str:
        """The line of output that stands where the answer would."""
        error = {"field": self.field, "detail": self.detail}
        return _compact({"need_id": self.need_id, "line": self.line, "error": error})


def answers(
    source: BinaryIO, answer: Callable[[Query], Answer], *, ignore_unknown: bool = False
) -> Iterator[Answered | Faulty]:
    """What is to be said about each line of ``source``, in its order; blank lines are passed over.

    Args:
        source: JSON objects, one a line, with the fields of `Query` and an optional ``id``.
        answer: answers a query or raises `NeedError`.
        ignore_unknown: drop further fields, which are faults otherwise.
    """
    for line, raw in _lines(source):
        need_id: NeedId = line
        try:
            record = _record(raw)
            need_id = _need_id(record, line)
            yield Answered(line, need_id, answer(_query(record, ignore_unknown)))
        except NeedError as error:
            yield Faulty(line, need_id, error.field, error.detail)


def _lines(source: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each line that is not blank; of a line that is too long, one byte more than the most."""
    line = 0
    while raw := source.readline(MAX_LINE_BYTES + 1):
        line += 1
        rest = raw
        while len(rest) > MAX_LINE_BYTES and not rest.endswith(b"\n"):
            rest = source.readline(MAX_LINE_BYTES + 1)
        raw = raw.removeprefix(_UTF8_MARK) if line == 1 else raw
        if raw.strip():
            yield line, raw


def _record(raw: bytes) -> dict[str, object]:
    """The line as a JSON object."""
    if len(raw) > MAX_LINE_BYTES:
        raise NeedError("line", f"has more than {MAX_LINE_BYTES} bytes; expected one need a line")
    try:
        value = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise NeedError("line", f"not UTF-8 (byte {error.start + 1}); expected text in UTF-8") from None
    except json.JSONDecodeError as error:
        raise NeedError("line", f"not JSON: {error.msg} (column {error.colno}); expected one object a line") from None
    except ValueError:  # Python reads no whole number of more than 4,300 digits
        raise NeedError("line", "holds a number of too many digits; expected numbers as small as k") from None
    except RecursionError:
        raise NeedError("line", "is nested too deeply; expected one flat object") from None
    if not isinstance(value, dict):
        raise NeedError("line", f"is no JSON object; expected one with the fields {', '.join(FIELDS)}")
    return value


def _need_id(record: dict[str, object], line: int) -> NeedId:
    """The need's own id, taken out of ``record``; the line's number for a need without one."""
    given = record.pop("id", None)
    if given is None:
        return line
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    if not isinstance(given, str) or not given.isprintable() or not 1 <= len(given) <= MAX_ID_CHARS:
        raise NeedError("id", f"expected a whole number or 1 to {MAX_ID_CHARS} printable characters")
    return given


def _query(record: dict[str, object], ignore_unknown: bool) -> Query:
    """The query of a record, whose unknown fields are faults unless they are to be ignored."""
    unknown = [name for name in record if name not in FIELDS]
    if unknown and not ignore_unknown:
        raise NeedError(shortened(unknown[0], 40) or "line", f"unknown field; expected id, {', '.join(FIELDS)}")
    return parse_query({name: value for name, value in record.items() if name in FIELDS})


def _compact(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
