"""The geography: its files are sound, faults are all told, names and codes lead to places, distances are right."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from matcher.errors import DataError
from matcher.geography import Geography, distances_km
from matcher.geography_files import read_tables

DIRECTORY = Path(__file__).parent.parent / "data" / "geography"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the shipped tables, to be spoilt."""
    return Path(shutil.copytree(DIRECTORY, tmp_path / "geography"))


def append(path: Path, *lines: str) -> None:
    """Add lines to a table."""
    path.write_text(path.read_text(encoding="utf-8") + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def test_shipped_tables_have_no_faults() -> None:
    """What is shipped passes every check."""
    assert read_tables(DIRECTORY).faults() == []


def test_all_faults_of_all_files_are_told_at_once(copied: Path) -> None:
    """One load names each faulty file, with its line."""
    append(copied / "nuts.csv", "PT9ZZ,3,PT9Z,PT,Nowhere,Nowhere,95,0,area,NUTS2024")
    append(copied / "towns.csv", "Xanadu,Atlântida,,")
    append(copied / "region_aliases.csv", "Lestalgures,PT7,,")
    with pytest.raises(DataError) as caught:
        Geography.load(copied)
    faults = "\n".join(caught.value.faults)
    assert "nuts.csv:1973: lat: Input should be less than or equal to 90" in faults
    assert "towns.csv:" in faults
    assert "'Atlântida' is not in municipalities.csv" in faults
    assert "code PT7 is not in nuts.csv" in faults


@pytest.mark.parametrize(
    ("file", "row", "message"),
    [
        ("nuts.csv", "PT1Z1,3,PT1Z,PT,Alpha,Alpha,,,,NUTS2024", "parent PT1Z of PT1Z1 is not in this file"),
        ("nuts.csv", "PT1Z,3,PT1,PT,Alpha,Alpha,,,,NUTS2024", "expected 5 at level 3"),
        ("nuts.csv", "PT1Z,2,PT1,ES,Alpha,Alpha,,,,NUTS2024", "expected PT"),
        ("nuts.csv", "PT1Z,2,PT1,PT,Alpha,Alpha,40.1,,,NUTS2024", "expected both or none"),
        ("nuts.csv", "PT11,2,PT1,PT,Norte,Norte,,,,NUTS2024", "'PT11' stands already on line"),
        ("municipalities.csv", "Alfa,PT119,PT19,40,-8,Braga,,9999,Ave,Norte,,seat,,", "does not lie in nuts2"),
        ("municipalities.csv", "Alfa,PT11Z,PT11,40,-8,Braga,,9999,Ave,Norte,,seat,,", "expected a level-3 code"),
        ("municipalities.csv", "Braga,PT112,PT11,40,-8,Braga,,9999,Ave,Norte,,seat,,", "'braga' stands already"),
        ("region_aliases.csv", "Raia,PT111;ES114,,", "expected one country"),
        ("region_aliases.csv", "BRAGÁ,PT112,,", "stands already in municipalities.csv"),
        ("foreign_cities.csv", "Springfield,QQ,,", "neither a region nor a country"),
        ("country_names.csv", "PTX,pt,Portugalia,own", "code: String should match"),
        ("lookalikes.csv", "braga,", "is a place"),
        ("localities.csv", "Xanadu,Atlântida,,", "'Atlântida' is not in municipalities.csv"),
        ("localities.csv", "Braga,Braga,,", "'Braga' stands already in municipalities.csv"),
        ("postal_codes.csv", "9999,,,Atlântida", "'Atlântida' is not in municipalities.csv"),
        ("postal_codes.csv", "4800,,,Guimarães", "4800-000 does not come after 9980-999"),
        ("postal_codes.csv", "9999,200,100,Corvo", "expected the lower code first"),
        ("postal_codes.csv", "999,,,Corvo", "cp4: String should match"),
        ("nuts2021_to_2024.csv", "PT16Z,3,Algures,PT7,", "code PT7 is not in nuts.csv"),
        ("nuts3_tiles.csv", "ES114,Pontevedra,ES11,9,9", "ES114 is no level-3 region of Portugal"),
        ("nuts3_tiles.csv", "PT111,Alto Minho,PT11,9,9", "'PT111' stands already"),
    ],
)
def test_fault_is_told_with_what_was_expected(copied: Path, file: str, row: str, message: str) -> None:
    """Each cross-check speaks up, naming the file."""
    append(copied / file, row)
    assert any(f"{file}:" in fault and message in fault for fault in read_tables(copied).faults())


def test_missing_file_is_a_fault_not_an_exception(copied: Path) -> None:
    """A table that is gone is told like any other fault."""
    (copied / "towns.csv").unlink()
    assert any("towns.csv: cannot be read" in fault for fault in read_tables(copied).faults())


@pytest.mark.parametrize(
    ("text", "municipality", "nuts3", "nuts2", "country"),
    [
        ("Guimarães", "Guimarães", "PT119", "PT11", "PT"),
        ("  guimaraes ", "Guimarães", "PT119", "PT11", "PT"),
        ("LISBOA", "Lisboa", "PT1A0", "PT1A", "PT"),
        ("Oporto", "Porto", "PT11A", "PT11", "PT"),
        ("Lagoa", "Lagoa", "PT150", "PT15", "PT"),
        ("Lagoa (Açores)", "Lagoa (Açores)", "PT200", "PT20", "PT"),
        ("S. João da Madeira", "São João da Madeira", "PT11A", "PT11", "PT"),
        ("Caldas das Taipas", "Guimarães", "PT119", "PT11", "PT"),
        ("Algarve", None, "PT150", "PT15", "PT"),
        ("Alentejo", None, None, "PT1C", "PT"),
        ("trás-os-montes", None, None, "PT11", "PT"),
        ("Norte", None, None, "PT11", "PT"),
        ("distrito de Vila Real", None, None, "PT11", "PT"),
        ("PT1C4", None, "PT1C4", "PT1C", "PT"),
        ("es11", None, None, "ES11", "ES"),
        ("Vigo", None, "ES114", "ES11", "ES"),
        ("Espanha", None, None, None, "ES"),
        ("Greece", None, None, None, "EL"),
        ("Brasil", None, None, None, "BR"),
        # with its kind
        ("Concelho de Braga", "Braga", "PT112", "PT11", "PT"),
        ("Município de Guimarães", "Guimarães", "PT119", "PT11", "PT"),
        ("Freguesia de Alfeizerão", "Alcobaça", "PT1D1", "PT1D", "PT"),
        ("Distrito de Leiria", None, None, None, "PT"),
        ("city of Porto", "Porto", "PT11A", "PT11", "PT"),
        ("Braga municipality", "Braga", "PT112", "PT11", "PT"),
        # with what it lies in
        ("Lisboa, Portugal", "Lisboa", "PT1A0", "PT1A", "PT"),
        ("Lagoa (Algarve)", "Lagoa", "PT150", "PT15", "PT"),
        ("Lagoa, Algarve", "Lagoa", "PT150", "PT15", "PT"),
        ("Lagoa, São Miguel", "Lagoa (Açores)", "PT200", "PT20", "PT"),
        ("Calheta, São Jorge", "Calheta (Açores)", "PT200", "PT20", "PT"),
        ("Peniche, Leiria", "Peniche", "PT1D1", "PT1D", "PT"),
        ("Rua Direita 12, Braga", "Braga", "PT112", "PT11", "PT"),
        ("Portugal, Braga", "Braga", "PT112", "PT11", "PT"),
        ("Funchal - Madeira", "Funchal", "PT300", "PT30", "PT"),
        ("Seville, Spain", None, "ES618", "ES61", "ES"),
        ("Bergen, Norway", None, None, None, "NO"),
        # codes of 2021
        ("PT16D", None, "PT191", "PT19", "PT"),
        ("PT170", None, None, None, "PT"),
        ("PT18", None, None, None, "PT"),
    ],
)
def test_stated_place_is_found(
    geography: Geography, text: str, municipality: str | None, nuts3: str | None, nuts2: str | None, country: str
) -> None:
    """A municipality, town, region, code or country, whatever its accents and letter case."""
    place = geography.place_named(text)
    assert place is not None
    assert (place.municipality, place.nuts3, place.nuts2, place.country) == (municipality, nuts3, nuts2, country)
    assert (place.text, place.span, place.origin) == (text, None, "stated")


def test_unknown_place_is_none_and_near_names_are_suggested(geography: Geography) -> None:
    """A slip is not guessed at: the caller is asked."""
    assert geography.place_named("Guimarais") is None
    assert geography.suggestions("Guimarais") == ("Guimarães",)
    assert len(geography.suggestions("Vila Nova de Fox Coa")) <= 3
    assert geography.suggestions("zzzz") == ()


@pytest.mark.parametrize("text", ["Lisboa, Espanha", "Guimarais, Portugal", "Bragança, Brasil", "Xanadu", ", ,", "("])
def test_a_place_elsewhere_than_stated_is_none(geography: Geography, text: str) -> None:
    """What is stated of a place must fit together."""
    assert geography.places_named(text) == ()


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("Lagoa", ("Lagoa (Algarve)", "Lagoa (Açores)")),
        ("Concelho da Lagoa", ("Lagoa (Algarve)", "Lagoa (Açores)")),
        ("Lagoa, Portugal", ("Lagoa (Algarve)", "Lagoa (Açores)")),
        ("calheta", ("Calheta (Madeira)", "Calheta (Açores)")),
    ],
)
def test_a_name_of_two_places_gives_both_to_choose_from(
    geography: Geography, text: str, choices: tuple[str, ...]
) -> None:
    """Each choice, stated in its turn, leads to one place."""
    assert len(geography.places_named(text)) == 2
    assert geography.suggestions(text) == choices
    assert [len(geography.places_named(choice)) for choice in choices] == [1, 1]


def test_a_former_code_is_all_that_it_became(geography: Geography) -> None:
    """The metropolitan area of 2021 is two regions of 2024."""
    (place,) = geography.places_named("pt17")
    assert place.nuts_codes == ("PT1A", "PT1B")


def test_suggestions_look_at_the_name_alone(geography: Geography) -> None:
    """The kind of place and what it lies in do not make a slip less near."""
    assert geography.suggestions("Concelho de Guimarais, Portugal") == ("Guimarães",)


def test_every_region_at_home_has_a_tile_of_its_own(geography: Geography) -> None:
    """26 regions of level 3, 26 squares."""
    assert len({(tile.col, tile.row) for tile in geography.tiles}) == len(geography.tiles) == 26


def test_country_outside_nuts_has_no_codes_and_no_point(geography: Geography) -> None:
    """Brazil is known by name only."""
    brazil = geography.place_named("Brazil")
    assert brazil is not None
    assert (brazil.nuts_codes, brazil.latitude) == ((), None)


def test_several_regions_keep_all_their_codes(geography: Geography) -> None:
    """'Minho' is three regions; the one certain thing is that they lie in Norte."""
    minho = geography.place_named("Minho")
    assert minho is not None
    assert minho.nuts_codes == ("PT111", "PT112", "PT119")
    assert (minho.nuts3, minho.nuts2) == (None, "PT11")


def test_region_without_point_takes_its_parents(geography: Geography) -> None:
    """AT111 has no coordinates in the table; Burgenland, above it, has."""
    assert geography.region("AT111") is not None
    assert geography.point_of("AT111") == geography.point_of("AT11") == (47.8456, 16.5233)
    assert geography.point_of("QQ") is None


def test_names_and_codes_for_display(geography: Geography) -> None:
    """Codes read as names; an unknown code stays itself."""
    assert (geography.name("PT11"), geography.name("PT19"), geography.name("QQ9")) == ("Norte", "Centro", "QQ9")
    assert geography.is_code("PT1A0")
    assert not geography.is_code("pt1a0")


def test_distance_is_the_great_circle() -> None:
    """A quarter of the equator is pi / 2 radii; a degree of latitude a 360th of the circle (111.195 km)."""
    points = np.array([[0, 90], [1, 0], [0, 0], [np.nan, np.nan]], np.float32)
    found = distances_km(0.0, 0.0, points)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found[:3], [6371.0088 * np.pi / 2, 111.195, 0.0], rtol=1e-5, atol=1e-3)
    assert np.isnan(found[3])


def test_distance_between_two_cities_is_the_known_one(geography: Geography) -> None:
    """Lisboa to Porto is about 274 km as the crow flies."""
    lisboa, porto = geography.place_named("Lisboa"), geography.place_named("Porto")
    assert lisboa is not None
    assert porto is not None
    assert lisboa.latitude is not None
    assert lisboa.longitude is not None
    km = distances_km(lisboa.latitude, lisboa.longitude, np.array([[porto.latitude, porto.longitude]], np.float32))
    assert 265 < float(km[0]) < 285


def test_every_municipality_is_found_under_its_name(geography: Geography) -> None:
    """None of the 308 is hidden by a town, region or country of the same name."""
    lines = (DIRECTORY / "municipalities.csv").read_text(encoding="utf-8").splitlines()[1:]
    names = [line.split(",")[0] for line in lines]
    found = [geography.place_named(name) for name in names]
    assert len(names) == 308
    assert [place.municipality if place else None for place in found] == names
