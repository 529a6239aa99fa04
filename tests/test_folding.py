"""Folding keeps every character in its place."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from matcher.folding import fold, fold_term


def test_accents_case_and_signs_fold_away() -> None:
    """'TÊXTIL/vestuário' and 'textil vestuario' are the same words."""
    assert fold_term("TÊXTIL/vestuário") == fold_term("textil  vestuario") == "textil vestuario"


@given(st.text(max_size=60))
def test_spans_of_the_folded_text_point_into_the_typed_one(text: str) -> None:
    """A folded character stands for the typed character at its mapped place."""
    folded = fold(text)
    for index in range(len(folded.folded)):
        start, end = folded.span(index, index + 1)
        assert end == start + 1
        assert 0 <= start < len(text)


def test_loose_accents_are_mapped() -> None:
    """Text in Unicode form D (macOS file names, some phones) gives spans in the text as typed."""
    typed = unicodedata.normalize("NFD", "ação já")
    folded = fold(typed)
    start = folded.folded.index("ja")
    assert typed[slice(*folded.span(start, start + 2))].startswith("j")


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    """A key is its own key."""
    assert fold_term(fold_term(text)) == fold_term(text)
