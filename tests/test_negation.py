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


def test_no_cue_no_refusal() -> None:
    """A plain text refuses nothing."""
    assert asked("queremos financiamento e formação") == ({"funding-support", "skills-and-training"}, set())
