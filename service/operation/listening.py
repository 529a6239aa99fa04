"""The socket that is listened on, and the files that a process may open for what comes in."""

from __future__ import annotations

import logging
import resource
import socket
import sys
from typing import Final

from service.operation.logs import FIELDS

logger = logging.getLogger("service.operation.listening")
BACKLOG: Final = 2048  # connections that wait to be accepted
MOST_LINGERING: Final = 1024  # refused connections that are given a moment to read why
OTHER_FILES: Final = 256  # what a process opens besides connections


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket that listens already, before the models load: a port in use is told at once, and early callers wait."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only with the protocol named does asyncio turn Nagle's algorithm off; with it on, each answer waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
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


def allow_open_files(most_connections: int) -> None:
    """Raise the process's soft limit of open files as far as ``most_connections`` need, and log where it cannot be."""
    wanted = most_connections + MOST_LINGERING + BACKLOG + OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    within = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < within:
        resource.setrlimit(resource.RLIMIT_NOFILE, (within, hard))
    if within < wanted:
        told = {"hard_limit": hard, "wanted": wanted, "max_connections": most_connections}
        logger.warning("too few open files for so many connections", extra={FIELDS: told})
