"""One log line and one measurement a request, and the last door: what nobody caught becomes a 500 with an id."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.operation.logs import FIELDS, fault_fields
from service.operation.metrics import Metrics
from service.operation.notes import RequestNotes, noting
from service.problems.documents import problem_response
from service.problems.types import INTERNAL_ERROR

logger = logging.getLogger("service.requests")
UNMATCHED: Final = "(no route)"
# Hexadecimal digits and hyphens: UUIDs, and the ids of proxies and of traces; no words fit in.
_GIVEN_ID: Final = re.compile(r"[0-9A-Fa-f-]{16,64}")


class RequestLog:
    """ASGI middleware: gives each request an id (``X-Request-Id``), logs and measures it without query, body or caller."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, then tell method, route template, status, milliseconds and what was noted meanwhile."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, started_at, status = _request_id(scope), time.perf_counter(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            await send(message)

        self._metrics.begin()
        with noting() as notes:
            try:
                await self._app(scope, receive, watched)
            # The last door: beyond it uvicorn would log the message of the error, which may quote the need.
            except Exception as error:  # noqa: BLE001
                fields = {"id": request_id, **fault_fields(type(error), error.__traceback__)}
                logger.error("failed", extra={FIELDS: fields})
                if not status:
                    detail = "The fault is in the log under the id given here."
                    response = problem_response(INTERNAL_ERROR, detail, problem_id=request_id)
                    await response(scope, receive, watched)
            finally:
                seconds = time.perf_counter() - started_at
                self._metrics.end(route_of(scope), scope["method"], status, seconds, notes)
                logger.info("request", extra={FIELDS: _fields(request_id, scope, status, seconds, notes)})


def route_of(scope: Scope) -> str:
    """The path of the route that answered, as declared: what was filled in is neither logged nor counted."""
    return getattr(scope.get("route"), "path", UNMATCHED)


def _request_id(scope: Scope) -> str:
    """The id that a proxy gave the request, else a new one."""
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _GIVEN_ID.fullmatch(given) else str(uuid.uuid4())


def _fields(
    request_id: str, scope: Scope, status: int, seconds: float, notes: RequestNotes
) -> Mapping[str, str | int | float]:
    """The values of a request's line."""
    fields: dict[str, str | int | float] = {
        "id": request_id,
        "method": scope["method"],
        "route": route_of(scope),
        "status": status,
        "ms": round(seconds * 1000, 2),
    }
    fields |= {f"{stage}_ms": round(took_s * 1000, 2) for stage, took_s in notes.stages_s.items()}
    noted = {"outcome": notes.outcome, "problem": notes.problem, "refused_by": notes.refused_by}
    return fields | {name: value for name, value in noted.items() if value}
