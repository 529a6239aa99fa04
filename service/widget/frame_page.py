"""The framed view as HTML: form, suggestions and answer, in the portal's theme and with its settings."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from matcher import Answer, NeedError, Recommender
from matcher.need import AnswerLanguage
from matcher.records import MAX_NEED_CHARS
from matcher.understanding.reader import UNKNOWN_CLIENT
from service.page.asking import Asked
from service.page.explaining import explained
from service.page.form import NeedForm
from service.page.form_faults import form_faults, near_places
from service.page.texts import TEXTS
from service.page.view import Viewer
from service.widget.answering import told_outside
from service.widget.faults import MOST_FAULTS, AttributeFault
from service.widget.framing import EMBED, frame_policy, talking_partner
from service.widget.options import EmbedOptions
from service.widget.palette import Sheet, palette_of, theme_css
from service.widget.suggesting import confident
from service.widget.texts import WIDGET_TEXTS


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """One request's recommender, what the portal asked for, and what of it was wrong."""

    recommender: Recommender
    options: EmbedOptions
    faults: tuple[AttributeFault, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FramePage:
    """Everything that stays the same from frame to frame."""

    templates: Environment
    sheet: Sheet

    def form(self, request: Request, setting: Setting, form: NeedForm, error: NeedError | None = None) -> HTMLResponse:
        """The form alone, with what is wrong at its field."""
        geography = setting.recommender.reader.geography
        faults = form_faults(error, form, geography) if error else {}
        near = near_places(error, form, geography)
        return self._show(request, setting, form, 422 if error else 200, form_faults=faults, near=near)

    def result(self, request: Request, setting: Setting, form: NeedForm, asked: Asked) -> HTMLResponse:
        """The form with the answer to what was sent."""
        recommender, allowed, language = setting.recommender, setting.options.hubs, form.language
        other = explained(recommender, asked, form) if not allowed or form.other in allowed else None
        answer = _of_this_site(asked.answer, language) if allowed else asked.answer
        view = Viewer.of(recommender, asked.query.text, language).view(answer, other)
        if allowed:
            view = replace(view, others=tuple(pair for pair in view.others if pair[0] in allowed))
        if allowed and answer.outcome == "no_match":
            view = replace(view, outcome=WIDGET_TEXTS[language]["embed_no_match"])
        return self._show(request, setting, form, view=view, told=told_outside(answer, in_context=False))

    def suggestions(self, request: Request, setting: Setting, form: NeedForm, asked: Asked) -> HTMLResponse:
        """An empty form under the hubs that surely fit the portal's own text; none of them where none does."""
        language, answer = form.language, confident(asked.answer)
        view = Viewer.of(setting.recommender, asked.query.text, language).view(answer)
        words = {**TEXTS[language], "your_words": WIDGET_TEXTS[language]["embed_context_words"]}
        told = told_outside(answer, in_context=True)
        return self._show(request, setting, replace(form, text=""), view=view, told=told, t=words, in_context=True)

    def _show(
        self, request: Request, setting: Setting, form: NeedForm, status: int = 200, **values: object
    ) -> HTMLResponse:
        """The page; only the visitor's browser keeps it, for what somebody typed may be on it."""
        options, language = setting.options, form.language
        palette, theme_faults = palette_of(options.theme, self.sheet)
        style = theme_css(options.theme, palette)
        told_faults = [asdict(fault) for fault in (*theme_faults, *setting.faults)][:MOST_FAULTS]
        html = self.templates.get_template("embed.html").render(
            {
                "language": language,
                "t": TEXTS[language],
                "w": WIDGET_TEXTS[language],
                "theme_css": Markup(style),  # made of checked values only
                "max_chars": MAX_NEED_CHARS,
                "address": address_of(options),
                "parent": talking_partner(request, options.parent),
                "faults": told_faults,
                "form": form,
                "form_faults": {},
                "near": (),
                "view": None,
                "written": setting.options.written,
                "n_hubs": len(options.hubs),
                "in_context": False,
                **_labels(setting.recommender, language),
                **values,
            }
        )
        policy = frame_policy(request, style)
        headers = {
            "Content-Security-Policy": policy,
            "Cache-Control": "private, no-cache",
            "Content-Language": language,
            "Vary": "Accept-Language",
        }
        return HTMLResponse(html, status, headers)


def address_of(options: EmbedOptions) -> str:
    """Where the frame's form is sent: the key goes along in the address, for it opens the door before the body is read."""
    return f"{EMBED}?{urlencode({'key': options.key})}" if options.key else EMBED


def _of_this_site(answer: Answer, language: AnswerLanguage) -> Answer:
    """``answer`` with a first step that does not speak for the whole network where only some of its hubs were asked."""
    if answer.outcome != "no_match":
        return answer
    first, *others = answer.next_steps
    step = first.model_copy(update={"text": WIDGET_TEXTS[language]["embed_no_match_step"]})
    return answer.model_copy(update={"next_steps": (step, *others)})


def _labels(recommender: Recommender, language: AnswerLanguage) -> dict[str, Any]:
    """Labels of what the form offers."""
    tables = recommender.catalogue.vocabularies
    clients = [
        (code, tables["clients"].label(code, language)) for code in tables["clients"].codes if code != UNKNOWN_CLIENT
    ]
    sectors = {code: tables["sectors"].label(code, language) for code in tables["sectors"].codes}
    return {"clients": clients, "sector_labels": sectors}
