"""How large a body may be. Bytes are counted as they come, so a wrong or absent Content-Length changes nothing.

Starlette has such a middleware, but it answers in plain text where every error here is a problem document.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems.documents import problem_response
from service.problems.types import BODY_TOO_LARGE

MAX_JSON_BYTES: Final = 16 * 1024
# A form writes each byte beyond ASCII as three: 4,000 characters of three bytes make 36,000 bytes.
MAX_FORM_BYTES: Final = 48 * 1024
# A caller that is still sending when the connection closes loses the answer; so this much is taken and thrown away.
MAX_DISCARDED_BYTES: Final = 4 * 1024 * 1024
CLOSE: Final = {"Connection": "close"}  # what comes after it is not taken


class BodyLimit:
    """ASGI middleware: refuses with 413 a body of more than ``limits[path]`` bytes, or ``default_limit`` elsewhere."""

    def __init__(self, app: ASGIApp, default_limit: int, limits: Mapping[str, int]) -> None:
        self._app = app
        self._default_limit = default_limit
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body counted, or refuse it where its own header says that it is too large."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        max_bytes = self._limits.get(scope["path"], self._default_limit)
        if _declared_bytes(scope) > max_bytes:
            await _discard(receive)
            await problem_response(BODY_TOO_LARGE, _detail(max_bytes), headers=CLOSE)(scope, receive, send)
        else:
            await self._app(scope, _counted(receive, max_bytes), send)


def _counted(receive: Receive, max_bytes: int) -> Receive:
    """``receive``, raising once more than ``max_bytes`` came."""
    n_bytes = 0

    async def counted() -> Message:
        nonlocal n_bytes
        message = await receive()
        n_bytes += len(message.get("body", b""))
        if n_bytes > max_bytes:
            if message.get("more_body"):
                await _discard(receive)
            raise HTTPException(BODY_TOO_LARGE.status, _detail(max_bytes), CLOSE)
        return message

    return counted


async def _discard(receive: Receive) -> None:
    """Take the rest of a body, up to a bound, and drop it."""
    n_bytes, more = 0, True
    while more and n_bytes <= MAX_DISCARDED_BYTES:
        message = await receive()
        n_bytes += len(message.get("body", b""))
        more = message.get("more_body", False)


def _declared_bytes(scope: Scope) -> int:
    """What Content-Length says, 0 where it says nothing usable."""
    declared = Headers(scope=scope).get("content-length", "")
    return int(declared) if declared.isascii() and declared.isdigit() and len(declared) < 20 else 0


def _detail(max_bytes: int) -> str:
    return f"The body may have at most {max_bytes:,} bytes here."
