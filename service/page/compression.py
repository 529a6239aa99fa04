"""Pages and their files are sent compressed; the API's bodies are not, whose strong ETags name their very bytes.

Nothing on a page is secret, so that its length gives nothing away.
"""

from __future__ import annotations

from typing import Final

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from service.page.problem_pages import FOR_PROGRAMS

LEAST_BYTES: Final = 1_000
LEVEL: Final = 5  # 6 to 9 take longer for next to nothing
_PLAIN: Final = tuple(path for path in FOR_PROGRAMS if path != "/static/")


class PageCompression:
    """ASGI middleware: gzip for who reads it, at every address that is not one for programs."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressed = GZipMiddleware(app, minimum_size=LEAST_BYTES, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, pages through the library's own middleware."""
        is_page = scope["type"] == "http" and not scope["path"].startswith(_PLAIN)
        await (self._compressed if is_page else self._app)(scope, receive, send)
