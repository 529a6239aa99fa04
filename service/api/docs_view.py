"""The OpenAPI document as the page `/docs` shows it: calls, their fields and examples, and the models."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final  # Any: the document is plain JSON of many shapes

Document = Mapping[str, Any]
METHODS: Final = ("get", "post", "put", "patch", "delete")
SCHEMAS: Final = "#/components/schemas/"
ON_EVERY_RESPONSE: Final = "X-Request-Id"  # told once, above all calls


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, a header or a member of a model; ``model`` is the name of the model that it holds, if any.

    Text between backquotes is code.
    """

    name: str
    where: str
    type: str
    required: bool
    description: str
    model: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """An example: what it shows, and its text."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Given:
    """A response of a call."""

    status: str
    description: str
    model: str | None
    headers: tuple[Field, ...]
    examples: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A method at an address."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Field, ...]
    body_model: str | None
    body_examples: tuple[Shown, ...]
    answers: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A record that calls take or give."""

    name: str
    description: str
    fields: tuple[Field, ...]


def calls(document: Document) -> tuple[Call, ...]:
    """Every call, in the order of the document."""
    return tuple(
        _call(method, path, item[method])
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    )


def models(document: Document) -> tuple[Model, ...]:
    """Every model by name; those that are a plain value have no fields."""
    found = sorted(document.get("components", {}).get("schemas", {}).items())
    return tuple(Model(name, schema.get("description", ""), tuple(_members(schema))) for name, schema in found)


def type_words(schema: Document) -> str:
    """A schema's type in a few words.

    >>> type_words({"type": "array", "items": {"enum": ["a", "b"]}}), type_words({"anyOf": [{"type": "string"}, {"type": "null"}]})
    ('list of "a" | "b"', 'string | null')
    """
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(SCHEMAS)
    if "enum" in schema:
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in schema["enum"])
    if "const" in schema:
        return json.dumps(schema["const"], ensure_ascii=False)
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return " | ".join(type_words(one) for one in schema[key])
    if schema.get("type") == "array":
        return f"list of {type_words(schema.get('items', {}))}"
    return str(schema.get("type", "any"))


def _call(method: str, path: str, operation: Document) -> Call:
    content = operation.get("requestBody", {}).get("content", {})
    bodies = [_model(media.get("schema", {})) for media in content.values()]
    return Call(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        parameters=tuple(
            _parameter(one) for one in operation.get("parameters", ()) if one["name"] != ON_EVERY_RESPONSE
        ),
        body_model=next((name for name in bodies if name), None),
        body_examples=tuple(shown for media in content.values() for shown in _examples(media)),
        answers=tuple(_given(status, response) for status, response in operation["responses"].items()),
    )


def _given(status: str, response: Document) -> Given:
    content = response.get("content", {})
    found = [_model(media.get("schema", {})) for media in content.values()]
    headers = (
        Field(name, "header", type_words(one["schema"]), one.get("required", False), one["description"], None)
        for name, one in response.get("headers", {}).items()
        if name != ON_EVERY_RESPONSE
    )
    return Given(
        status=status,
        description=response["description"],
        model=next((name for name in found if name), None),
        headers=tuple(headers),
        examples=tuple(shown for media in content.values() for shown in _examples(media)),
    )


def _parameter(one: Document) -> Field:
    schema = one["schema"]
    description = one.get("description", schema.get("description", ""))
    return Field(one["name"], one["in"], type_words(schema), one.get("required", False), description, _model(schema))


def _members(schema: Document) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, one in schema.get("properties", {}).items():
        yield Field(name, "", type_words(one), name in required, one.get("description", ""), _model(one))


def _model(schema: Document) -> str | None:
    """The first model that a schema refers to."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(SCHEMAS)
    inner = [schema.get("items", {}), *schema.get("anyOf", ())]
    return next((name for one in inner if one and (name := _model(one))), None)


def _examples(media: Document) -> Iterator[Shown]:
    if "example" in media:
        yield Shown("", _text(media["example"]))
    for name, one in media.get("examples", {}).items():
        yield Shown(one.get("summary", name), _text(one["value"]))


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
