"""What the application is made of, put together once: by `service.operation.serving` for real, by tests in small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from matcher import Recommender
from service.operation.live import Live
from service.settings import Settings


@dataclass(frozen=True, slots=True, eq=False)
class ServiceParts:
    """Everything that routes and middleware work with.

    Attributes:
        settings: what the deployer chose.
        live: the recommender that serves now.
    """

    settings: Settings
    live: Live

    @classmethod
    def of(cls, recommender: Recommender, settings: Settings | None = None) -> Self:
        """The parts around ``recommender``."""
        settings = settings or Settings()
        return cls(settings=settings, live=Live(recommender))
