"""No more requests at a time than were settled on, and none that waits for ever."""

from __future__ import annotations

import threading

import anyio
import anyio.lowlevel
import anyio.to_thread
import pytest
from starlette.types import Message, Receive, Scope, Send

from service.middleware.admission import Admission

QUICK_S = 0.05


async def sent_by(admission: Admission, path: str = "/v1/x", receive: Receive | None = None) -> list[Message]:
    """What is sent for one request."""
    sent: list[Message] = []

    async def whole() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)
        await anyio.lowlevel.checkpoint()

    await admission({"type": "http", "path": path, "method": "POST", "headers": []}, receive or whole, send)
    return sent


async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
    """200 at once."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


async def wait_for_body(scope: Scope, receive: Receive, send: Send) -> None:
    """200 once the body has come."""
    while (await receive()).get("more_body"):
        pass
    await answer(scope, receive, send)


async def never() -> Message:
    """A body that does not come."""
    await anyio.sleep_forever()
    raise AssertionError


def test_a_request_within_the_bounds_is_answered() -> None:
    """As if nobody watched."""
    sent = anyio.run(sent_by, Admission(answer, 1, 1.0))
    assert [message.get("status") for message in sent] == [200, None]


def test_a_body_that_does_not_come_is_given_up() -> None:
    """503 with when to try again; the connection is closed, for the rest of the body may still come."""
    sent = anyio.run(sent_by, Admission(wait_for_body, 1, QUICK_S), "/v1/x", never)
    headers = dict(sent[0]["headers"])
    assert sent[0]["status"] == 503
    assert (headers[b"retry-after"], headers[b"connection"]) == (b"2", b"close")
    assert b"/problems/time-budget-exceeded" in sent[1]["body"]


def test_one_too_many_is_refused_at_once() -> None:
    """The one before it is answered as soon as its body is there; the place is free again afterwards."""

    async def three() -> list[int]:
        admission, come = Admission(wait_for_body, 1, 5.0), anyio.Event()
        statuses: list[int] = []

        async def later() -> Message:
            await come.wait()
            return {"type": "http.request", "body": b"", "more_body": False}

        async def first() -> None:
            statuses.append((await sent_by(admission, receive=later))[0]["status"])

        async with anyio.create_task_group() as group:
            group.start_soon(first)
            await anyio.sleep(0)
            statuses.append((await sent_by(admission))[0]["status"])
            come.set()
        statuses.append((await sent_by(admission))[0]["status"])
        return statuses

    assert anyio.run(three) == [503, 200, 200]


@pytest.mark.parametrize("path", ["/health/ready", "/metrics", "/admin/reload"])
def test_who_watches_over_the_service_is_always_let_in(path: str) -> None:
    """Above all when it is busy."""
    sent = anyio.run(sent_by, Admission(answer, 0, 1.0), path)
    assert sent[0]["status"] == 200


def test_a_request_that_waits_for_a_thread_never_starts() -> None:
    """It is told 503, and nothing is computed for nobody."""
    started: list[str] = []
    busy, free = threading.Event(), threading.Event()

    async def compute(scope: Scope, receive: Receive, send: Send) -> None:
        await anyio.to_thread.run_sync(started.append, scope["path"], limiter=limiters[0])
        await answer(scope, receive, send)

    limiters: list[anyio.CapacityLimiter] = []

    def hold() -> None:
        busy.set()
        free.wait()

    async def waiting() -> list[Message]:
        limiters.append(anyio.CapacityLimiter(1))
        async with anyio.create_task_group() as group:
            group.start_soon(lambda: anyio.to_thread.run_sync(hold, limiter=limiters[0]))
            while not busy.is_set():
                await anyio.sleep(0.001)
            sent = await sent_by(Admission(compute, 5, QUICK_S))
            free.set()
        return sent

    assert anyio.run(waiting)[0]["status"] == 503
    assert started == []


def test_an_answer_that_came_too_late_is_sent_whole_and_alone() -> None:
    """What computes cannot be stopped: its answer has begun when the time is found to be over, and no second one follows."""

    async def late(scope: Scope, receive: Receive, send: Send) -> None:
        await anyio.to_thread.run_sync(threading.Event().wait, 3 * QUICK_S)
        await answer(scope, receive, send)

    sent = anyio.run(sent_by, Admission(late, 1, QUICK_S))
    assert [message.get("status") for message in sent] == [200, None]
