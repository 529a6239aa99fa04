"""What the application is made of, put together once: by `service.operation.serving` for real, by tests in small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from matcher import Recommender
from service.access.access import Access
from service.operation.crew import Alone, Crew
from service.operation.live import Live
from service.operation.loading import Loaded
from service.operation.metrics import Metrics
from service.operation.worker import Worker
from service.settings import Settings
from service.storage.database import Database
from service.storage.events import EventLog
from service.storage.feedback import FeedbackTable
from service.storage.texts import TextTable


@dataclass(frozen=True, slots=True, eq=False)
class ServiceParts:
    """Everything that routes and middleware work with.

    Attributes:
        settings: what the deployer chose.
        live: the recommender that serves now.
        access: who may call, and how often.
        crew: the workers of the service, this one among them.
        metrics: what is counted.
        database: what is kept; the tables of keys, events, feedback and texts stand in it.
    """

    settings: Settings
    live: Live
    access: Access
    crew: Crew
    metrics: Metrics
    database: Database
    events: EventLog
    feedback: FeedbackTable
    texts: TextTable

    @classmethod
    def of(
        cls,
        recommender: Recommender,
        settings: Settings | None = None,
        database: Database | None = None,
        access: Access | None = None,
        crew: Crew | None = None,
        metrics: Metrics | None = None,
    ) -> Self:
        """The parts around ``recommender``; without a database, what is kept is gone with the process."""
        settings = settings or Settings()
        database = database or Database.in_memory()
        crew = crew or Alone(Worker(Loaded.of(recommender, settings), settings))
        metrics = metrics or Metrics()
        events = EventLog(database, enabled=settings.record_events)
        events.on_lost = metrics.event_not_stored
        return cls(
            settings=settings,
            live=crew.worker.live,
            access=access or Access.local(),
            crew=crew,
            metrics=metrics,
            database=database,
            events=events,
            feedback=FeedbackTable(database),
            texts=TextTable(database, enabled=settings.keep_texts),
        )
