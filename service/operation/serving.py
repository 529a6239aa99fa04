"""The service as a process, or as several: port, checks before the start, workers; says its address once it answers."""

from __future__ import annotations

import contextlib
import logging
import signal
import socket
import time
from collections.abc import Callable

from matcher.errors import MatcherError
from service.access.mode import Mode
from service.access.start import access_mode
from service.operation.listening import address_of, listening_socket
from service.operation.logs import FIELDS, configure_logging
from service.operation.run_folder import RunFolder
from service.operation.servers import ServiceServer, has_terminal, reload_on_hangup, stop_cleanly_on_term
from service.operation.supervisor import Supervisor
from service.operation.worker_config import WorkerConfig
from service.settings import Settings, count_together_in
from service.storage.migrating import open_database

logger = logging.getLogger("service.operation.serving")


def serve(settings: Settings) -> None:
    """Serve until told to stop.

    Raises:
        SystemExit: status 1, when the address cannot be taken; 0 after SIGTERM.
        MatcherError: data, models, database or keys are at fault.
    """
    started_at = time.perf_counter()
    stop_cleanly_on_term()
    if not has_terminal():
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until there is something to read again; it would end the process
    configure_logging(settings.log_level)
    listener = listening_socket(settings.host, settings.port)
    with contextlib.closing(listener), contextlib.suppress(KeyboardInterrupt):  # how Ctrl+C ends
        mode = _checked(settings, listener)
        announce = _announcement(address_of(listener), started_at)
        if settings.workers == 1:
            _serve_alone(WorkerConfig(settings, mode), listener, announce)
        else:
            _serve_together(settings, mode, listener, announce)


def _checked(settings: Settings, listener: socket.socket) -> Mode:
    """What must be right before any worker starts: the database brought up to date, and whether keys are needed."""
    with contextlib.closing(open_database(settings.database_url.get_secret_value())) as database:
        return access_mode(settings, database, listener.getsockname()[0])


def _serve_alone(config: WorkerConfig, listener: socket.socket, announce: Callable[[], None]) -> None:
    """Serve in this process."""
    config.load()
    assert config.worker is not None
    reload_on_hangup(config.worker)
    ServiceServer(config, announce).run(sockets=[listener])


def _serve_together(settings: Settings, mode: Mode, listener: socket.socket, announce: Callable[[], None]) -> None:
    """Serve in several processes; this one watches them."""
    folder = RunFolder.make()
    try:
        count_together_in(folder.metrics)
        supervisor = Supervisor(WorkerConfig(settings, mode, folder), folder, [listener], announce)
        supervisor.run()
        if supervisor.faults:
            raise MatcherError("\n".join(supervisor.faults))
    finally:
        folder.remove()


def _announcement(address: str, started_at: float) -> Callable[[], None]:
    """Prints where the service is, to be called once it answers."""

    def announce() -> None:
        ready_s = round(time.perf_counter() - started_at, 2)
        print(f"Hub Matcher: {address} (page; API described at {address}/openapi.json)", flush=True)
        logger.info("ready", extra={FIELDS: {"address": address, "ready_s": ready_s}})

    return announce
