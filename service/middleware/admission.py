"""How many requests are answered or wait at a time, and how long one may take to come and to get its turn."""

from __future__ import annotations

from typing import Final

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.operation.notes import Limit, note_refusal
from service.problems.documents import problem_response
from service.problems.types import OVERLOADED, TIME_BUDGET, ProblemType

# Whoever watches over the service must reach it above all when it is busy.
ALWAYS: Final = ("/health/", "/metrics", "/admin/")
RETRY_AFTER_S: Final = 2


class Admission:
    """ASGI middleware: past ``max_waiting`` requests in flight a further one is refused at once; each has its time.

    What waits for a thread or for its body is given up when its time is over, and never starts. What computes already is
    let finish: a thread cannot be stopped. Either way the connection is closed, for the rest of a body may still come.
    """

    def __init__(self, app: ASGIApp, max_waiting: int, time_budget_s: float) -> None:
        self._app = app
        self._max_waiting = max_waiting
        self._time_budget_s = time_budget_s
        self._n_in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 503."""
        if scope["type"] != "http" or scope["path"].startswith(ALWAYS):
            await self._app(scope, receive, send)
        elif self._n_in_flight >= self._max_waiting:
            detail = f"{self._max_waiting} requests are being answered or wait already."
            await _refuse(OVERLOADED, "waiting", detail, scope, receive, send)
        else:
            self._n_in_flight += 1
            try:
                await self._within_time(scope, receive, send)
            finally:
                self._n_in_flight -= 1

    async def _within_time(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on until its time is over or its answer has begun."""
        has_begun = False
        with anyio.move_on_after(self._time_budget_s) as time_left:

            async def begun(message: Message) -> None:
                nonlocal has_begun
                has_begun = True
                time_left.deadline = float("inf")  # how slowly a caller may read is bounded by the connection
                with anyio.CancelScope(shield=True):  # an answer that was computed too late is still sent whole
                    await send(message)

            await self._app(scope, receive, begun)
        if time_left.cancelled_caught and not has_begun:
            detail = f"The request did not come, or did not get its turn, within {self._time_budget_s:g} s."
            await _refuse(TIME_BUDGET, "time", detail, scope, receive, send)


async def _refuse(kind: ProblemType, limit: Limit, detail: str, scope: Scope, receive: Receive, send: Send) -> None:
    note_refusal(limit)
    headers = {"Retry-After": str(RETRY_AFTER_S), "Connection": "close"}
    await problem_response(kind, detail, headers=headers)(scope, receive, send)
