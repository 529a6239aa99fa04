"""How uvicorn is set up, in one process or in each of several: it builds the application where it is to run."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import ceil
from typing import Final

from fastapi import FastAPI

from service.access.mode import Mode
from service.operation.connections import BoundedConfig, BoundedProtocol
from service.operation.crew import Alone, Together
from service.operation.listening import BACKLOG, allow_open_files
from service.operation.loading import load_recommender
from service.operation.logs import configure_logging
from service.operation.run_folder import RunFolder
from service.operation.worker import Worker
from service.settings import Settings

HEALTHCHECK_S: Final = 30  # a worker that has loaded and says nothing for so long is replaced


class WorkerConfig(BoundedConfig):
    """Uvicorn's configuration from the settings; it can be sent to another process until it is loaded.

    Attributes:
        mode: who is let in without a key.
        folder: where several workers tell each other how they are; None for one.
        worker: of this process, once loaded.
    """

    def __init__(self, settings: Settings, mode: Mode, folder: RunFolder | None = None) -> None:
        self.settings, self.mode, self.folder = settings, mode, folder
        self.worker: Worker | None = None
        super().__init__(
            app="",  # `load_app` builds it
            factory=True,
            http=BoundedProtocol,
            ws="none",
            lifespan="off",
            log_config=None,  # `configure_logging` does it
            access_log=False,  # `RequestLog` writes ours, without the query
            proxy_headers=bool(settings.proxies),
            forwarded_allow_ips=settings.proxies,
            server_header=False,
            workers=settings.workers,
            backlog=BACKLOG,
            timeout_graceful_shutdown=ceil(settings.stop_timeout_s),
            timeout_worker_healthcheck=HEALTHCHECK_S,
        )
        self.most_connections = settings.max_connections
        self.header_timeout_s = settings.header_timeout_s

    def configure_logging(self) -> None:
        """Our log lines for everything; uvicorn calls this in every process."""
        super().configure_logging()
        configure_logging(self.settings.log_level)

    def load_app(self) -> Callable[[], FastAPI]:
        """Load models and open what the process works with.

        Raises:
            MatcherError: data, models, database or keys are at fault.
        """
        # Here, for the first import of the metrics must come after their folder is known.
        from service.access.start import open_access
        from service.app import create_app
        from service.operation.metrics import Metrics
        from service.parts import ServiceParts
        from service.storage.migrating import open_database

        settings, read_at = self.settings, time.monotonic()
        allow_open_files(settings.max_connections)
        loaded = load_recommender(settings)
        self.worker = Worker(loaded, settings, read_at)
        crew = Together(self.worker, self.folder, settings.workers) if self.folder else Alone(self.worker)
        metrics = Metrics(self.folder.metrics if self.folder else None)
        self.worker.on_reload(metrics.reloaded)
        self.refused = metrics.refused
        database = open_database(settings.database_url.get_secret_value())
        access = open_access(settings, database, self.mode, metrics.rates_apart)
        parts = ServiceParts.of(loaded.recommender, settings, database, access, crew, metrics)
        app = create_app(parts)
        return lambda: app
