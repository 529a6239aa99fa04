"""``GET /v1/hubs``, ``/v1/hubs.csv`` and ``/v1/hubs/{id}``: the catalogue as it is, page by page, whole, and hub by hub."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Annotated, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Path
from fastapi import Query as QueryParameters
from pydantic import BaseModel, ConfigDict, Field
from rapidfuzz import process
from starlette.exceptions import HTTPException
from starlette.responses import Response

from matcher.catalogue import Catalogue
from matcher.need import AnswerLanguage
from matcher.records import Code, Country, HubRecord, Network
from service.api.acceptable import gives
from service.api.caching import CACHE_HEADERS, JSON, NOT_MODIFIED, IfNoneMatch, cacheable
from service.api.hubs_csv import MEDIA_TYPE, hubs_csv
from service.api.labels import AcceptLanguage, ShownHub, label_language, shown_hub
from service.operation.live import Live
from service.problems.responses import Responses, problem_responses
from service.problems.types import INVALID_INPUT, NOT_ACCEPTABLE, NOT_FOUND, ProblemType

LINK: Final = {
    "Link": {
        "description": 'Addresses of the first page (rel="first") and, but on the last, of the next (rel="next").',
        "schema": {"type": "string"},
    }
}
DISPOSITION: Final = {
    "Content-Disposition": {"description": "A name to save the file under.", "schema": {"type": "string"}}
}


class HubFilter(BaseModel):
    """Which hubs: several networks mean any of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    networks: Annotated[tuple[Network, ...], Field(max_length=4, description="Hubs of any of these networks.")] = ()
    country: Annotated[Country | None, Field(description="Hubs of this country, in two letters.")] = None
    kind: Annotated[Literal["dih", "zlt"] | None, Field(description="Hubs (dih) or free zones (zlt) only.")] = None

    def admits(self, hub: HubRecord) -> bool:
        """Whether ``hub`` is asked for."""
        return (
            (not self.networks or any(network in self.networks for network in hub.networks))
            and self.country in (None, hub.country)
            and self.kind in (None, hub.kind)
        )


class PageFilter(HubFilter):
    """Which hubs, and which page: ``cursor`` is the ``next_cursor`` of the page before."""

    limit: Annotated[int, Field(ge=1, le=100, description="The most hubs on a page.")] = 50
    cursor: Annotated[Code | None, Field(description="Where the page begins: after this id.")] = None


class HubPage(BaseModel):
    """One page of hubs in the order of their ids; ``next_cursor`` is null on the last, ``n_hubs`` counts all pages."""

    hubs: tuple[ShownHub, ...]
    n_hubs: int
    next_cursor: str | None


def hub_page(catalogue: Catalogue, wanted: PageFilter, language: AnswerLanguage) -> HubPage:
    """The page that ``wanted`` names: the hubs after its cursor, so one added or gone meanwhile shifts no page."""
    hubs = [hub for hub in catalogue.records if wanted.admits(hub)]
    first = bisect_right([hub.id for hub in hubs], wanted.cursor) if wanted.cursor else 0
    page = hubs[first : first + wanted.limit]
    more = first + wanted.limit < len(hubs)
    shown = tuple(shown_hub(hub, catalogue.vocabularies, language) for hub in page)
    return HubPage(hubs=shown, n_hubs=len(hubs), next_cursor=page[-1].id if more else None)


def catalogue_routes(live: Live) -> APIRouter:
    """The routes that show hubs."""
    router = APIRouter(tags=["catalogue"])

    @router.get(
        "/v1/hubs",
        summary="Hubs, page by page",
        response_model=HubPage,
        responses=_answers(JSON, "A page of hubs", LINK, INVALID_INPUT),
        dependencies=[gives(JSON)],
    )
    def hubs(
        wanted: Annotated[PageFilter, QueryParameters()],
        accept_language: AcceptLanguage = None,
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        """Hubs and free zones in the order of their ids; the header `Link` names the next page."""
        catalogue, language = live.now().catalogue, label_language(accept_language)
        page = hub_page(catalogue, wanted, language)
        body, link = page.model_dump_json(), {"Link": page_links(wanted, page.next_cursor)}
        return cacheable(body, if_none_match, version=catalogue.version, language=language, headers=link)

    @router.get(
        "/v1/hubs.csv",
        summary="Hubs as a table",
        response_class=Response,
        responses=_answers("text/csv", "All hubs asked for", DISPOSITION, INVALID_INPUT),
        dependencies=[gives("text/csv")],
    )
    def table(
        wanted: Annotated[HubFilter, QueryParameters()],
        accept_language: AcceptLanguage = None,
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        """All hubs and free zones asked for, one a line under a header (RFC 4180, UTF-8).

        Lists are joined with `;`; an intensity follows its code, as in `textiles=5`. Columns that end in `_labels` name
        the codes beside them. A cell that a spreadsheet would run as a formula begins with an apostrophe.
        """
        catalogue, language = live.now().catalogue, label_language(accept_language)
        hubs = (shown_hub(hub, catalogue.vocabularies, language) for hub in catalogue.records if wanted.admits(hub))
        name = {"Content-Disposition": f'attachment; filename="hubs-{catalogue.version}.csv"'}
        return cacheable(
            hubs_csv(hubs),
            if_none_match,
            version=catalogue.version,
            language=language,
            media_type=MEDIA_TYPE,
            headers=name,
        )

    @router.get(
        "/v1/hubs/{hub_id}",
        summary="One hub",
        response_model=ShownHub,
        responses=_answers(JSON, "The profile", {}, NOT_FOUND),
        dependencies=[gives(JSON)],
    )
    def hub(
        hub_id: Annotated[str, Path(description="Id of a hub or free zone.", examples=["produtech-dih"])],
        accept_language: AcceptLanguage = None,
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        """The public profile of a hub or free zone. Its sentences are plain text from outside: escape them."""
        catalogue, language = live.now().catalogue, label_language(accept_language)
        row = catalogue.row.get(hub_id)
        if row is None:
            raise HTTPException(NOT_FOUND.status, f"No hub has this id{_hint(hub_id, catalogue)}")
        body = shown_hub(catalogue.records[row], catalogue.vocabularies, language).model_dump_json()
        return cacheable(body, if_none_match, version=catalogue.version, language=language)

    return router


def page_links(wanted: PageFilter, next_cursor: str | None) -> str:
    """The header that names the first page and, but on the last, the next one (RFC 8288); filters stay."""
    values = wanted.model_dump(exclude_defaults=True, exclude={"cursor"})
    found = {"first": values} | ({"next": values | {"cursor": next_cursor}} if next_cursor else {})
    return ", ".join(f'</v1/hubs{_query(asked)}>; rel="{name}"' for name, asked in found.items())


def _query(values: dict[str, object]) -> str:
    return f"?{urlencode(values, doseq=True)}" if values else ""


def _hint(hub_id: str, catalogue: Catalogue) -> str:
    near = process.extractOne(hub_id[:100], catalogue.hub_ids, score_cutoff=60)
    return f"; did you mean {near[0]!r}?" if near else "; GET /v1/hubs lists them."


def _answers(media_type: str, what: str, headers: Mapping[str, object], refused: ProblemType) -> Responses:
    """What a call of the catalogue can answer, for the API's description."""
    given: dict[str, object] = {"description": what, "headers": {**CACHE_HEADERS, **headers}}
    if media_type != JSON:  # of JSON the framework knows the model
        given["content"] = {media_type: {"schema": {"type": "string"}}}
    return {200: given, **NOT_MODIFIED, **problem_responses(refused, NOT_ACCEPTABLE)}
