"""Bounds of connections, on real sockets: number, time, size, and what is sent ahead or left unread."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from starlette.types import Receive, Scope, Send

from service.operation.connections import MAX_HEADER_BYTES, MOST_PIPELINED
from tests.service.operation.served import connected, eventually, exchange, in_thread, request, rest, status_of

QUICK_S = 0.8  # a header timeout that a test can wait for, and that a busy machine does not overrun
N_LARGE = 12_000_000  # more than the buffers of a socket take
PARTS = {
    "/large": [b"x" * N_LARGE],
    "/stream": [b"x" * 60_000] * (N_LARGE // 60_000),
    "/pausing": [b"x" * (N_LARGE // 2)] * 2,
}


async def answers(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that reads its body and answers with its path; the paths below are other."""
    path = scope["path"]
    while path != "/early" and (await receive()).get("more_body"):
        pass
    parts = PARTS.get(path, [path.encode()])
    headers = [(b"content-length", str(sum(map(len, parts))).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for number, part in enumerate(parts, 1):
        await send({"type": "http.response.body", "body": part, "more_body": number < len(parts)})
        if path == "/pausing":
            await asyncio.sleep(QUICK_S * 2)


@pytest.fixture(scope="module", params=["asyncio", "uvloop"])
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    """Where the application answers, with a short header timeout, on either event loop."""
    with in_thread(answers, header_timeout_s=QUICK_S, loop=request.param) as port:
        yield port


def test_a_request_is_answered(port: int) -> None:
    """The bounds stand in nobody's way."""
    assert status_of(exchange(port, request("/x", b"{}"))) == 200


def test_a_connection_that_says_nothing_is_closed(port: int) -> None:
    """Held open it would cost nothing to its holder."""
    with connected(port) as connection:
        assert rest(connection) == b""


def dribble(connection: socket.socket, data: bytes) -> None:
    """Send byte by byte, each well within the timeout."""
    for byte in data:
        connection.send(bytes([byte]))
        time.sleep(QUICK_S / 20)


def test_a_header_that_dribbles_in_is_cut_off(port: int) -> None:
    """Each byte is new, but the time for the whole header goes on."""
    with connected(port) as connection, pytest.raises((BrokenPipeError, ConnectionResetError)):
        dribble(connection, b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 1_000)


def test_a_second_header_has_no_more_time_than_the_first(port: int) -> None:
    """Also a caller that was answered once may not hold the connection with half a header."""
    with connected(port) as connection:
        connection.sendall(b"GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\n")
        assert rest(connection).endswith(b"/a")


def test_a_body_that_goes_on_after_the_answer_is_cut_off(port: int) -> None:
    """The answer came early; bytes that nobody reads do not keep the connection."""
    with connected(port) as connection:
        connection.sendall(b"POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            dribble(connection, b"a" * 1_000)


@pytest.mark.parametrize("path", ["/large", "/stream"])
def test_an_answer_that_nobody_reads_is_given_up(port: int, path: str) -> None:
    """A caller that stops reading gets no more than what the buffers hold."""
    with connected(port) as connection:
        connection.sendall(request(path))
        time.sleep(QUICK_S * 4)
        assert len(rest(connection)) < N_LARGE


@pytest.mark.parametrize("path", ["/large", "/stream"])
def test_an_answer_that_is_read_slowly_comes_whole(port: int, path: str) -> None:
    """Whoever reads is served, however many timeouts it takes altogether."""
    with connected(port) as connection:
        connection.sendall(request(path))
        received = 0
        while chunk := connection.recv(400_000):
            received += len(chunk)
            time.sleep(QUICK_S / 16)
    assert received > N_LARGE


def test_an_answer_that_pauses_comes_whole(port: int) -> None:
    """The caller has read all that there was; that there is no more yet is not its fault."""
    assert len(exchange(port, request("/pausing"))) > N_LARGE


@pytest.mark.parametrize(
    "header",
    [
        b"".join(b"X-%d: %s\r\n" % (i, b"a" * 100) for i in range(MAX_HEADER_BYTES // 100)) + b"\r\n",
        b"X: " + b"a" * MAX_HEADER_BYTES + b"\r\n\r\n",
        b"X: " + b"a" * 1_000_000,
        b"a" * 1_000_000,
    ],
    ids=["many lines", "one long line", "one endless line", "an endless name"],
)
def test_a_large_header_is_refused(port: int, header: bytes) -> None:
    """431, as a problem document, and the connection is closed."""
    response = exchange(port, b"GET / HTTP/1.1\r\nHost: x\r\n" + header)
    assert status_of(response) == 431
    assert json.loads(response.split(b"\r\n\r\n", 1)[1])["type"] == "/problems/header-too-large"


def test_a_long_address_is_refused(port: int) -> None:
    """It counts as a header."""
    assert status_of(exchange(port, b"GET /" + b"a" * MAX_HEADER_BYTES + b" HTTP/1.1\r\nHost: x\r\n\r\n")) == 431


def test_a_header_of_almost_the_limit_is_read(port: int) -> None:
    """Proxies add much."""
    line = "X-Long: " + "a" * (MAX_HEADER_BYTES - 500)
    assert status_of(exchange(port, request("/x", b"", line))) == 200


@pytest.mark.parametrize(
    "tail", [b"0\r\n" + b"X: yyyyyyyy\r\n" * 200_000, b"0\r\nX: " + b"y" * 2_000_000], ids=["many", "endless"]
)
def test_trailers_are_bounded_too(port: int, tail: bytes) -> None:
    """Headers after a body in chunks are headers."""
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert status_of(exchange(port, head + tail)) == 431


def test_a_body_in_single_bytes_is_read(port: int) -> None:
    """16 kB of it have 80 kB of frames."""
    head = b"POST /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert status_of(exchange(port, head + b"1\r\na\r\n" * 16_384 + b"0\r\n\r\n")) == 200


def test_requests_sent_ahead_are_answered_in_order(port: int) -> None:
    """As HTTP/1.1 allows."""
    sent = b"".join(b"GET /%d HTTP/1.1\r\nHost: x\r\n\r\n" % i for i in range(MOST_PIPELINED))
    response = exchange(port, sent)
    assert [response.index(b"\r\n\r\n/%d" % i) for i in range(10)] == sorted(
        response.index(b"\r\n\r\n/%d" % i) for i in range(10)
    )


def test_too_many_requests_sent_ahead_end_the_connection(port: int) -> None:
    """Nobody needs thousands of them, and each is held in memory."""
    response = exchange(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 20_000)
    assert response.count(b"HTTP/1.1 200") <= MOST_PIPELINED


def test_connections_past_the_limit_are_told_so() -> None:
    """503 as a problem document; those before are served, and a place that is free again is given away."""
    with in_thread(answers, most_connections=3) as port:
        held = [connected(port) for _ in range(3)]
        for connection in held:  # answered, so taken
            connection.sendall(b"GET /held HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(1_000).startswith(b"HTTP/1.1 200")
        refused = exchange(port, request("/x"))
        assert (status_of(refused), b"Retry-After: 5" in refused) == (503, True)
        assert json.loads(refused.split(b"\r\n\r\n", 1)[1])["type"] == "/problems/overloaded"
        for connection in held:
            connection.close()
        eventually(lambda: status_of(exchange(port, request("/x"))) == 200)


def test_a_request_on_its_way_when_the_service_stops_is_answered() -> None:
    """An idle connection stays a moment, and the answer says that it is the last."""
    with in_thread(answers) as port:
        connection = connected(port)
        connection.sendall(b"GET /first HTTP/1.1\r\nHost: x\r\n\r\n")
        connection.recv(1_000)
        sender = threading.Timer(0.25, lambda: connection.sendall(b"GET /late HTTP/1.1\r\nHost: x\r\n\r\n"))
        sender.start()
    sender.join()
    with connection:
        received = rest(connection)
    assert b"connection: close" in received
    assert received.endswith(b"/late")
