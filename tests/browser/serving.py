"""The real application on a free port of this machine, for as long as a block runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

import uvicorn

from matcher import Recommender
from service.app import create_app
from service.operation.listening import address_of, listening_socket
from service.parts import ServiceParts

TIMEOUT_S: Final = 20.0


@contextmanager
def served(recommender: Recommender, parts: ServiceParts | None = None) -> Iterator[str]:
    """The address of the service, of ``parts`` where they are given; it runs in a thread and ends with the block."""
    with closing(listening_socket("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(
            create_app(parts or ServiceParts.of(recommender)), log_config=None, access_log=False, lifespan="off"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield address_of(listener)
        finally:
            server.should_exit = True
            thread.join(TIMEOUT_S)
        assert not thread.is_alive()
