"""What is wrong with a field of the form, in the language of its page; the library's own messages are for programs."""

from __future__ import annotations

from matcher import NeedError
from matcher.geography import Geography
from matcher.records import MAX_NEED_CHARS
from service.page.form import NeedForm
from service.page.texts import TEXTS


def form_faults(error: NeedError, form: NeedForm, geography: Geography) -> dict[str, str]:
    """What is wrong, under the id of the control that ``error`` is about."""
    field = error.field.partition(".")[0]
    return {field if field in ("text", "place", "client") else "text": form_fault(error, form, geography)}


def form_fault(error: NeedError, form: NeedForm, geography: Geography) -> str:
    """One sentence for whoever typed, about the field that ``error`` names."""
    texts, field = TEXTS[form.language], error.field.partition(".")[0]
    if field == "place":
        near = near_places(error, form, geography)
        joint = " ou " if form.language == "pt" else " or "
        return texts["fault_place_near"].format(names=joint.join(near)) if near else texts["fault_place"]
    if field != "text":
        return texts["fault_value"]
    if not form.text.strip():
        return texts["fault_empty"]
    if len(form.text) > MAX_NEED_CHARS:
        return texts["fault_long"].format(max=MAX_NEED_CHARS)
    return texts["fault_unusable"]


def near_places(error: NeedError | None, form: NeedForm, geography: Geography) -> tuple[str, ...]:
    """Names that a place that is none may stand for; empty when nothing is wrong with the place."""
    return geography.suggestions(form.place) if error is not None and error.field == "place" else ()
