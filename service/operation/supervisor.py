"""Several workers on one socket: started, watched, replaced, told to reload, stopped. Uvicorn's supervisor, made stricter.

Uvicorn's own restarts workers on SIGHUP; here they read their files again and go on. It also starts a worker anew
however it ended; here the service ends when it cannot start, and waits between trials once it has started.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from socket import socket
from typing import Final

from uvicorn.config import STARTUP_FAILURE
from uvicorn.server import Server
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from matcher.errors import MatcherError
from service.operation.logs import FIELDS, fault_fields
from service.operation.run_folder import RunFolder
from service.operation.servers import ServiceServer, stop_cleanly_on_term, terminal_left
from service.operation.worker import WorkerState
from service.operation.worker_config import WorkerConfig

logger = logging.getLogger("service.operation.supervisor")
RETRY_S: Final = 5.0  # between two trials to start a worker in place of one
JOIN_S: Final = 5.0  # beyond the time that requests have to finish, before a worker is killed


class WorkerProcess(Process):
    """A worker: loads, says how it is in the run folder, serves, and ends when its parent does."""

    def __init__(self, config: WorkerConfig, folder: RunFolder, sockets: list[socket]) -> None:
        self._worker_config = config
        self.folder = folder
        super().__init__(config, sockets)

    def target(self, sockets: list[socket] | None = None) -> None:
        """What runs in the new process."""
        stop_cleanly_on_term()
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # the run folder says when to reload
        threading.Thread(target=end_with_parent, name="parent-watch", daemon=True).start()
        threading.Thread(target=self.always_pong, daemon=True).start()
        self.folder.tell(WorkerState(pid=os.getpid(), phase="loading", read_at=time.monotonic()))
        try:
            self._load()
            self.server.run(sockets)
        finally:
            if parent_is_gone():
                self.folder.remove()

    def is_alive(self, timeout: float = 5) -> bool:
        """Whether the worker runs and, once it has loaded, answers in time; loading may take as long as it takes."""
        if self.process.is_alive() and not self.has_loaded:
            return True
        return super().is_alive(timeout)

    @property
    def has_loaded(self) -> bool:
        """Whether it says that it serves, or did."""
        return any(state.pid == self.pid and state.versions is not None for state in self.folder.states())

    def ping(self, timeout: float = 5) -> bool:
        """Whether the worker answers in time; known at once, not after ``timeout``, when it ends meanwhile."""
        try:
            self.parent_conn.send(b"ping")
            if self.parent_conn in wait([self.parent_conn, self.process.sentinel], timeout):
                self.parent_conn.recv()
                return True
        except (OSError, EOFError):
            pass
        return False

    @property
    def server(self) -> Server:
        """The server of this process."""
        if self._server is None:
            self._server = ServiceServer(self._worker_config)
        return self._server

    def _load(self) -> None:
        """Build the application, or leave word why it cannot be and end with the status that says so."""
        try:
            self._worker_config.load()
        except MatcherError as error:
            self._fail(*str(error).split("\n"))
        # Anything else would fail in the next process as well.
        except Exception as error:  # noqa: BLE001
            logger.error("cannot start", extra={FIELDS: fault_fields(type(error), error.__traceback__)})
            self._fail(f"a worker cannot start: unexpected {type(error).__name__}; the log says where")

    def _fail(self, *faults: str) -> None:
        self.folder.tell(WorkerState(pid=os.getpid(), phase="failed", read_at=time.monotonic(), faults=faults))
        sys.exit(STARTUP_FAILURE)


class Supervisor(Multiprocess):
    """The parent of the workers.

    Args:
        announce: is called once, when every worker answers.

    Attributes:
        faults: why the service could not start; empty when it could.
    """

    def __init__(
        self, config: WorkerConfig, folder: RunFolder, sockets: list[socket], announce: Callable[[], None]
    ) -> None:
        super().__init__(config, sockets)
        self._worker_config = config
        self._folder = folder
        self._announce = announce
        self._terminal_left = terminal_left()
        self._retry_at: dict[int, float] = {}  # by place among the workers
        self.faults: tuple[str, ...] = ()

    def init_processes(self) -> None:
        """Start all workers."""
        self.processes = [self._started() for _ in range(self.processes_num)]

    def keep_subprocess_alive(self) -> None:
        """Replace workers that ended or say nothing; before the service has started, end it instead."""
        for place, process in enumerate(self.processes):
            if self.should_exit.is_set():
                return
            if place in self._retry_at:
                if time.monotonic() >= self._retry_at[place]:
                    del self._retry_at[place]
                    self.processes[place] = self._started()
            elif not process.is_alive(timeout=self.config.timeout_worker_healthcheck):
                self._replace(place, process)
        if not self._folder.announced and all(self._is_ready(process) for process in self.processes):
            self._folder.announce()
            self._announce()

    def terminate_all(self) -> None:
        """Listen no more, then have the workers finish."""
        for listener in self.sockets:
            listener.close()
        super().terminate_all()

    def join_all(self) -> None:
        """Wait for the workers, as long as they have to finish."""
        until = time.monotonic() + self._worker_config.settings.stop_timeout_s + JOIN_S
        for process in self.processes:
            process.process.join(max(0.0, until - time.monotonic()))
            if process.process.is_alive():
                logger.error("worker killed: it did not stop in time", extra={FIELDS: {"pid": process.pid}})
                process.process.kill()
                process.process.join()

    def handle_hup(self) -> None:
        """Have every worker read its files again; where the terminal is gone, stop."""
        if self._terminal_left():
            self.should_exit.set()
        else:
            self._folder.ask_reload()

    def handle_ttin(self) -> None:
        """Not taken: there are as many workers as the settings say."""

    handle_ttou = handle_ttin

    def _is_ready(self, process: Process) -> bool:
        assert isinstance(process, WorkerProcess)
        return process.has_loaded and process.is_ready()

    def _started(self) -> WorkerProcess:
        process = WorkerProcess(self._worker_config, self._folder, self.sockets)
        process.start()
        return process

    def _replace(self, place: int, process: Process) -> None:
        """Clear away a worker that ended, and start another in its place: at once if it had come up, else later."""
        from prometheus_client.multiprocess import mark_process_dead  # here, for it looks for its folder on import

        process.kill()
        process.join()
        pid = process.pid or 0
        last = next((state for state in self._folder.states() if state.pid == pid), None)
        self._folder.forget(pid)
        mark_process_dead(pid, str(self._folder.metrics))  # type: ignore[no-untyped-call]  # of the library
        faults = last.faults if last and last.phase == "failed" else (f"a worker ended with status {process.exitcode}",)
        if not self._folder.announced:
            self.faults = faults
            self.should_exit.set()
            return
        logger.error("worker ended", extra={FIELDS: {"pid": pid, "status": process.exitcode, "faults": faults}})
        if last is None or last.phase in ("loading", "failed"):
            self._retry_at[place] = time.monotonic() + RETRY_S
        else:
            self.processes[place] = self._started()


def end_with_parent() -> None:
    """Wait until the parent is gone, however it ended, then stop this process in good order."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)


def parent_is_gone() -> bool:
    """Whether nobody is left to clear up after this process."""
    parent = multiprocessing.parent_process()
    return parent is not None and not parent.is_alive()
