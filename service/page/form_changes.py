"""What a button of the result does to the form: take a value back, add one, answer the question, start again.

The state travels in fields of the form, so that each change is one more form sent, with a script or without.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from service.page.examples import EXAMPLES
from service.page.form import LISTS, MOST_DROPPED, ListField, NeedForm, Pressed, form_of, last

MOST_STATED: Final = 10  # codes of one list, as the library takes them


def pressed_form(pressed: Pressed) -> NeedForm:
    """The form after the button that was pressed."""
    form = form_of(pressed)
    if example := last(pressed, "example"):
        return _example(form, example)
    if last(pressed, "reset"):
        return NeedForm(text=form.text, language=form.language)
    for field in ("place", "client", *LISTS):
        if code := last(pressed, f"add_{field}").strip():
            form = with_value(form, field, code, pressed)
    field, code = _split(last(pressed, "pick"))
    form = with_value(form, field, code, pressed) if code else form
    field, code = _split(last(pressed, "drop"))
    return without_value(form, field, code) if code else form


def with_value(form: NeedForm, field: str, code: str, pressed: Pressed) -> NeedForm:
    """The form with one more fact stated. A list keeps what was shown beside it, which the reader let stand.

    Args:
        pressed: its field ``shown`` has the values that the page showed as read from the text, each ``field:code``.
    """
    key = f"{field}:{code}"
    form = replace(form, dropped=tuple(value for value in form.dropped if value != key))
    if field == "place":
        return replace(form, place=code)
    if field == "client":
        return replace(form, client=code)
    for name in LISTS:
        if field == name:
            now = form.stated(name) or tuple(
                shown.partition(":")[2] for shown in pressed.get("shown", ()) if shown.startswith(f"{name}:")
            )
            codes = [*(value for value in now if value != code), code]
            return _with_list(form, name, tuple(codes[-MOST_STATED:]))
    return form


def without_value(form: NeedForm, field: str, code: str) -> NeedForm:
    """The form with a value taken back: no longer stated, and not read from the text either."""
    kept = tuple(value for value in form.dropped if value != f"{field}:{code}")
    form = replace(form, dropped=(*kept, f"{field}:{code}")[-MOST_DROPPED:])
    if field == "place":
        return replace(form, place="")
    if field == "client":
        return replace(form, client="")
    for name in LISTS:
        if field == name:
            return _with_list(form, name, tuple(value for value in form.stated(name) if value != code))
    return form


def _with_list(form: NeedForm, field: ListField, codes: tuple[str, ...]) -> NeedForm:
    """The form with ``codes`` stated in one list."""
    if field == "sectors":
        return replace(form, sectors=codes)
    return replace(form, technologies=codes) if field == "technologies" else replace(form, services=codes)


def _example(form: NeedForm, number: str) -> NeedForm:
    """A form with one of the examples alone; unchanged where there is none of this number."""
    texts = EXAMPLES[form.language]
    if number not in {str(n) for n in range(1, len(texts) + 1)}:
        return form
    return NeedForm(text=texts[int(number) - 1].text, language=form.language)


def _split(value: str) -> tuple[str, str]:
    """Field and code of ``field:code``."""
    field, _, code = value.partition(":")
    return field, code
