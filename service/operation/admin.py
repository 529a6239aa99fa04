"""``POST /admin/reload`` and ``/metrics``: what only whoever runs the service may ask."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import anyio
import anyio.to_thread
from fastapi import APIRouter, Depends
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from pydantic import BaseModel
from starlette.responses import Response

from matcher.answer import Versions
from service.access.admin import metrics_reader, secret_key_only
from service.operation.crew import Crew
from service.operation.metrics import Metrics
from service.operation.worker import WorkerState
from service.problems.documents import FieldFault, problem_response
from service.problems.responses import problem_responses
from service.problems.types import FORBIDDEN, RELOAD_REFUSED, UNAUTHORISED, UNAVAILABLE

_FAULT: Final = re.compile(r"(?P<where>\S*?:\d+): (?P<what>.*)", re.DOTALL)
_NO_LINE: Final = "files"  # where a fault that names no line stands
MOST_FAULTS: Final = 100


class WorkerVersions(BaseModel):
    """What one worker serves with."""

    pid: int
    versions: Versions


class Reloaded(BaseModel):
    """Every worker serves with what the files hold now."""

    workers: tuple[WorkerVersions, ...]


def admin_routes(crew: Crew, metrics: Metrics) -> APIRouter:
    """The routes for operators."""
    router = APIRouter(tags=["operation"])
    one_at_a_time = anyio.CapacityLimiter(1)

    @router.post(
        "/admin/reload",
        summary="Read catalogue, rules and models again in every worker",
        response_model=Reloaded,
        responses=problem_responses(RELOAD_REFUSED, UNAUTHORISED, FORBIDDEN, UNAVAILABLE),
        dependencies=[Depends(secret_key_only)],
    )
    async def reload() -> Response:
        """What each worker serves with afterwards. Faulty files are a 409 that names them; the old ones serve on."""
        # In a thread of its own, not one of those that compute: needs are answered meanwhile.
        states = await anyio.to_thread.run_sync(crew.reload, limiter=one_at_a_time)
        return reload_answer(states, crew.n_workers)

    @router.get(
        "/metrics",
        summary="Counters for Prometheus",
        responses={200: {"content": {"text/plain": {}}}, **problem_responses(UNAUTHORISED, FORBIDDEN)},
        dependencies=[Depends(metrics_reader)],
        response_class=Response,
    )
    async def read_metrics() -> Response:
        """Latencies, outcomes, errors, reloads; of all workers together."""
        return Response(
            metrics.page(crew), headers={"Cache-Control": "no-store", "Content-Type": CONTENT_TYPE_PLAIN_0_0_4}
        )

    return router


def reload_answer(states: Sequence[WorkerState], n_workers: int) -> Response:
    """The answer to a reload after which the workers are as ``states`` say."""
    faults = list(dict.fromkeys(fault for state in states for fault in state.faults))
    if faults:
        detail = f"{len(faults)} faults; every worker goes on with what it had."
        return problem_response(RELOAD_REFUSED, detail, faults=[field_fault(fault) for fault in faults[:MOST_FAULTS]])
    serving = [WorkerVersions(pid=state.pid, versions=state.versions) for state in states if state.versions]
    if len(serving) < n_workers:
        return problem_response(UNAVAILABLE, f"{len(serving)} of {n_workers} workers have read the files so far.")
    return Response(
        Reloaded(workers=tuple(serving)).model_dump_json(),
        headers={"Cache-Control": "no-store"},
        media_type="application/json",
    )


def field_fault(fault: str) -> FieldFault:
    """A fault of a file, where it stands apart from what it is."""
    found = _FAULT.fullmatch(fault)
    return FieldFault(field=found["where"], detail=found["what"]) if found else FieldFault(field=_NO_LINE, detail=fault)
