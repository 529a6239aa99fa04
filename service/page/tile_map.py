"""Portugal as 26 squares, one for each region of level 3: where the shown hubs sit, and which regions they serve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from matcher.folding import fold_term
from matcher.records import HubRecord
from service.page.names import Names
from service.page.texts import TEXTS

Cover = Literal["none", "some", "all"]
_SMALL_WORDS: Final = frozenset(("de", "da", "do", "dos", "e"))


@dataclass(frozen=True, slots=True)
class Tile:
    """One region.

    Attributes:
        seats: ranks of the shown hubs that sit in it.
        cover: how many of the shown hubs serve it.
        here: whether the sender is there.
        told: all of this in words.
    """

    code: str
    name: str
    short: str
    col: int
    row: int
    seats: tuple[int, ...]
    cover: Cover
    here: bool
    told: str


@dataclass(frozen=True, slots=True)
class MapEntry:
    """One shown hub in the text beside the map."""

    rank: int
    hub_id: str
    name: str
    seat: str | None
    served: str


@dataclass(frozen=True, slots=True)
class TileMap:
    """The squares, and the hubs that they are about."""

    tiles: tuple[Tile, ...]
    entries: tuple[MapEntry, ...]
    n_cols: int
    n_rows: int


def tile_map(names: Names, hubs: Sequence[HubRecord], here: Sequence[str]) -> TileMap:
    """The map of ``hubs``, first is 1, of which those abroad have no square.

    Args:
        here: NUTS codes of the sender's places.
    """
    tiles = []
    for square in names.geography.tiles:
        seats = tuple(rank for rank, hub in enumerate(hubs, 1) if hub.seat.nuts3 == square.code)
        n_serving = sum(serves(hub, square.code) for hub in hubs)
        cover: Cover = "none" if not n_serving else "all" if n_serving == len(hubs) else "some"
        is_here = any(square.code.startswith(code) for code in here)
        told = _told(names, square.name, [hubs[rank - 1].name for rank in seats], n_serving, len(hubs), is_here)
        tiles.append(
            Tile(square.code, square.name, initials(square.name), square.col, square.row, seats, cover, is_here, told)
        )
    entries = (MapEntry(n, hub.id, hub.name, names.seat(hub), names.served(hub)) for n, hub in enumerate(hubs, 1))
    columns, rows = (max(values, default=0) + 1 for values in ([t.col for t in tiles], [t.row for t in tiles]))
    return TileMap(tuple(tiles), tuple(entries), columns, rows)


def serves(hub: HubRecord, code: str) -> bool:
    """Whether a hub gives its services in the region ``code``, or in a part of it."""
    return hub.country == code[:2] and any(code.startswith(own) or own.startswith(code) for own in hub.coverage)


def initials(name: str) -> str:
    """A name short enough for a square: its initials, or the first letters of its only word.

    >>> initials("Área Metropolitana do Porto"), initials("Alto Tâmega e Barroso"), initials("Cávado")
    ('AMP', 'ATB', 'Cáv')
    """
    words = [word for word in name.split() if word not in _SMALL_WORDS]
    return "".join(fold_term(word)[0].upper() for word in words) if len(words) > 1 else name[:3]


def _told(names: Names, name: str, seats: Sequence[str], n_serving: int, n_hubs: int, is_here: bool) -> str:
    """A square in words, for whoever does not see it."""
    texts = TEXTS[names.language]
    parts = [name]
    if is_here:
        parts.append(texts["map_here"])
    if seats:
        parts.append(texts["map_seat"].format(hubs=", ".join(seats)))
    if n_hubs:
        parts.append(texts["map_served"].format(n=n_serving, total=n_hubs))
    return ", ".join(parts)
