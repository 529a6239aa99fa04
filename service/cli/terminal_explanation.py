"""An explanation as a person reads it in a terminal: where the hub stands, its score's parts, and the hub beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import typer
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from matcher.hub_comparison import Comparison
from matcher.hub_explanation import HubExplanation
from matcher.need import AnswerLanguage
from service.cli import terminal_words as words
from service.cli.untrusted import printable, quoted

SCORE: Final[words.Words] = {"pt": "Pontuação {score:.2f}, de que fazem parte", "en": "Score {score:.2f}, made of"}
BESIDE: Final[words.Words] = {"pt": "Ao lado de {other}", "en": "Beside {other}"}
ENOUGH: Final[words.Words] = {"pt": "Só isto bastava para os igualar.", "en": "This alone would level the two."}


def print_explanation(told: HubExplanation, need: str) -> None:
    """Print an explanation on stdout, in colour only where that is a terminal; no spaces fill up the lines."""
    console = Console(highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(Group(*_parts(told, need)))
    typer.echo("\n".join(line.rstrip() for line in captured.get().rstrip().split("\n")), color=True)


def _parts(told: HubExplanation, need: str) -> Iterator[RenderableType]:
    language = told.language
    yield Text(printable(told.name), style="bold").append(f" ({printable(told.hub_id)})", style="not bold dim")
    yield Text(printable(told.text))
    sure = f"{min(max(told.probability, 0.01), 0.99):.0%} {words.CONFIDENCE[told.confidence][language]}"
    yield Text(f"{words.PROBABILITY[language]}: {sure}")
    yield Text(f"\n{SCORE[language].format(score=told.score)}", style="bold")
    yield _rows(
        (one.contribution, f"{one.text} {quoted(need, one.need_span)}" if one.need_span else one.text)
        for one in told.reasons
    )
    if told.compared is not None:
        yield from _beside(told.compared, language)


def _beside(compared: Comparison, language: AnswerLanguage) -> Iterator[RenderableType]:
    yield Text(f"\n{BESIDE[language].format(other=printable(compared.name))}", style="bold")
    yield Text(printable(compared.text))
    yield _rows(
        (one.difference, f"{one.text} {ENOUGH[language]}" if one.closes_gap else one.text)
        for one in compared.differences
    )


def _rows(shares: Iterator[tuple[float, str]]) -> RenderableType:
    """Numbers with their sign, and beside each a sentence that wraps."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True, justify="right", style="dim")
    grid.add_column(ratio=1)
    for share, text in shares:
        grid.add_row(Text(f"{share:+.2f}"), Text(printable(text)))
    return Padding(grid, (0, 0, 0, 2))
