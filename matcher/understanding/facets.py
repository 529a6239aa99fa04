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
MOST_COUNTED: Final = 3  # of one sign; more tell no more
MOST_UNSURE: Final = 2  # further needs that are told by signs which also stand inside one need
Kind = Literal[
    "item", "apart", "parallel", "added", "member", "service", "also", "object", "sentence", "joined", "comma"
]
DECISIVE: Final[tuple[Kind, ...]] = ("item", "apart", "parallel", "added")  # several needs, without more ado
UNSURE: Final[tuple[Kind, ...]] = ("service", "also", "object", "sentence", "joined", "comma")  # likeliest first

# Log-odds of 'several needs', fitted on the labelled texts and our own needs by `python -m tools.facet_accuracy --fit`;
# the threshold is the best F1's of leaving one writer out at a time.
WEIGHTS: Final[dict[str, float]] = {
    "service": 0.778,
    "joined": 0.191,
    "object": 1.099,
    "also": 2.585,
    "plus": 0.888,
    "question_marks": -0.493,
    "technologies_named": 0.268,
    "log_words": 0.521,
    "log_sentences": 0.625,
    "services_named": -0.406,
    "services_weight": 1.396,
}
BASELINE: Final = -5.615
SEVERAL_AT: Final = 0.325


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
        """Whether needs are numbered, announced or added in so many words: several then, without more ado."""
        if any(one.kind in DECISIVE or self.clauses[one.clause].also for one in self.boundaries):
            return True
        return any(clause.announces for clause in self.clauses)


def outline(text: FoldedText, kept: Sequence[Hit]) -> Outline:
    """Where needs may begin in ``text``; ``kept`` are the lexicon's hits without the refused ones."""
    parts = clauses(text, kept)
    openers = _openers(parts)
    if not openers:
        return Outline(parts, (), 0, ())
    items = [i for i in openers if parts[i].item]
    if len(items) > 1:
        return Outline(parts, tuple(openers), items[0], tuple(Boundary(i, "item") for i in items[1:]))
    first = _first(parts, openers[0])
    return Outline(parts, tuple(openers), first, tuple(_boundaries(parts, openers, first)))


def _boundaries(parts: Sequence[Clause], openers: Sequence[int], first: int) -> list[Boundary]:
    """Where a need after the one at ``first`` may begin in a text that numbers none."""
    seen, named = {ANY_HUB}, parts[first].topic
    parallel, members = _parallel(parts), _members(parts, openers)
    found = []
    for i in openers:
        if i in parallel or i in members:
            kind: Kind | None = "parallel" if i in parallel else "member"
        else:
            kind = _kind(parts[i], seen, named=named)
        if i > first and kind is not None:
            found.append(Boundary(i, kind))
        seen.update(parts[i].services)
        named = named or parts[i].topic or bool(parts[i].services)
    return found


def _members(parts: Sequence[Clause], openers: Sequence[int]) -> set[int]:
    """Of the openers the middle ones of 'a, b and c'."""
    opens = set(openers)
    return {
        i
        for i in openers
        if _in_middle(parts[i]) and i + 1 in opens and parts[i + 1].joined and not parts[i + 1].sentence
    }


def _in_middle(clause: Clause) -> bool:
    """Whether it begins after a comma alone, as a further thing asked for."""
    if clause.sentence or clause.joined or not clause.comma:
        return False
    return clause.object or bool(clause.services)


def _parallel(parts: Sequence[Clause]) -> set[int]:
    """Clauses that join another technology with a purpose of its own: 'cibersegurança para a rede e BIM para as obras'."""
    found: set[int] = set()
    before: list[Clause] = []
    for i, clause in enumerate(parts):
        before = [] if clause.sentence else before
        if clause.own_purpose:
            others = any(not set(clause.technologies) & set(one.technologies) for one in before)
            if clause.joined and clause.topic and others:
                found.add(i)
            before.append(clause)
    return found


def _openers(parts: Sequence[Clause]) -> list[int]:
    """Clauses that can open a need: those that ask, and those that go on asking where something is asked.

    Items and what is set apart go on after any word of asking; what names a service, or stands beside the thing asked
    for as one more, in its sentence. 'Temos dois pilotos com formação básica' tells who they are; in notes without a word
    of asking, naming is asking.
    """
    notes = not any(clause.asks for clause in parts)
    parallel = _parallel(parts)
    found, asking, asked = [], notes, notes
    for i, clause in enumerate(parts):
        asked = asked or clause.asks or clause.announces
        asking = clause.asks or notes or (asking and not clause.sentence)
        served = bool(clause.services) and (asking or clause.joined or clause.item)
        further = asking and (i in parallel or (clause.object and (clause.joined or _in_middle(clause))))
        if clause.asks or served or further or ((clause.item or clause.apart) and asked):
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
    if clause.apart:
        return "apart"
    if clause.purpose and not clause.joined:
        return None
    if set(clause.services) - seen and (named or clause.sentence or clause.joined):
        return "added" if clause.added and not clause.sentence else "service"
    if clause.also:
        return "also"
    if clause.object and clause.joined and not clause.sentence:
        return "object"
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
    later = [plan.clauses[i] for i in plan.openers if i > plan.first]
    counts = {
        "service": kinds.count("service"),
        "joined": kinds.count("joined"),
        "object": sum(clause.object and clause.joined for clause in later),
        "also": sum(clause.also and clause.sentence for clause in later),
        "plus": typed_signs(text).count(" + "),
        "question_marks": typed_signs(text).count("?"),
        "technologies_named": len({hit.code for hit in kept if hit.list == "technologies"}),
    }
    return {
        **{name: float(min(MOST_COUNTED, count)) for name, count in counts.items()},
        "log_words": math.log1p(len(text.folded.split())),
        "log_sentences": math.log1p(sum(clause.sentence for clause in plan.clauses)),
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
    """Clause numbers at which a text of several needs is parted.

    At every decisive sign and at the middle members of a list. Without a decisive one also at the likeliest other sign, or
    at `MOST_UNSURE` of them where one names a further service.
    """
    members = [one.clause for one in plan.boundaries if one.kind == "member"]
    decisive = [one.clause for one in plan.boundaries if one.kind in DECISIVE]
    if decisive:
        return sorted({*members, *decisive})
    unsure = sorted((one for one in plan.boundaries if one.kind in UNSURE), key=lambda one: UNSURE.index(one.kind))
    further = [one for one in unsure if one.kind in ("service", "object")][:MOST_UNSURE]
    if not further or further[0].kind != "service":
        further = unsure[:1]
    return sorted({*members, *(one.clause for one in further)})


def _stretch(text: FoldedText, plan: Outline, start: int, end: int) -> tuple[int, int]:
    """Of the clauses ``start`` to ``end``: to the end of the last sentence that asks, as what follows it is context."""
    last = max([start, *(i for i in plan.openers if i < end)])
    while last + 1 < end and not plan.clauses[last + 1].sentence:
        last += 1
    words = text.folded[plan.clauses[start].start : plan.clauses[last].end]
    first = plan.clauses[start].start + len(words) - len(words.lstrip())
    return first, first + len(words.strip())
