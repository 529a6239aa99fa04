"""The answer to what was sent from the frame: the page's own path, with the hubs and the number that the portal set."""

from __future__ import annotations

from typing import TypedDict

from matcher import Answer, Recommender
from matcher.answer import Confidence, Outcome
from service.page.asking import Asked, ask
from service.page.form import NeedForm
from service.widget.narrowing import narrowed
from service.widget.options import EmbedOptions


class ToldHub(TypedDict):
    """One hub that is shown."""

    hub_id: str
    rank: int
    confidence: Confidence


class Told(TypedDict):
    """What the page around the frame may know of an answer: codes and ids, never a word of the need."""

    id: str
    outcome: Outcome
    context: bool
    hubs: list[ToldHub]


def ask_framed(recommender: Recommender, form: NeedForm, options: EmbedOptions) -> Asked:
    """The answer among the portal's hubs; `NeedError` for a text or a fact that cannot be used."""
    return ask(
        recommender, form, k=options.max_results, narrow=lambda ranked: narrowed(recommender, ranked, options.hubs)
    )


def told_outside(answer: Answer, *, in_context: bool) -> Told:
    """``answer`` as events tell it; ``in_context`` says that the portal asked with a text of its own."""
    hubs = [ToldHub(hub_id=hub.hub_id, rank=hub.rank, confidence=hub.confidence) for hub in answer.recommendations]
    return Told(id=answer.id, outcome=answer.outcome, context=in_context, hubs=hubs)
