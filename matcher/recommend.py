"""READ FIRST: the path of a need. understand -> exclude -> score -> order -> cover -> decide -> ask -> explain.

Everything is loaded once (`Recommender.load`); a recommendation then reads no file and changes nothing, so one
recommender serves all threads.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from matcher.answer import Answer, Versions
from matcher.answering import Answering, Shown
from matcher.arrays import BoolMatrix, BoolVector, FloatMatrix, IntVector
from matcher.assumptions import Base
from matcher.catalogue import Catalogue
from matcher.cover import serves_well, smallest_cover
from matcher.encoder import Encoder
from matcher.features import feature_matrix
from matcher.loading import CurrentModels, load_parts
from matcher.need import AnswerLanguage, Need
from matcher.outcome_model import Thresholds
from matcher.query import parse_query
from matcher.question import Asker, Guesses
from matcher.ranking import Ranker, Scored, ranking_order
from matcher.records import Query
from matcher.rules import Rules, Verdict
from matcher.understanding.facets import NeedFacet
from matcher.understanding.language import answer_language
from matcher.understanding.outcome import GENERAL_NEED, Decision, decide
from matcher.understanding.reader import Draft, Reader, Reading

if TYPE_CHECKING:
    from pandas import DataFrame

    from matcher.frames import Errors, Frames

MOST_ELSEWHERE = 3
MOST_ZONES = 3
NEARLY_BEST = 0.7  # a hub serves one of several needs well if it is at least this near the likeliest for that need
NOT_FOR_HUBS = ("out_of_scope", "too_vague")  # outcomes that recommend nothing


@dataclass(frozen=True, slots=True, eq=False)
class Understood:
    """What a query says: its words alone, and the need that they make together with the vector of the text."""

    draft: Draft
    reading: Reading


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """One need against every hub: what was understood, what the rules and the model say, and the order.

    Attributes:
        features: shape ``(n_hubs, n_features)``.
        asked: hubs, not zones, of the networks asked for; shape ``(n_hubs,)``.
        candidates: row numbers of those that no rule excluded or set apart, best first.
        elsewhere, zones: row numbers of specialists abroad and of free zones to show, best first.
        guesses: probabilities of the codes that the text may mean, also of those too unsure to act on.
        facets: the separate needs of the text; empty for a single one.
        served: which hub serves which facet well, shape ``(n_facets, n_hubs)``.
    """

    need: Need
    features: FloatMatrix
    verdict: Verdict
    scored: Scored
    asked: BoolVector
    candidates: IntVector
    elsewhere: IntVector
    zones: IntVector
    guesses: Guesses
    facets: tuple[NeedFacet, ...]
    served: BoolMatrix


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
    asker: Asker
    versions: Versions

    @classmethod
    def load(
        cls,
        data: Path | None = None,
        models: Path | None = None,
        encoder: Encoder | str | None = None,
        current: CurrentModels | None = None,
    ) -> Self:
        """Read catalogue, rules and models; without paths, those that come with the package.

        Args:
            encoder: an encoder, or what `matcher.encoder.load_encoder` opens; without it the shipped one.
            current: versions of the models; without it, those that ``models/current.json`` names.

        Raises:
            DataError: files of ``data`` are at fault; all faults are named.
            ArtefactError: a model does not fit the running code or the other parts.
        """
        parts = load_parts(data, models, encoder, current)
        asker = Asker.of(parts["catalogue"], parts["rules"], parts["ranker"], parts["reader"].geography)
        return cls(**parts, asker=asker)

    def with_thresholds(self, thresholds: Thresholds) -> Self:
        """The same recommender with an answer that turns elsewhere; scores and probabilities stay."""
        config = self.ranker.config.model_copy(update={"thresholds": thresholds})
        return replace(self, ranker=Ranker(config))

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

    def recommend_frame(
        self,
        frame: DataFrame,
        *,
        k: int = 5,
        contributions: bool = False,
        progress: bool = True,
        errors: Errors = "collect",
    ) -> Frames:
        """Answers to a pandas frame of needs as tidy frames; see `matcher.frames`, which needs the extra ``analysis``."""
        from matcher.frames import recommend_frame  # here: the default install is without pandas

        return recommend_frame(self, frame, k=k, contributions=contributions, progress=progress, errors=errors)

    def answer(self, query: Query, *, language: AnswerLanguage | None = None) -> Answer:
        """The answer to a query that was validated already; raises `NeedError` for unknown codes and places.

        Args:
            language: of the sentences, where the query states none; without it, that of the text.
        """
        return self.answer_ranked(self.rank(query), query, language=language)

    def rank(self, query: Query) -> Ranked:
        """Understand a query, then rank what was understood."""
        return self.rank_understood(self.understand(query))

    def understand(self, query: Query) -> Understood:
        """What a query says; raises `NeedError` for unknown codes and places."""
        place = self.reader.check(query)
        draft = self.reader.draft(query)
        return Understood(draft, self.reader.read_draft(draft, place, self.encoder.encode_queries([query.text])[0]))

    def rank_understood(self, understood: Understood) -> Ranked:
        """Apply the rules and score every hub; then the same for each of several needs in the text."""
        reading = understood.reading
        return self.with_facets(replace(self.rank_need(reading.need), guesses=reading.heads), understood.draft)

    def with_facets(self, ranked: Ranked, draft: Draft) -> Ranked:
        """Which hub serves which of several needs, each ranked as a need of its own; unchanged for a single one.

        The words of all of them are encoded in one further pass. Not beside the whole text: there the short ones would
        be padded to its length, which costs nearly twice as much.
        """
        if not draft.parts or self.decide(ranked).outcome in NOT_FOR_HUBS:
            return ranked
        facets = self.reader.read_facets(draft, ranked.need, self.encoder.encode_queries(draft.parts))
        return replace(ranked, facets=facets, served=self.served(facets))

    def served(self, facets: Sequence[NeedFacet]) -> BoolMatrix:
        """Which hub serves which of several needs well, each ranked by itself; shape ``(n_facets, n_hubs)``."""
        least = self.ranker.config.thresholds.good_hub_at
        alone = [self.rank_need(facet.need) for facet in facets]
        served = [
            serves_well(one.need, one.scored.probabilities, self.catalogue, max(least, NEARLY_BEST * best_of(one)))
            for one in alone
        ]
        return np.array(served)

    def rank_need(self, need: Need) -> Ranked:
        """Apply the rules to an understood need, score every hub and order them."""
        hubs = self.catalogue
        features = feature_matrix(need, hubs)
        verdict = self.rules.judge(need, hubs)
        scored = self.ranker.score(features, verdict.weights, self.rules.weight_codes)
        asked = ~hubs.is_zone & hubs.in_networks(need.networks) if need.networks else ~hubs.is_zone
        open_hubs = asked & ~verdict.excluded
        scores = scored.scores

        def best(mask: BoolVector) -> IntVector:
            rows = np.flatnonzero(mask)
            return rows[ranking_order(scores[rows], rows)]

        return Ranked(
            need=need,
            features=features,
            verdict=verdict,
            scored=scored,
            asked=asked,
            candidates=best(open_hubs & ~verdict.elsewhere),
            elsewhere=best(open_hubs & verdict.elsewhere),
            zones=best(hubs.is_zone & verdict.offered),
            guesses={},
            facets=(),
            served=np.zeros((0, len(hubs)), dtype=np.bool_),
        )

    def decide(self, ranked: Ranked) -> Decision:
        """The outcome of a ranked need."""
        config = self.ranker.config
        return decide(ranked.need, ranked.scored.probabilities[ranked.candidates], config.outcome, config.thresholds)

    def answer_ranked(self, ranked: Ranked, query: Query, *, language: AnswerLanguage | None = None) -> Answer:
        """Decide the outcome and put everything into words, in ``language`` where the query states none."""
        need, probabilities = ranked.need, ranked.scored.probabilities
        at, decision = self.ranker.config.thresholds, self.decide(ranked)
        language = query.language or language or answer_language(need.language)
        base = Base(need, ranked.features, ranked.verdict.touched, ranked.asked)
        in_scope = decision.outcome not in NOT_FOR_HUBS
        least = 0.0 if decision.reason_code == GENERAL_NEED else min(at.shown_at, max(best_of(ranked), at.no_match_at))

        def likely(rows: IntVector, least: float, most: int) -> IntVector:
            return rows[probabilities[rows] >= least][:most] if in_scope else rows[:0]

        shown = Shown(
            candidates=likely(ranked.candidates, least, query.k),
            elsewhere=likely(ranked.elsewhere, at.good_hub_at, MOST_ELSEWHERE),
            zones=ranked.zones[:MOST_ZONES] if in_scope else (),
            facets=ranked.facets,
            served=ranked.served,
            cover=smallest_cover(ranked.served, ranked.scored.scores, ranked.candidates) if in_scope else (),
            question=self.asker.ask(base, ranked.guesses, decision.outcome, language),
        )
        return self.answering.answer(
            str(uuid.uuid4()), need, decision, ranked.verdict, ranked.scored, shown, language, self.versions
        )


def best_of(ranked: Ranked) -> float:
    """Probability of the best candidate; 0 without any."""
    return float(ranked.scored.probabilities[ranked.candidates[:1]].max(initial=0.0))
