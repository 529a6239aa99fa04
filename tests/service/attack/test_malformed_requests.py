"""What is no request, or two requests in one: refused as such, on one connection, without a 500 and without hanging."""

from __future__ import annotations

import json

import pytest

from tests.service.operation.served import exchange, request, status_of

NEED = json.dumps({"text": "Formação em cibersegurança"}).encode()
HEAD = b"POST /v1/recommendations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"

NOT_HTTP = {
    "HTTP/0.9": b"GET /\r\n\r\n",
    "TLS": bytes.fromhex("16030100c8010000c403035f") + b"\x00" * 200 + b"\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/3": b"GET / HTTP/3.7\r\nHost: x\r\n\r\n",
    "SSH": b"SSH-2.0-OpenSSH_9.9\r\n",
    "noise": bytes(range(256)) * 20,
    "NULs": b"\x00" * 5_000,
    "a method nobody knows": b"BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\nAccept: */*\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    "no colon in a header": b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
    "a header before the first": b"GET / HTTP/1.1\r\n X: y\r\n\r\n",
    "a NUL in a header": b"GET / HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n",
    "a blank in a header's name": b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
}
SMUGGLED = {
    "Content-Length and Transfer-Encoding": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding and Content-Length": b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "two Content-Lengths": b"Content-Length: 4\r\nContent-Length: 40\r\n\r\nabcd",
    "a list of Content-Lengths": b"Content-Length: 4, 40\r\n\r\nabcd",
    "a signed Content-Length": b"Content-Length: +4\r\n\r\nabcd",
    "a negative Content-Length": b"Content-Length: -4\r\n\r\nabcd",
    "a hexadecimal Content-Length": b"Content-Length: 0x4\r\n\r\nabcd",
    "a Content-Length past 64 bits": b"Content-Length: 99999999999999999999999\r\n\r\nabcd",
    "an encoding that hides": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunked, but not at the end": b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "chunked behind a tab and a blank": b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n",
    "a chunk of negative size": b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
    "a chunk of huge size": b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n\r\n",
    "a chunk larger than told": b"Transfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n",
    "a line ended by LF": b"Transfer-Encoding: chunked\n\n0\n\n",
}


@pytest.mark.parametrize("sent", NOT_HTTP.values(), ids=NOT_HTTP)
def test_what_is_no_request_is_refused_and_cut_off(port: int, sent: bytes) -> None:
    """One 400, whoever it was meant for."""
    response = exchange(port, sent)
    assert status_of(response) == 400
    assert response.count(b"\r\nConnection: close\r\n") == 1


@pytest.mark.parametrize("tail", SMUGGLED.values(), ids=SMUGGLED)
def test_a_request_of_two_lengths_hides_no_second_one(port: int, tail: bytes) -> None:
    """A proxy and this service might end it at different places: it is refused, and what follows is not read."""
    hidden = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
    response = exchange(port, HEAD + tail + hidden)
    assert status_of(response) == 400
    assert b'"live"' not in response


def test_a_refusal_is_a_problem_document(port: int) -> None:
    """Before any route, as after."""
    head, body = exchange(port, NOT_HTTP["TLS"]).split(b"\r\n\r\n", 1)
    assert b"Content-Type: application/problem+json" in head
    assert json.loads(body)["type"] == "/problems/malformed-request"


@pytest.mark.parametrize("upgrade", ["websocket", "h2c", "TLS/1.0"])
def test_an_upgrade_is_not_taken(port: int, upgrade: str) -> None:
    """Only HTTP/1.1 is spoken here; the request is answered as if the header were not there."""
    response = exchange(port, request("/health/live", b"", f"Upgrade: {upgrade}", "Connection: Upgrade, close"))
    assert status_of(response) == 200


def test_a_tunnel_is_refused(port: int) -> None:
    """CONNECT would make the service a proxy."""
    response = exchange(port, b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\nConnection: close\r\n\r\n")
    assert status_of(response) in (400, 404, 405)


def test_requests_sent_ahead_get_their_own_answers(port: int) -> None:
    """Needs and other calls mixed, in the order in which they were sent."""
    need = HEAD + b"Content-Length: %d\r\n\r\n" % len(NEED) + NEED
    live = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
    response = exchange(port, live + need + live + request("/nowhere"))
    statuses = [part[:3] for part in response.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"200", b"200", b"200", b"404"]
