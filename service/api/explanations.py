"""``POST /v1/explanations``: a need and one hub in; why that hub, or why not, out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends
from starlette.responses import Response

from matcher.hub_explanation import HubExplanation, HubQuery, explain_hub
from matcher.need import AnswerLanguage
from service.api.acceptable import gives
from service.api.caching import JSON
from service.api.examples import EXPLANATION_EXAMPLES
from service.api.need_calls import SentenceLanguage, json_only, need_answers
from service.operation.live import Live
from service.page.language import named_language


def explanation_routes(live: Live) -> APIRouter:
    """The routes that say why, or why not."""
    router = APIRouter(tags=["recommendations"])

    @router.post(
        "/v1/explanations",
        summary="Why a hub is recommended for a need, or why not",
        response_model=HubExplanation,
        responses=need_answers("The explanation"),
        dependencies=[gives(JSON), Depends(json_only)],
    )
    def explain(
        query: Annotated[HubQuery, Body(openapi_examples=EXPLANATION_EXAMPLES)],
        accept_language: SentenceLanguage = None,
    ) -> Response:
        """Where the hub stands for the need, what its score is made of, and what sets it apart from the hub above it."""
        preferred: AnswerLanguage | None = named_language(accept_language or "")
        told = explain_hub(live.now(), query, language=preferred)
        headers = {"Cache-Control": "no-store", "Content-Language": told.language}
        return Response(told.model_dump_json(), headers=headers, media_type=JSON)

    return router
