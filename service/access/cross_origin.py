"""CORS: which other sites' pages may call and read, preflights answered. Credentials of browsers are never involved."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access.access import Access
from service.access.origins import is_own, sent_origin
from service.access.refusal import Refusal, forbidden
from service.problems.documents import problem_response

API: Final = "/v1/"
CATALOGUE: Final = (
    "/v1/hubs",
    "/v1/hubs.csv",
    "/v1/vocabularies",
    "/problems",
    "/openapi.json",
)  # and what is below them
EXPOSED: Final = "RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, Link, ETag, Content-Language, Text-Kept"
ALLOWED_HEADERS: Final = (
    "Authorization, Content-Type, Accept, Accept-Language, Idempotency-Key, If-None-Match, X-Request-Id"
)
MAX_AGE_S: Final = 600
READER: Final = "origin_that_may_read"  # in the state of a request


class CrossOrigin:
    """ASGI middleware: tells browsers which site's pages may read the answer.

    The catalogue is for any page; calls that compute are for pages of origins that are known. The headers are on errors
    too, so that a portal's script can read what went wrong. What has its own ``Access-Control-Allow-Origin`` keeps it.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, and its answer back with who may read it."""
        if scope["type"] != "http" or not _shared(scope["path"]):
            await self._app(scope, receive, send)
            return
        reader = await self._reader(scope)
        scope.setdefault("state", {})[READER] = reader
        await self._app(scope, receive, _sharing(send, reader, varies=not _is_catalogue(scope["path"])))

    async def _reader(self, scope: Scope) -> str | None:
        """The origin that may read; None without one, for ``null``, for our own pages, and for unknown sites."""
        if _is_catalogue(scope["path"]):
            return "*"
        headers = Headers(scope=scope)
        origin = sent_origin(headers)
        if origin is None or origin == "null" or is_own(origin, headers, scope["scheme"]):
            return None
        try:
            return origin if await self._access.allows_origin(origin) else None
        except Refusal:  # keys cannot be looked up; the call itself is told so
            return None


class Preflight:
    """ASGI middleware: answers a browser that asks, before it calls, whether a page may; within the log, as any answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, pass on anything else."""
        if scope["type"] != "http" or not _is_preflight(scope) or not _shared(scope["path"]):
            await self._app(scope, receive, send)
            return
        if scope["state"][READER] is None:
            refusal = forbidden("Pages of this site (header Origin) may not call here; no key in force lists it.")
            await problem_response(refusal.kind, refusal.detail)(scope, receive, send)
            return
        headers = {
            "Access-Control-Allow-Methods": "GET, HEAD" if _is_catalogue(scope["path"]) else "POST",
            "Access-Control-Allow-Headers": ALLOWED_HEADERS,
            "Access-Control-Max-Age": str(MAX_AGE_S),
        }
        await Response(status_code=204, headers=headers)(scope, receive, send)


def _is_catalogue(path: str) -> bool:
    return any(path == public or path.startswith(public + "/") for public in CATALOGUE)


def _shared(path: str) -> bool:
    """Whether other sites' pages have any business with ``path``."""
    return path.startswith(API) or _is_catalogue(path)


def _is_preflight(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return scope["method"] == "OPTIONS" and "origin" in headers and "access-control-request-method" in headers


def _sharing(send: Send, reader: str | None, *, varies: bool) -> Send:
    """``send``, telling the browser who may read the response, and caches that it depends on who asks."""

    async def telling(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if reader is not None and "access-control-allow-origin" not in headers:
                headers["Access-Control-Allow-Origin"] = reader
                headers["Access-Control-Expose-Headers"] = EXPOSED
            if varies:
                headers.add_vary_header("Origin")
        await send(message)

    return telling
