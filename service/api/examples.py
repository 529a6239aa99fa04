"""The examples of the API's description: what to send, and real answers that ``remake_examples`` keeps as files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from fastapi.openapi.models import Example

FOLDER: Final = Path(__file__).parent / "examples"
ANSWERED: Final = "stated_facts"  # the request that the kept answer is the answer to
EXPLAINED: Final = "why_not"  # likewise for the kept explanation
FIXED_ID: Final = (
    "00000000-0000-4000-8000-000000000000"  # of the kept answer: a new one each time would change the file
)
DYE_WORKS: Final = "Temos uma tinturaria em Guimarães e todas as semanas há lotes que saem fora do tom."

REQUEST_EXAMPLES: Final[dict[str, Example]] = {
    "plain": {
        "summary": "Nothing but the text",
        "value": {"text": DYE_WORKS},
    },
    ANSWERED: {
        "summary": "The text and what the caller knows already",
        "value": {
            "text": "We want to try a camera that finds faulty tiles before we buy one for the whole line.",
            "language": "en",
            "place": "Aveiro",
            "sectors": ["manufacturing-and-processing"],
            "technologies": ["sensors-vision-processing-systems"],
            "services": ["test-before-invest"],
            "client": "sme",
            "k": 3,
        },
    },
    "out_of_scope": {
        "summary": "Nothing fits: a 200 with an outcome",
        "value": {"text": "Onde posso comprar bilhetes para o concerto de sábado?", "language": "pt"},
    },
}
EXPLANATION_EXAMPLES: Final[dict[str, Example]] = {
    EXPLAINED: {
        "summary": "Why a hub comes second, and what the first has that it lacks",
        "value": {"text": DYE_WORKS, "hub_id": "produtech-dih", "language": "en"},
    },
    "excluded": {
        "summary": "A hub that a rule keeps out",
        "value": {"text": DYE_WORKS, "hub_id": "azores-digital-innovation-hub"},
    },
}
FEEDBACK_EXAMPLES: Final[dict[str, Example]] = {
    "on_reading": {
        "summary": "On reading the answer",
        "value": {"recommendation_id": FIXED_ID, "hub_id": "produtech-dih", "verdict": "useful"},
    },
    "later": {
        "summary": "Later, with a comment",
        "value": {
            "recommendation_id": FIXED_ID,
            "hub_id": "produtech-dih",
            "verdict": "helped",
            "comment": "They let us try the camera for a month.",
        },
    },
}
RESPONSE_EXAMPLES: Final = {  # (method, path) -> the file with what it gives
    ("post", "/v1/recommendations"): "answer.json",
    ("post", "/v1/explanations"): "explanation.json",
    ("get", "/v1/hubs"): "hubs.json",
    ("get", "/v1/hubs.csv"): "hubs.csv",
    ("get", "/v1/hubs/{hub_id}"): "hub.json",
    ("get", "/v1/vocabularies/{name}"): "services.json",
}


def example_json(name: str) -> Any:
    """A kept answer; plain JSON of any shape, since it only goes into the API's description."""
    return json.loads(example_text(name))


def example_text(name: str) -> str:
    """A kept answer as it stands in its file; line ends as sent."""
    return (FOLDER / name).read_bytes().decode("utf-8")
