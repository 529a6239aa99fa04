"""What the frame shows of an answer to a portal's own published text: hubs that fit surely, or nothing."""

from __future__ import annotations

from typing import Final

from matcher.answer import Answer, Confidence

SURE: Final[tuple[Confidence, ...]] = ("high", "medium")


def confident(answer: Answer) -> Answer:
    """``answer`` with the hubs that may be suggested unasked: of a match, those of high or medium confidence."""
    fitting = answer.outcome == "match"
    return answer.model_copy(
        update={
            "recommendations": tuple(hub for hub in answer.recommendations if fitting and hub.confidence in SURE),
            "elsewhere": (),
            "free_zones": (),
        }
    )
