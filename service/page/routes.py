"""The page at ``/`` and those at ``/problems/{name}``: HTML made on the server, complete without a script."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from matcher import NeedError
from matcher.need import AnswerLanguage
from matcher.query import parse_query
from matcher.records import MAX_NEED_CHARS
from service.operation.live import Live
from service.page.form import NeedForm, read_form
from service.page.form_faults import form_fault
from service.page.language import known_language, preferred_language
from service.page.texts import TEXTS
from service.page.view import Viewer
from service.problems.types import NOT_FOUND, PROBLEM_TYPES

HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Pages:
    """The templates, with what every page needs; all values are escaped, for all may come from outside."""

    templates: Environment
    style: str

    @classmethod
    def load(cls) -> Pages:
        """Open the templates; the style sheet's address changes with its content, so no browser shows an old one."""
        templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        digest = hashlib.sha256((HERE / "static" / "site.css").read_bytes()).hexdigest()[:12]
        return cls(templates, f"/static/site.css?v={digest}")

    def show(self, name: str, language: AnswerLanguage, status: int = 200, **values: object) -> HTMLResponse:
        """The template ``name`` in ``language``; what somebody typed may be on it, so only their browser keeps it."""
        html = self.templates.get_template(name).render(
            language=language, t=TEXTS[language], style=self.style, max_chars=MAX_NEED_CHARS, **values
        )
        headers = {"Cache-Control": "private, no-cache", "Content-Language": language, "Vary": "Accept-Language"}
        return HTMLResponse(html, status, headers)


def page_routes(live: Live) -> APIRouter:
    """The routes that show pages."""
    router = APIRouter(include_in_schema=False)
    pages = Pages.load()

    @router.get("/")
    def form_page(request: Request, lang: str | None = None) -> HTMLResponse:
        """The empty form."""
        language = _language(request, lang)
        return pages.show("page.html", language, form=NeedForm(language=language), faults={}, view=None)

    @router.post("/")
    def result_page(form: Annotated[NeedForm, Depends(read_form)]) -> HTMLResponse:
        """The form as sent, with its answer or with what is wrong at the field; no address holds the text."""
        recommender = live.now()
        try:
            query = parse_query({"text": form.text, "place": form.place.strip() or None, "language": form.language})
            answer = recommender.answer(query)
        except NeedError as error:
            faults = {error.field: form_fault(error, form, recommender.reader.geography)}
            return pages.show("page.html", form.language, status=422, form=form, faults=faults, view=None)
        view = Viewer(recommender.catalogue, query.text, form.language).view(answer)
        return pages.show("page.html", form.language, form=form, faults={}, view=view)

    @router.get("/problems/{name}")
    def problem_page(request: Request, name: str, lang: str | None = None) -> HTMLResponse:
        """What a kind of error means and what to do."""
        kind = next((kind for kind in PROBLEM_TYPES if kind.name == name), None)
        if kind is None:
            known = ", ".join(kind.name for kind in PROBLEM_TYPES)
            raise HTTPException(NOT_FOUND.status, f"No such kind of error; expected one of {known}.")
        return pages.show("problem.html", _language(request, lang), kind=kind)

    return router


def _language(request: Request, asked: str | None) -> AnswerLanguage:
    return known_language(asked) or preferred_language(request.headers.get("accept-language", ""))
