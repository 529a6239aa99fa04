"""What the calls that take a need share: JSON only, the language of the sentences, and how they are described."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Header
from starlette.exceptions import HTTPException
from starlette.requests import Request

from service.api.caching import JSON
from service.problems.responses import Responses, problem_responses
from service.problems.types import (
    BODY_TOO_LARGE,
    FORBIDDEN,
    INVALID_INPUT,
    MALFORMED_BODY,
    NOT_ACCEPTABLE,
    OVERLOADED,
    RATE_LIMITED,
    TIME_BUDGET,
    UNAUTHORISED,
    UNAVAILABLE,
    UNSUPPORTED_MEDIA_TYPE,
)

SentenceLanguage = Annotated[
    str | None,
    Header(
        alias="Accept-Language",
        description="Where the body states no `language` and this names pt or en, the sentences are in that.",
    ),
]
_TEXT: Final = {"schema": {"type": "string"}}
_HEADERS: Final = {
    "Cache-Control": {"description": "no-store: an answer belongs to who asked.", "required": True, **_TEXT},
    "Content-Language": {"description": "Language of the sentences: pt or en.", "required": True, **_TEXT},
}
BODY_PROBLEMS: Final = (  # of every call under /v1 that takes a body
    MALFORMED_BODY,
    UNAUTHORISED,
    FORBIDDEN,
    BODY_TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    INVALID_INPUT,
    RATE_LIMITED,
    OVERLOADED,
    TIME_BUDGET,
    UNAVAILABLE,
)


async def json_only(request: Request) -> None:
    """Refuse a body that does not call itself JSON: a form of another site could send one unasked."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != JSON and not (kind.startswith("application/") and kind.endswith("+json")):
        raise HTTPException(UNSUPPORTED_MEDIA_TYPE.status, "Expected the header Content-Type: application/json.")


def need_answers(what: str, headers: Mapping[str, object] | None = None) -> Responses:
    """What a call that takes a need can answer, for the API's description."""
    given = {"description": what, "headers": {**_HEADERS, **(headers or {})}}
    return {200: given, **problem_responses(*BODY_PROBLEMS, NOT_ACCEPTABLE)}
