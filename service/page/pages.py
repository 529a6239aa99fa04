"""Templates into pages: what every page needs, and the headers that every page carries."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from matcher.need import AnswerLanguage
from matcher.records import MAX_NEED_CHARS
from service.middleware.security_headers import content_security_policy
from service.page.assets import Assets
from service.page.language import known_language, preferred_language
from service.page.texts import TEXTS

HERE: Final = Path(__file__).parent
TEMPLATES: Final = HERE / "templates"
POLICY: Final = content_security_policy()  # what the middleware says of a page that says nothing itself


@dataclass(frozen=True, slots=True)
class Pages:
    """The templates; all values are escaped, for all may come from outside."""

    templates: Environment
    style: str  # address of the style sheet

    @classmethod
    def load(cls) -> Self:
        """Open the templates and work out the addresses of the files that they name."""
        templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        address = Assets.load().address
        templates.globals["asset"] = address
        return cls(templates, address("site.css"))

    def show(
        self,
        name: str,
        language: AnswerLanguage,
        status: int = 200,
        *,
        request: Request | None = None,
        here: str = "",
        **values: object,
    ) -> HTMLResponse:
        """The template ``name`` in ``language``; what somebody typed may be on it, so only their browser keeps it.

        Args:
            request: what the page answers; the switch of language keeps the rest of its address.
            here: the entry of the navigation that the page is.
        """
        other: AnswerLanguage = "en" if language == "pt" else "pt"
        html = self.templates.get_template(name).render(
            language=language,
            other_language=other,
            switch=_in_language(request, other),
            t=TEXTS[language],
            max_chars=MAX_NEED_CHARS,
            here=here,
            **values,
        )
        headers = {"Cache-Control": "private, no-cache", "Content-Language": language, "Vary": "Accept-Language"}
        return HTMLResponse(html, status, headers)


def asked_language(request: Request, asked: str | None = None) -> AnswerLanguage:
    """The language of a page: as asked in the address, else as the browser prefers, else Portuguese."""
    return known_language(asked) or preferred_language(request.headers.get("accept-language", ""))


def _in_language(request: Request | None, language: AnswerLanguage) -> str:
    """The address of the same page in another language."""
    asked = parse_qsl(request.url.query) if request is not None and request.method == "GET" else []
    return "?" + urlencode([(name, value) for name, value in asked if name != "lang"] + [("lang", language)])
