"""The application around the real recommender, called without a socket."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from matcher import Recommender
from service.app import create_app
from service.parts import ServiceParts

DYE_WORKS = "Temos uma tinturaria em Guimarães e todas as semanas há lotes que saem fora do tom."


@pytest.fixture(scope="session")
def client(recommender: Recommender) -> TestClient:
    """A caller of the whole application; an error of ours comes back as the response that callers would see."""
    return TestClient(create_app(ServiceParts.of(recommender)), raise_server_exceptions=False)
