"""Bodies that change only with the catalogue: a strong ETag of their bytes, and 304 for who has them already."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response


def cacheable_json(request: Request, body: str, headers: Mapping[str, str] | None = None) -> Response:
    """``body`` as JSON, or 304 without a body; caches may keep it, but ask each time whether it still holds."""
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    all_headers = {**(headers or {}), "ETag": etag, "Cache-Control": "public, no-cache"}
    if _has(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=all_headers)
    return Response(body, headers=all_headers, media_type="application/json")


def _has(if_none_match: str, etag: str) -> bool:
    """Whether the caller's copy is this one; weak marks do not count here (RFC 9110, 13.1.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in tags or "*" in tags
