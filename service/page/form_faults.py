"""What is wrong with a field of the form, in the language of its page; the library's own messages are for programs."""

from __future__ import annotations

from matcher import NeedError
from matcher.geography import Geography
from matcher.records import MAX_NEED_CHARS
from service.page.form import NeedForm
from service.page.texts import TEXTS


def form_fault(error: NeedError, form: NeedForm, geography: Geography) -> str:
    """One sentence for whoever typed, about the field that ``error`` names."""
    texts = TEXTS[form.language]
    if error.field == "place":
        near = geography.suggestions(form.place)
        joint = " ou " if form.language == "pt" else " or "
        return texts["fault_place_near"].format(names=joint.join(near)) if near else texts["fault_place"]
    if not form.text.strip():
        return texts["fault_empty"]
    if len(form.text) > MAX_NEED_CHARS:
        return texts["fault_long"].format(max=MAX_NEED_CHARS)
    return texts["fault_unusable"]
