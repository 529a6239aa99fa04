"""The names of codes that a text is drawn to: the label in either language, or one of the lexicon's terms."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import torch

from matcher.understanding.concepts import HeadName
from matcher.vocabulary import Vocabularies
from tools.build_encoder.bert import PROMPTS
from tools.tune_encoder.settings import TuningSettings
from tools.tune_encoder.states import Encode, TokenStates

NAMED_HEADS: Final[tuple[HeadName, ...]] = ("sectors", "technologies", "services")


@dataclass(frozen=True, slots=True, eq=False)
class CodeNames:
    """States of every name of every code of `NAMED_HEADS`; the codes of one head stand together, in its order."""

    english: TokenStates
    portuguese: TokenStates
    terms: list[TokenStates]  # of each code, possibly none
    codes: dict[HeadName, list[int]]  # where a head's codes stand

    def drawn(self, chance: random.Random, term_share: float) -> list[torch.Tensor]:
        """One name for each code: labels all in one language, a term here and there."""
        labels = self.english if chance.random() < 0.5 else self.portuguese
        return [
            own[chance.randrange(len(own))] if own and chance.random() < term_share else label
            for own, label in zip(self.terms, labels, strict=True)
        ]


def code_names(vocabularies: Vocabularies, encode: Encode, settings: TuningSettings) -> CodeNames:
    """The names of all codes, encoded as passages."""
    rows = [(head, row) for head in NAMED_HEADS if head != "scope" for row in vocabularies[head].rows]
    terms = drawn_terms(vocabularies, [(head, row.code) for head, row in rows], settings)
    flat = iter(_states([term for own in terms for term in own], encode))
    return CodeNames(
        english=_states([row.label_en for _, row in rows], encode),
        portuguese=_states([row.label_pt for _, row in rows], encode),
        # Short before long, as in the run that made the shipped layers: a random number then draws the same term again.
        terms=[sorted((next(flat) for _ in own), key=len) for own in terms],
        codes={head: [i for i, (of, _) in enumerate(rows) if of == head] for head in NAMED_HEADS},
    )


def drawn_terms(
    vocabularies: Vocabularies, codes: Sequence[tuple[HeadName, str]], settings: TuningSettings
) -> list[list[str]]:
    """For each of ``codes`` terms that mean it surely, at most `terms_per_code` of them, without their final ``*``."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in vocabularies.terms:
        if row.weight >= settings.term_weight:
            found[row.list, row.code].append(row.term.rstrip("*"))
    chance = random.Random(settings.term_seed)
    drawn = []
    for code in codes:
        own = found[code]
        chance.shuffle(own)
        drawn.append(own[: settings.terms_per_code])
    return drawn


def _states(names: Sequence[str], encode: Encode) -> TokenStates:
    return encode([PROMPTS["passage"] + name for name in names]).tokens if names else []
