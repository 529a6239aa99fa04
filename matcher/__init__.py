"""Hub Matcher: which Digital Innovation Hub is the right door for a need, why, and how sure."""

from __future__ import annotations

from matcher.answer import Answer
from matcher.errors import ArtefactError, DataError, MatcherError, NeedError
from matcher.recommend import Recommender
from matcher.records import Query

__all__ = ["Answer", "ArtefactError", "DataError", "MatcherError", "NeedError", "Query", "Recommender"]
