"""Lets calls in or not, before their body is read: key first, then rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access.access import Access
from service.access.caller import Caller
from service.access.counters import Standing
from service.access.presented import EMBED
from service.access.rate_headers import rate_headers
from service.access.refusal import Refusal, unauthorised
from service.operation.notes import note_refusal
from service.problems.documents import problem_response
from service.problems.types import RATE_LIMITED

API: Final = "/v1/"
ADMIN: Final = "/admin/"  # guarded by its routes


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What the gate found: whose call it is, what is in its way, and where its caller stands with the rates."""

    caller: Caller | None
    refusal: Refusal | None
    standings: tuple[Standing, ...]


class AccessGate:
    """ASGI middleware: who may call, and how often.

    Every POST outside ``/admin`` is counted, for it computes or stores; under ``/v1`` it needs a key where keys are needed.
    Reading the catalogue, pages, problems and health is open and not counted. Routes find the caller by `caller_of`.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on with its caller known, or answer with what is in its way."""
        if scope["type"] != "http" or not (_is_counted(scope) or scope["path"] == EMBED):
            await self._app(scope, receive, send)
            return
        judged = await self._judged(scope)
        headers, refusal = rate_headers(judged.standings), judged.refusal
        if any(standing.exceeded for standing in judged.standings):
            note_refusal("rate")
            await problem_response(RATE_LIMITED, _too_many(judged.standings), headers=headers)(scope, receive, send)
        elif refusal is not None:
            headers = {**(refusal.headers or {}), **headers}
            await problem_response(refusal.kind, refusal.detail, headers=headers)(scope, receive, send)
        else:
            scope.setdefault("state", {})["caller"] = judged.caller
            await self._app(scope, receive, _with_headers(send, headers))

    async def _judged(self, scope: Scope) -> _Judgement:
        """Look at the key, then count. A refused call counts by address, so that nobody tries keys without end."""
        caller, refusal = None, None
        of_api = scope["path"].startswith(API)
        try:
            caller = await self._access.caller(HTTPConnection(scope)) if of_api or scope["path"] == EMBED else None
        except Refusal as found:
            refusal = found
        if of_api and caller is None and refusal is None and self._access.mode == "keys":
            refusal = unauthorised("This call needs a key, in the header Authorization: Bearer ...")
        counted = _is_counted(scope) or refusal is not None
        return _Judgement(caller, refusal, await self._access.count(caller, _address(scope)) if counted else ())


def _is_counted(scope: Scope) -> bool:
    return scope["method"] == "POST" and not scope["path"].startswith(ADMIN)


def _with_headers(send: Send, headers: Mapping[str, str]) -> Send:
    """``send``, adding ``headers`` to the start of the response."""

    async def adding(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(headers)
        await send(message)

    return adding


def _address(scope: Scope) -> str:
    """Where the call comes from; uvicorn has put a trusted proxy's word in its place. Never kept, only counted."""
    return scope["client"][0] if scope.get("client") else ""


def _too_many(standings: tuple[Standing, ...]) -> str:
    """Which policy is exceeded, and until when."""
    standing = standings[-1]
    who = "with this key" if standing.policy.name.startswith("key") else "from this address"
    policy = standing.policy
    return f"At most {policy.calls} calls in {policy.window_s} s {who}; try again in {standing.reset_s} s."
