"""``/embed``, ``/widget/v1/...`` and ``/widget/tester``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from jinja2 import FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse

from matcher import NeedError, Recommender
from service.access.caller import caller_of
from service.page.assets import STATIC
from service.page.form import NeedForm, Pressed, last, read_pressed
from service.page.form_changes import pressed_form
from service.page.pages import HERE as PAGE
from service.page.pages import Pages, asked_language
from service.parts import ServiceParts
from service.widget.answering import ask_framed
from service.widget.files import WidgetFile, file_routes, widget_files
from service.widget.frame_page import FramePage, Setting
from service.widget.framing import EMBED
from service.widget.options import parse_options
from service.widget.outward import outward
from service.widget.palette import Sheet
from service.widget.tester import tester_routes

HERE: Final = Path(__file__).parent


def widget_routes(parts: ServiceParts) -> APIRouter:
    """The routes of the widget, around the page's own templates."""
    router = APIRouter(include_in_schema=False)
    files = widget_files()
    pages = widget_pages(files)
    sheet = Sheet.of((STATIC / "site.css").read_text(encoding="utf-8"))
    router.include_router(file_routes(files))
    router.include_router(tester_routes(parts, pages))
    router.include_router(frame_routes(parts, FramePage(pages.templates, sheet)))
    return router


def widget_pages(files: Mapping[str, WidgetFile]) -> Pages:
    """The page's templates with the widget's own beside them, which also know the widget's files."""
    pages = Pages.load()
    templates = pages.templates.overlay(loader=FileSystemLoader((HERE / "templates", PAGE / "templates")))
    templates.filters = {**templates.filters, "outward": outward}
    templates.globals = {**templates.globals, "widget_file": lambda name: files[name].address}
    return replace(pages, templates=templates)


def frame_routes(parts: ServiceParts, frame: FramePage) -> APIRouter:
    """The framed view: the form, and the form with its answer."""
    router = APIRouter()

    @router.get(EMBED)
    def empty_frame(request: Request) -> HTMLResponse:
        """The form as the portal's attributes have it; they stand in the address, for none of them is typed by a visitor."""
        recommender = parts.live.now()
        options, faults = parse_options(dict(request.query_params), recommender)
        language = asked_language(request, options.language)
        form = NeedForm(place=options.region, client=options.client or "", sectors=options.sectors, language=language)
        return frame.form(request, Setting(recommender, options, faults), form)

    @router.post(EMBED)
    def answered_frame(request: Request, pressed: Annotated[Pressed, Depends(read_pressed)]) -> HTMLResponse:
        """The answer to what was sent, or what is wrong at the field; no address holds the text."""
        recommender = parts.live.now()
        setting, form = _sent(request, pressed, recommender)
        in_context = bool(last(pressed, "context"))
        try:
            asked = ask_framed(recommender, form, setting.options)
        except NeedError as error:
            return frame.form(request, setting, form, None if in_context else error)
        if in_context:  # of the portal's own text: nobody's need, so nothing to count
            return frame.suggestions(request, setting, form, asked)
        caller = caller_of(request)
        portal = caller.portal if caller else None
        parts.events.record(asked.answer, channel="widget", portal=portal, campaign=setting.options.campaign)
        return frame.result(request, setting, form, asked)

    return router


def _sent(request: Request, pressed: Pressed, recommender: Recommender) -> tuple[Setting, NeedForm]:
    """What the portal asked for, which the form carries along, and what the visitor sent."""
    values = {name: last(pressed, name) for name in pressed} | dict(request.query_params)
    options, faults = parse_options({name: values[name] for name in values if name not in _VISITORS}, recommender)
    return Setting(recommender, options, faults), pressed_form(pressed)


_VISITORS: Final = frozenset(("text", "place", "client", "sectors", "lang"))
