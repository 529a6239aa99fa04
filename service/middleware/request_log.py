"""One log line a request, and the last door: what nobody caught becomes a 500 whose id the log has too."""

from __future__ import annotations

import logging
import time
import uuid
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.operation.logs import FIELDS, fault_fields
from service.problems.documents import problem_response
from service.problems.types import INTERNAL_ERROR

logger = logging.getLogger("service.requests")
UNMATCHED: Final = "(no route)"


class RequestLog:
    """ASGI middleware: gives each request an id (``X-Request-Id``) and logs it without its query, body or caller."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, then log method, route template, status and milliseconds."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, started_at, status = str(uuid.uuid4()), time.perf_counter(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        # The last door: beyond it uvicorn would log the message of the error, which may quote the need.
        except Exception as error:  # noqa: BLE001
            logger.error("failed", extra={FIELDS: {"id": request_id, **fault_fields(type(error), error.__traceback__)}})
            if not status:
                detail = "The fault is in the log under the id given here."
                response = problem_response(INTERNAL_ERROR, detail, problem_id=request_id)
                await response(scope, receive, watched)
        finally:
            ms = round((time.perf_counter() - started_at) * 1000, 2)
            fields = {
                "id": request_id,
                "method": scope["method"],
                "route": _template(scope),
                "status": status,
                "ms": ms,
            }
            logger.info("request", extra={FIELDS: fields})


def _template(scope: Scope) -> str:
    """The path of the route that answered, as declared: what was filled in is not logged."""
    return getattr(scope.get("route"), "path", UNMATCHED)
