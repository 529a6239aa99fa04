"""Connections with bounds: on their number, on time and size of a request's header, on what is sent ahead or left unread.

Uvicorn has none of these. What is refused here never reaches the application, so it is answered in bytes and closed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from service.operation.listening import MOST_LINGERING
from service.operation.notes import Limit
from service.problems.documents import MEDIA_TYPE, problem_body
from service.problems.types import HEADER_TOO_LARGE, MALFORMED_REQUEST, OVERLOADED, ProblemType

MAX_HEADER_BYTES: Final = 32 * 1024
# Frames of chunks, and trailers: a body of 16 kB sent byte by byte has 80 kB of them.
MAX_FRAMING_BYTES: Final = 256 * 1024
MOST_PIPELINED: Final = 32  # requests sent ahead that wait for their turn
LEAST_READ_BYTES: Final = 8 * 1024  # of an answer, within the time for a header
LINGER_S: Final = 1.0  # a refused caller may still be sending: closed at once, it would lose the answer
STOP_GRACE_S: Final = 0.5  # a request may be on its way while the service stops


class BoundedConfig(uvicorn.Config):
    """Uvicorn's configuration with the bounds of connections.

    Attributes:
        most_connections: held at a time by this process.
        header_timeout_s: from the connection, or the end of an answer, to the whole header of the next request; and how
            long a caller may leave an answer unread.
        refused: is told which limit refused a connection.
    """

    most_connections: int = 1000
    header_timeout_s: float = 10.0
    refused: Callable[[Limit], None] | None = None


class BoundedProtocol(HttpToolsProtocol):
    """Uvicorn's protocol with the bounds of a `BoundedConfig`.

    One timer runs while no request is being answered, and while the caller does not read: at its end the connection is
    closed. Only a whole header, or reading `LEAST_READ_BYTES`, stops it; bytes that dribble in do not.
    """

    _lingering: Final[set[BoundedProtocol]] = set()  # of the process: refused, and not closed yet

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],  # as uvicorn types it
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        assert isinstance(config, BoundedConfig)
        self._bounds = config
        self._timer: asyncio.TimerHandle | None = None
        self._deaf = False  # refused: what else comes is thrown away
        self._stopping = False
        self._too_large = False
        self._in_header = True
        self._n_unread = 0  # bytes of an answer that waited to be read when the timer was set
        self._n_named = 0  # bytes of address, headers and trailers of the request that is being read
        self._n_framing = 0  # all its bytes but those of its body, the unfinished line included

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Take the connection, or refuse it where there are too many."""
        if len(self.connections) >= self._bounds.most_connections:
            self.transport = transport
            self._refuse(OVERLOADED, "connections")
            return
        super().connection_made(transport)
        self._end_in(self._bounds.header_timeout_s)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._end_in(None)
        self._lingering.discard(self)
        self.pipeline.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came, and count it: the parser keeps an unfinished line, however long."""
        if self._deaf:
            return
        self._n_framing += len(data)
        super().data_received(data)
        if self._n_framing > (MAX_HEADER_BYTES if self._in_header else MAX_FRAMING_BYTES):
            self._refuse(HEADER_TOO_LARGE, "header")

    def on_message_begin(self) -> None:
        """A request begins, unless too many wait before it."""
        if len(self.pipeline) >= MOST_PIPELINED:
            raise httptools.HttpParserError("too many requests sent ahead")
        super().on_message_begin()
        self._in_header = True

    def on_url(self, url: bytes) -> None:
        """The address, or a part of it."""
        self._count_named(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or a trailer after a body in chunks."""
        self._count_named(len(name) + len(value) + 4)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The request can be answered; the last one where the service is stopping."""
        self._check_http()
        self._in_header = False
        if not self.flow.write_paused:
            self._end_in(None)
        super().on_headers_complete()
        if self._stopping:
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        """A piece of the body, which has a limit of its own."""
        self._n_framing -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request has come as a whole."""
        self._n_named = self._n_framing = 0
        self._in_header = True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """An answer is on its way; no more is read while others of this connection wait."""
        super().on_response_complete()
        if self.pipeline:
            self.flow.pause_reading()
        if self.cycle.response_complete:  # the last that was read, so none is being answered
            self._n_unread = self.transport.get_write_buffer_size()
            self._end_in(STOP_GRACE_S if self._stopping else self._bounds.header_timeout_s)

    def pause_writing(self) -> None:
        """The caller does not read."""
        super().pause_writing()
        self._n_unread = self.transport.get_write_buffer_size()
        self._end_in(self._bounds.header_timeout_s)

    def resume_writing(self) -> None:
        """It reads again."""
        super().resume_writing()
        if self.cycle is not None and not self.cycle.response_complete:
            self._end_in(None)

    def shutdown(self) -> None:
        """The service stops: a request in flight is finished, one on its way is waited for a little."""
        self._stopping = True
        if self.cycle is None or self.cycle.response_complete:
            self._end_in(STOP_GRACE_S)
        else:
            self.cycle.keep_alive = False

    def send_400_response(self, msg: str) -> None:
        """Refuse what the parser could not read; ``msg`` is uvicorn's and says no more."""
        del msg
        if self._too_large:
            self._refuse(HEADER_TOO_LARGE, "header")
        else:
            self._refuse(MALFORMED_REQUEST)

    def _check_http(self) -> None:
        """Refuse versions that nobody speaks, and a request that a proxy might have taken for another host's."""
        version, n_hosts = self.parser.get_http_version(), sum(name == b"host" for name, _ in self.headers)
        if version not in ("1.0", "1.1") or n_hosts > 1 or (version == "1.1" and n_hosts == 0):
            raise httptools.HttpParserError("no HTTP/1.1 of one host")

    def _count_named(self, n_bytes: int) -> None:
        self._n_named += n_bytes
        if self._n_named > MAX_HEADER_BYTES:
            self._too_large = True
            raise httptools.HttpParserError("header too large")

    def _refuse(self, kind: ProblemType, limit: Limit | None = None) -> None:
        """Answer with a problem unless another answer has begun, and close once the caller has had time to read it."""
        if self._deaf or self.transport.is_closing():
            return
        self._deaf = True
        if limit is not None and self._bounds.refused is not None:
            self._bounds.refused(limit)
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True  # what is being answered is given up
            self.cycle.message_event.set()
            if self.cycle.response_started or self.pipeline:
                self.transport.abort()
                return
        self.transport.write(raw_problem(kind))
        if len(self._lingering) >= MOST_LINGERING or not self.transport.can_write_eof():
            self.transport.close()
            return
        self._lingering.add(self)
        self.transport.write_eof()
        self._end_in(LINGER_S)

    def _end_in(self, seconds: float | None) -> None:
        """Close the connection after ``seconds`` from now and not before; None: it may stay."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if seconds is None else self.loop.call_later(seconds, self._end)

    def _end(self) -> None:
        """Close, unless the caller is still reading; what it left unread is lost."""
        n_unread = self.transport.get_write_buffer_size()
        if n_unread and not self._deaf and n_unread <= self._n_unread - LEAST_READ_BYTES:
            self._n_unread = n_unread
            self._end_in(self._bounds.header_timeout_s)
        elif n_unread or self.transport.is_closing() or self._deaf:
            self.transport.abort()
        else:
            self.transport.close()


def raw_problem(kind: ProblemType) -> bytes:
    """The problem document of ``kind`` as a whole response that closes the connection."""
    body = problem_body(kind, kind.meaning["en"]).encode()
    lines = [
        f"HTTP/1.1 {kind.status} {HTTPStatus(kind.status).phrase}",
        f"Content-Type: {MEDIA_TYPE}",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
    ]
    if kind.status == HTTPStatus.SERVICE_UNAVAILABLE:
        lines.append("Retry-After: 5")
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body
