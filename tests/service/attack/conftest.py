"""The whole application on a real socket, with bounds low enough to be reached."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from matcher import Recommender
from service.app import create_app
from service.parts import ServiceParts
from service.settings import Settings
from tests.service.operation.served import in_thread

TIME_BUDGET_S = 1.0
HEADER_TIMEOUT_S = 1.0
MOST_CONNECTIONS = 100


@pytest.fixture(scope="session")
def port(recommender: Recommender) -> Iterator[int]:
    """Where the service answers."""
    settings = Settings(time_budget_s=TIME_BUDGET_S, record_events=False)
    app = create_app(ServiceParts.of(recommender, settings))
    with in_thread(app, most_connections=MOST_CONNECTIONS, header_timeout_s=HEADER_TIMEOUT_S) as port:
        yield port
