"""Stopping the service while callers call: who was let in is answered, who comes later is refused, nobody is cut off."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest

from tests.service.operation.served import as_process, connected, request, rest, status_of

NEED = request("/v1/recommendations", json.dumps({"text": "Formação em cibersegurança em Viseu"}).encode())
N_CALLERS = 8


class Caller(threading.Thread):
    """Asks again and again, each time on a new connection, until nobody listens."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port
        self.n_answered = 0
        self.lost: list[bytes] = []

    def run(self) -> None:
        """Count answers; what a connection that was taken gives besides one whole 200 is lost."""
        while True:
            try:
                connection = connected(self.port)
            except OSError:
                return  # nobody listens
            with connection:
                response = b""
                try:
                    connection.sendall(NEED)
                    response = rest(connection)
                except OSError:
                    pass
            if status_of(response) == 200 and _is_whole(response):
                self.n_answered += 1
            else:
                self.lost.append(response)


@pytest.mark.parametrize("workers", [1, 2])
def test_no_answer_is_lost_when_the_service_stops(tmp_path: Path, workers: int) -> None:
    """SIGTERM under load: every connection that was taken gets its whole answer, and the process ends well."""
    with as_process(tmp_path, workers=workers, max_waiting=1000) as service:
        port = service.port()
        callers = [Caller(port) for _ in range(N_CALLERS)]
        for caller in callers:
            caller.start()
        while sum(caller.n_answered for caller in callers) < 5 * N_CALLERS:
            time.sleep(0.05)
        assert service.stop() == 0
        for caller in callers:
            caller.join()
    assert [response for caller in callers for response in caller.lost] == []


def _is_whole(response: bytes) -> bool:
    """Whether the body is as long as announced."""
    head, body = response.split(b"\r\n\r\n", 1)
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
    return len(body) == int(length.split(b":")[1])
