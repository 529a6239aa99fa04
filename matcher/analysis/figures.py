"""One plotting style: colours that every kind of eye tells apart, marks that survive a black and white print, alt text."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Final

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

# Okabe and Ito's colours (jfly.uni-koeln.de/color); marks and hatches differ wherever two of them meet.
BLUE: Final = "#0072B2"
ORANGE: Final = "#D55E00"
GREEN: Final = "#009E73"
SKY: Final = "#56B4E9"
GREY: Final = "#555555"
PALE: Final = "#E6E6E6"
MAP: Final = (
    "cividis_r"  # even in lightness, so it prints, and fit for every colour vision; more is darker, as on paper
)
DPI: Final = 130
FONT: Final = 9


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """A figure and what it says in words, for whoever cannot see it; notebooks and reports show both."""

    figure: Figure
    alt: str

    def png(self) -> bytes:
        """The picture."""
        content = BytesIO()
        FigureCanvasAgg(self.figure)
        self.figure.savefig(content, format="png", dpi=DPI)
        return content.getvalue()

    def save(self, path: Path) -> None:
        """Write the picture as PNG."""
        path.write_bytes(self.png())

    def html(self) -> str:
        """An image element that holds picture and words, and needs no other file."""
        picture = b64encode(self.png()).decode("ascii")
        return (
            f'<img alt="{escape(self.alt, quote=True)}" src="data:image/png;base64,{picture}" style="max-width:100%">'
        )

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return self.html()


def new_figure(width: float, height: float) -> tuple[Figure, Axes]:
    """An empty figure of so many inches with one pair of axes; nothing global is touched."""
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots()
    plain(axes)
    return figure, axes


def plain(axes: Axes) -> None:
    """No box around, small ticks."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=FONT)


def words(name: str) -> str:
    """A feature's name as people read it.

    >>> words("sector_coverage")
    'sector coverage'
    """
    return name.replace("_", " ").replace("-", " ")
