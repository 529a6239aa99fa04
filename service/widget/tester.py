"""``/widget/tester``: try every attribute, see the widget, copy the code. The form GETs, for nothing in it is a need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from matcher import Recommender
from matcher.need import AnswerLanguage
from matcher.understanding.reader import UNKNOWN_CLIENT
from service.middleware.security_headers import content_security_policy
from service.page.chips import by_label
from service.page.pages import Pages, asked_language
from service.parts import ServiceParts
from service.widget.options import DEFAULT_RESULTS, MOST_RESULTS
from service.widget.snippet import ATTRIBUTES, policy_lines, snippet
from service.widget.texts import WIDGET_TEXTS
from service.widget.theme import COLOUR_TOKENS, FONTS, SCHEMES

TESTER: Final = "/widget/tester"
MOST_CHARS: Final = 1_500  # of a value, as the element takes it


def tester_routes(parts: ServiceParts, pages: Pages) -> APIRouter:
    """The route of the tester."""
    router = APIRouter()

    @router.get(TESTER)
    def tester(request: Request) -> HTMLResponse:
        """The page with what its form was sent with."""
        sent = {name: value.strip()[:MOST_CHARS] for name, value in request.query_params.items()}
        language = asked_language(request, sent.get("page") or sent.get("lang"))
        attributes = attributes_of(sent)
        origin = str(request.base_url).rstrip("/")
        page = pages.show(
            "tester.html",
            language,
            w=WIDGET_TEXTS[language],
            sent=sent,
            attributes=attributes,
            snippet=snippet(origin, attributes, language),
            policy=policy_lines(origin),
            most_results=MOST_RESULTS,
            default_results=DEFAULT_RESULTS,
            fonts=tuple(FONTS),
            schemes=SCHEMES,
            choices=_choices(parts.live.now(), language),
        )
        page.headers["Content-Security-Policy"] = f"{content_security_policy()}; frame-src 'self'"
        return page

    return router


def attributes_of(sent: Mapping[str, str]) -> dict[str, str]:
    """The element's attributes from the fields of the form; a theme's tokens are fields of their own there.

    >>> attributes_of({"region": "Braga", "sector": "", "accent": "#0b5c6b", "font": "georgia", "context": "1"})
    {'region': 'Braga', 'theme': 'accent: #0b5c6b; font: georgia', 'context': '#article'}
    """
    tokens = (*COLOUR_TOKENS, "radius", "font", "scheme")
    theme = "; ".join(f"{token}: {sent[token]}" for token in tokens if sent.get(token))
    values = {**sent, "theme": theme, "context": "#article" if sent.get("context") else ""}
    return {name: values[name] for name in ATTRIBUTES if values.get(name)}


def _choices(recommender: Recommender, language: AnswerLanguage) -> dict[str, tuple[tuple[str, str], ...]]:
    """Codes and labels to choose from: sectors by label, clients in the order of the form."""
    tables = recommender.catalogue.vocabularies
    return {
        "sector": by_label((code, tables["sectors"].label(code, language)) for code in tables["sectors"].codes),
        "client": tuple(
            (code, tables["clients"].label(code, language))
            for code in tables["clients"].codes
            if code != UNKNOWN_CLIENT
        ),
    }
