"""What to answer at all: a match, a weak one, none, or that the text is out of scope or says too little."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from matcher.answer import Outcome
from matcher.need import Need
from matcher.ranking import RankerConfig

OUT_OF_SCOPE_AT: Final = 0.5
TOO_VAGUE_AT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome and the stable code of its reason."""

    outcome: Outcome
    reason_code: str


def decide(need: Need, best_probability: float | None, config: RankerConfig) -> Decision:
    """The outcome of a need, from what it says and from its best candidate (None when every hub was excluded).

    Facts that the caller stated make a text neither vague nor out of scope: someone chose them on purpose.
    """
    if not any(character.isalnum() for character in need.text):
        return Decision("too_vague", "no_words")
    if not _has_stated_topic(need):
        if need.in_scope < 1 - OUT_OF_SCOPE_AT:
            return Decision("out_of_scope", "not_digital_innovation")
        if need.tells_enough < 1 - TOO_VAGUE_AT and not need.region_codes:
            return Decision("too_vague", "says_too_little")
    if best_probability is None:
        return Decision("no_match", "every_hub_excluded")
    if best_probability >= config.match_at:
        return Decision("match", "clear_match")
    if best_probability >= config.weak_match_at:
        return Decision("weak_match", "partial_fit")
    return Decision("no_match", "no_hub_fits")


def _has_stated_topic(need: Need) -> bool:
    """Whether the caller stated a sector, a technology or a service."""
    return any(value.origin == "stated" for value in (*need.sectors, *need.technologies, *need.services))
