"""Two hubs for one need, side by side: what each share of the score makes of the distance between them, in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.answer import Part
from matcher.comparison_sentences import (
    DIFFERENCE_SENTENCES,
    HIGHER,
    LEVEL,
    LOWER,
    RELATIONS,
    RULE_DIFFERENCE,
    UNKNOWN_DIFFERENCE,
    Relation,
)
from matcher.explanation import Explainer
from matcher.features import FEATURE_NAMES, distance_km
from matcher.need import AnswerLanguage
from matcher.ranking import DECIMALS
from matcher.recommend import Ranked


class Difference(Part):
    """One feature's or rule's part in the distance between two hubs: this hub's contribution less the other's.

    ``closes_gap``: made equal to the other's, this contribution alone would bring the two level, or past each other.
    """

    feature: str
    difference: float
    contribution: float
    other_contribution: float
    text: str
    closes_gap: bool


class Comparison(Part):
    """The hub beside another one; the differences, weightiest first, sum to the difference of the scores.

    ``relation`` says what the other is: the hub ranked directly ``above``, for the first the one directly ``below``, and
    for a hub that is not ranked the ``first`` of those that are.
    """

    hub_id: str
    name: str
    relation: Relation
    score_difference: float
    text: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """The hub in question and the other one, by row, for one ranked need."""

    ranked: Ranked
    row: int
    other: int
    language: AnswerLanguage

    def comparison(self, explainer: Explainer, relation: Relation) -> Comparison:
        """Every share in which the two differ."""
        own, others = (self.ranked.scored.contributions[row] for row in (self.row, self.other))
        apart = np.round(own - others, DECIMALS)
        gap = round(float(apart.sum()), DECIMALS)
        order = sorted(np.flatnonzero(apart).tolist(), key=lambda column: (-abs(apart[column]), column))
        differences = tuple(
            Difference(
                feature=self.ranked.scored.names[column],
                difference=float(apart[column]),
                contribution=float(own[column]),
                other_contribution=float(others[column]),
                text=self._sentence(explainer, column, float(apart[column])),
                closes_gap=gap != 0 and float(apart[column]) / gap >= 1,
            )
            for column in order
        )
        hub = explainer.hubs.records[self.other]
        template = HIGHER if gap > 0 else LOWER if gap else LEVEL
        text = template[self.language].format(other=hub.name, relation=RELATIONS[relation][self.language])
        return Comparison(
            hub_id=hub.id,
            name=hub.name,
            relation=relation,
            score_difference=gap,
            text=text,
            differences=differences,
        )

    def _sentence(self, explainer: Explainer, column: int, difference: float) -> str:
        """What sets the hub ahead in one share, or what would have to be different where it is behind."""
        name, other = self.ranked.scored.names[column], explainer.hubs.records[self.other].name
        if name not in FEATURE_NAMES:
            return self._rule_sentence(explainer, name, difference, other)
        ahead = difference > 0
        if np.isnan(self.ranked.features[[self.row, self.other], column]).any():
            return UNKNOWN_DIFFERENCE[not ahead][self.language].format(other=other)
        named = explainer.codes_apart(self.ranked.need, name, (self.row, self.other), ahead, self.language)
        words = {"other": other, "codes": f": {named}" if named else ""}
        if name == "nearness":
            km = distance_km(self.ranked.need, explainer.hubs)
            words |= {"km": f"{km[self.row]:.0f}", "other_km": f"{km[self.other]:.0f}"}
        return DIFFERENCE_SENTENCES[name][not ahead][self.language].format(**words)

    def _rule_sentence(self, explainer: Explainer, code: str, difference: float, other: str) -> str:
        """A rule touches one of the two only: which one, whether it speaks for or against it, and why."""
        rule = next(rule for rule in explainer.rules.rules if rule.code == code)
        adds = rule.weight is not None and rule.weight > 0
        template = RULE_DIFFERENCE[(difference > 0) == adds, adds][self.language]
        return template.format(other=other, reason=rule.reason.sentence(self.language))
