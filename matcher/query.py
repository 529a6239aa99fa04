"""Loose values into a `Query`: the one place where a caller's input is validated, with an error a caller can act on."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from matcher.errors import NeedError
from matcher.records import Query


def parse_query(values: Mapping[str, object]) -> Query:
    """The query, or `NeedError` for its first fault: names the field, says what was expected, never quotes the text."""
    try:
        return Query.model_validate(dict(values))
    except ValidationError as error:
        field, detail = query_faults(error)[0]
        raise NeedError(field, detail) from None


def query_faults(error: ValidationError) -> list[tuple[str, str]]:
    """Field and message of each fault; the value found is named for short codes only, never for the need's text."""
    faults = []
    for fault in error.errors(include_url=False):
        field = ".".join(str(part) for part in fault["loc"] if part != "body") or "query"
        message = fault["msg"].removeprefix("Value error, ")
        unknown = fault["type"] == "extra_forbidden"  # its value may be the need under a misspelt name
        faults.append((field, message if unknown else message + _found(field, fault["input"])))
    return faults


def _found(field: str, value: object) -> str:
    """What was found, for fields that hold a code or a number."""
    if field.split(".")[0] in ("text", "place", "query") or not isinstance(value, str | int | float):
        return ""
    shown = repr(value)
    return f" (found {shown})" if len(shown) <= 42 else f" (found {len(shown)} characters)"
