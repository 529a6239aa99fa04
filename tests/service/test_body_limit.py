"""The limit on bodies counts what comes, whatever the header says."""

from __future__ import annotations

from collections.abc import Iterable

import anyio
import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from service.middleware.body_limit import BodyLimit


async def read_all(_scope: Scope, receive: Receive, send: Send) -> None:
    """An application that reads its whole body, then answers 200."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})


def status_of(chunks: Iterable[bytes], declared: bytes | None = None, path: str = "/x") -> int:
    """The status that a body sent in ``chunks`` gets from a limit of 10 bytes, 20 at ``/wide``."""
    headers = [] if declared is None else [(b"content-length", declared)]
    waiting = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    waiting.append({"type": "http.request", "body": b"", "more_body": False})
    sent: list[Message] = []

    async def receive() -> Message:
        return waiting.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    limit = BodyLimit(read_all, default_limit=10, limits={"/wide": 20})
    try:
        anyio.run(limit, {"type": "http", "path": path, "headers": headers}, receive, send)
    except HTTPException as error:  # what the framework turns into a response
        return error.status_code
    return int(sent[0]["status"])


@pytest.mark.parametrize(("n_bytes", "status"), [(0, 200), (10, 200), (11, 413)])
def test_the_limit_itself_is_allowed(n_bytes: int, status: int) -> None:
    """10 of 10 bytes pass, 11 do not."""
    assert status_of([b"a"] * n_bytes) == status


def test_a_header_that_says_too_little_changes_nothing() -> None:
    """What comes is counted, not what was promised."""
    assert status_of([b"a" * 11], declared=b"1") == 413


def test_a_header_that_says_too_much_is_enough() -> None:
    """No need to read what is announced as too large."""
    assert status_of([b"a"], declared=b"1000") == 413


@pytest.mark.parametrize("declared", [b"-1", b"abc", b"", b"1e3", b"9" * 5_000, "²".encode()])
def test_a_header_that_is_no_number_is_ignored(declared: bytes) -> None:
    """Counting goes on as if it were not there."""
    assert status_of([b"a" * 10], declared=declared) == 200


def test_a_path_may_have_its_own_limit() -> None:
    """Forms write accents longer than JSON does."""
    assert status_of([b"a" * 20], path="/wide") == 200
