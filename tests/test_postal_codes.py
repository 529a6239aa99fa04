"""Postal codes: where they lie, when digits of a text are one, and what a name beside them changes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher import NeedError, Recommender
from matcher.folding import fold
from matcher.geography import Geography
from matcher.records import Query
from matcher.understanding.places import PlaceFinder, find_places, split_words


@pytest.fixture(scope="module")
def finder(geography: Geography) -> PlaceFinder:
    """The names and codes of the shipped geography."""
    return PlaceFinder(geography)


def found(text: str, finder: PlaceFinder) -> list[tuple[str, str]]:
    """Each place's name or regions, and the words it was read from."""
    places = find_places(split_words(fold(text)), finder)
    return [(place.municipality or " ".join(place.nuts_codes), place.text) for place in places]


CODES = [
    # seven digits, anywhere
    ("Tinturaria, 4800-058, 60 pessoas.", [("Guimarães", "4800-058")]),
    ("Somos de 4800-058 e procuramos parceiros em Espanha.", [("Guimarães", "4800-058")]),
    ("Dye works at 4800-058.", [("Guimarães", "4800-058")]),
    ("Rua das Flores 12, 4050-265.", [("Porto", "4050-265")]),
    ("PT-4800-058, tinturaria", [("Guimarães", "4800-058")]),
    ("Tinturaria, 4800 – 058.", [("Guimarães", "4800 – 058")]),
    # four digits, after words that make them a code
    ("Código postal: 4800. Tinturaria.", [("Guimarães", "4800")]),
    ("o nosso codigo postal é o 4800", [("Guimarães", "4800")]),
    ("CP 4800, tinturaria", [("Guimarães", "4800")]),
    ("C.P. 4800 058, tinturaria", [("Guimarães", "4800 058")]),
    ("Our postal code is 4800.", [("Guimarães", "4800")]),
    ("Postcode 9880: small island.", [("Santa Cruz da Graciosa", "9880")]),
    # with the name of its place, which is then the place, also where it is otherwise a word
    ("4800 Guimarães, tinturaria", [("Guimarães", "Guimarães")]),
    ("4800-058 Guimarães", [("Guimarães", "Guimarães")]),
    ("Guimarães (4800-058)", [("Guimarães", "Guimarães")]),
    ("oficina, 6300 guarda, 4 pessoas", [("Guarda", "guarda")]),
    ("Peixaria, 4000 Porto.", [("Porto", "Porto")]),
    ("9560-045 Lagoa, queijaria", [("Lagoa (Açores)", "Lagoa")]),
    ("8400 Lagoa, hotel", [("Lagoa", "Lagoa")]),
    # finer than the name of a region
    ("Hotel, 9500-321, Açores.", [("Ponta Delgada", "9500-321")]),
    # the name wins where they disagree
    ("4800-058 Braga", [("Braga", "Braga")]),
    ("Armazém, 4800-058, Braga.", [("Braga", "Braga")]),
    ("CP 1000 Bruxelles", [("BE100", "Bruxelles")]),
    # codes that municipalities share give their regions
    ("CP 2835", [("PT1B0", "2835")]),  # Moita and Barreiro
    ("Oficina em 2835-001.", [("Moita", "2835-001")]),
    ("Oficina em 2835-301.", [("Barreiro", "2835-301")]),
]

NO_CODES = [
    "Em 2024 fizemos 4800 peças.",
    "Investimos 1500 euros em 2005.",
    "Produzimos 1000-500 peças por dia.",
    "Somos 4800, e vendemos 2000 peças a 3000 clientes.",
    "Telefone 253 480 058.",
    "Ligue 21 4800-058, por favor.",
    "+351 2100-123",
    "4800-058-123",
    "NIF 500 480 058",
    "IBAN PT50 0002 0123 1234 5678 9015 4",
    "Norma ISO 9000-100.",
    "A peça ref. 4500-120 parte.",
    "Portugal 2030 e Horizonte 2020.",
    "Código postal 0000, CP 9999.",
    "CP de 28001.",
    "Exportamos para 4800-058.",
]


@pytest.mark.parametrize(("text", "expected"), CODES)
def test_a_code_is_read(finder: PlaceFinder, text: str, expected: list[tuple[str, str]]) -> None:
    """Its place, and the words that tell it best."""
    assert found(text, finder) == expected


@pytest.mark.parametrize("text", NO_CODES)
def test_other_numbers_are_left(finder: PlaceFinder, text: str) -> None:
    """Years, quantities, telephone and tax numbers, references, and codes that nobody has."""
    assert found(text, finder) == []


def test_a_year_before_a_name_leaves_the_name(finder: PlaceFinder) -> None:
    """2000 is a code of Santarém, so 'em 2000 Lisboa' is a year; and a year does not make 'Mira' a place."""
    assert found("Em 2000 Lisboa mudou.", finder) == [("Lisboa", "Lisboa")]
    assert found("Desde 2000 mira mais alto.", finder) == []


def test_a_code_tells_its_municipality_and_point(finder: PlaceFinder) -> None:
    """The same place as the municipality's name gives."""
    (place,) = find_places(split_words(fold("Tinturaria, 4800-058.")), finder)
    (named,) = find_places(split_words(fold("Tinturaria em Guimarães.")), finder)
    assert (place.span, place.nuts3, place.latitude) == ((12, 20), named.nuts3, named.latitude)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4800-058", "Guimarães"),
        ("4800", "Guimarães"),
        ("4800058", "Guimarães"),
        ("CP: 4800-058", "Guimarães"),
        ("código postal 4800", "Guimarães"),
        ("PT-4800-058", "Guimarães"),
        ("4800-058 Guimarães, Portugal", "Guimarães"),
        ("4800-058 Braga", "Braga"),
        ("4800-058, Norte", "Guimarães"),
        ("9560 Lagoa", "Lagoa (Açores)"),
        ("2100-999", "Coruche"),
        ("Rua Direita 12, 4800-058 Guimarães", "Guimarães"),
        ("Guimarães, 4800-058", "Guimarães"),
    ],
)
def test_a_stated_code_is_a_place(geography: Geography, text: str, expected: str) -> None:
    """With and without a cue and a name; the name is believed, the code chooses among its readings."""
    assert [place.municipality for place in geography.places_named(text)] == [expected]


def test_a_stated_code_of_several_municipalities_is_their_regions(geography: Geography) -> None:
    """2100 is Coruche's but for one code of Montijo's, in another region; a last part that nobody has says no more."""
    (place,) = geography.places_named("2100")
    assert (place.municipality, place.nuts_codes, place.nuts3) == (None, ("PT1B0", "PT1D3"), None)
    (unlisted,) = geography.places_named("2100-005")
    assert unlisted.nuts_codes == place.nuts_codes


@pytest.mark.parametrize("text", ["9999", "9999-999", "0100", "2024-11", "253480058", "4800-0581", "4800-058 4900-001"])
def test_a_code_that_nobody_has_is_no_place(geography: Geography, text: str) -> None:
    """Nothing is guessed from the first digits."""
    assert geography.places_named(text) == ()


def test_stated_code_is_taken_from_the_query(recommender: Recommender) -> None:
    """As any stated place: the words as stated, no span."""
    place = recommender.reader.check(Query(text="Queremos formação em dados.", place="4800-058"))
    assert place is not None
    assert (place.municipality, place.origin, place.text, place.span) == ("Guimarães", "stated", "4800-058", None)


def test_an_unclear_stated_place_names_the_choices(recommender: Recommender) -> None:
    """The caller is asked which one, in words that can be sent back."""
    with pytest.raises(NeedError, match=r"expected one of 'Lagoa \(Algarve\)' or 'Lagoa \(Açores\)'") as caught:
        recommender.reader.check(Query(text="Queremos formação.", place="Lagoa"))
    assert caught.value.field == "place"


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from("4800 058 -  , . CP código postal Lagoa 9560 Açores em 21 peças".split(" ")), max_size=15)
)
def test_any_digits_are_borne(finder: PlaceFinder, pieces: list[str]) -> None:
    """Nothing is raised, in a text or stated, and each span holds the words it is said to hold."""
    text = " ".join(pieces)
    finder.geography.places_named(text)
    for place in find_places(split_words(fold(text)), finder):
        assert place.span is not None
        assert text[slice(*place.span)] == place.text
