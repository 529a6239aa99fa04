"""The examples of the API's description: needs to send, and a real answer that ``remake_examples`` keeps as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from fastapi.openapi.models import Example

ANSWER_FILE: Final = Path(__file__).parent / "examples" / "answer.json"
ANSWERED: Final = "stated_facts"  # the request that the kept answer is the answer to

REQUEST_EXAMPLES: Final[dict[str, Example]] = {
    "plain": {
        "summary": "Nothing but the text",
        "value": {"text": "Temos uma tinturaria em Guimarães e todas as semanas há lotes que saem fora do tom."},
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


def example_answer() -> dict[str, Any]:
    """The kept answer; plain JSON, since it only goes into the API's description."""
    answer: dict[str, Any] = json.loads(ANSWER_FILE.read_text(encoding="utf-8"))
    return answer
