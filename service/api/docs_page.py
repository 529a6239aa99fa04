"""`/docs` and `/problems`: the API's description and its errors for people, rendered here, without a script."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse

from service.api.docs_texts import WORDS
from service.api.docs_view import Call, Model, calls, models
from service.page.pages import Pages, asked_language
from service.problems.types import PROBLEM_TYPES


def docs_routes(app: FastAPI) -> APIRouter:
    """The routes that describe ``app``; its description is read when the page is asked for first, and kept."""
    router = APIRouter(include_in_schema=False)
    pages = Pages.load()

    @cache
    def described() -> tuple[tuple[Call, ...], tuple[Model, ...]]:
        document = app.openapi()
        return calls(document), models(document)

    @router.get("/docs")
    def docs(request: Request, lang: str | None = None) -> HTMLResponse:
        """Every call with its fields and examples."""
        language, (found, records) = asked_language(request, lang), described()
        words = WORDS[language]
        return pages.show("api_docs.html", language, request=request, w=words, calls=found, models=records)

    @router.get("/problems")
    def problems(request: Request, lang: str | None = None) -> HTMLResponse:
        """Every kind of error with its status and meaning."""
        language = asked_language(request, lang)
        kinds = sorted(PROBLEM_TYPES, key=lambda kind: kind.status)
        return pages.show("problems.html", language, request=request, w=WORDS[language], kinds=kinds)

    return router
