"""Terms are found as whole words, in any case and accent, longest first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from matcher.folding import fold
from matcher.understanding.lexicon import Lexicon
from matcher.vocabulary import TermRow

TERMS = [
    TermRow(list="sectors", code="fishery", language="pt", term="peixe", weight=0.8),
    TermRow(list="sectors", code="food-and-beverages", language="pt", term="conserva de peixe", weight=0.9),
    TermRow(list="technologies", code="robotics", language="any", term="robot*", weight=0.9),
    TermRow(list="technologies", code="robotics", language="pt", term="robot de cozinha", weight=0.05),
    TermRow(
        list="technologies", code="artificial-intelligence-decision-support", language="any", term="IA", weight=0.9
    ),
]
LEXICON = Lexicon(TERMS)


def codes(text: str) -> list[str]:
    """Codes found in ``text``, in order."""
    return [hit.code for hit in LEXICON.hits(fold(text))]


def test_a_term_is_a_whole_word() -> None:
    """'IA' is not in 'dia' or 'iate'."""
    assert codes("um dia de iate") == []
    assert codes("Usamos IA.") == ["artificial-intelligence-decision-support"]


def test_a_star_stands_for_any_ending() -> None:
    """'robótica' and 'ROBOTS' are both robotics."""
    assert codes("robótica e ROBOTS") == ["robotics", "robotics"]


def test_the_longer_term_hides_the_shorter_one_of_its_code() -> None:
    """'robot de cozinha' is too weak to mean robotics, and hides the 'robot' in it."""
    assert codes("um  robot de  cozinha") == []


def test_a_longer_term_of_another_code_hides_nothing() -> None:
    """'conserva de peixe' is food, and its 'peixe' still says fishery."""
    assert codes("conserva de peixe") == ["food-and-beverages", "fishery"]


def test_terms_side_by_side_are_both_found() -> None:
    """Two terms that share one space do not hide each other."""
    assert codes("peixe peixe") == ["fishery", "fishery"]


def test_a_span_holds_the_typed_words() -> None:
    """The span of a starred term covers the whole word as typed."""
    text = "Precisamos de ROBÓTICA, já"
    (hit,) = LEXICON.hits(fold(text))
    assert text[slice(*hit.span)] == "ROBÓTICA"


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    """Nothing that can be typed is an error, and every span lies in the text."""
    for hit in LEXICON.hits(fold(text)):
        assert 0 <= hit.span[0] < hit.span[1] <= len(text)
