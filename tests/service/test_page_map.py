"""The map says where hubs sit, whom they serve and where the sender is, in squares and in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from matcher.geography import Geography
from matcher.records import HubRecord
from service.page.names import Names
from service.page.tile_map import Tile, serves, tile_map
from tests.fakes import hub

NATIONAL = hub("national")  # in Porto, for the whole country
ISLANDS = hub("islands", coverage=["PT20"], seat={**NATIONAL.seat.model_dump(), "municipality": None, "nuts3": "PT200"})
SquareOf = Callable[..., Tile]


@pytest.fixture
def square_of(geography: Geography) -> SquareOf:
    """The square of one region on a map of some hubs."""

    def square(code: str, *hubs: HubRecord, here: tuple[str, ...] = ()) -> Tile:
        tiles = tile_map(Names(geography, "en"), hubs, here).tiles
        return next(tile for tile in tiles if tile.code == code)

    return square


def test_a_seat_is_marked_with_the_rank_of_its_hub(square_of: SquareOf) -> None:
    """First is 1."""
    assert square_of("PT200", NATIONAL, ISLANDS).seats == (2,)


@pytest.mark.parametrize(
    ("code", "hubs", "cover"),
    [
        ("PT200", (NATIONAL, ISLANDS), "all"),
        ("PT119", (NATIONAL, ISLANDS), "some"),
        ("PT119", (ISLANDS,), "none"),
    ],
)
def test_a_square_tells_how_many_serve_it(
    square_of: SquareOf, code: str, hubs: tuple[HubRecord, ...], cover: str
) -> None:
    """All of the hubs shown, some, or none."""
    assert square_of(code, *hubs).cover == cover


def test_the_senders_region_is_marked(square_of: SquareOf) -> None:
    """A region of level 2 marks all that lie in it."""
    assert square_of("PT119", NATIONAL, here=("PT11",)).here
    assert not square_of("PT150", NATIONAL, here=("PT11",)).here


def test_a_square_is_told_in_words(square_of: SquareOf) -> None:
    """For whoever does not see it."""
    told = square_of("PT200", NATIONAL, ISLANDS, here=("PT20",)).told
    assert told == "Região Autónoma dos Açores, your region, seat of Islands, served by 2 of 2 hubs shown"


@pytest.mark.parametrize(("code", "expected"), [("PT20", True), ("PT200", True), ("PT119", False), ("ES61", False)])
def test_a_hub_serves_what_lies_in_its_regions(code: str, expected: bool) -> None:
    """And the region that they lie in."""
    assert serves(ISLANDS, code) == expected
