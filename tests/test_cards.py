"""Cards say what the results say."""

from __future__ import annotations

from matcher.loading import current_models, shipped
from tools.cards import concept_card, ranker_card


def test_the_concept_card_is_made_from_its_results() -> None:
    """`python -m tools.cards` would change nothing."""
    folder = shipped("models") / current_models(shipped("models")).concepts
    assert (folder / "card.md").read_text(encoding="utf-8") == concept_card(folder)


def test_the_ranker_card_is_made_from_its_results() -> None:
    """`python -m tools.cards` would change nothing."""
    folder = shipped("models") / current_models(shipped("models")).ranker
    assert (folder / "card.md").read_text(encoding="utf-8") == ranker_card(folder)
