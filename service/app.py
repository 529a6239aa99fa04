"""The whole web application around one recommender: routes, errors, limits, headers and log put together."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from fastapi.telemetry import TelemetryConfig

from service.api.hubs import catalogue_routes
from service.api.recommendations import recommendation_routes
from service.api.vocabularies import vocabulary_routes
from service.middleware.body_limit import MAX_FORM_BYTES, MAX_JSON_BYTES, BodyLimit
from service.middleware.head_requests import HeadRequests
from service.middleware.request_log import RequestLog
from service.middleware.security_headers import SecurityHeaders
from service.operation.health import operation_routes
from service.page.routes import page_routes
from service.parts import ServiceParts
from service.problems.documents import handle_problems
from service.problems.responses import ANY_PROBLEM, add_problem_schema

STATIC: Final = Path(__file__).parent / "page" / "static"
# The framework's own tracing would take along bodies and the messages of errors, which may quote a need.
NO_TELEMETRY: Final[TelemetryConfig] = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


def create_app(parts: ServiceParts) -> FastAPI:
    """Build the application; it reads nothing but ``parts`` and the files beside this one."""
    app = FastAPI(
        title="Hub Matcher",
        summary="Which Digital Innovation Hub is the right door for a need, why, and how sure",
        version=_version(),
        docs_url=None,  # FastAPI's pages load scripts from another site
        redoc_url=None,
        redirect_slashes=False,
        telemetry=NO_TELEMETRY,
        responses=ANY_PROBLEM,
    )
    handle_problems(app)
    for routes in (recommendation_routes, catalogue_routes, vocabulary_routes, operation_routes, page_routes):
        app.include_router(routes(parts.live))
    app.mount("/static", StaticFiles(directory=STATIC))
    add_problem_schema(app.openapi())
    app.add_middleware(BodyLimit, default_limit=MAX_JSON_BYTES, limits={"/": MAX_FORM_BYTES})
    app.add_middleware(HeadRequests)
    app.add_middleware(RequestLog)
    app.add_middleware(SecurityHeaders)
    return app


def _version() -> str:
    """The version of the installed package; a checkout that was never installed has none."""
    try:
        return version("hub-matcher")
    except PackageNotFoundError:
        return "0"
