"""Slow callers and many callers: they lose their connection or are told to come back, and everybody else is served."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from matcher import Recommender
from service.app import create_app
from service.parts import ServiceParts
from tests.service.attack.conftest import MOST_CONNECTIONS
from tests.service.operation.served import connected, exchange, in_thread, request, rest, status_of

N_CONNECTIONS = 10_000
AT_A_TIME = 2_000  # open at the same time; this process holds both ends of each
MOST_GROWTH = 150_000_000  # bytes; what the test itself holds of 2,000 connections included
NEED = request("/v1/recommendations", json.dumps({"text": "Formação em cibersegurança em Viseu"}).encode())
HEAD = b"POST /v1/recommendations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


def resident_bytes() -> int:
    """Memory of this process, in which the service runs too."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def test_slow_headers_hold_nothing(port: int) -> None:
    """Slow loris with as many connections as there are: all are cut off, and a need is answered afterwards."""
    slow = [connected(port) for _ in range(MOST_CONNECTIONS)]
    for connection in slow:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    ended = [rest(connection) for connection in slow]
    for connection in slow:
        connection.close()
    assert all(status_of(response) in (0, 503) for response in ended)
    assert status_of(exchange(port, NEED)) == 200


def test_a_slow_body_is_given_up(port: int) -> None:
    """503 once its time is over, though bytes keep coming; the connection is closed."""
    with connected(port) as connection:
        connection.sendall(HEAD + b"Content-Length: 10000\r\n\r\n")
        stop = threading.Event()
        drip = threading.Thread(target=_drip, args=(connection, stop))
        drip.start()
        response = rest(connection)
        stop.set()
        drip.join()
    assert (status_of(response), b'"/problems/time-budget-exceeded"' in response) == (503, True)


def test_a_body_that_never_comes_is_given_up(port: int) -> None:
    """Announced is not sent."""
    response = exchange(port, HEAD + b"Content-Length: 10\r\n\r\n")
    assert status_of(response) == 503
    assert b"retry-after" in response.lower()


def test_an_endless_body_is_cut_off(port: int) -> None:
    """Chunk after chunk: 413, and not all is taken."""
    chunk = b"10000\r\n" + b"a" * 65_536 + b"\r\n"
    before = resident_bytes()
    with connected(port) as connection:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        n_sent = 0
        try:
            while n_sent < 1_000:
                connection.sendall(chunk)
                n_sent += 1
        except (BrokenPipeError, ConnectionResetError):
            pass
    assert n_sent < 1_000
    assert resident_bytes() - before < MOST_GROWTH


def test_a_huge_body_that_is_announced_is_refused(port: int) -> None:
    """A terabyte by its own word; the caller need not send it to be told."""
    with connected(port) as connection:
        connection.sendall(HEAD + b"Content-Length: 1099511627776\r\n\r\n" + b"a" * 100_000)
        connection.shutdown(socket.SHUT_WR)
        assert status_of(rest(connection)) in (0, 400, 413)
    assert status_of(exchange(port, NEED)) == 200


def test_ten_thousand_connections_are_served_or_refused_politely(recommender: Recommender) -> None:
    """Each is answered, with 200 or 503, within bounded time and memory; a caller who tries again gets an answer."""
    before, statuses = resident_bytes(), Counter[int]()
    with in_thread(create_app(ServiceParts.of(recommender)), MOST_CONNECTIONS, header_timeout_s=30) as port:
        for _ in range(N_CONNECTIONS // AT_A_TIME):
            held = [connected(port) for _ in range(AT_A_TIME)]
            statuses.update(_asked_all(held))
            assert _served_in_the_end(port)
    assert set(statuses) == {200, 503}
    assert statuses.total() == N_CONNECTIONS
    assert resident_bytes() - before < MOST_GROWTH


def test_many_needs_at_once_are_all_answered(port: int) -> None:
    """As many as there are connections."""
    with ThreadPoolExecutor(50) as callers:
        statuses = list(callers.map(lambda _: status_of(exchange(port, NEED)), range(50)))
    assert set(statuses) <= {200, 503}
    assert 200 in statuses


def _drip(connection: socket.socket, stop: threading.Event) -> None:
    """Send a byte now and then, until the other side has had enough."""
    while not stop.wait(0.05):
        try:
            connection.send(b" ")
        except OSError:
            return


def _asked_all(held: list[socket.socket]) -> list[int]:
    """The status that each connection gets for a small request; all are open together."""
    found = []
    for connection in held:
        with suppress(OSError):  # refused already: its answer is still there
            connection.sendall(request("/health/live"))
    for connection in held:
        with connection:
            found.append(status_of(rest(connection)))
    return found


def _served_in_the_end(port: int) -> bool:
    """Whether a need is answered by one who takes 503 for what it says."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if status_of(exchange(port, NEED)) == 200:
            return True
        time.sleep(0.1)
    return False
