"""What two assessors disagree on, what a third says of it, and the grades that stand in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from matcher.labelling.sheets import Key, Sheet

How = Literal["agreed", "adjudicated"]
Given = tuple[int | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A pair with two grades, and what either assessor noted."""

    need_id: str
    hub_id: str
    grades: tuple[int, int]
    notes: tuple[str, str]

    @property
    def key(self) -> Key:
        """Need and hub."""
        return self.need_id, self.hub_id

    @property
    def distance(self) -> int:
        """How far the grades are apart, 1 to 3."""
        return abs(self.grades[0] - self.grades[1])


@dataclass(frozen=True, slots=True)
class Merged:
    """Grades that stand, how each came about, and what is still open.

    Attributes:
        given: what the first, the second and the third said of each pair, None where one said nothing.
        open: pairs that only one assessor judged, or that differ and wait for the third.
    """

    grades: dict[Key, int]
    how: dict[Key, How]
    given: dict[Key, Given]
    open: tuple[Key, ...]


def disagreements(first: Sheet, second: Sheet) -> tuple[Disagreement, ...]:
    """Every pair graded differently, the widest apart first, then by need and hub."""
    found = [
        Disagreement(
            *key,
            grades=(first.grades[key], second.grades[key]),
            notes=(first.notes.get(key, ""), second.notes.get(key, "")),
        )
        for key in first.grades.keys() & second.grades.keys()
        if first.grades[key] != second.grades[key]
    ]
    return tuple(sorted(found, key=lambda one: (-one.distance, one.key)))


def notes_for_adjudicator(differing: Sequence[Disagreement]) -> Sheet:
    """A sheet without grades whose notes tell both, the lower first: who gave which is not told."""
    notes = {
        one.key: " | ".join(["{} / {}".format(*sorted(one.grades)), *(note for note in sorted(one.notes) if note)])
        for one in differing
    }
    return Sheet("adjudicator", {}, notes, len(differing))


def merged(first: Sheet, second: Sheet, adjudicated: Mapping[Key, int]) -> Merged:
    """The grade both gave, else the third's; a pair that neither settles is left open, never averaged."""
    grades: dict[Key, int] = {}
    how: dict[Key, How] = {}
    judged = sorted(first.grades.keys() | second.grades.keys())
    for key in judged:
        both = {sheet.grades.get(key) for sheet in (first, second)}
        agreed = both.pop() if len(both) == 1 else None
        if agreed is not None:
            grades[key], how[key] = agreed, "agreed"
        elif key in adjudicated:
            grades[key], how[key] = adjudicated[key], "adjudicated"
    given = {key: (first.grades.get(key), second.grades.get(key), adjudicated.get(key)) for key in judged}
    return Merged(grades, how, given, tuple(key for key in judged if key not in grades))
