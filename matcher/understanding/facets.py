"""Several separate needs in one text: how many there are and where each stands.

A text with one need has no facets. What a facet is about is read from its own words (`reader`); who asks, and where,
stands in the rest of the text and counts for all facets alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from matcher.folding import FoldedText
from matcher.need import Need, Span
from matcher.understanding.lexicon import Hit
from matcher.understanding.segments import Clause, clauses, typed_signs

MOST_FACETS: Final = 4  # as the assessors saw at most; bounds the texts of the second encoder pass
ANY_HUB: Final = "information"  # asking a question is part of any need, not one of its own
Kind = Literal["added", "service", "item", "also", "sentence", "joined", "comma"]
SURE: Final[tuple[Kind, ...]] = (
    "added",
    "service",
    "item",
    "also",
)  # each begins a further need; of the others one may
DOUBTFUL: Final[tuple[Kind, ...]] = ("sentence", "joined", "comma")  # likeliest first

# Log-odds of 'several needs', fitted on the labelled texts by `python -m tools.facet_accuracy --fit`; the threshold is
# the best of leaving one writer out at a time.
WEIGHTS: Final[dict[str, float]] = {
    "service": 1.253,
    "item": 1.299,
    "also": 0.612,
    "joined": 0.668,
    "log_words": 1.631,
    "log_sentences": 1.041,
    "question_marks": -0.861,
    "services_named": -0.501,
    "services_weight": 1.312,
}
BASELINE: Final = -8.581
SEVERAL_AT: Final = 0.425


@dataclass(frozen=True, slots=True, eq=False)
class NeedFacet:
    """One of several needs: where it stands in the text as typed, and itself as a need with the shared place and client."""

    span: Span
    need: Need


@dataclass(frozen=True, slots=True)
class Boundary:
    """The clause number at which a further need may begin, and what makes it likely."""

    clause: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Outline:
    """The clauses of a text and where its needs may begin.

    Attributes:
        openers: numbers of the clauses that ask for something; empty when nothing is asked.
        first: the clause that opens the first need.
    """

    clauses: tuple[Clause, ...]
    openers: tuple[int, ...]
    first: int
    boundaries: tuple[Boundary, ...]

    @property
    def listed(self) -> bool:
        """Whether needs are numbered or dashed, or one is added in so many words: several then, without more ado."""
        if sum(self.clauses[i].item for i in self.openers) > 1:
            return True
        return any(one.kind == "added" or self.clauses[one.clause].also for one in self.boundaries)


def outline(text: FoldedText, kept: Sequence[Hit]) -> Outline:
    """Where needs may begin in ``text``; ``kept`` are the lexicon's hits without the refused ones."""
    parts = clauses(text, kept)
    openers = _openers(parts)
    if not openers:
        return Outline(parts, (), 0, ())
    first = _first(parts, openers[0])
    seen, named = {ANY_HUB}, parts[first].topic
    found = []
    for i in openers:
        kind = _kind(parts[i], seen, named=named)
        if i > first and kind is not None:
            found.append(Boundary(i, kind))
        seen.update(parts[i].services)
        named = named or parts[i].topic or bool(parts[i].services)
    return Outline(parts, tuple(openers), first, tuple(found))


def _openers(parts: Sequence[Clause]) -> list[int]:
    """Clauses that can open a need: those that ask, and those that name a service where something is asked.

    'Temos dois pilotos com formação básica' tells who they are; in notes without a word of asking, naming is asking.
    """
    notes = not any(clause.asks for clause in parts)
    found, asking = [], notes
    for i, clause in enumerate(parts):
        asking = clause.asks or notes or (asking and not clause.sentence)
        if clause.asks or (clause.services and (asking or clause.joined or clause.item)):
            found.append(i)
    return found


def _first(parts: Sequence[Clause], opener: int) -> int:
    """Where the first need begins: at the first clause that opens one, or, where notes name a technology before it in
    the same sentence ('manutenção preditiva, e formação'), there."""
    if parts[opener].asks:
        return opener
    start = opener
    while start > 0 and not parts[start].sentence:
        start -= 1
    return next((i for i in range(start, opener) if parts[i].topic), opener)


def _kind(clause: Clause, seen: set[str], *, named: bool) -> Kind | None:
    """What suggests that a further need begins at ``clause``, if anything does.

    Args:
        seen: the services named before it.
        named: a service or technology was named before it, so that the need before it has a matter.
    """
    if clause.item:
        return "item"
    if clause.purpose and not clause.joined:
        return None
    if set(clause.services) - seen and (named or clause.sentence or clause.joined):
        return "added" if clause.added and not clause.sentence else "service"
    if clause.also:
        return "also"
    if not clause.asks:
        return None
    return "sentence" if clause.sentence else "joined" if clause.joined else "comma"


def several_signs(text: FoldedText, kept: Sequence[Hit], plan: Outline) -> dict[str, float]:
    """What the decision 'one need or several' rests on, by name; the same order always."""
    surest: dict[str, float] = {}
    for hit in kept:
        if hit.list == "services":
            surest[hit.code] = max(surest.get(hit.code, 0.0), hit.weight)
    kinds = ["service" if boundary.kind == "added" else boundary.kind for boundary in plan.boundaries]
    return {
        **{
            kind: float(min(3, kinds.count(kind))) for kind in ("service", "item", "also", "joined")
        },  # the other two tell nothing
        "log_words": math.log1p(len(text.folded.split())),
        "log_sentences": math.log1p(sum(clause.sentence for clause in plan.clauses)),
        "question_marks": float(min(3, typed_signs(text).count("?"))),
        "services_named": float(len(surest)),
        "services_weight": sum(surest.values()),
    }


def several_probability(signs: dict[str, float]) -> float:
    """Probability that an assessor sees more than one need."""
    return 1 / (1 + math.exp(-BASELINE - sum(WEIGHTS[name] * value for name, value in signs.items())))


def facet_stretches(text: FoldedText, kept: Sequence[Hit]) -> tuple[tuple[int, int], ...]:
    """Start and end, in the folded text, of each of several needs, in order and apart; empty for a single need."""
    plan = outline(text, kept)
    if not plan.boundaries:
        return ()
    if not plan.listed and several_probability(several_signs(text, kept, plan)) < SEVERAL_AT:
        return ()
    starts = [plan.first, *chosen_boundaries(plan)][:MOST_FACETS]
    ends = [*starts[1:], len(plan.clauses)]
    return tuple(_stretch(text, plan, start, end) for start, end in zip(starts, ends, strict=True))


def chosen_boundaries(plan: Outline) -> list[int]:
    """Clause numbers at which a text of several needs is parted: at every sure sign, else at the best doubtful one."""
    sure = [boundary.clause for boundary in plan.boundaries if boundary.kind in SURE]
    return sure or [min(plan.boundaries, key=lambda one: DOUBTFUL.index(one.kind)).clause]


def _stretch(text: FoldedText, plan: Outline, start: int, end: int) -> tuple[int, int]:
    """Of the clauses ``start`` to ``end``: to the end of the last sentence that asks, as what follows it is context."""
    last = max([start, *(i for i in plan.openers if i < end)])
    while last + 1 < end and not plan.clauses[last + 1].sentence:
        last += 1
    words = text.folded[plan.clauses[start].start : plan.clauses[last].end]
    first = plan.clauses[start].start + len(words) - len(words.lstrip())
    return first, first + len(words.strip())
