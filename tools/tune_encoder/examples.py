"""The labelled texts as tensors. Judged needs stay out: understanding and ranking are measured on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from matcher.arrays import FloatMatrix
from matcher.evaluation.judgments import LabelledText, load_labelled_texts
from matcher.understanding import training
from matcher.understanding.concepts import HeadName, head_columns
from matcher.understanding.lexicon import Lexicon
from matcher.understanding.negation import Negation
from matcher.vocabulary import Vocabularies
from tools.build_encoder.bert import PROMPTS
from tools.tune_encoder.states import Encode, TokenStates


@dataclass(frozen=True, slots=True, eq=False)
class TuningExamples:
    """What the training reads; rows follow the texts."""

    tokens: TokenStates
    vectors: FloatMatrix  # (n, hidden), of the untuned encoder: the heads start from them
    lexicon: torch.Tensor  # (n, n_columns) float32, scaled as the concept model's inputs
    labels: torch.Tensor  # (n, n_outputs) float32, 0 or 1
    columns: dict[HeadName, slice]  # of the labels

    def __len__(self) -> int:
        return len(self.tokens)


@dataclass(frozen=True, slots=True, eq=False)
class _Ready:
    """An encoder that gives the vectors it was given: `build_examples` needs no second pass for them."""

    vectors: FloatMatrix
    version: str = "untuned"

    @property
    def dimension(self) -> int:
        return self.vectors.shape[1]

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:  # noqa: ARG002 - they are those of `vectors`
        return self.vectors

    encode_passages = encode_queries


def tuning_texts(judgments: Path) -> tuple[LabelledText, ...]:
    """Every labelled text that is no judged need."""
    return tuple(text for text in load_labelled_texts(judgments) if text.writer > 0)


def tuning_examples(
    texts: Sequence[LabelledText], encode: Encode, vocabularies: Vocabularies, negation: Negation
) -> TuningExamples:
    """``texts`` with what the frozen layers make of them, and what the concept model is fitted on."""
    encoded = encode([PROMPTS["query"] + text.text for text in texts])
    vectors = encoded.vectors.numpy()
    built = training.build_examples(texts, _Ready(vectors), Lexicon(vocabularies.terms), negation, vocabularies)
    return TuningExamples(
        tokens=encoded.tokens,
        vectors=vectors,
        lexicon=torch.from_numpy(built.lexicon * np.float32(training.LEXICON_SCALE)),
        labels=torch.from_numpy(built.labels).float(),
        columns=head_columns(training.outputs_of(vocabularies)),
    )
