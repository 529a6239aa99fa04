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
    """Entries of ``responses`` for the statuses of ``kinds``; kinds of one status share an entry, each with an example."""
    found: Responses = {}
    for kind in kinds:
        entry = found.setdefault(kind.status, {"description": kind.title, "content": _content()})
        if kind.title not in entry["description"]:
            entry["description"] += f"; or: {kind.title[0].lower()}{kind.title[1:]}"
        entry["content"][MEDIA_TYPE]["examples"][kind.name] = {"value": _example(kind)}
    return found


def _content() -> dict[str, Any]:
    return {MEDIA_TYPE: {**_CONTENT[MEDIA_TYPE], "examples": {}}}


def _example(kind: ProblemType) -> dict[str, Any]:
    """The document of a kind with its general meaning; a real one says in ``detail`` what was the matter."""
    problem = Problem(type=kind.uri, title=kind.title, status=kind.status, detail=kind.meaning["en"])
    return problem.model_dump(exclude_none=True)


def add_problem_schema(openapi: dict[str, Any]) -> None:
    """Put the schema that the entries point to among the components of ``openapi``."""
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts = openapi.setdefault("components", {}).setdefault("schemas", {})
    parts.update(schema.pop("$defs", {}))
    schema["properties"]["type"]["enum"] = [kind.uri for kind in PROBLEM_TYPES] + ["about:blank"]
    parts[Problem.__name__] = schema
