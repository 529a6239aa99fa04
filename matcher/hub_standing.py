"""Where one hub stands for a need: recommended, ranked, kept out, shown apart or never looked for, and by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from matcher.answer import Answer, Recommendation
from matcher.answering import NETWORK_RULE
from matcher.arrays import IntVector
from matcher.need import AnswerLanguage
from matcher.recommend import NOT_FOR_HUBS, Ranked, Recommender
from matcher.rules import Effect
from matcher.sentences import NETWORK_NOT_ASKED, Template
from matcher.standing_sentences import (
    ABROAD,
    BEYOND_K,
    NOT_LOOKED_FOR,
    RECOMMENDED,
    UNLIKELY,
    ZONE_NOT_OFFERED,
    ZONE_OFFERED,
)

Standing = Literal[
    "recommended", "ranked", "excluded", "network_not_asked", "specialist_abroad", "free_zone", "not_looked_for"
]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a hub stands.

    Attributes:
        rows: row numbers of the list that it belongs to, best first; it is not among them where it was kept out.
        shown: whether the answer shows it.
        rule: code of the rule that keeps it out or sets it apart.
        text: the same in a sentence.
    """

    standing: Standing
    rows: tuple[int, ...]
    shown: bool
    rule: str | None
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Standings:
    """One ranked need with its answer: the place of each hub can be read off."""

    recommender: Recommender
    ranked: Ranked
    answer: Answer
    k: int
    language: AnswerLanguage

    def place(self, row: int) -> Place:
        """The hub's place, settled in the order in which the path of a need settles it."""
        hubs, verdict = self.recommender.catalogue, self.ranked.verdict
        if self.answer.outcome in NOT_FOR_HUBS:
            return Place("not_looked_for", (), False, None, NOT_LOOKED_FOR[self.answer.outcome][self.language])
        if hubs.is_zone[row]:
            return self._zone(row)
        candidates = _rows(self.ranked.candidates)
        if verdict.excluded[row]:
            return Place("excluded", candidates, False, *self._rule(row, "exclude"))
        if not self.ranked.asked[row]:
            return Place("network_not_asked", candidates, False, NETWORK_RULE, NETWORK_NOT_ASKED[self.language])
        return self._abroad(row) if verdict.elsewhere[row] else self._candidate(row)

    def _candidate(self, row: int) -> Place:
        """A hub that competes: shown or not, by its rank and how likely it is."""
        rows, n_shown = _rows(self.ranked.candidates), len(self.answer.recommendations)
        rank = rows.index(row) + 1
        if rank <= n_shown:
            return Place("recommended", rows, True, None, self._say(RECOMMENDED, rows, row))
        template = BEYOND_K if n_shown == self.k else UNLIKELY
        return Place("ranked", rows, False, None, self._say(template, rows, row, shown=n_shown))

    def _abroad(self, row: int) -> Place:
        """A hub that a rule shows apart, as a specialist abroad."""
        rows, shown = _rows(self.ranked.elsewhere), self._is_among(self.answer.elsewhere, row)
        rule, reason = self._rule(row, "elsewhere")
        return Place("specialist_abroad", rows, shown, rule, self._say(ABROAD[shown], rows, row, reason=reason))

    def _zone(self, row: int) -> Place:
        """A free zone: no rule keeps it out, one has to offer it."""
        rows = _rows(self.ranked.zones)
        if row not in rows:
            return Place("free_zone", rows, False, None, ZONE_NOT_OFFERED[self.language])
        rule, reason = self._rule(row, "offer_zone")
        text = self._say(ZONE_OFFERED, rows, row, reason=reason)
        return Place("free_zone", rows, self._is_among(self.answer.free_zones, row), rule, text)

    def _rule(self, row: int, effect: Effect) -> tuple[str, str]:
        """Code and reason of the first rule that does this to the hub; asked only where there is one."""
        rules = self.recommender.rules.rules
        touching = (rules[column] for column in np.flatnonzero(self.ranked.verdict.touched[row]))
        rule = next(rule for rule in touching if rule.effect == effect)
        return rule.code, rule.reason.sentence(self.language)

    def _is_among(self, cards: Sequence[Recommendation], row: int) -> bool:
        return self.recommender.catalogue.hub_ids[row] in [card.hub_id for card in cards]

    def _say(self, template: Template, rows: tuple[int, ...], row: int, **words: object) -> str:
        return template[self.language].format(rank=rows.index(row) + 1, n=len(rows), **words)


def _rows(rows: IntVector) -> tuple[int, ...]:
    return tuple(rows.tolist())
