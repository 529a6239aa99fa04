"""Errors as RFC 9457 problem documents. They name a field and what was expected; they never repeat what was sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match

from matcher import NeedError
from service.operation.notes import note_problem
from service.problems.types import (
    INVALID_INPUT,
    MALFORMED_BODY,
    METHOD_NOT_ALLOWED,
    PROBLEM_TYPES,
    UNAVAILABLE,
    ProblemType,
)
from service.storage.errors import StorageDownError

MEDIA_TYPE: Final = "application/problem+json"
MOST_ERRORS: Final = 20
_BY_STATUS: Final = {kind.status: kind for kind in PROBLEM_TYPES}
_SAYS_NOTHING: Final = (
    "There was an error parsing the body"  # the framework's: other bytes than UTF-8, too deep, too long
)
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_OUR_WORDS: Final = {
    "missing": "is missing; expected a value",
    "extra_forbidden": "is not a field of this call",
    "model_attributes_type": "expected a JSON object",
    "tuple_type": "expected a list",
    "uuid_parsing": "expected a UUID, such as the `id` of an answer",
    "string_unicode": "holds broken Unicode; expected valid text",
}


class FieldFault(BaseModel):
    """One faulty field and what was expected of it."""

    model_config = ConfigDict(frozen=True)

    field: str
    detail: str


class Problem(BaseModel):
    """A problem document (RFC 9457); ``errors`` comes with status 422, ``id`` with status 500."""

    model_config = ConfigDict(frozen=True)

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[FieldFault, ...] | None = None
    id: str | None = None


def problem_response(
    kind: ProblemType,
    detail: str,
    *,
    faults: Sequence[FieldFault] | None = None,
    problem_id: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The document of ``kind`` as a response that no cache keeps."""
    note_problem(kind.name)
    errors = None if faults is None else tuple(faults)
    problem = Problem(type=kind.uri, title=kind.title, status=kind.status, detail=detail, errors=errors, id=problem_id)
    return _respond(problem, headers)


def problem_body(kind: ProblemType, detail: str) -> str:
    """The document of ``kind`` alone, for an answer that is written without the framework."""
    problem = Problem(type=kind.uri, title=kind.title, status=kind.status, detail=detail)
    return problem.model_dump_json(exclude_none=True)


def handle_problems(app: FastAPI) -> None:
    """Make every error that the framework or the library raises a problem document."""
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(NeedError, _need_error)
    app.add_exception_handler(ClientDisconnect, _disconnected)
    app.add_exception_handler(StorageDownError, _storage_down)


def _respond(problem: Problem, headers: Mapping[str, str] | None) -> Response:
    content = problem.model_dump_json(exclude_none=True)
    return Response(content, problem.status, {**(headers or {}), "Cache-Control": "no-store"}, MEDIA_TYPE)


def _http_error(request: Request, error: Exception) -> Response:
    """Whatever was refused by status: unknown addresses, methods, kinds and sizes of body."""
    assert isinstance(error, HTTPException)
    kind, title = _BY_STATUS.get(error.status_code), HTTPStatus(error.status_code).phrase
    headers = {"Allow": ", ".join(_allowed(request))} if kind is METHOD_NOT_ALLOWED else error.headers
    if kind is not None:
        detail = kind.meaning["en"] if error.detail in (title, _SAYS_NOTHING) else error.detail
        return problem_response(kind, detail, headers=headers)
    return _respond(
        Problem(type="about:blank", title=title, status=error.status_code, detail=error.detail), error.headers
    )


def _allowed(request: Request) -> tuple[str, ...]:
    """Every method that the address takes; the framework tells those of the first of its routes only."""
    routes: Sequence[BaseRoute] = request.app.routes
    found = [
        method
        for method in ("GET", "POST")
        if any(route.matches({**request.scope, "method": method})[0] == Match.FULL for route in routes)
    ]
    return (*found, "HEAD") if "GET" in found else tuple(found)


def _validation_error(_request: Request, error: Exception) -> Response:
    """What the framework found: a body that is no JSON, or fields that do not fit. Its ``input`` is left behind."""
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    broken = next((fault for fault in found if fault["type"] == "json_invalid"), None)
    if broken is not None:
        where = f"{broken['ctx']['error']} (character {broken['loc'][-1]})"
        return problem_response(MALFORMED_BODY, f"The body is not JSON: {where}.")
    return _invalid([_fault(fault) for fault in found[:MOST_ERRORS]])


def _need_error(_request: Request, error: Exception) -> Response:
    """What the library could not use, such as an unknown code or place."""
    assert isinstance(error, NeedError)
    return _invalid([FieldFault(field=error.field, detail=error.detail)])


def _disconnected(_request: Request, _error: Exception) -> Response:
    """The caller hung up within the body: nobody reads this, but the log should not call it our fault."""
    return problem_response(MALFORMED_BODY, "The body ended early.")


def _storage_down(_request: Request, _error: Exception) -> Response:
    """The database does not answer: nothing was stored, and the caller may well try again."""
    detail = "What this call needs cannot be read or stored right now; nothing was stored."
    return problem_response(UNAVAILABLE, detail, headers={"Retry-After": "5"})


def _invalid(faults: Sequence[FieldFault]) -> Response:
    detail = "; ".join(f"{fault.field}: {fault.detail}" for fault in faults)
    return problem_response(INVALID_INPUT, detail, faults=faults)


def _fault(fault: Mapping[str, Any]) -> FieldFault:
    """One fault of pydantic's (they come untyped); a name that is no plain word may be anything, so it is not told."""
    path = [str(part) for part in fault["loc"]]
    name = ".".join(path[1:] or path)
    detail = _OUR_WORDS.get(fault["type"]) or fault["msg"].removeprefix("Value error, ")
    return FieldFault(field=name if _PLAIN_NAME.fullmatch(name) else "(unknown field)", detail=detail)
