"""The pages at ``/problems/{name}``: what a kind of error means."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from service.page.pages import Pages, asked_language
from service.problems.types import NOT_FOUND, PROBLEM_TYPES


def problem_routes() -> APIRouter:
    """The route that explains a kind of error."""
    router = APIRouter(include_in_schema=False)
    pages = Pages.load()

    @router.get("/problems/{name}")
    def problem_page(request: Request, name: str, lang: str | None = None) -> HTMLResponse:
        """What a kind of error means and what to do."""
        kind = next((kind for kind in PROBLEM_TYPES if kind.name == name), None)
        if kind is None:
            known = ", ".join(kind.name for kind in PROBLEM_TYPES)
            raise HTTPException(NOT_FOUND.status, f"No such kind of error; expected one of {known}.")
        return pages.show("problem.html", asked_language(request, lang), request=request, kind=kind)

    return router
