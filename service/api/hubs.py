"""``GET /v1/hubs`` and ``/v1/hubs/{id}``: the catalogue as it is, page by page."""

from __future__ import annotations

from bisect import bisect_right
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi import Query as QueryParameters
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from matcher.catalogue import Catalogue
from matcher.records import Code, Country, HubRecord, Network
from service.api.caching import cacheable_json
from service.operation.live import Live
from service.problems.responses import problem_responses
from service.problems.types import INVALID_INPUT, NOT_FOUND


class HubFilter(BaseModel):
    """Which hubs, and which page: ``cursor`` is the ``next_cursor`` of the page before; several networks mean any."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Code | None = None
    networks: Annotated[tuple[Network, ...], Field(max_length=4)] = ()
    country: Country | None = None
    kind: Literal["dih", "zlt"] | None = None

    def admits(self, hub: HubRecord) -> bool:
        """Whether ``hub`` is asked for."""
        return (
            (not self.networks or any(network in self.networks for network in hub.networks))
            and self.country in (None, hub.country)
            and self.kind in (None, hub.kind)
        )


class HubPage(BaseModel):
    """One page of hubs in the order of their ids; ``next_cursor`` is null on the last, ``n_hubs`` counts all pages."""

    hubs: tuple[HubRecord, ...]
    n_hubs: int
    next_cursor: str | None


def hub_page(catalogue: Catalogue, wanted: HubFilter) -> HubPage:
    """The page that ``wanted`` names: the hubs after its cursor, so one added or gone meanwhile shifts no page."""
    hubs = [hub for hub in catalogue.records if wanted.admits(hub)]
    first = bisect_right([hub.id for hub in hubs], wanted.cursor) if wanted.cursor else 0
    page = hubs[first : first + wanted.limit]
    more = first + wanted.limit < len(hubs)
    return HubPage(hubs=tuple(page), n_hubs=len(hubs), next_cursor=page[-1].id if more else None)


def catalogue_routes(live: Live) -> APIRouter:
    """The routes that show hubs."""
    router = APIRouter(tags=["catalogue"])

    @router.get(
        "/v1/hubs", summary="Hubs, page by page", response_model=HubPage, responses=problem_responses(INVALID_INPUT)
    )
    def hubs(request: Request, wanted: Annotated[HubFilter, QueryParameters()]) -> Response:
        """Hubs and free zones in the order of their ids; the header `Link` names the next page."""
        page = hub_page(live.now().catalogue, wanted)
        return cacheable_json(request, page.model_dump_json(), _link(wanted, page))

    @router.get(
        "/v1/hubs/{hub_id}", summary="One hub", response_model=HubRecord, responses=problem_responses(NOT_FOUND)
    )
    def hub(request: Request, hub_id: str) -> Response:
        """The public profile of a hub or free zone. Its sentences are plain text from outside: escape them."""
        catalogue = live.now().catalogue
        row = catalogue.row.get(hub_id)
        if row is None:
            raise HTTPException(NOT_FOUND.status, "No hub has this id; GET /v1/hubs lists them.")
        return cacheable_json(request, catalogue.records[row].model_dump_json())

    return router


def _link(wanted: HubFilter, page: HubPage) -> dict[str, str]:
    """The header that names the next page (RFC 8288), none on the last."""
    if page.next_cursor is None:
        return {}
    values = wanted.model_dump(exclude_defaults=True) | {"cursor": page.next_cursor}
    return {"Link": f'</v1/hubs?{urlencode(values, doseq=True)}>; rel="next"'}
