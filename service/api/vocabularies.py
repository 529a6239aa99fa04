"""``GET /v1/vocabularies/{name}``: the codes that a caller may state, with their labels."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from matcher import Recommender
from matcher.geography import Geography
from matcher.vocabulary import LISTS, Vocabulary
from service.api.caching import cacheable_json
from service.operation.live import Kept, Live
from service.problems.responses import problem_responses
from service.problems.types import NOT_FOUND

NAMES: Final = (*LISTS, "municipalities", "regions")
ListName = Annotated[str, Path(json_schema_extra={"enum": list(NAMES)})]  # text, so that another is a 404


class Entry(BaseModel):
    """A code with its labels.

    ``kind`` tells services apart (core, complementary, zone, intent) and regions by level (nuts0 to nuts3);
    ``parent`` is the region that a region or municipality lies in.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    label_pt: str
    label_en: str
    kind: str | None = None
    parent: str | None = None


class EntryList(BaseModel):
    """One vocabulary. A municipality has no code here: its name is what ``place`` takes."""

    name: str
    entries: tuple[Entry, ...]


def code_entries(table: Vocabulary) -> tuple[Entry, ...]:
    """The codes of a table, in its order."""
    return tuple(
        Entry(code=row.code, label_pt=row.label_pt, label_en=row.label_en, kind=row.kind) for row in table.rows
    )


def region_entries(geography: Geography) -> tuple[Entry, ...]:
    """Every statistical region of Europe, by code."""
    return tuple(
        Entry(code=code, label_pt=row.name, label_en=row.name_latin, kind=f"nuts{row.level}", parent=row.parent)
        for code, row in sorted(geography.regions.items())
    )


def municipality_entries(geography: Geography) -> tuple[Entry, ...]:
    """Portugal's municipalities by name; the parent is the region of level 3."""
    found = {
        place.name: place.codes[0]
        for readings in geography.names.values()
        for place in readings
        if place.kind == "municipality"
    }
    return tuple(
        Entry(code=name, label_pt=name, label_en=name, kind="municipality", parent=parent)
        for name, parent in sorted(found.items())
    )


def vocabulary_bodies(recommender: Recommender) -> dict[str, str]:
    """Every vocabulary as JSON, by name."""
    entries = {name: code_entries(recommender.catalogue.vocabularies[name]) for name in LISTS} | {
        "regions": region_entries(recommender.reader.geography),
        "municipalities": municipality_entries(recommender.reader.geography),
    }
    return {name: EntryList(name=name, entries=found).model_dump_json() for name, found in entries.items()}


def vocabulary_routes(live: Live) -> APIRouter:
    """The routes that show codes; the bodies are made once for each catalogue that serves."""
    router = APIRouter(tags=["catalogue"])
    kept = Kept(vocabulary_bodies)

    @router.get(
        "/v1/vocabularies/{name}",
        summary="Codes and their labels",
        response_model=EntryList,
        responses=problem_responses(NOT_FOUND),
    )
    def vocabulary(request: Request, name: ListName) -> Response:
        """The codes that `POST /v1/recommendations` takes, with labels in Portuguese and English."""
        bodies = kept.of(live.now())
        if name not in bodies:
            raise HTTPException(NOT_FOUND.status, f"No such vocabulary; expected one of {', '.join(NAMES)}.")
        return cacheable_json(request, bodies[name])

    return router
