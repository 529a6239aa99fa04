"""How the API's description shows errors: each status with the problem document it answers with."""

from __future__ import annotations

from typing import Any, Final

from service.problems.documents import MEDIA_TYPE, Problem
from service.problems.types import PROBLEM_TYPES, ProblemType

Responses = dict[int | str, dict[str, Any]]  # as FastAPI types the entries of OpenAPI
_CONTENT: Final = {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}}
# For every call; without it FastAPI describes its own model of errors, which would repeat what was sent.
ANY_PROBLEM: Final[Responses] = {"default": {"description": "Any other error", "content": _CONTENT}}


def problem_responses(*kinds: ProblemType) -> Responses:
    """Entries of ``responses`` for the statuses of ``kinds``."""
    return {kind.status: {"description": kind.title, "content": _CONTENT} for kind in kinds}


def add_problem_schema(openapi: dict[str, Any]) -> None:
    """Put the schema that the entries point to among the components of ``openapi``."""
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts = openapi.setdefault("components", {}).setdefault("schemas", {})
    parts.update(schema.pop("$defs", {}))
    schema["properties"]["type"]["enum"] = [kind.uri for kind in PROBLEM_TYPES] + ["about:blank"]
    parts[Problem.__name__] = schema
