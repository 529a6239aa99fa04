"""The page at ``/``: the form, and the same form with its answer. HTML made on the server, complete without a script."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from matcher import NeedError, Recommender
from matcher.understanding.reader import UNKNOWN_CLIENT
from service.access.caller import caller_of
from service.api.caching import cacheable
from service.operation.live import Kept
from service.page.asking import Asked, ask
from service.page.catalogue_routes import hub_page_routes
from service.page.examples import EXAMPLES
from service.page.explaining import explained
from service.page.form import NeedForm, Pressed, last, read_pressed
from service.page.form_changes import pressed_form
from service.page.form_faults import form_faults, near_places
from service.page.handoff_routes import handoff_routes
from service.page.pages import Pages, asked_language
from service.page.place_names import place_names
from service.page.problem_routes import problem_routes
from service.page.view import AnswerView, Viewer
from service.parts import ServiceParts


def page_routes(parts: ServiceParts) -> APIRouter:
    """The routes of the form and its answer, and of every other page."""
    router = APIRouter(include_in_schema=False)
    pages, kept_places = Pages.load(), Kept(place_names)

    @router.get("/")
    def form_page(request: Request, lang: str | None = None) -> HTMLResponse:
        """The empty form."""
        return _shown(pages, request, parts.live.now(), NeedForm(language=asked_language(request, lang)))

    @router.post("/")
    def result_page(request: Request, pressed: Annotated[Pressed, Depends(read_pressed)]) -> HTMLResponse:
        """The form as sent, with its answer or with what is wrong at the field; no address holds the text."""
        recommender, form = parts.live.now(), pressed_form(pressed)
        if last(pressed, "switch") and not form.text.strip():
            return _shown(pages, request, recommender, form)
        try:
            asked = ask(recommender, form)
        except NeedError as error:
            return _shown(pages, request, recommender, form, error=error)
        caller = caller_of(request)
        parts.events.record(asked.answer, channel="page", portal=caller.portal if caller else None)
        return _shown(pages, request, recommender, form, view=view_of(recommender, form, asked))

    @router.get("/places")
    def places(request: Request) -> Response:
        """The names that the field for the place suggests, as JSON."""
        recommender, known = parts.live.now(), request.headers.get("if-none-match")
        return cacheable(kept_places.of(recommender), known, version=recommender.catalogue.version, language="pt")

    for routes in (handoff_routes(parts), hub_page_routes(parts), problem_routes()):
        router.include_router(routes)
    return router


def view_of(recommender: Recommender, form: NeedForm, asked: Asked) -> AnswerView:
    """An answered form as the result part shows it."""
    viewer = Viewer.of(recommender, asked.query.text, form.language)
    return viewer.view(asked.answer, explained(recommender, asked, form))


def _shown(
    pages: Pages,
    request: Request,
    recommender: Recommender,
    form: NeedForm,
    *,
    view: AnswerView | None = None,
    error: NeedError | None = None,
) -> HTMLResponse:
    """The page with the form, and with its answer or its fault. Six arguments: each state of the page is one call."""
    clients = recommender.catalogue.vocabularies["clients"]
    geography = recommender.reader.geography
    return pages.show(
        "page.html",
        form.language,
        200 if error is None else 422,
        request=request,
        form=form,
        faults=form_faults(error, form, geography) if error else {},
        near=near_places(error, form, geography),
        clients=[(code, clients.label(code, form.language)) for code in clients.codes if code != UNKNOWN_CLIENT],
        examples=EXAMPLES[form.language],
        view=view,
    )
