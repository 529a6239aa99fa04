"""``POST /v1/recommendations``: a need in, the answer out."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Body, Depends
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from matcher import Answer, Query
from matcher.understanding.language import answer_language
from service.access.caller import caller_of
from service.api.acceptable import gives
from service.api.caching import JSON
from service.api.examples import REQUEST_EXAMPLES
from service.api.need_calls import SentenceLanguage, json_only, need_answers
from service.operation.notes import stage
from service.operation.stages import timed_answer
from service.page.language import named_language
from service.parts import ServiceParts

TEXT_KEPT: Final = {
    "Text-Kept": {
        "description": "Only where `keep_text` was sent: whether the text is kept.",
        "schema": {"type": "string", "enum": ["true", "false"]},
    }
}


class Asked(Query):
    """A query over HTTP. ``keep_text`` is the sender's consent that the text may be kept, where the service keeps any."""

    keep_text: Annotated[bool, Field(strict=True, description="The sender agrees that the text may be kept.")] = False


def recommendation_routes(parts: ServiceParts) -> APIRouter:
    """The routes that answer needs."""
    router = APIRouter(tags=["recommendations"])

    @router.post(
        "/v1/recommendations",
        summary="Which hub is the right door for a need",
        response_model=Answer,
        responses=need_answers("The answer", TEXT_KEPT),
        dependencies=[gives(JSON), Depends(json_only)],
    )
    def recommend(
        request: Request,
        query: Annotated[Asked, Body(openapi_examples=REQUEST_EXAMPLES)],
        accept_language: SentenceLanguage = None,
    ) -> Response:
        """The answer object. Nothing fits is a 200 too: `outcome` says so and `next_steps` what to do."""
        preferred = named_language(accept_language or "")
        answer = timed_answer(parts.live.now(), query, language=preferred)
        caller = caller_of(request)
        with stage("store"):
            parts.events.record(answer, channel="api", portal=caller.portal if caller else None)
        language = query.language or preferred or answer_language(answer.understood.language.value)
        headers = {"Cache-Control": "no-store", "Content-Language": language}
        if query.keep_text:
            headers["Text-Kept"] = "true" if parts.texts.keep(answer, query.text) else "false"
        # Serialised once, here: handed to FastAPI as a model it would be validated again.
        return Response(answer.model_dump_json(), headers=headers, media_type=JSON)

    return router
