"""Headers that every response carries: nothing is framed, guessed, run inline or told to other sites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CSP: Final = b"content-security-policy"
ALWAYS: Final[tuple[tuple[bytes, bytes], ...]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


def content_security_policy(frame_ancestors: Sequence[str] = ()) -> str:
    """The policy of our pages: scripts and styles only from here, in files of their own.

    Args:
        frame_ancestors: origins whose pages may frame this one; none may without them.
    """
    framed_by = " ".join(frame_ancestors) or "'none'"
    return (
        "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        f"frame-ancestors {framed_by}"
    )


# What is no page loads nothing, whatever a browser takes it for.
_PAGE: Final = content_security_policy().encode()
_NO_PAGE: Final = b"default-src 'none'; frame-ancestors 'none'"


class SecurityHeaders:
    """ASGI middleware: adds to each response, errors included, what it does not say itself.

    A route that sets a Content-Security-Policy of its own decides with it who may frame it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, the start of a response with the headers added."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                message["headers"] = [*given, *missing_headers(given)]
            await send(message)

        await self._app(scope, receive, with_headers)


def missing_headers(given: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """What is to be added to the headers of a response."""
    said = {name.lower(): value for name, value in given}
    added = [header for header in ALWAYS if header[0] not in said]
    if CSP not in said:
        is_page = said.get(b"content-type", b"").startswith(b"text/html")
        added += [(CSP, _PAGE if is_page else _NO_PAGE), (b"x-frame-options", b"DENY")]
    return added
