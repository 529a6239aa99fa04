"""READ FIRST: the path of a need. understand -> exclude -> score -> order -> decide -> explain.

Everything is loaded once (`Recommender.load`); a recommendation then reads no file and changes nothing, so one
recommender serves all threads.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from matcher.answer import Answer, Versions
from matcher.answering import Answering, Shown
from matcher.arrays import BoolVector, FloatVector, IntVector
from matcher.catalogue import Catalogue
from matcher.encoder import Encoder
from matcher.features import feature_matrix
from matcher.loading import load_parts
from matcher.need import Need
from matcher.query import parse_query
from matcher.ranking import Ranker, Scored, ranking_order
from matcher.records import Query
from matcher.rules import Rules, Verdict
from matcher.understanding.language import answer_language
from matcher.understanding.outcome import decide
from matcher.understanding.reader import Reader

MOST_ELSEWHERE = 3
MOST_ZONES = 3


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """One need against every hub: what was understood, what the rules and the model say, and the order.

    Attributes:
        candidates: row numbers of the hubs that no rule excluded or set apart, best first.
        elsewhere, zones: row numbers of specialists abroad and of free zones to show, best first.
    """

    need: Need
    verdict: Verdict
    scored: Scored
    candidates: IntVector
    elsewhere: IntVector
    zones: IntVector


@dataclass(frozen=True, slots=True, eq=False)
class Recommender:
    """Which hub is the right door for a need, why, and how sure.

    >>> from matcher import Recommender
    >>> recommender = Recommender.load()
    >>> answer = recommender.recommend("Temos uma tinturaria em Guimarães e os lotes saem fora do tom.")
    >>> answer.recommendations[0].hub_id
    'digi4fashion'
    """

    catalogue: Catalogue
    encoder: Encoder
    reader: Reader
    rules: Rules
    ranker: Ranker
    answering: Answering
    versions: Versions

    @classmethod
    def load(cls, data: Path | None = None, models: Path | None = None, encoder: Encoder | str | None = None) -> Self:
        """Read catalogue, rules and models; without paths, those that come with the package.

        Args:
            encoder: an encoder, or what `matcher.encoder.load_encoder` opens; without it the shipped one.

        Raises:
            DataError: files of ``data`` are at fault; all faults are named.
            ArtefactError: a model does not fit the running code or the other parts.
        """
        return cls(**load_parts(data, models, encoder))

    def recommend(
        self,
        text: str,
        *,
        language: str | None = None,
        place: str | None = None,
        sectors: Sequence[str] = (),
        technologies: Sequence[str] = (),
        services: Sequence[str] = (),
        client: str | None = None,
        networks: Sequence[str] = (),
        k: int = 5,
    ) -> Answer:
        """The answer to a need; stated facts win over what the text seems to say.

        Raises:
            NeedError: the text or a stated fact cannot be used; the error names the field and what was expected.
        """
        stated = {"sectors": sectors, "technologies": technologies, "services": services, "networks": networks}
        query = parse_query({"text": text, "language": language, "place": place, "client": client, "k": k, **stated})
        return self.answer(query)

    def answer(self, query: Query) -> Answer:
        """The answer to a query that was validated already; raises `NeedError` for unknown codes and places."""
        return self.answer_ranked(self.rank(query), query)

    def rank(self, query: Query) -> Ranked:
        """Understand a query, apply the rules and score every hub."""
        place = self.reader.check(query)
        vector = self.encoder.encode_queries([query.text])[0]
        return self.rank_need(self.reader.read(query, place, vector))

    def rank_need(self, need: Need) -> Ranked:
        """Apply the rules to an understood need, score every hub and order them."""
        hubs = self.catalogue
        verdict = self.rules.judge(need, hubs)
        scored = self.ranker.score(feature_matrix(need, hubs), verdict.weights, self.rules.weight_codes)
        asked = hubs.in_networks(need.networks) if need.networks else np.ones(len(hubs), dtype=np.bool_)
        open_hubs = ~hubs.is_zone & ~verdict.excluded & asked

        scores = scored.scores

        def best(mask: BoolVector) -> IntVector:
            rows = np.flatnonzero(mask)
            return rows[ranking_order(scores[rows], rows)]

        return Ranked(
            need=need,
            verdict=verdict,
            scored=scored,
            candidates=best(open_hubs & ~verdict.elsewhere),
            elsewhere=best(open_hubs & verdict.elsewhere),
            zones=best(hubs.is_zone & verdict.offered),
        )

    def answer_ranked(self, ranked: Ranked, query: Query) -> Answer:
        """Decide the outcome and put everything into words."""
        need, probabilities = ranked.need, ranked.scored.probabilities
        config = self.ranker.config
        best = float(probabilities[ranked.candidates[0]]) if len(ranked.candidates) else None
        decision = decide(need, best, config)
        language = query.language or answer_language(need.language)
        in_scope = decision.outcome in ("match", "weak_match", "no_match")
        shown = Shown(
            candidates=_likely(ranked.candidates, probabilities, config.weak_match_at)[: query.k] if in_scope else (),
            elsewhere=_likely(ranked.elsewhere, probabilities, config.weak_match_at)[:MOST_ELSEWHERE]
            if in_scope
            else (),
            zones=ranked.zones[:MOST_ZONES] if in_scope else (),
        )
        return self.answering.answer(
            str(uuid.uuid4()), need, decision, ranked.verdict, ranked.scored, shown, language, self.versions
        )


def _likely(rows: IntVector, probabilities: FloatVector, least: float) -> IntVector:
    """The rows whose probability is worth showing, in the same order."""
    return rows[probabilities[rows] >= least]
