"""``/health/live`` and ``/health/ready``: for whoever runs the service."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from matcher.answer import Versions
from service.operation.live import Live


class Alive(BaseModel):
    """The process answers."""

    status: Literal["live"] = "live"


class Ready(BaseModel):
    """The models are loaded: needs can be answered."""

    status: Literal["ready"] = "ready"
    versions: Versions


def operation_routes(live: Live) -> APIRouter:
    """The routes that say how the service is. It exists only once everything is loaded, so it is always ready.

    They compute nothing, so they are ``async``: answered at once, however many needs wait for a thread.
    """
    router = APIRouter(tags=["operation"])

    @router.get("/health/live", summary="Whether the process answers", response_model=Alive)
    async def alive() -> Response:
        """Always 200."""
        return _fresh(Alive())

    @router.get("/health/ready", summary="Whether needs can be answered, and by what", response_model=Ready)
    async def ready() -> Response:
        """The versions of model, catalogue, rules and encoder."""
        return _fresh(Ready(versions=live.now().versions))

    return router


def _fresh(state: BaseModel) -> Response:
    return Response(state.model_dump_json(), headers={"Cache-Control": "no-store"}, media_type="application/json")
