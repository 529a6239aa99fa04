"""Bodies that change only with the catalogue: a strong ETag of version and bytes, and 304 for who has them already."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Header
from starlette.responses import Response

from matcher.need import AnswerLanguage
from service.problems.responses import Responses

JSON: Final = "application/json"
IfNoneMatch = Annotated[
    str | None, Header(description="The ETag of a copy that the caller has: it is answered with 304 if it still holds.")
]
_TEXT: Final = {"schema": {"type": "string"}}
CACHE_HEADERS: Final = {
    "ETag": {"description": "Strong: of the catalogue's version and of these very bytes.", "required": True, **_TEXT},
    "Cache-Control": {"description": "May be kept, but ask each time whether it holds.", "required": True, **_TEXT},
    "Content-Language": {"description": "Language of the labels: pt or en.", "required": True, **_TEXT},
    "Vary": {"description": "Accept-Language: the labels depend on it.", "required": True, **_TEXT},
}
NOT_MODIFIED: Final[Responses] = {304: {"description": "The copy with that ETag still holds", "headers": CACHE_HEADERS}}


def cacheable(
    body: str,
    if_none_match: str | None,
    *,
    version: str,
    language: AnswerLanguage,
    media_type: str = JSON,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """``body``, or 304 without it; caches may keep it, but ask each time whether it still holds.

    Args:
        version: of the catalogue that the body was made from.
        language: of the labels in it.
    """
    etag = f'"{version}-{hashlib.sha256(body.encode()).hexdigest()[:16]}"'
    all_headers = {
        **(headers or {}),
        "ETag": etag,
        "Cache-Control": "public, no-cache",
        "Content-Language": language,
        "Vary": "Accept-Language",
    }
    if _has(if_none_match or "", etag):
        return Response(status_code=304, headers=all_headers)
    return Response(body, headers=all_headers, media_type=media_type)


def _has(if_none_match: str, etag: str) -> bool:
    """Whether the caller's copy is this one; weak marks do not count here (RFC 9110, 13.1.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in tags or "*" in tags
