"""The one question whose answer would improve the recommendation most, found by ranking again under each answer.

What a field is worth is the value of information: over its plausible answers, each weighed by how likely it is before
asking, the discounted probability of the best three hubs after the answer, less that of the three that would be shown
without it. Swaps between equally good hubs are so worth nothing, and being sent to a hub that serves another region much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from matcher.answer import Choice, Outcome, Question
from matcher.arrays import FloatVector, IntVector
from matcher.assumptions import FIELDS, Assumption, Base, Field, Reranker, stated_code
from matcher.catalogue import HOME, Catalogue
from matcher.conditions import SURE
from matcher.geography import Geography
from matcher.need import AnswerLanguage, Need
from matcher.ranking import Ranker
from matcher.rules import Rules
from matcher.sentences import OTHER, QUESTIONS
from matcher.understanding.concepts import HeadName
from matcher.understanding.reader import UNKNOWN_CLIENT

ASK_AT: Final = 0.03  # expected gain in probability below which a question is not worth anyone's time
CHOICE_AT: Final = 0.02  # gain from which an answer matters though the first hub stays
MOST_CHOICES: Final = 5  # besides 'other'
MOST_GUESSES: Final = 3  # codes of the concept model that are tried
N_TOP: Final = 3
_DISCOUNTS: Final = (1 / np.log2(np.arange(N_TOP) + 2)).astype(np.float32)
DISCOUNTS: Final = _DISCOUNTS / _DISCOUNTS.sum()  # the first hub counts half, as in DCG
LEAST: Final = 0.03  # a code that only a contender's speciality speaks for is not impossible
OTHER_CODE: Final = "other"
Guesses = Mapping[HeadName, FloatVector]  # probability of each code of a list, in the order of its vocabulary


@dataclass(frozen=True, slots=True)
class Move:
    """What one answer would do: how much better the best three get, and whether the first hub changes."""

    assumption: Assumption
    gain: float
    new_first: bool

    @property
    def matters(self) -> bool:
        """Whether it is worth a choice of its own."""
        return self.gain > 0 and (self.new_first or self.gain >= CHOICE_AT)


@dataclass(frozen=True, slots=True)
class Worth:
    """What knowing a field would change, answer by answer."""

    field: Field
    moves: tuple[Move, ...]

    @property
    def gain(self) -> float:
        """Expected gain; an answer not thought of changes nothing."""
        return round(sum(move.assumption.probability * move.gain for move in self.moves), 6)


def worth_of(reranker: Reranker, base: Base, field: Field, answers: Sequence[Assumption], top: IntVector) -> Worth:
    """What knowing ``field`` would change of ``top``, the hubs that stand first without it."""
    moves = []
    for answer, after in zip(answers, reranker.after(base, field, answers), strict=True):
        new = _top(after)
        gain = float(DISCOUNTS[: len(new)] @ after[new] - DISCOUNTS[: len(top)] @ after[top])
        moves.append(Move(answer, round(gain, 6), bool(new[0] != top[0])))
    return Worth(field, tuple(moves))


@dataclass(frozen=True, slots=True, eq=False)
class Asker:
    """Finds the question for one catalogue.

    Attributes:
        home, everywhere: the hubs of this country, which alone an answer from here can move, and all hubs.
        regions: the answers about the place, each as likely as it is large.
    """

    home: Reranker
    everywhere: Reranker
    geography: Geography
    regions: tuple[Assumption, ...]

    @classmethod
    def of(cls, hubs: Catalogue, rules: Rules, ranker: Ranker, geography: Geography) -> Asker:
        """The asker for a catalogue; knows the country's level-2 regions."""
        home, everywhere = np.flatnonzero(~hubs.is_abroad & ~hubs.is_zone), np.flatnonzero(~hubs.is_zone)
        regions = _regions(geography, hubs)
        return cls(
            home=Reranker.of(hubs, home, rules, ranker, regions),
            everywhere=Reranker.of(hubs, everywhere, rules, ranker, regions),
            geography=geography,
            regions=regions,
        )

    def ask(self, whole: Base, guesses: Guesses, outcome: Outcome, language: AnswerLanguage) -> Question | None:
        """The question, or None: out of scope, nothing unknown, or no answer would change enough.

        A clear match is questioned only where an answer changes the first hub; a text too vague to answer always, as
        long as any answer changes anything.
        """
        reranker = self.home if whole.need.countries <= {HOME} else self.everywhere
        unknown = unknown_fields(whole.need)
        if outcome == "out_of_scope" or not unknown or not len(reranker.rows):
            return None
        base = whole.only(reranker.rows)
        top = _top(reranker.now(base))
        best: Worth | None = None
        for field in unknown:
            answers = self._answers(reranker.hubs, base.need, field, guesses, top)
            found = worth_of(reranker, base, field, answers, top)
            if outcome == "match" and not any(move.new_first for move in found.moves):
                continue
            if best is None or found.gain > best.gain:
                best = found
        least = 0.0 if outcome == "too_vague" else ASK_AT
        return self._question(best, language) if best is not None and best.gain > least else None

    def _answers(
        self, hubs: Catalogue, need: Need, field: Field, guesses: Guesses, top: IntVector
    ) -> tuple[Assumption, ...]:
        """Plausible answers about ``field`` with their probabilities; they sum to 1 at most, the rest is 'other'."""
        if field == "place":
            return self.regions
        refused = {value.code for value in need.refused_services}
        name: Literal["sectors", "services", "clients"] = "clients" if field == "client" else field
        also = specialities(hubs, top) if field == "sectors" else ()
        codes = hubs.vocabularies[name].codes
        fit = hubs.hub_service_codes - refused if field == "services" else {c for c in codes if c != UNKNOWN_CLIENT}
        known = guesses.get(name)
        probable = {} if known is None else {c: float(p) for c, p in zip(codes, known, strict=True) if c in fit}
        return tuple(stated_code(code, share) for code, share in shares(probable, also, MOST_GUESSES))

    def _question(self, worth: Worth, language: AnswerLanguage) -> Question:
        """The question about the field with the answers that matter, the weightiest first, and 'other'."""
        field = worth.field
        order = sorted(worth.moves, key=lambda move: (-move.assumption.probability * move.gain, move.assumption.code))
        kept = [move for move in order if move.matters][:MOST_CHOICES] or order[:MOST_CHOICES]
        choices = [
            Choice(code=one.assumption.code, text=self._label(field, one.assumption.code, language)) for one in kept
        ]
        choices.append(Choice(code=OTHER_CODE, text=OTHER[language]))
        return Question(field=field, text=QUESTIONS[field][language], choices=tuple(choices))

    def _label(self, field: Field, code: str, language: AnswerLanguage) -> str:
        if field == "place":
            return self.geography.name(code)
        return self.home.hubs.vocabularies["clients" if field == "client" else field].label(code, language)


def unknown_fields(need: Need) -> tuple[Field, ...]:
    """Fields of which nothing sure is known, in the order of `FIELDS`; a place abroad is known well enough."""
    unknown = {
        "place": not need.region_codes and need.countries <= {HOME},
        "sectors": not any(value.probability >= SURE or value.origin != "inferred" for value in need.sectors),
        "services": not need.services,
        "client": not need.client,
    }
    return tuple(field for field in FIELDS if unknown[field])


def specialities(hubs: Catalogue, rows: IntVector) -> tuple[str, ...]:
    """The sector that each hub of ``rows`` is most of a specialist in; none for a hub that lists no sector."""
    codes = hubs.vocabularies["sectors"].codes
    focus = np.nan_to_num(hubs.sector_focus[rows])
    return tuple(dict.fromkeys(codes[j] for own, j in zip(focus, focus.argmax(axis=1), strict=True) if own[j] > 0))


def shares(probable: Mapping[str, float], also: Sequence[str], most: int) -> tuple[tuple[str, float], ...]:
    """The likeliest ``most`` codes and those of ``also`` with their probabilities, at least `LEAST`, summing to 1 at most."""
    order = sorted(probable, key=lambda code: (-probable[code], code))[:most]
    chosen = {code: max(LEAST, probable.get(code, 0.0)) for code in dict.fromkeys((*order, *also))}
    total = max(1.0, sum(chosen.values()))
    return tuple((code, share / total) for code, share in chosen.items())


def _regions(geography: Geography, hubs: Catalogue) -> tuple[Assumption, ...]:
    """The home country's level-2 regions, each as likely as the number of level-3 regions in it.

    Those without a regional hub are one answer, with the largest of them to stand for all: only the nearness differs.
    """
    leaves = [code for code, row in geography.regions.items() if row.country == HOME and row.level == 3]
    n_leaves = {code: sum(leaf[:4] == code for leaf in leaves) for code in sorted({leaf[:4] for leaf in leaves})}
    own = [code for code in n_leaves if (hubs.is_regional & ~hubs.is_abroad & hubs.covers([code])).any()]
    rest = [code for code in n_leaves if code not in own]
    weights = {code: n_leaves[code] for code in own}
    if rest:
        weights[max(rest, key=lambda code: n_leaves[code])] = sum(n_leaves[code] for code in rest)
    places = {code: geography.place_named(code) for code in weights}
    return tuple(
        Assumption(code, weights[code] / len(leaves), place) for code, place in places.items() if place is not None
    )


def _top(probabilities: FloatVector) -> IntVector:
    """Rows of the best hubs, best first; of equals the first by id."""
    return np.argsort(-probabilities, kind="stable")[:N_TOP]
