"""The server of one process: says when it answers, reads files again on SIGHUP, stops without losing an answer."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Final

import anyio.to_thread
import uvicorn

from service.operation.encoding import answering_threads
from service.operation.worker import Worker
from service.operation.worker_config import WorkerConfig

MOST_RELOADS: Final = 2  # one that runs and one that waits: what comes in between is done by the one that waits


class ServiceServer(uvicorn.Server):
    """Uvicorn's server around a `WorkerConfig` that is loaded.

    Args:
        announce: is called once this process answers.
    """

    def __init__(self, config: WorkerConfig, announce: Callable[[], None] = lambda: None) -> None:
        super().__init__(config)
        self._worker_config = config
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        # The framework allows forty. More than can compute answer no sooner, and each holds the memory of a pass.
        limit_threads(answering_threads(self._worker_config.settings))
        await super().startup(sockets=sockets)
        self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take those who are connected already, refuse others, finish what is in flight."""
        await asyncio.sleep(0)  # one turn of the loop accepts whoever waits; closed before it, they would be cut off
        await super().shutdown(sockets=sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal to stop has come."""
        if self._worker_config.worker is not None:
            self._worker_config.worker.stop()
        super().handle_exit(sig, frame)


def limit_threads(n_threads: int) -> None:
    """Let no more than ``n_threads`` routes compute at a time; to be called where the event loop runs."""
    anyio.to_thread.current_default_thread_limiter().total_tokens = n_threads


def reload_on_hangup(worker: Worker) -> None:
    """Have SIGHUP read the files again, in a thread; where it means that the terminal is gone, stop."""
    slots, left = threading.Semaphore(MOST_RELOADS), terminal_left()

    def reload() -> None:
        try:
            worker.reload()
        finally:
            slots.release()

    def hung_up(_signal: int, _frame: FrameType | None) -> None:
        if left():
            signal.raise_signal(signal.SIGTERM)
        elif slots.acquire(blocking=False):
            threading.Thread(target=reload, name="reload", daemon=True).start()

    signal.signal(signal.SIGHUP, hung_up)


def has_terminal() -> bool:
    """Whether the process stands in a terminal that is open."""
    return sys.stdin is not None and not sys.stdin.closed and os.isatty(sys.stdin.fileno())


def terminal_left() -> Callable[[], bool]:
    """Says whether the terminal that the process was started from has been closed; never for one without a terminal."""
    started_from_one = has_terminal()
    return lambda: started_from_one and not has_terminal()


def stop_cleanly_on_term() -> None:
    """Let SIGTERM end the process through its ``finally`` blocks, status 0; uvicorn raises it again when it has stopped."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
