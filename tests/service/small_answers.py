"""Small answers made by hand, for tests of what shows them."""

from __future__ import annotations

from typing import Any

from matcher.answer import Answer


def recommendation(**changes: Any) -> dict[str, Any]:
    """A card of one hub with two reasons and a baseline; 1.0 + 0.5 - 2.0 is its score."""
    card: dict[str, Any] = {
        "rank": 1,
        "hub_id": "hub-a",
        "name": "Hub A",
        "networks": ["PT-DIH"],
        "score": -0.5,
        "probability": 0.81,
        "confidence": "high",
        "services": ["test-before-invest"],
        "reasons": [
            reason(feature="sector_coverage", contribution=1.0, text="Serves textiles.", need_span=[0, 3]),
            reason(feature="nearness", contribution=0.5, text="Its seat is near."),
            reason(feature="baseline", contribution=-2.0, text="Starting point."),
        ],
        "as_of": "2025-05-05",
        "service_until": None,
    }
    return card | changes


def reason(**changes: Any) -> dict[str, Any]:
    """A reason without words of the need and without evidence."""
    return {"feature": "x", "contribution": 1.0, "text": "x", "need_span": None, "evidence": None} | changes


def answer(**changes: Any) -> Answer:
    """A match with one hub, of an English need about which nothing else is known."""
    understood = {
        "language": {"value": "en", "origin": "inferred"},
        "places": [],
        "sectors": [],
        "technologies": [],
        "services": [],
        "refused_services": [],
        "client": [],
        "contains_personal_data": False,
    }
    values: dict[str, Any] = {
        "id": "1",
        "outcome": "match",
        "reason_code": "clear_match",
        "understood": understood | changes.pop("understood", {}),
        "recommendations": [recommendation()],
        "elsewhere": [],
        "free_zones": [],
        "excluded": [],
        "next_steps": [{"text": "Contact Hub A.", "contact": None}],
        "versions": {"model": "m", "catalogue": "c", "rules": "r", "encoder": "e"},
    }
    return Answer.model_validate(values | changes)
