"""The headers of the framed view: who may show it, whom it talks to, and that nothing in it comes from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request

from service.access.access import access_of
from service.access.caller import caller_of
from service.access.framing import frame_ancestors
from service.access.origins import is_own

EMBED: Final = "/embed"  # where the frame is; `service.access.presented` looks for its key there


def frame_policy(request: Request, style: str) -> str:
    """The content security policy of the frame; ``style`` is the one inline style it may have, '' for none."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    themed = f" 'sha256-{digest}'" if style else ""
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'{themed}; img-src 'self'; connect-src 'self'; "
        f"form-action 'self'; base-uri 'none'; frame-ancestors {' '.join(_ancestors(request))}"
    )


def talking_partner(request: Request, parent: str | None) -> str:
    """``parent`` where the frame may talk to it, else '': the browser would not show the frame there either."""
    if parent is None:
        return ""
    ancestors = _ancestors(request)
    return parent if "*" in ancestors or parent in ancestors or _is_own_page(request, parent) else ""


def _ancestors(request: Request) -> tuple[str, ...]:
    return frame_ancestors(caller_of(request), access_of(request).mode)


def _is_own_page(request: Request, parent: str) -> bool:
    """Whether the page around the frame is one of this service; only the tester is."""
    host = Headers({"host": request.headers.get("host", "")})  # alone: the others tell of this request, not of the page
    return any(is_own(parent, host, scheme) for scheme in ("http", "https"))  # a proxy may speak TLS for us
