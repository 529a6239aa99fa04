"""Numbers on the schematic map of Portugal's level-3 regions: a tile each, islands as insets."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import Final

from matplotlib import colormaps
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle

from matcher.analysis.figures import FONT, MAP, PALE, Chart, new_figure
from matcher.geography import Geography

DARK: Final = 0.55  # of the scale, from which on white is read better
TILE_FONT: Final = 6.5
TILE_CHARS: Final = 11


def region_map(values: Mapping[str, float], geography: Geography, title: str, unit: str) -> Chart:
    """A tile for each region, coloured and numbered by its value; regions without one are pale.

    Args:
        values: by level-3 code; others are not drawn, and told in the words beside.
    """
    tiles = geography.tiles
    figure, axes = new_figure(7.4, 7.4)
    shown = {tile.code: values[tile.code] for tile in tiles if tile.code in values}
    scale = Normalize(0, max(shown.values(), default=1.0) or 1.0)
    for tile in tiles:
        value = shown.get(tile.code)
        colour = PALE if value is None else colormaps[MAP](scale(value))
        axes.add_patch(Rectangle((tile.col, tile.row), 0.94, 0.94, facecolor=colour, edgecolor="white"))
        ink = "white" if value is not None and scale(value) > DARK else "black"
        label = _short(tile.name) + ("" if value is None else f"\n{value:g}")
        axes.text(tile.col + 0.47, tile.row + 0.47, label, ha="center", va="center", fontsize=TILE_FONT, color=ink)
    axes.set_xlim(-0.2, max(tile.col for tile in tiles) + 1.2)
    axes.set_ylim(max(tile.row for tile in tiles) + 1.2, -0.2)
    axes.set_aspect("equal")
    axes.axis("off")
    axes.set_title(f"{title} ({unit})", fontsize=FONT + 1)
    return Chart(figure, _words(shown, values, geography, title, unit))


def _short(name: str) -> str:
    """A name in lines of a tile's width.

    >>> _short("Terras de Trás-os-Montes")
    'Terras de\\nTrás-os-\\nMontes'
    """
    abbreviated = name.replace("Área Metropolitana", "AM").replace("Região Autónoma", "RA")
    return "\n".join(wrap(abbreviated, TILE_CHARS))


def _words(shown: Mapping[str, float], values: Mapping[str, float], geography: Geography, title: str, unit: str) -> str:
    order = sorted(shown, key=lambda code: (-shown[code], code))
    told = "; ".join(f"{geography.name(code)} {shown[code]:g}" for code in order[:8])
    rest = {code: value for code, value in values.items() if code not in shown}
    beside = (
        f" Not on the map: {'; '.join(f'{code} {value:g}' for code, value in sorted(rest.items()))}." if rest else ""
    )
    return f"{title}, {unit}, by level-3 region: {told or 'none'}.{beside}"
