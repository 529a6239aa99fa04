"""The names that the field for the place suggests: Portugal's municipalities and level-3 regions."""

from __future__ import annotations

import json

from matcher import Recommender
from matcher.geography import Geography


def place_names(recommender: Recommender) -> str:
    """The names as JSON, in the order of the alphabet; each is a place that the form takes."""
    geography = recommender.reader.geography
    found = {
        place.name
        for readings in geography.names.values()
        for place in readings
        if place.kind == "municipality" and place.country == "PT"
    }
    names = sorted(found | {tile.name for tile in geography.tiles}, key=str.casefold)
    return json.dumps(names, ensure_ascii=False, separators=(",", ":"))


def spelt_place(code: str, geography: Geography) -> str:
    """The name of a region whose code a button carries, as long as that name is understood; else what was given."""
    if not geography.is_code(code):
        return code
    name = geography.name(code)
    return name if geography.places_named(name) else code
