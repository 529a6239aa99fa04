"""What to answer at all: a match, a weak one, none, or that the text is out of scope or says too little."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from matcher.answer import Outcome
from matcher.arrays import FloatVector
from matcher.need import Need
from matcher.outcome_model import OutcomeModel, Thresholds, outcome_features

GENERAL_NEED: Final = "general_need"  # reason code of a need that any hub of its region or service could take up
SURE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome and the stable code of its reason."""

    outcome: Outcome
    reason_code: str


def decide(need: Need, candidates: FloatVector, model: OutcomeModel, at: Thresholds) -> Decision:
    """The outcome of a need, from what it says and from the probabilities of the hubs that no rule kept out.

    Facts that the caller stated make a text neither vague nor out of scope: someone chose them on purpose.
    """
    if not any(character.isalnum() for character in need.text):
        return Decision("too_vague", "no_words")
    if not len(candidates):
        return Decision("no_match", "every_hub_excluded")
    told = outcome_features(need, candidates)
    if not _has_stated_fact(need):
        outside = 1 - model.in_scope.probability(told) >= at.out_of_scope_at and not _asks_for_a_sector(need)
        vague = 1 - model.tells_enough.probability(told) >= at.too_vague_at and not _tells_region_or_service(need)
        if vague and (not outside or need.tells_enough < need.in_scope):
            return Decision("too_vague", "says_too_little")
        if outside:
            return Decision("out_of_scope", "not_digital_innovation")
    if candidates.max() < at.no_match_at:
        return Decision("weak_match", GENERAL_NEED) if _is_general(need) else Decision("no_match", "no_hub_fits")
    if _is_general(need) and not need.region_codes:  # a service alone is no reason to prefer a hub
        return Decision("weak_match", GENERAL_NEED)
    if model.has_door.probability(told) >= at.match_at and candidates.max() >= at.match_hub_at:
        return Decision("match", "clear_match")
    return Decision("weak_match", "partial_fit")


def _is_general(need: Need) -> bool:
    """Whether a service or a region is told and nothing else: too little for a right door, enough for a fair suggestion."""
    known = any(value.probability >= SURE for value in (*need.sectors, *need.technologies))
    return _tells_region_or_service(need) and not known


def _tells_region_or_service(need: Need) -> bool:
    """Whether the text says where the sender is, or surely what is asked for."""
    return bool(need.region_codes) or any(value.probability >= SURE for value in need.services)


def _asks_for_a_sector(need: Need) -> bool:
    """Whether both a sector and a service are sure: then a hub is the right kind of place, whatever the model makes of it."""
    return all(any(value.probability >= SURE for value in values) for values in (need.sectors, need.services))


def _has_stated_fact(need: Need) -> bool:
    """Whether the caller stated a sector, a technology, a service or who asks."""
    stated = (*need.sectors, *need.technologies, *need.services, *need.client)
    return any(value.origin == "stated" for value in stated)
