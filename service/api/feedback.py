"""``POST /v1/feedback``: what came of an answer, on reading it and later. Never the need's text."""

from __future__ import annotations

import re
import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Body, Depends, Header
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from matcher import NeedError
from matcher.hub_explanation import row_of
from matcher.records import Code
from matcher.understanding.personal_data import contains_personal_data
from service.access.caller import caller_of
from service.api.examples import FEEDBACK_EXAMPLES
from service.api.need_calls import BODY_PROBLEMS, json_only
from service.parts import ServiceParts
from service.problems.responses import problem_responses
from service.problems.types import CONFLICT
from service.storage.feedback import FeedbackVerdict, GivenFeedback, Receipt, RepeatError
from service.storage.tables import MAX_COMMENT_CHARS

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
ERRORS: Final = problem_responses(*BODY_PROBLEMS, CONFLICT)
RepeatKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=128,
        pattern=r"^[\x21-\x7e]+$",
        description="Any name of this feedback, such as a UUID: sent again with it, feedback is stored once.",
    ),
]


def _plain_words(comment: str) -> str:
    if _CONTROL.search(comment):
        raise ValueError("holds control characters; expected plain text")
    if contains_personal_data(comment):
        raise ValueError(
            "seems to hold personal data (a name, an address, a number that points to a person); "
            "expected a comment without, so it was not stored"
        )
    return comment


class FeedbackBody(BaseModel):
    """What one says of a hub in an answer: ``useful`` or ``not_useful`` on reading, ``contacted`` or ``helped`` later."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    recommendation_id: Annotated[uuid.UUID, Field(description="The `id` of the answer.")]
    hub_id: Code
    verdict: FeedbackVerdict
    comment: Annotated[
        str,
        StringConstraints(strip_whitespace=True, max_length=MAX_COMMENT_CHARS),
        AfterValidator(_plain_words),
        Field(description="Without names, addresses, numbers of persons: with them it is refused."),
    ] = ""


class FeedbackStored(BaseModel):
    """What is stored for good, under ``feedback_id``; the comment is not repeated."""

    feedback_id: uuid.UUID
    recommendation_id: uuid.UUID
    hub_id: str
    verdict: FeedbackVerdict


def give_feedback(
    parts: ServiceParts, body: FeedbackBody, *, portal: str | None = None, repeat_key: str | None = None
) -> Receipt:
    """Store ``body``; once, however often it comes with the same ``repeat_key``.

    Raises:
        NeedError: no such hub, or no such answer.
        RepeatError: the key came with other feedback before.
        StorageDownError: nothing was stored.
    """
    row_of(parts.live.now().catalogue, body.hub_id)
    if not parts.events.knows(body.recommendation_id):
        raise NeedError("recommendation_id", "no answer of this service has this id; expected the 'id' of an answer")
    given = GivenFeedback(body.recommendation_id, body.hub_id, body.verdict, body.comment or None)
    return parts.feedback.give(given, portal=portal, repeat_key=repeat_key)


def feedback_routes(parts: ServiceParts) -> APIRouter:
    """The route that takes feedback."""
    router = APIRouter(tags=["feedback"])

    @router.post(
        "/v1/feedback",
        summary="Whether a hub was useful, and whether it helped",
        response_model=FeedbackStored,
        status_code=201,
        responses={200: {"description": "Stored before", "model": FeedbackStored}, **ERRORS},
        dependencies=[Depends(json_only)],
    )
    def feedback(
        request: Request,
        body: Annotated[FeedbackBody, Body(openapi_examples=FEEDBACK_EXAMPLES)],
        idempotency_key: RepeatKey = None,
    ) -> Response:
        """Stored for good once it answers 201; 200 says that the same came before under the same `Idempotency-Key`."""
        caller = caller_of(request)
        try:
            receipt = give_feedback(parts, body, portal=caller.portal if caller else None, repeat_key=idempotency_key)
        except RepeatError as error:
            raise HTTPException(CONFLICT.status, str(error)) from None
        stored = FeedbackStored(feedback_id=receipt.feedback_id, **body.model_dump(exclude={"comment"}))
        status = 200 if receipt.repeated else 201
        return Response(stored.model_dump_json(), status, {"Cache-Control": "no-store"}, "application/json")

    return router
