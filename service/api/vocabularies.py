"""``GET /v1/vocabularies/{name}``: the codes that a caller may state, with their labels."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.responses import Response

from matcher import Recommender
from matcher.geography import Geography
from matcher.need import AnswerLanguage
from matcher.vocabulary import LISTS, Vocabulary
from service.api.acceptable import gives
from service.api.caching import CACHE_HEADERS, JSON, NOT_MODIFIED, IfNoneMatch, cacheable
from service.api.labels import AcceptLanguage, label_language
from service.operation.live import Kept, Live
from service.problems.responses import problem_responses
from service.problems.types import NOT_ACCEPTABLE, NOT_FOUND

NAMES: Final = (*LISTS, "municipalities", "regions")
# Text and no enumeration in Python, so that another name is a 404.
ListName = Annotated[str, Path(description="Name of the vocabulary.", json_schema_extra={"enum": list(NAMES)})]


class Entry(BaseModel):
    """A code with its labels; ``label`` is the one in the language of ``Content-Language``.

    ``kind`` tells services apart (core, complementary, zone, intent) and regions by level (nuts0 to nuts3);
    ``parent`` is the region that a region or municipality lies in.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    label: str
    label_pt: str
    label_en: str
    kind: str | None = None
    parent: str | None = None


def entry(
    language: AnswerLanguage, code: str, label_pt: str, label_en: str, kind: str | None, parent: str | None = None
) -> Entry:
    """An entry with its label in ``language``; six values, each a field."""
    label = label_pt if language == "pt" else label_en
    return Entry(code=code, label=label, label_pt=label_pt, label_en=label_en, kind=kind, parent=parent)


class EntryList(BaseModel):
    """One vocabulary. A municipality has no code here: its name is what ``place`` takes."""

    name: str
    entries: tuple[Entry, ...]


def code_entries(table: Vocabulary, language: AnswerLanguage) -> tuple[Entry, ...]:
    """The codes of a table, in its order."""
    return tuple(entry(language, row.code, row.label_pt, row.label_en, row.kind) for row in table.rows)


def region_entries(geography: Geography, language: AnswerLanguage) -> tuple[Entry, ...]:
    """Every statistical region of Europe, by code."""
    return tuple(
        entry(language, code, row.name, row.name_latin, f"nuts{row.level}", row.parent)
        for code, row in sorted(geography.regions.items())
    )


def municipality_entries(geography: Geography, language: AnswerLanguage) -> tuple[Entry, ...]:
    """Portugal's municipalities by name; the parent is the region of level 3."""
    found = {
        place.name: place.codes[0]
        for readings in geography.names.values()
        for place in readings
        if place.kind == "municipality"
    }
    return tuple(entry(language, name, name, name, "municipality", parent) for name, parent in sorted(found.items()))


class VocabularyBodies:
    """Vocabularies of one recommender as JSON; each is made when it is asked for first, in that language."""

    def __init__(self, recommender: Recommender) -> None:
        self._recommender = recommender
        self._made: dict[tuple[str, AnswerLanguage], str] = {}

    def body(self, name: str, language: AnswerLanguage) -> str:
        """The vocabulary ``name``, which is one of `NAMES`; two threads may both make it, and both make the same."""
        if (name, language) not in self._made:
            found = EntryList(name=name, entries=entries_of(self._recommender, name, language))
            self._made[name, language] = found.model_dump_json()
        return self._made[name, language]


def entries_of(recommender: Recommender, name: str, language: AnswerLanguage) -> tuple[Entry, ...]:
    """The entries of the vocabulary ``name``, which is one of `NAMES`."""
    if name == "regions":
        return region_entries(recommender.reader.geography, language)
    if name == "municipalities":
        return municipality_entries(recommender.reader.geography, language)
    listed = next(one for one in LISTS if one == name)
    return code_entries(recommender.catalogue.vocabularies[listed], language)


def vocabulary_routes(live: Live) -> APIRouter:
    """The routes that show codes; each body is made once for each catalogue that serves."""
    router = APIRouter(tags=["catalogue"])
    kept = Kept(VocabularyBodies)
    given = {"description": "The vocabulary", "headers": CACHE_HEADERS}

    @router.get(
        "/v1/vocabularies/{name}",
        summary="Codes and their labels",
        response_model=EntryList,
        responses={200: given, **NOT_MODIFIED, **problem_responses(NOT_FOUND, NOT_ACCEPTABLE)},
        dependencies=[gives(JSON)],
    )
    def vocabulary(
        name: ListName, accept_language: AcceptLanguage = None, if_none_match: IfNoneMatch = None
    ) -> Response:
        """The codes that `POST /v1/recommendations` takes, with labels in Portuguese and English."""
        if name not in NAMES:
            raise HTTPException(NOT_FOUND.status, f"No such vocabulary; expected one of {', '.join(NAMES)}.")
        recommender, language = live.now(), label_language(accept_language)
        body = kept.of(recommender).body(name, language)
        return cacheable(body, if_none_match, version=recommender.catalogue.version, language=language)

    return router
