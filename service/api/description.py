"""What FastAPI cannot know of the API's description: problem documents, keys, and what every response carries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final  # Any: the document is plain JSON of many shapes

from service.api.caching import JSON
from service.api.examples import RESPONSE_EXAMPLES, example_json, example_text
from service.problems.responses import add_problem_schema, problem_responses
from service.problems.types import INTERNAL_ERROR

Document = dict[str, Any]
METHODS: Final = ("get", "post", "put", "patch", "delete")
KEY: Final = "accessKey"
KEY_SCHEME: Final = {
    "type": "http",
    "scheme": "bearer",
    "description": "A publishable key (hm_pub_...) or a secret one (hm_sec_...). A service that is open needs none.",
}
KEYED: Final = ("/v1/recommendations", "/v1/explanations", "/v1/feedback")
KEY_IF_NEEDED: Final[list[Document]] = [{}, {KEY: []}]
SECURITY: Final = {**dict.fromkeys((*KEYED, "/metrics"), KEY_IF_NEEDED), "/admin/reload": [{KEY: []}]}
REQUEST_ID: Final = {
    "description": "Id of this request; the service's log has it too.",
    "required": True,
    "schema": {"type": "string"},
}
RETRY_AFTER: Final = {"description": "Seconds to wait before trying again.", "schema": {"type": "integer"}}
RATES: Final = {
    "RateLimit": {
        "description": "Calls left and seconds until there are more, by policy.",
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {"description": "Calls taken, in how many seconds, by policy.", "schema": {"type": "string"}},
}
WWW_AUTHENTICATE: Final = {"description": "How to send a key.", "required": True, "schema": {"type": "string"}}
GIVEN_REQUEST_ID: Final = {
    "name": "X-Request-Id",
    "in": "header",
    "required": False,
    "description": "An id to log this request under; one that is not plain is replaced.",
    "schema": {"type": "string"},
}
TAGS: Final = (
    {"name": "recommendations", "description": "Which hub is the right door for a need, and why or why not."},
    {"name": "feedback", "description": "Whether what was recommended was of use."},
    {"name": "catalogue", "description": "Hubs, free zones and the codes that describe them."},
    {"name": "operation", "description": "For whoever runs the service."},
)


def complete(document: Document) -> None:
    """Add to ``document``, in place, what holds for the whole API."""
    add_problem_schema(document)
    _add_examples(document)
    document["tags"] = list(TAGS)
    document["components"].setdefault("securitySchemes", {})[KEY] = KEY_SCHEME
    for path, operation in _operations(document):
        if path in SECURITY:
            operation["security"] = SECURITY[path]
        operation.setdefault("parameters", []).append(GIVEN_REQUEST_ID)
        responses = operation["responses"]
        for status, response in problem_responses(INTERNAL_ERROR).items():
            responses.setdefault(str(status), response)
        for status, response in responses.items():
            response["headers"] = {**response.get("headers", {}), **_headers(path, status)}
        operation["responses"] = dict(sorted(responses.items()))


def _headers(path: str, status: str) -> Document:
    """Those that middleware adds to what a call at ``path`` answers with ``status``."""
    found: Document = {"X-Request-Id": REQUEST_ID}
    if path in KEYED:
        found |= RATES
    if status == "401":
        found["WWW-Authenticate"] = WWW_AUTHENTICATE
    if status in ("429", "503"):
        found["Retry-After"] = RETRY_AFTER
    return found


def _add_examples(document: Document) -> None:
    """The kept answers; given to the framework with the routes, they would lose every null."""
    for (method, path), name in RESPONSE_EXAMPLES.items():
        for media_type, media in document["paths"][path][method]["responses"]["200"]["content"].items():
            media["example"] = example_json(name) if media_type == JSON else example_text(name)


def _operations(document: Document) -> Iterator[tuple[str, Document]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, item[method]
