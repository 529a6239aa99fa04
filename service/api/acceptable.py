"""What a caller accepts: one that takes only media types that a call cannot give is told so with 406."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Header
from fastapi.params import Depends as Dependency
from starlette.exceptions import HTTPException

from service.problems.types import NOT_ACCEPTABLE

MAX_CHARS: Final = 4_000  # of the header: longer ones are cut, so that none takes long to read


def gives(media_type: str) -> Dependency:
    """A route's dependency that refuses callers that do not take ``media_type``."""

    async def acceptable(accept: Annotated[str | None, Header(include_in_schema=False)] = None) -> None:
        if accept is not None and not accepts(accept[:MAX_CHARS], media_type):
            raise HTTPException(NOT_ACCEPTABLE.status, f"This call answers with {media_type}; Accept excludes it.")

    dependency: Dependency = Depends(acceptable)
    return dependency


def accepts(header: str, media_type: str) -> bool:
    """Whether ``media_type`` is among what a header ``Accept`` takes (RFC 9110, 12.5.1); an empty one takes anything.

    >>> [accepts(one, "application/json") for one in ("*/*", "text/html, application/*;q=0.1", "text/csv", "*/*;q=0")]
    [True, True, False, False]
    """
    family = media_type.split("/")[0]
    weights: dict[str, bool] = {}
    for part in header.lower().split(","):
        kind, *parameters = (piece.strip() for piece in part.split(";"))
        if kind:
            weights[kind] = not any(piece.rstrip("0").rstrip(".") in ("q=", "q=0") for piece in parameters)
    known = (weights[kind] for kind in (media_type, f"{family}/*", "*/*") if kind in weights)
    return next(known, not weights)
