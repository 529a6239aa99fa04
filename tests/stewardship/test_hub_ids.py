"""Ids that stay: those of the present catalogue are kept, new ones depend on country and name alone."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.fakes import hub
from tests.stewardship.exports import Importer, texts

AI5 = hub("at-known", name="AI5production Hub", country="AT", website="https://ai5.at")


def ids(importer: Importer, *rows: dict[str, object], known: tuple[object, ...] = ()) -> list[str]:
    """The ids that rows get."""
    return [one.id for one in importer.rows(*rows, known=known).hubs]  # type: ignore[arg-type]  # records


def test_a_new_hub_gets_its_country_and_short_name(importer: Importer) -> None:
    """Without accents and signs."""
    row = {"EDIH Name": "Pólo+ 4.0", "EDIH Title": "The hub of many words", "Country": "Portugal"}
    assert ids(importer, row) == ["pt-polo-4-0"]


@pytest.mark.parametrize("name", ["Κόμβος", "Хаб", "---"])
def test_a_name_in_other_letters_gets_an_id_too(importer: Importer, name: str) -> None:
    """Of the country and six characters, the same each time."""
    row = {"EDIH Name": "", "EDIH Title": f"{name} A" if name == "---" else name, "Country": "Greece"}
    assert ids(importer, row) == ids(importer, row)
    assert ids(importer, row)[0].startswith("el-")


def test_ids_do_not_depend_on_the_order_of_the_rows(importer: Importer) -> None:
    """Two hubs of one short name both get a mark, whoever comes first."""
    rows: list[dict[str, object]] = [
        {"EDIH Title": f"Hub number {n}", "EDIH Name": "AI", "Website": f"https://{n}.at"} for n in range(3)
    ]
    found = [{h.name: h.id for h in importer.rows(*order).hubs} for order in permutations(rows)]
    assert (len(set(found[0].values())), all(one == found[0] for one in found)) == (3, True)


@pytest.mark.parametrize(
    "cells",
    [
        {"EDIH Title": "AI5PRODUCTION hub", "Website": ""},
        {"EDIH Name": "AI5production hub", "EDIH Title": "A quite different and longer title", "Website": ""},
        {"EDIH Name": "New", "EDIH Title": "Newly named", "Website": "http://www.ai5.at/"},
    ],
)
def test_a_known_hub_keeps_its_id(importer: Importer, cells: dict[str, object]) -> None:
    """Found by its full name, by its short one, or by its site."""
    assert ids(importer, cells, known=(AI5,)) == ["at-known"]


@pytest.mark.parametrize(
    "cells",
    [
        {"Country": "Germany", "Website": ""},
        {"EDIH Name": "Other", "EDIH Title": "Another hub", "Website": "https://ai5.at/other"},
    ],
)
def test_another_hub_does_not_get_its_id(importer: Importer, cells: dict[str, object]) -> None:
    """One of the same name in another country, or of another page of the site."""
    assert "at-known" not in ids(importer, cells, known=(AI5,))


def test_a_site_of_several_hubs_proves_nothing(importer: Importer) -> None:
    """Neither in the catalogue nor in the export."""
    other = hub("at-other", name="Other", country="AT", website="https://ai5.at")
    row = {"EDIH Name": "Third", "EDIH Title": "A third hub"}
    assert ids(importer, row, known=(AI5, other)) == ["at-third"]


def test_a_new_id_is_none_of_a_known_hub(importer: Importer) -> None:
    """Also when the known one is quite another hub."""
    taken = hub("at-ai5", name="Unlike", country="AT")
    (found,) = ids(importer, {}, known=(taken,))
    assert (found != "at-ai5", found.startswith("at-ai5-")) == (True, True)


def test_a_known_hub_under_another_name_is_told(importer: Importer) -> None:
    """Its site says that it is the same; the old name becomes an alias."""
    found = importer.rows({"EDIH Name": "New", "EDIH Title": "Newly named"}, known=(AI5,))
    assert texts(found, "other name") == [(2, "at-known: name was 'AI5production Hub', is now 'Newly named'")]
    assert (found.hubs[0].name, "AI5production Hub" in found.hubs[0].aliases) == ("Newly named", True)


def test_a_known_hub_without_a_row_is_told(importer: Importer) -> None:
    """It may be closed."""
    gone = hub("at-gone", name="Gone", country="AT")
    assert texts(importer.rows({}, known=(AI5, gone)), "hub without a row") == [(None, "at-gone")]
