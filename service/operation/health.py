"""``/health/live`` and ``/health/ready``: for whoever runs the service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from matcher.answer import Versions
from service.operation.crew import Crew
from service.operation.fit import misfits
from service.operation.live import Kept
from service.operation.worker import WorkerState
from service.problems.documents import problem_response
from service.problems.responses import problem_responses
from service.problems.types import NOT_READY

RETRY_AFTER_S = 2


class Alive(BaseModel):
    """The process answers."""

    status: Literal["live"] = "live"


class Ready(BaseModel):
    """Needs can be answered. ``notes`` say what whoever runs the service should know all the same."""

    status: Literal["ready"] = "ready"
    versions: Versions
    notes: tuple[str, ...] = ()


def health_routes(crew: Crew) -> APIRouter:
    """The routes that say how the service is.

    They compute nothing, so they are ``async``: answered at once, however many needs wait for a thread.
    """
    router = APIRouter(tags=["operation"])
    fit = Kept(misfits)

    @router.get("/health/live", summary="Whether the process answers", response_model=Alive)
    async def alive() -> Response:
        """Always 200."""
        return _fresh(Alive())

    @router.get(
        "/health/ready",
        summary="Whether needs can be answered, and by what",
        response_model=Ready,
        responses=problem_responses(NOT_READY),
    )
    async def ready() -> Response:
        """The versions of model, catalogue, rules and encoder; 503 while needs should be sent elsewhere."""
        recommender, states = crew.worker.live.now(), crew.states()
        reasons = (*fit.of(recommender), *why_not_ready(crew, states))
        if reasons:
            headers = {"Retry-After": str(RETRY_AFTER_S)}
            return problem_response(NOT_READY, "; ".join(reasons), headers=headers)
        return _fresh(Ready(versions=recommender.versions, notes=tuple(notes(crew, states))))

    return router


def why_not_ready(crew: Crew, states: Sequence[WorkerState]) -> list[str]:
    """What speaks against sending needs here, a sentence each; empty when nothing does."""
    if crew.worker.state.phase == "stopping":
        return ["this worker is stopping"]
    n_up = sum(state.versions is not None for state in states)
    if crew.starting:
        return [f"{n_up} of {crew.n_workers} workers have started"]
    served = {state.versions for state in states if state.versions is not None}
    if len(served) > 1 and not crew.reloading:
        return ["workers serve different versions; POST /admin/reload, or SIGHUP, has all of them read the files again"]
    return []


def notes(crew: Crew, states: Sequence[WorkerState]) -> list[str]:
    """What is not as it should be though needs are answered."""
    found = []
    n_up = sum(state.versions is not None for state in states)
    if n_up < crew.n_workers:
        found.append(f"{n_up} of {crew.n_workers} workers answer")
    refused = {fault for state in states for fault in state.faults}
    if refused:
        found.append(f"the files read last are at fault ({len(refused)} faults, in the log); those before serve on")
    return found


def _fresh(state: BaseModel) -> Response:
    return Response(state.model_dump_json(), headers={"Cache-Control": "no-store"}, media_type="application/json")
