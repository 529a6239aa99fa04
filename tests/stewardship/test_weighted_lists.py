"""Lists of the form 'Value - n, Value - n' whose values hold commas and dashes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.stewardship.weighted_lists import Labels, weighted_codes
from matcher.vocabulary import ListName, load_vocabularies
from tests.conftest import DATA

SHIPPED = load_vocabularies(DATA / "vocabularies")
LISTS: tuple[ListName, ...] = ("sectors", "technologies", "catalogue_services")


def read(text: str, name: ListName = "technologies") -> dict[str, int | None]:
    """The codes of a list with their intensities."""
    return {item.code: item.weight for item in weighted_codes(text, Labels.of(SHIPPED[name])).value}


def remarks(text: str, name: ListName = "technologies") -> list[tuple[str, str]]:
    """What there is to say about a list."""
    return [(one.kind, one.text) for one in weighted_codes(text, Labels.of(SHIPPED[name])).remarks]


@given(st.sampled_from(LISTS), st.data())
def test_any_labels_in_any_order_are_read_back(name: ListName, data: st.DataObject) -> None:
    """Every label of a vocabulary, also those with commas, dashes and brackets, keeps its own intensity."""
    table = SHIPPED[name]
    codes = data.draw(st.lists(st.sampled_from(table.codes), unique=True, min_size=1))
    weights = {code: data.draw(st.integers(1, 5)) for code in codes}
    text = ", ".join(f"{table.label(code, 'en')} - {weight}" for code, weight in weights.items())
    assert (read(text, name), remarks(text, name)) == (weights, [])


@pytest.mark.parametrize(
    "text",
    [
        "Micro- and nanoelectronics, optoelectronics - 4, Big data - 2",
        "MICRO- AND NANOELECTRONICS, OPTOELECTRONICS – 4,big   data — 2,",
        "Micro and nanoelectronics,optoelectronics-4;\u00a0Big data: 2",
        "Micro- & nanoelectronics, optoelectronics (4) | Big\ndata - 2",
        "micro-and-nanoelectronics-optoelectronics - 4.0, Big data -\n2",
    ],
)
def test_spellings_of_a_list_mean_the_same(text: str) -> None:
    """Case, spaces, dashes, '&', separators, a comma at the end."""
    assert (read(text), remarks(text)) == ({"micro-and-nanoelectronics-optoelectronics": 4, "big-data": 2}, [])


def test_the_longest_label_is_taken() -> None:
    """'Energy' begins another label: each is read as itself."""
    text = "Energy - 2, Energy, fuels and petroleum engineering - 5"
    assert read(text, "sectors") == {"energy": 2, "energy-fuels-and-petroleum-engineering": 5}


def test_a_label_that_goes_on_is_not_that_label() -> None:
    """'Health care robots' is no 'Health care'."""
    assert read("Health care robots - 4", "sectors") == {}


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("Foo, bar and baz - 3, Big data - 4", "'Foo, bar and baz' (intensity 3)"),
        ("Foo, Big data - 4", "'Foo'"),
        ("Big data - 4, Foo", "'Foo'"),
    ],
)
def test_an_unknown_value_is_told_and_the_others_are_read(text: str, unknown: str) -> None:
    """The value as a whole, with its comma, beside a label that is like it."""
    ((kind, told),) = remarks(text)
    assert (kind, told.split(";")[0], read(text)) == ("unknown value", unknown, {"big-data": 4})


def test_an_unknown_value_is_told_with_the_nearest_label() -> None:
    """A slip is not taken for the label, and the label is named."""
    ((_, told),) = remarks("Cibersecurity - 5")
    assert (read("Cibersecurity - 5"), "nearest label of technologies: 'Cybersecurity'" in told) == ({}, True)


@pytest.mark.parametrize(
    ("weight", "kept", "kind"),
    [
        (" - 0", {}, "intensity"),
        (" - 6", {"big-data": None}, "intensity"),
        (" - 2.5", {"big-data": None}, "intensity"),
        (" - -1", {"big-data": None}, "intensity"),
        ("", {"big-data": None}, "no intensity"),
    ],
)
def test_an_intensity_that_cannot_be_is_told(weight: str, kept: dict[str, int | None], kind: str) -> None:
    """Unknown, not guessed; a value of intensity 0 is left out."""
    assert (read(f"Big data{weight}"), [one for one, _ in remarks(f"Big data{weight}")]) == (kept, [kind])


def test_a_value_that_stands_twice_is_taken_once() -> None:
    """With the higher intensity, and told."""
    assert (read("Big data - 2, big data - 4"), remarks("Big data - 2, big data - 4")) == (
        {"big-data": 4},
        [("repeated value", "'big data'")],
    )


@given(st.text(alphabet="Big data,-– 0123456;()\n", max_size=60))
def test_no_text_is_lost_in_silence(text: str) -> None:
    """Whatever stands in a cell: with a letter in it, something is read or told."""
    assert bool(read(text) or remarks(text)) == any(character.isalnum() for character in text)
