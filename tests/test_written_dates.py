"""Sentences write dates as people do, whatever the data hold."""

from __future__ import annotations

import re

import pytest

from matcher import Recommender
from matcher.need import AnswerLanguage
from matcher.written_dates import written_date

DYE_WORKS = "Temos uma tinturaria em Guimarães e todas as semanas há lotes que saem fora do tom."


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [
        ("2024-05-21", "pt", "21 de maio de 2024"),
        ("2025-09", "pt", "setembro de 2025"),
        ("2025-12-01", "en", "1 December 2025"),
        ("2025-03", "en", "March 2025"),
    ],
)
def test_days_and_months_are_written_out(value: str, language: AnswerLanguage, written: str) -> None:
    """Without a zero before the day, and without a day where none is known."""
    assert written_date(value, language) == written


@pytest.mark.parametrize("language", ["pt", "en"])
def test_no_next_step_shows_a_date_of_the_data(recommender: Recommender, language: str) -> None:
    """The answer's own fields keep it for programs."""
    answer = recommender.recommend(DYE_WORKS, language=language)
    assert answer.recommendations[0].service_until == "2025-09"
    assert not re.search(r"\d{4}-\d{2}", " ".join(step.text for step in answer.next_steps))
