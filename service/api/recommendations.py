"""``POST /v1/recommendations``: a need in, the answer out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from matcher import Answer, Query
from matcher.understanding.language import answer_language
from service.api.examples import REQUEST_EXAMPLES, example_answer
from service.operation.live import Live
from service.problems.responses import problem_responses
from service.problems.types import BODY_TOO_LARGE, INVALID_INPUT, MALFORMED_BODY, UNSUPPORTED_MEDIA_TYPE


async def json_only(request: Request) -> None:
    """Refuse a body that does not call itself JSON: a form of another site could send one unasked."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise HTTPException(UNSUPPORTED_MEDIA_TYPE.status, "Expected the header Content-Type: application/json.")


def recommendation_routes(live: Live) -> APIRouter:
    """The routes that answer needs."""
    router = APIRouter(tags=["recommendations"])
    errors = problem_responses(MALFORMED_BODY, BODY_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, INVALID_INPUT)
    answered = {"description": "The answer", "content": {"application/json": {"example": example_answer()}}}

    @router.post(
        "/v1/recommendations",
        summary="Which hub is the right door for a need",
        response_model=Answer,
        responses={200: answered, **errors},
        dependencies=[Depends(json_only)],
    )
    def recommend(query: Annotated[Query, Body(openapi_examples=REQUEST_EXAMPLES)]) -> Response:
        """The answer object. Nothing fits is a 200 too: `outcome` says so and `next_steps` what to do."""
        answer = live.now().answer(query)
        language = query.language or answer_language(answer.understood.language.value)
        headers = {"Cache-Control": "no-store", "Content-Language": language}
        # Serialised once, here: handed to FastAPI as a model it would be validated again.
        return Response(answer.model_dump_json(), headers=headers, media_type="application/json")

    return router
