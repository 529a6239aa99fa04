"""The service as a process: port, logs, models, server; says its address once it answers."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import sys
import time

import anyio.to_thread
import uvicorn

from matcher import Recommender
from matcher.outcome_model import Thresholds
from service.app import create_app
from service.operation.logs import FIELDS, configure_logging
from service.parts import ServiceParts
from service.settings import Settings

logger = logging.getLogger("service.operation.serving")


def serve(settings: Settings) -> None:
    """Serve until interrupted.

    Raises:
        SystemExit: status 1, when the address cannot be taken.
        DataError, ArtefactError: data or models are at fault.
    """
    started_at = time.perf_counter()
    configure_logging(settings.log_level)
    listener = listening_socket(settings.host, settings.port)
    with contextlib.closing(listener):
        recommender = Recommender.load(settings.data, settings.models, settings.encoder)
        stated = recommender.ranker.config.thresholds.model_dump() | settings.thresholds
        recommender = recommender.with_thresholds(Thresholds.model_validate(stated))
        config = uvicorn.Config(
            create_app(ServiceParts.of(recommender, settings)),
            log_config=None,  # configured above
            access_log=False,  # `RequestLog` writes ours, without the query
            lifespan="off",
            proxy_headers=False,  # nothing here asks who calls
            server_header=False,
            workers=settings.workers,
        )
        with contextlib.suppress(KeyboardInterrupt):  # how Ctrl+C ends; the server has closed by then
            _AnnouncingServer(config, address_of(listener), started_at).run(sockets=[listener])


class _AnnouncingServer(uvicorn.Server):
    """Prints its address once it answers, and not before."""

    def __init__(self, config: uvicorn.Config, address: str, started_at: float) -> None:
        super().__init__(config)
        self._address = address
        self._started_at = started_at

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        one_thread_a_core()
        await super().startup(sockets=sockets)
        ready_s = round(time.perf_counter() - self._started_at, 2)
        print(f"Hub Matcher: {self._address} (page; API described at {self._address}/openapi.json)", flush=True)
        logger.info("ready", extra={FIELDS: {"address": self._address, "ready_s": ready_s}})


def one_thread_a_core() -> None:
    """Let no more routes compute at a time than there are cores; to be called where the event loop runs.

    The framework allows forty. More threads than cores answer no sooner, and each holds the memory of an encoder's pass.
    """
    n_cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    anyio.to_thread.current_default_thread_limiter().total_tokens = n_cores


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket that listens already, before the models load: a port in use is told at once, and early callers wait."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only with the protocol named does asyncio turn Nagle's algorithm off; with it on, each answer waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        hint = "choose another with MATCHER_PORT or --port"
        print(f"hub-matcher: cannot listen on {host} port {port}: {error.strerror}; {hint}", file=sys.stderr)
        raise SystemExit(1) from None
    return listener


def address_of(listener: socket.socket) -> str:
    """The address to open in a browser."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
