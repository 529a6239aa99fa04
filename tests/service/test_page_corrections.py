"""What the reader corrects changes the ranking as if it had never been understood; stated facts win."""

from __future__ import annotations

import pytest

from matcher import NeedError, Recommender
from matcher.answer import Answer, UnderstoodCode, UnderstoodPlace
from service.page.asking import ask, understand
from service.page.form import NeedForm
from service.page.view import Viewer
from tests.service.conftest import DYE_WORKS

SEVERAL = (
    "Temos uma fábrica de calçado em Felgueiras. Precisamos de formar 20 pessoas em cibersegurança. Queremos também "
    "testar robôs na linha de montagem. E precisamos de ajuda para encontrar financiamento para painéis de turismo."
)
REFUSED = "Não queremos financiamento, só formação em dados para a nossa autarquia em Évora."


def answered(recommender: Recommender, text: str = DYE_WORKS, *dropped: str, **stated: str) -> Answer:
    """The answer to a form."""
    return ask(recommender, NeedForm(text=text, dropped=dropped, **stated)).answer  # type: ignore[arg-type]  # plain fields


def names(values: tuple[UnderstoodCode | UnderstoodPlace, ...]) -> list[str]:
    """Codes, and places by their municipality."""
    return [value.code if isinstance(value, UnderstoodCode) else value.municipality or "" for value in values]


def test_without_corrections_it_is_the_librarys_answer(recommender: Recommender) -> None:
    """But for its id."""
    plain = recommender.recommend(DYE_WORKS, language="pt")
    ours = answered(recommender)
    assert ours.recommendations == plain.recommendations
    assert ours.understood.sectors == plain.understood.sectors


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("place:Guimarães", "places"),
        ("sectors:textiles", "sectors"),
        ("technologies:sensors-vision-processing-systems", "technologies"),
        ("client:sme", "client"),
    ],
)
def test_what_is_taken_back_is_not_understood(recommender: Recommender, key: str, field: str) -> None:
    """And what was not stays."""
    before, after = answered(recommender).understood, answered(recommender, DYE_WORKS, key).understood
    assert set(names(getattr(before, field))) - set(names(getattr(after, field))) == {key.partition(":")[2]}


def test_a_refusal_can_be_taken_back(recommender: Recommender) -> None:
    """The service is then neither refused nor asked for."""
    found = answered(recommender, REFUSED, "refused_services:funding-support").understood
    assert found.refused_services == ()
    assert "funding-support" not in {value.code for value in found.services}


def test_taking_the_sector_back_changes_the_ranking(recommender: Recommender) -> None:
    """The textile hub was first for its sector."""
    assert answered(recommender, DYE_WORKS, "sectors:textiles").outcome == "weak_match"


def test_a_stated_value_is_never_taken_back(recommender: Recommender) -> None:
    """Whoever types the place again means it."""
    found = answered(recommender, DYE_WORKS, "place:Guimarães", place="Guimarães").understood
    assert [place.origin for place in found.places] == ["stated"]


def test_the_parts_of_a_need_are_corrected_too(recommender: Recommender) -> None:
    """No part asks for what was taken back."""
    before = answered(recommender, SEVERAL).understood.facets
    after = answered(recommender, SEVERAL, "technologies:cybersecurity").understood.facets
    assert "cybersecurity" in {code for facet in before for code in facet.technologies}
    assert "cybersecurity" not in {code for facet in after for code in facet.technologies}


def test_nothing_is_asked_about_what_was_taken_back(recommender: Recommender) -> None:
    """The reader has just said that it is not so."""
    text = "Queremos um site novo para a nossa padaria"
    assert answered(recommender, text).question is not None
    assert answered(recommender, text, "place:Lisboa").question is None


def test_understanding_alone_says_the_same(recommender: Recommender) -> None:
    """The brief rests on it."""
    form = NeedForm(text=DYE_WORKS, dropped=("sectors:textiles",))
    assert understand(recommender, form) == ask(recommender, form).answer.understood


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (NeedForm(text=""), "text"),
        (NeedForm(text="x", place="Xanadu"), "place"),
        (NeedForm(text="x", client="emperor"), "client"),
        (NeedForm(text="x", sectors=("magic",)), "sectors"),
    ],
)
def test_what_cannot_be_used_names_its_field(recommender: Recommender, form: NeedForm, field: str) -> None:
    """The page shows the fault there."""
    with pytest.raises(NeedError) as caught:
        ask(recommender, form)
    assert caught.value.field == field


@pytest.mark.parametrize("language", ["pt", "en"])
def test_every_region_of_the_map_is_a_place(recommender: Recommender, language: str) -> None:
    """A square states its name, and the name is understood as that region."""
    geography = recommender.reader.geography
    viewer = Viewer.of(recommender, DYE_WORKS, language)  # type: ignore[arg-type]  # one of the two
    tiles = viewer.view(answered(recommender)).map.tiles  # type: ignore[union-attr]  # this answer has a map
    assert len(tiles) == 26
    assert all(geography.place_named(tile.name).nuts3 == tile.code for tile in tiles)  # type: ignore[union-attr]
    assert len({tile.short for tile in tiles}) == 26
