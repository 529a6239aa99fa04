"""The running service against its own description, attacked by schemathesis: all its phases, all its checks.

Its engine is run rather than its plugin for pytest, which does not know the newest pytest.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import pytest
import schemathesis
from schemathesis.config import (
    ChecksConfig,
    GenerationConfig,
    HealthCheck,
    PositiveDataAcceptanceConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.engine import Status, events, from_schema

from matcher import Recommender
from service.app import create_app
from service.parts import ServiceParts
from service.settings import Settings
from tests.service.quick import quickened

N_EXAMPLES: Final = 20  # of each kind, for each call
LEAST_CASES: Final = 10  # of a call that takes nothing: its methods and its media types
# Codes, places and hubs are those of the catalogue in use, which no schema can list: a well-formed one may be unknown.
TAKEN: Final = ("2xx", "304", "401", "403", "404", "406", "409", "422")


@dataclass(frozen=True, slots=True)
class Attack:
    """What an attack found, and how much it asked of each call."""

    faults: tuple[str, ...]
    n_cases: Counter[str]


def attack_settings() -> SchemathesisConfig:
    """The same cases each time, few enough for a test."""
    generation = GenerationConfig(max_examples=N_EXAMPLES, deterministic=True, database="none", no_shrink=True)
    checks = ChecksConfig(positive_data_acceptance=PositiveDataAcceptanceConfig(expected_statuses=TAKEN))
    project = ProjectConfig(generation=generation, checks=checks)
    return SchemathesisConfig(seed=1, projects=ProjectsConfig(default=project), suppress_health_check=[HealthCheck.all])


@pytest.fixture(scope="module")
def attack(recommender: Recommender) -> Attack:
    """One run against a service whose encoder costs nothing, and which counts no calls."""
    settings = Settings(rate_per_address="1000000/second")
    app = create_app(ServiceParts.of(quickened(recommender), settings))
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, config=attack_settings())
    faults: list[str] = []
    n_cases: Counter[str] = Counter()
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            faults.append(f"schemathesis itself: {event}")
        if isinstance(event, events.ScenarioFinished):
            n_cases[event.recorder.label] += len(event.recorder.cases)
            faults += [
                f"{event.recorder.label}: {check.name}: {check.failure_info and check.failure_info.failure}"
                for checks in event.recorder.checks.values()
                for check in checks
                if check.status is not Status.SUCCESS
            ]
    return Attack(tuple(faults), n_cases)


def test_the_service_does_what_its_description_says(attack: Attack) -> None:
    """Statuses, media types, headers and bodies as told; what does not fit is refused; never a fault of ours."""
    assert sorted(set(attack.faults)) == []


def test_the_attack_reaches_every_call(attack: Attack, recommender: Recommender) -> None:
    """Each is asked often enough for a pass to mean something."""
    paths = create_app(ServiceParts.of(recommender)).openapi()["paths"]
    calls = {f"{method.upper()} {path}" for path, item in paths.items() for method in item}
    assert {call for call in calls if attack.n_cases[call] < LEAST_CASES} == set()
