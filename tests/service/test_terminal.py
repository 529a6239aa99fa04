"""What a person reads in a terminal."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from matcher import Answer, Query
from matcher.vocabulary import Vocabularies
from service.cli.terminal import rendered
from service.cli.untrusted import printable, shortened
from tests.service.small_answers import answer, reason, recommendation

HOSTILE = "\x1b[31m[bold]x[/bold] [link=http://evil]y[/link] :smile: \x9b2J\u202e\nz"


def shown(made: Answer, vocabularies: Vocabularies, *, terminal: bool = False, width: int = 80, **query: str) -> str:
    """The answer as a terminal or a file of ``width`` columns gets it."""
    file = StringIO()
    console = Console(file=file, width=width, force_terminal=terminal, markup=False, emoji=False, highlight=False)
    console.print(rendered(made, Query.model_validate({"text": "Dye works in Guimarães.", **query}), vocabularies))
    return file.getvalue()


def test_the_outcome_stands_first(vocabularies: Vocabularies) -> None:
    """The first line says what came out, and names the hub."""
    assert shown(answer(), vocabularies).splitlines()[0] == "There is a right door for this need: Hub A."


@pytest.mark.parametrize("outcome", ["match", "weak_match", "no_match", "out_of_scope", "too_vague"])
@pytest.mark.parametrize("language", ["pt", "en"])
def test_every_outcome_has_a_sentence(outcome: str, language: str, vocabularies: Vocabularies) -> None:
    """No outcome ends without words, with hubs or without."""
    first = shown(answer(outcome=outcome, recommendations=[]), vocabularies, language=language).splitlines()[0]
    assert len(first.split()) > 3


def test_a_card_tells_how_sure_it_is(vocabularies: Vocabularies) -> None:
    """Probability and its word stand on the line of the hub's name."""
    line = next(line for line in shown(answer(), vocabularies).splitlines() if "hub-a" in line)
    assert line.split() == ["1", "Hub", "A", "(hub-a)", "81%", "high"]


def test_a_fitting_service_is_named_in_words(vocabularies: Vocabularies) -> None:
    """Codes are for machines."""
    assert "Services that fit: Test before invest" in shown(answer(), vocabularies)


def test_a_reason_quotes_the_words_of_the_need(vocabularies: Vocabularies) -> None:
    """Characters 0 to 3 of the need are 'Dye'."""
    assert "+ Serves textiles. “Dye”" in shown(answer(), vocabularies)


def test_a_reason_quotes_its_evidence(vocabularies: Vocabularies) -> None:
    """The passage of the profile stands below the reason."""
    evidence = {"text": "We dye.", "language": "en", "field": "facts"}
    card = recommendation(reasons=[reason(contribution=-1.0, text="Near.", evidence=evidence)])
    lines = [line.strip() for line in shown(answer(recommendations=[card]), vocabularies).splitlines()]
    assert lines[lines.index("- Near.") + 1] == "profile: We dye."


def test_the_same_passage_is_quoted_once(vocabularies: Vocabularies) -> None:
    """Three reasons rest on it, with another one in between."""
    passages = [{"text": text, "language": "en", "field": "facts"} for text in ("We dye.", "We knit.", "We dye.")]
    card = recommendation(reasons=[reason(evidence=evidence) for evidence in passages])
    assert shown(answer(recommendations=[card]), vocabularies).count("We dye.") == 1


def test_nothing_is_certain(vocabularies: Vocabularies) -> None:
    """Whatever rounds to 100 % is shown as 99 %."""
    assert " 99% " in shown(answer(recommendations=[recommendation(probability=0.9999)]), vocabularies)


def test_a_hub_abroad_shows_what_speaks_for_it(vocabularies: Vocabularies) -> None:
    """Even where something against it weighs more."""
    reasons = [reason(contribution=-2.0, text="Far."), reason(contribution=1.0, text="Works with robots.")]
    text = shown(answer(elsewhere=[recommendation(hub_id="other", reasons=reasons)]), vocabularies)
    assert "(other): Works with robots." in text


def test_the_baseline_is_no_reason(vocabularies: Vocabularies) -> None:
    """The starting point says nothing about a hub."""
    assert "Starting point" not in shown(answer(), vocabularies)


def test_what_was_understood_shows_where_it_came_from(vocabularies: Vocabularies) -> None:
    """A value read from words shows them, with how sure the model is."""
    sector = {"code": "textiles", "origin": "text", "span": [0, 9], "probability": 0.7}
    made = answer(understood={"sectors": [sector]})
    assert any("“Dye works”, 70%" in line for line in shown(made, vocabularies).splitlines())


@pytest.mark.parametrize(("part", "title"), [("free_zones", "Technological free zones"), ("elsewhere", "Specialists")])
def test_zones_and_hubs_abroad_stand_apart(part: str, title: str, vocabularies: Vocabularies) -> None:
    """They have a heading of their own, below the ranked hubs."""
    text = shown(answer(**{part: [recommendation(name="Other", hub_id="other")]}), vocabularies)
    assert text.index("(hub-a)") < text.index(title) < text.index("(other)")


def test_hubs_kept_out_are_listed_under_the_rules_reason(vocabularies: Vocabularies) -> None:
    """One reason, many hubs: the reason stands once."""
    excluded = [{"hub_id": hub, "rule": "r", "reason": "Another region."} for hub in ("hub-b", "hub-c")]
    assert "Another region. hub-b, hub-c" in shown(answer(excluded=excluded), vocabularies)


def test_a_next_step_says_where_to_turn_to(vocabularies: Vocabularies) -> None:
    """The address of the contact stands beside the step."""
    contact = {"id": "i", "name": "IAPMEI", "website": "https://iapmei.pt", "email": None}
    made = answer(next_steps=[{"text": "Ask.", "contact": contact}])
    assert "1. Ask. https://iapmei.pt" in shown(made, vocabularies)


def test_personal_data_are_pointed_out(vocabularies: Vocabularies) -> None:
    """Whoever typed a name or an address is told before passing it on."""
    assert "personal data" in shown(answer(understood={"contains_personal_data": True}), vocabularies)


def test_a_file_gets_no_colours(vocabularies: Vocabularies) -> None:
    """No escape sequence where no terminal reads it."""
    assert "\x1b" not in shown(answer(), vocabularies)


def test_a_terminal_gets_colours(vocabularies: Vocabularies, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal is told in colour, unless its owner set NO_COLOR."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[" in shown(answer(), vocabularies, terminal=True)


def test_no_line_is_wider_than_the_terminal(vocabularies: Vocabularies) -> None:
    """Long names and long sentences wrap at 80 columns."""
    card = recommendation(name="Hub " * 60, reasons=[reason(text="word " * 80)])
    text = shown(answer(recommendations=[card]), vocabularies)
    assert max(map(len, text.splitlines())) <= 80


def test_text_from_outside_is_neither_markup_nor_a_command(vocabularies: Vocabularies) -> None:
    """A hostile profile shows as plain characters: nothing that a terminal acts on is left."""
    evidence = {"text": HOSTILE, "language": "en", "field": "facts"}
    reasons = [reason(text=HOSTILE, evidence=evidence)]
    card = recommendation(name=HOSTILE, hub_id=HOSTILE, reasons=reasons)
    text = shown(answer(recommendations=[card], elsewhere=[card]), vocabularies, width=400)
    assert text.replace("\n", "").isprintable()
    assert text.count("[bold]x[/bold] [link=http://evil]y[/link] :smile:") >= 5


def test_printable_keeps_words_apart() -> None:
    """A line break becomes a space, a control character nothing."""
    assert printable("a\nb\x00c\u200bd é") == "a bcd é"


def test_shortened_never_exceeds_its_length() -> None:
    """One word that is too long is cut inside."""
    assert shortened("x" * 50, 10) == "xxxxxxxx …"


def test_a_question_is_shown_with_its_choices(vocabularies: Vocabularies) -> None:
    """What would move the ranking is asked before the hubs."""
    question = {"field": "place", "text": "Where are you?", "choices": [{"code": "PT15", "text": "Algarve"}]}
    text = shown(answer(question=question), vocabularies)
    assert "Where are you?" in text
    assert "Algarve" in text
