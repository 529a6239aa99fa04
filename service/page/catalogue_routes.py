"""``/hubs``: the catalogue to browse, and ``/hubs/{id}``: the page of a hub, at an address that stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from matcher import Recommender
from matcher.catalogue import HOME
from service.page.card_view import specialities
from service.page.chips import by_label
from service.page.hub_filter import PAGE_SIZE, HubFilter, wanted_hubs
from service.page.hub_view import hub_json_ld, hub_view
from service.page.names import Names
from service.page.pages import Pages, asked_language
from service.page.texts import TEXTS
from service.page.tile_map import tile_map
from service.parts import ServiceParts
from service.problems.types import NOT_FOUND

_FILTERS: Final = ("region", "sector", "technology", "service")
Options = Sequence[tuple[str, str]]  # code and label


def hub_page_routes(parts: ServiceParts) -> APIRouter:
    """The routes of the catalogue for people."""
    router = APIRouter(include_in_schema=False)
    pages = Pages.load()

    @router.get("/hubs")
    def hubs_page(request: Request, lang: str | None = None) -> HTMLResponse:
        """The hubs that the filters admit, page by page; a filter that names nothing known is told and left aside."""
        return _list_page(pages, request, parts.live.now(), HubFilter.of(request.query_params), lang)

    @router.get("/hubs/{hub_id}")
    def hub_page(request: Request, hub_id: str, lang: str | None = None) -> HTMLResponse:
        """One hub: what it is, what it offers, where, and how old the profile is."""
        recommender = parts.live.now()
        row = recommender.catalogue.row.get(hub_id)
        if row is None:
            raise HTTPException(NOT_FOUND.status, "No hub has this id; GET /v1/hubs lists them.")
        language = asked_language(request, lang)
        names = Names(recommender.reader.geography, language)
        view = hub_view(recommender.catalogue.records[row], recommender.catalogue, names)
        json_ld = hub_json_ld(view, names)
        return pages.show("hub.html", language, request=request, here="hubs", view=view, json_ld=json_ld)

    return router


def _list_page(
    pages: Pages, request: Request, recommender: Recommender, wanted: HubFilter, lang: str | None
) -> HTMLResponse:
    language = asked_language(request, lang)
    catalogue, names = recommender.catalogue, Names(recommender.reader.geography, language)
    faults = wanted.faults(catalogue, names.geography, language)
    sound = HubFilter(**{name: getattr(wanted, name) for name in _FILTERS if name not in faults}, page=wanted.page)
    countries = {hub.country: names.country(hub.country) for hub in catalogue.records}
    hubs = wanted_hubs(catalogue, sound, countries)
    n_pages = max(1, -(-len(hubs) // PAGE_SIZE))
    if not 1 <= sound.page <= n_pages:
        faults["page"] = TEXTS[language]["filter_fault_page"].format(n=n_pages)
    page = min(max(sound.page, 1), n_pages)
    shown = [
        (hub, names.kinds(hub), names.seat(hub), names.served(hub), specialities(hub, language))
        for hub in hubs[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    ]
    return pages.show(
        "hubs.html",
        language,
        422 if faults else 200,
        request=request,
        here="hubs",
        wanted=sound,
        faults=faults,
        hubs=shown,
        n_hubs=len(hubs),
        page=page,
        n_pages=n_pages,
        regions=_regions(names),
        countries=by_label((code, name) for code, name in countries.items() if code != HOME),
        home=(HOME, names.country(HOME)),
        choices=_choices(recommender, names),
        map=tile_map(names, (), [sound.region] if len(sound.region) > 2 else []),
    )


def _regions(names: Names) -> Options:
    """The country's regions of levels 2 and 3; a level-3 region that fills its level-2 region stands once."""
    rows = [row for row in names.geography.regions.values() if row.country == HOME and row.level in (2, 3)]
    alone = {row.parent for row in rows if row.level == 3 and sum(r.parent == row.parent for r in rows) == 1}
    rows = [row for row in rows if not (row.level == 3 and row.parent in alone)]
    return [
        (row.code, ("– " if row.level == 3 else "") + names.region(row.code))
        for row in sorted(rows, key=lambda r: r.code)
    ]


def _choices(recommender: Recommender, names: Names) -> list[tuple[str, Options]]:
    """The other filters with their options, by label."""
    tables = recommender.catalogue.vocabularies
    hub_services = tuple(row.code for row in tables["services"].rows if row.kind != "intent")
    named = (
        ("sector", tables["sectors"], tables["sectors"].codes),
        ("technology", tables["technologies"], tables["technologies"].codes),
        ("service", tables["services"], hub_services),
    )
    return [
        (name, by_label((code, table.label(code, names.language)) for code in codes)) for name, table, codes in named
    ]
