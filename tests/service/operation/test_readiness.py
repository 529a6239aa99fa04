"""When needs should be sent here: parts that fit each other, workers that serve the same, nothing starting or stopping."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from matcher import Recommender
from matcher.answer import Versions
from service.app import create_app
from service.operation.crew import Alone
from service.operation.fit import misfits
from service.operation.health import notes, why_not_ready
from service.operation.loading import Loaded
from service.operation.worker import Worker, WorkerState
from service.parts import ServiceParts
from service.settings import Settings
from tests.fakes import WordEncoder

ONE = Versions(model="m", catalogue="c", rules="r", encoder="e")
OTHER = ONE.model_copy(update={"rules": "s"})


@dataclass
class Two:
    """A crew of two whose state a test sets."""

    worker: Any
    n_workers: int = 2
    reloading: bool = False
    starting: bool = False


class Standing:
    """A worker of which only the state is looked at."""

    def __init__(self, state: WorkerState) -> None:
        self.state = state


def state(pid: int, versions: Versions | None = ONE, **values: Any) -> WorkerState:
    """A worker that serves."""
    return WorkerState(pid=pid, phase=values.pop("phase", "ready"), versions=versions, read_at=0, **values)


def crew(**values: Any) -> Any:
    """Two workers, seen from one that is ready."""
    return Two(Standing(state(1)), **values)


def test_workers_that_serve_the_same_are_ready() -> None:
    """Nothing speaks against it, and nothing is to be noted."""
    states = [state(1), state(2)]
    assert (why_not_ready(crew(), states), notes(crew(), states)) == ([], [])


def test_workers_that_serve_different_versions_are_not() -> None:
    """Two callers would get two answers."""
    (reason,) = why_not_ready(crew(), [state(1), state(2, OTHER)])
    assert "different versions" in reason


def test_during_a_reload_they_may() -> None:
    """It is over in a moment, and a 503 would send everybody away meanwhile."""
    assert why_not_ready(crew(reloading=True), [state(1), state(2, OTHER)]) == []


def test_a_service_that_is_starting_is_not_ready() -> None:
    """One of two has loaded."""
    (reason,) = why_not_ready(crew(starting=True), [state(1), state(2, None, phase="loading")])
    assert reason == "1 of 2 workers have started"


def test_a_worker_that_is_replaced_is_only_noted() -> None:
    """The other answers."""
    states = [state(1), state(2, None, phase="loading")]
    assert why_not_ready(crew(), states) == []
    assert notes(crew(), states) == ["1 of 2 workers answer"]


def test_refused_files_are_noted_without_their_faults() -> None:
    """Anyone may ask for readiness; the faults are the deployer's."""
    (note,) = notes(crew(), [state(1, faults=("/srv/data/rules.yaml:7: secret",)), state(2)])
    assert "1 fault" in note
    assert "secret" not in note


def test_parts_that_were_loaded_together_fit(recommender: Recommender) -> None:
    """As shipped."""
    assert misfits(recommender) == ()


CHANGED: dict[str, Any] = {
    "another encoder": lambda r: replace(r, encoder=WordEncoder()),
    "another ranker": lambda r: replace(
        r, ranker=replace(r.ranker, config=r.ranker.config.model_copy(update={"version": "x"}))
    ),
    "a ranker for another encoder": lambda r: replace(
        r,
        ranker=replace(
            r.ranker,
            config=r.ranker.config.model_copy(
                update={"fitted_on": r.ranker.config.fitted_on.model_copy(update={"encoder": "x"})}
            ),
        ),
    ),
    "concepts for another encoder": lambda r: replace(
        r,
        reader=replace(
            r.reader,
            concepts=replace(r.reader.concepts, config=r.reader.concepts.config.model_copy(update={"encoder": "x"})),
        ),
    ),
    "another catalogue": lambda r: replace(r, catalogue=replace(r.catalogue, version="x")),
    "other rules": lambda r: replace(r, rules=replace(r.rules, version="x")),
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
def test_parts_that_do_not_fit_are_told(recommender: Recommender, change: Any) -> None:
    """Each swapped part is noticed."""
    assert misfits(change(recommender))


def test_readiness_is_a_503_problem_when_parts_do_not_fit(recommender: Recommender) -> None:
    """Whoever watches sends needs elsewhere, and learns why."""
    broken = replace(recommender, encoder=WordEncoder())
    response = TestClient(create_app(ServiceParts.of(broken))).get("/health/ready")
    assert (response.status_code, response.json()["type"]) == (503, "/problems/not-ready")
    assert "encoder" in response.json()["detail"]


def test_readiness_is_a_503_problem_while_stopping(recommender: Recommender) -> None:
    """The process still answers, and is still alive."""
    worker = Worker(Loaded.of(recommender, Settings()), Settings())
    client = TestClient(create_app(ServiceParts.of(recommender, crew=Alone(worker))))
    worker.stop()
    assert client.get("/health/ready").status_code == 503
    assert client.get("/health/live").status_code == 200
