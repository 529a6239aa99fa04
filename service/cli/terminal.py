"""An answer as a person reads it in a terminal: outcome, what was understood, ranked hubs with reasons, next steps.

Needs and profiles come from outside. They enter as `rich.text.Text`, which knows no markup, and always through
`printable`, so that no text can move the cursor, change colours or hide itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Final

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from matcher.answer import Answer, Reason, Recommendation
from matcher.need import AnswerLanguage
from matcher.records import Query
from matcher.understanding.language import answer_language
from matcher.vocabulary import Vocabularies
from service.cli import terminal_words as words
from service.cli.terminal_understood import understood_rows
from service.cli.untrusted import printable, quoted, shortened

MOST_REASONS: Final = 3
EVIDENCE_CHARS: Final = 160
COLOURS: Final = {"high": "green", "medium": "yellow", "low": "red"}


def print_answer(answer: Answer, query: Query, vocabularies: Vocabularies) -> None:
    """Print an answer on stdout, in colour only where that is a terminal; no spaces fill up the lines."""
    console = Console(highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(rendered(answer, query, vocabularies))
    typer.echo("\n".join(line.rstrip() for line in captured.get().rstrip().split("\n")), color=True)


def busy(message: str) -> AbstractContextManager[object]:
    """A sign on stderr that something takes its time; nothing where nobody watches."""
    return Console(stderr=True, highlight=False, markup=False).status(Text(message))


def rendered(answer: Answer, query: Query, vocabularies: Vocabularies) -> RenderableType:
    """Everything that the terminal shows of an answer to ``query``."""
    language = query.language or answer_language(answer.understood.language.value)
    return Group(*_parts(answer, query.text, vocabularies, language))


def _parts(answer: Answer, need: str, vocabularies: Vocabularies, language: AnswerLanguage) -> Iterator[RenderableType]:
    best = printable(answer.recommendations[0].name) if answer.recommendations else ""
    yield Text(words.OUTCOMES[answer.outcome][language].format(hub=best), style="bold")
    if answer.understood.contains_personal_data:
        yield Text(words.PERSONAL_DATA[language], style="yellow")
    yield _heading(words.UNDERSTOOD[language])
    yield _listed(understood_rows(answer.understood, need, vocabularies, language))
    if answer.question is not None:
        yield _heading(printable(answer.question.text))
        yield _listed([("·", Text(printable(choice.text))) for choice in answer.question.choices])
    if answer.recommendations:
        yield _hub_table(answer.recommendations, need, vocabularies, language)
    for title, cards in ((words.FREE_ZONES, answer.free_zones), (words.ELSEWHERE, answer.elsewhere)):
        if cards:
            yield _heading(title[language])
            yield _listed([("·", _aside(card)) for card in cards])
    if answer.excluded and answer.outcome not in ("out_of_scope", "too_vague"):  # there no hub was looked for
        yield _heading(words.EXCLUDED[language])
        yield _listed([("·", text) for text in _exclusions(answer)])
    yield _heading(words.NEXT[language])
    yield _listed([(f"{n}.", text) for n, text in enumerate(_next_steps(answer), 1)])


def _heading(title: str) -> RenderableType:
    return Text(f"\n{title}", style="bold")


def _listed(rows: Sequence[tuple[str, Text]]) -> RenderableType:
    """Rows of a mark or name and a text that wraps beside it."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(ratio=1)
    for mark, text in rows:
        grid.add_row(Text(mark), text)
    return Padding(grid, (0, 0, 0, 2))


def _hub_table(
    cards: Sequence[Recommendation], need: str, vocabularies: Vocabularies, language: AnswerLanguage
) -> RenderableType:
    """The ranked hubs, best first, with their reasons."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, leading=1)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column(Text(words.HUB[language]), ratio=1)
    table.add_column(Text(words.PROBABILITY[language]), no_wrap=True)
    for card in cards:
        sure = Text(f"{min(max(card.probability, 0.01), 0.99):.0%} ").append(
            words.CONFIDENCE[card.confidence][language]
        )
        sure.stylize(COLOURS[card.confidence])
        table.add_row(Text(str(card.rank)), _card(card, need, vocabularies, language), sure)
    return table


def _card(card: Recommendation, need: str, vocabularies: Vocabularies, language: AnswerLanguage) -> RenderableType:
    """One hub: name, id, fitting services, and what weighed most for and against it."""
    title = Text(printable(card.name), style="bold").append(f" ({printable(card.hub_id)})", style="not bold dim")
    parts: list[RenderableType] = [title]
    if card.services:
        labels = "; ".join(printable(vocabularies["services"].label(code, language)) for code in card.services)
        parts.append(Text(f"{words.FITTING[language]}: {labels}"))
    reasons = [reason for reason in card.reasons if reason.feature != "baseline"][:MOST_REASONS]
    rows, told = [], set[str]()
    for reason in reasons:
        rows.append(("+" if reason.contribution > 0 else "-", _reason(reason, need, language, told)))
        told |= {reason.evidence.text} if reason.evidence else set()
    return Group(*parts, _listed(rows))


def _reason(reason: Reason, need: str, language: AnswerLanguage, told: set[str]) -> Text:
    """A reason, the words of the need that it rests on, and what the profile says unless that was ``told`` already."""
    text = Text(printable(reason.text))
    if reason.need_span is not None:
        text.append(f" {quoted(need, reason.need_span)}", style="cyan")
    if reason.evidence is not None and reason.evidence.text not in told:
        evidence = shortened(reason.evidence.text, EVIDENCE_CHARS)
        text.append(f"\n{words.PROFILE[language]}: {evidence}", style="dim")
    return text


def _aside(card: Recommendation) -> Text:
    """A free zone or a hub abroad on one line, with the reason that speaks most for it."""
    text = Text(printable(card.name)).append(f" ({printable(card.hub_id)})", style="dim")
    best = next((r for r in card.reasons if r.contribution > 0 and r.feature != "baseline"), None)
    return text.append(f": {printable(best.text)}") if best else text


def _exclusions(answer: Answer) -> list[Text]:
    """Each rule's reason once, with the hubs that it kept out."""
    kept_out: dict[str, list[str]] = {}
    for exclusion in answer.excluded:
        kept_out.setdefault(printable(exclusion.reason), []).append(printable(exclusion.hub_id))
    return [Text(reason).append(f" {', '.join(hubs)}", style="dim") for reason, hubs in kept_out.items()]


def _next_steps(answer: Answer) -> list[Text]:
    """Each step with where to turn to."""
    steps = []
    for step in answer.next_steps:
        contact = step.contact
        where = [part for part in (contact.website, contact.email) if part] if contact else []
        text = Text(printable(step.text))
        steps.append(text.append(f" {printable(' · '.join(where))}", style="cyan") if where else text)
    return steps
