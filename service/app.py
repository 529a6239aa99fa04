"""The whole web application around one recommender: routes, errors, limits, headers and log put together."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Final

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from fastapi.telemetry import TelemetryConfig

from service.access.cross_origin import CrossOrigin, Preflight
from service.access.gate import AccessGate
from service.api.description import complete
from service.api.docs_page import docs_routes
from service.api.explanations import explanation_routes
from service.api.feedback import feedback_routes
from service.api.hubs import catalogue_routes
from service.api.recommendations import recommendation_routes
from service.api.vocabularies import vocabulary_routes
from service.middleware.admission import Admission
from service.middleware.body_limit import MAX_FORM_BYTES, MAX_JSON_BYTES, BodyLimit
from service.middleware.head_requests import HeadRequests
from service.middleware.request_log import RequestLog
from service.middleware.security_headers import SecurityHeaders
from service.operation.admin import admin_routes
from service.operation.health import health_routes
from service.page.assets import STATIC
from service.page.compression import PageCompression
from service.page.problem_pages import ProblemPages
from service.page.routes import page_routes
from service.parts import ServiceParts
from service.problems.documents import handle_problems
from service.problems.responses import ANY_PROBLEM
from service.widget.framing import EMBED
from service.widget.routes import widget_routes

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
    app.state.access = parts.access
    handle_problems(app)
    app.include_router(recommendation_routes(parts))
    app.include_router(feedback_routes(parts))
    for routes in (explanation_routes, catalogue_routes, vocabulary_routes):
        app.include_router(routes(parts.live))
    app.include_router(page_routes(parts))
    app.include_router(health_routes(parts.crew))
    app.include_router(admin_routes(parts.crew, parts.metrics))
    app.include_router(widget_routes(parts))
    app.mount("/static", StaticFiles(directory=STATIC))
    app.include_router(docs_routes(app))
    complete(app.openapi())
    app.add_middleware(
        BodyLimit,
        default_limit=MAX_JSON_BYTES,
        limits={"/": MAX_FORM_BYTES, EMBED: MAX_FORM_BYTES, "/brief": 2 * MAX_FORM_BYTES},
    )
    app.add_middleware(AccessGate, access=parts.access)
    app.add_middleware(Preflight)
    app.add_middleware(Admission, max_waiting=parts.settings.max_waiting, time_budget_s=parts.settings.time_budget_s)
    app.add_middleware(RequestLog, metrics=parts.metrics)
    app.add_middleware(CrossOrigin, access=parts.access)  # outside of the log, so that its 500 can be read as well
    app.add_middleware(ProblemPages)  # outside of all that refuses, so that browsers read any refusal as a page
    app.add_middleware(PageCompression)
    app.add_middleware(HeadRequests)  # outside of what shapes bodies, so that their length is told as for GET
    app.add_middleware(SecurityHeaders)
    return app


def _version() -> str:
    """The version of the installed package; a checkout that was never installed has none."""
    try:
        return version("hub-matcher")
    except PackageNotFoundError:
        return "0"
