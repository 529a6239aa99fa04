"""Refused words are found, and nothing beyond them."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.folding import fold
from matcher.understanding.language import detect_language
from matcher.understanding.lexicon import Lexicon
from matcher.understanding.negation import CueRow, Negation, is_refused
from matcher.vocabulary import TermRow

CUES = Path(__file__).parent.parent / "data" / "vocabularies" / "negation.csv"
TERMS = [
    TermRow(list="services", code="funding-support", language="pt", term="financiamento", weight=0.9),
    TermRow(list="services", code="skills-and-training", language="pt", term="formaç*", weight=0.9),
    TermRow(list="services", code="funding-support", language="en", term="grant*", weight=0.9),
    TermRow(list="services", code="skills-and-training", language="en", term="training", weight=0.9),
]


def asked(text: str) -> tuple[set[str], set[str]]:
    """Codes asked for and codes refused in ``text``."""
    folded = fold(text)
    stretches = Negation.load(CUES).refused(folded, detect_language(folded))
    hits = Lexicon(TERMS).hits(folded)
    return {h.code for h in hits if not is_refused(h, stretches)}, {h.code for h in hits if is_refused(h, stretches)}


@pytest.mark.parametrize(
    "text",
    [
        "Não queremos financiamento, só formação.",
        "nao queremos financiamento mas formação",
        "Formação. Não precisamos de financiamento.",
        "We are not looking for grants, only training.",
        "Training for eight people, no grants please.",
        "We are not looking for grants, we are looking for training.",
        "Não quero financiamento, quero formação.",
    ],
)
def test_a_refusal_takes_the_service_and_leaves_the_other(text: str) -> None:
    """What is refused is not asked for, and what follows the contrast is."""
    assert asked(text) == ({"skills-and-training"}, {"funding-support"})


def test_a_refusal_ends_with_its_clause() -> None:
    """A full stop ends the reach."""
    negation = Negation([CueRow(language="pt", cue="não queremos", kind="negation")])
    text = fold("Não queremos isso. Financiamento sim")
    ((start, end),) = negation.refused(text, "pt")
    assert text.text[start:end] == " isso"


def test_a_cue_counts_in_its_own_language_only() -> None:
    """'no' refuses in English, and is 'in the' in Portuguese: 'no financiamento' refuses nothing."""
    assert asked("queremos ajuda no financiamento da empresa") == ({"funding-support"}, set())


@pytest.mark.parametrize(
    "text",
    [
        "Não temos formação e precisamos dela.",
        "Nunca tivemos formação, gostaríamos.",
        "No one here knows this and we want training.",
        "We have no training at all.",
    ],
)
def test_a_lack_is_no_refusal(text: str) -> None:
    """Who lacks a thing does not refuse it."""
    assert asked(text) == ({"skills-and-training"}, set())


def test_only_services_are_refused() -> None:
    """A technology beside a refusal still says what the need is about."""
    terms = [TermRow(list="technologies", code="robotics", language="pt", term="robótica", weight=0.9)]
    folded = fold("não queremos formação em robótica")
    (hit,) = Lexicon(terms).hits(folded)
    assert not is_refused(hit, Negation.load(CUES).refused(folded, "pt"))


def test_no_cue_no_refusal() -> None:
    """A plain text refuses nothing."""
    assert asked("queremos financiamento e formação") == ({"funding-support", "skills-and-training"}, set())
