"""What follows an answer: the brief to hand to a hub, and whether a recommendation was useful."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from matcher import NeedError
from matcher.contacts import COORDINATION
from matcher.query import query_faults
from service.access.caller import caller_of
from service.api.feedback import FeedbackBody, give_feedback
from service.page.asking import understand
from service.page.brief import MAX_BRIEF_CHARS, brief_of
from service.page.form import Pressed, form_of, last, read_pressed
from service.page.pages import Pages
from service.page.view import Viewer
from service.parts import ServiceParts
from service.problems.types import INVALID_INPUT, NOT_FOUND

Sent = Annotated[Pressed, Depends(read_pressed)]


def handoff_routes(parts: ServiceParts) -> APIRouter:
    """The routes of the brief and of feedback."""
    router = APIRouter(include_in_schema=False)
    pages = Pages.load()

    @router.post("/brief")
    def brief_page(request: Request, pressed: Sent) -> HTMLResponse:
        """A draft to change, copy, print or mail; as sent, once it was changed."""
        recommender, form = parts.live.now(), form_of(pressed)
        row = recommender.catalogue.row.get(last(pressed, "hub"))
        if row is None:
            raise HTTPException(NOT_FOUND.status, "No hub has this id; GET /v1/hubs lists them.")
        hub = recommender.catalogue.records[row]
        if "brief" in pressed:
            brief = last(pressed, "brief")[:MAX_BRIEF_CHARS]
        else:
            found = understand(recommender, form)  # a text that cannot be used was never answered: no page, a problem
            viewer = Viewer.of(recommender, form.text, form.language)
            brief = brief_of(hub, form.text, viewer.chips.groups(found), viewer.names)
        coordination = recommender.answering.contacts[COORDINATION].contact(form.language)
        return pages.show(
            "brief.html",
            form.language,
            request=request,
            form=form,
            hub=hub,
            brief=brief,
            is_sheet="brief" in pressed,
            contact=coordination,
            max_brief=MAX_BRIEF_CHARS,
        )

    @router.post("/feedback")
    def feedback_page(request: Request, pressed: Sent) -> HTMLResponse:
        """Thanks, once the feedback is stored for good."""
        caller, language = caller_of(request), form_of(pressed).language
        try:
            fields = ("recommendation_id", "hub_id", "verdict")
            body = FeedbackBody.model_validate({name: last(pressed, name) for name in fields})
            give_feedback(parts, body, portal=caller.portal if caller else None)
        except ValidationError as error:
            field, detail = query_faults(error)[0]
            raise HTTPException(INVALID_INPUT.status, f"{field}: {detail}") from None
        except NeedError as error:
            raise HTTPException(INVALID_INPUT.status, str(error)) from None
        return pages.show("thanks.html", language, request=request)

    return router
