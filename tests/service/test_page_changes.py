"""What a button of the result does to the form: pure functions from fields to fields."""

from __future__ import annotations

import pytest

from service.page.examples import EXAMPLES
from service.page.form import NeedForm
from service.page.form_changes import MOST_STATED, pressed_form


def pressed(**fields: str | list[str]) -> NeedForm:
    """The form after these fields were sent."""
    return pressed_form({name: value if isinstance(value, list) else [value] for name, value in fields.items()})


def test_a_value_taken_back_is_no_longer_stated() -> None:
    """And is marked, so that the text does not bring it back."""
    form = pressed(text="x", sectors=["textiles", "leather"], drop="sectors:textiles")
    assert (form.sectors, form.dropped) == (("leather",), ("sectors:textiles",))


@pytest.mark.parametrize("field", ["place", "client"])
def test_a_single_value_taken_back_empties_its_field(field: str) -> None:
    """Place and client are fields that a person sees."""
    form = pressed(text="x", place="Porto", client="sme", drop=f"{field}:x")
    assert (form.place, form.client) == (("", "sme") if field == "place" else ("Porto", ""))


def test_a_value_added_keeps_what_was_shown() -> None:
    """The reader let it stand, and stated lists win over the text."""
    form = pressed(text="x", shown=["sectors:textiles", "technologies:robotics"], add_sectors="leather")
    assert (form.sectors, form.technologies) == (("textiles", "leather"), ())


def test_a_value_added_again_is_no_longer_taken_back() -> None:
    """The last word counts."""
    form = pressed(text="x", dropped=["sectors:leather"], add_sectors="leather")
    assert (form.sectors, form.dropped) == (("leather",), ())


def test_several_lists_are_added_to_at_once() -> None:
    """Every list from which something was chosen."""
    form = pressed(text="x", add_sectors="leather", add_client="startup", add_place=" Braga ", add_services="")
    assert (form.sectors, form.client, form.place, form.services) == (("leather",), "startup", "Braga", ())


def test_no_more_is_stated_than_the_library_takes() -> None:
    """The newest stays, the oldest goes."""
    form = pressed(text="x", sectors=[f"s{n}" for n in range(MOST_STATED)], add_sectors="new")
    assert (len(form.sectors), form.sectors[-1]) == (MOST_STATED, "new")


def test_an_answer_to_the_question_is_stated() -> None:
    """Whatever field it is about."""
    assert pressed(text="x", pick="place:Norte").place == "Norte"
    assert pressed(text="x", pick="services:networking").services == ("networking",)


def test_starting_again_keeps_the_text_alone() -> None:
    """And the language of the page."""
    form = pressed(text="x", place="Porto", sectors="leather", dropped="client:sme", lang="en", reset="1")
    assert form == NeedForm(text="x", language="en")


def test_an_example_replaces_everything() -> None:
    """What was stated of another text is not of this one."""
    form = pressed(text="x", place="Porto", sectors="leather", lang="en", example="2")
    assert form == NeedForm(text=EXAMPLES["en"][1].text, language="en")


@pytest.mark.parametrize("odd", ["nothing", "unknown:x", ":", "sectors", "text:x", "dropped:x"])
def test_what_no_button_sends_changes_no_field(odd: str) -> None:
    """Nor does it fail."""
    form = pressed(text="x", pick=odd, example="9")
    assert (form.text, form.sectors) == ("x", ())


@pytest.mark.parametrize("language", ["pt", "en"])
def test_the_examples_are_three(language: str) -> None:
    """In each language."""
    assert len(EXAMPLES[language]) == 3  # type: ignore[index]  # the parameter is one of the two keys
