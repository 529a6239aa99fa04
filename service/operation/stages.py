"""The answer to a need, with the time of each stage noted, as calls give it; `service.page.asking` answers corrected forms."""

from __future__ import annotations

from matcher import Answer, Query, Recommender
from matcher.need import AnswerLanguage
from service.operation.notes import note_outcome, stage


def timed_answer(recommender: Recommender, query: Query, *, language: AnswerLanguage | None = None) -> Answer:
    """What ``recommender.answer(query, language=language)`` gives; raises as that does."""
    with stage("understand"):
        understood = recommender.understand(query)
    with stage("rank"):
        ranked = recommender.rank_understood(understood)
    with stage("explain"):
        answer = recommender.answer_ranked(ranked, query, language=language)
    note_outcome(answer.outcome)
    return answer
