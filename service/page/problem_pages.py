"""Errors in the page's own look for who reads them in a browser; programs keep getting problem documents."""

from __future__ import annotations

import json
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.page.pages import Pages, asked_language
from service.problems.documents import MEDIA_TYPE
from service.problems.types import NOT_FOUND, PROBLEM_TYPES

FOR_PROGRAMS: Final = ("/v1/", "/admin/", "/health/", "/metrics", "/openapi.json", "/static/", "/widget/v1/", "/places")
_BY_URI: Final = {kind.uri: kind for kind in PROBLEM_TYPES}


class ProblemPages:
    """ASGI middleware: turns a problem document into a page where the caller asks for HTML."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._pages = Pages.load()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; hold back a problem document until it is whole, then send the page in its place."""
        if scope["type"] != "http" or not _reads_html(scope):
            await self._app(scope, receive, send)
            return
        start: Message | None = None
        body = b""

        async def shown(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_problem(message):
                start = message
            elif start is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    await self._show(start, body, scope, send)

        await self._app(scope, receive, shown)

    async def _show(self, start: Message, body: bytes, scope: Scope, send: Send) -> None:
        """The page with the problem's status and headers, those of the document itself apart."""
        request, problem = Request(scope), json.loads(body)
        language = asked_language(request, request.query_params.get("lang"))
        page = self._pages.show(
            "error.html",
            language,
            start["status"],
            request=request,
            kind=_BY_URI.get(problem["type"]),
            is_missing=start["status"] == NOT_FOUND.status,
            problem=problem,
        )
        headers = MutableHeaders(raw=list(start["headers"]))
        for name, value in page.headers.items():
            headers[name] = value
        headers["cache-control"] = "no-store"
        await send({**start, "headers": headers.raw})
        await send({"type": "http.response.body", "body": page.body})


def _reads_html(scope: Scope) -> bool:
    """Whether a browser asks for a page: it names HTML, and the address is not one for programs."""
    if scope["method"] == "HEAD":  # its document has no body to make a page of
        return False
    return "text/html" in Headers(scope=scope).get("accept", "") and not scope["path"].startswith(FOR_PROGRAMS)


def _is_problem(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith(MEDIA_TYPE)
