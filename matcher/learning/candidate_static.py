"""The encoder distilled to one vector per token: texts cost microseconds, and words no longer know their neighbours.

Each token gets the encoder's vector of that token alone; a text is the mean of its tokens, weighed by how rare they are in
the labelled texts, less what all texts have in common (Arora, Liang and Ma 2017, with idf in place of their weight).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from matcher.arrays import FloatMatrix, FloatVector
from matcher.encoder import Encoder
from matcher.evaluation.judgments import JUDGED_WRITERS, LabelledText
from matcher.features import FEATURE_NAMES
from matcher.learning.candidate_fitters import SIMILARITY
from matcher.learning.judged_pairs import JudgedPairs
from matcher.loading import Knowledge
from matcher.passages import KnownVectors, index_passages
from matcher.understanding import training
from matcher.understanding.concepts import ConceptConfig, ConceptModel

TIMED: Final = 200  # texts
STRENGTH: Final = 0.0025  # scikit-learn's C, the smallest that the concept model is tried with


@dataclass(frozen=True, slots=True, eq=False)
class StaticEncoder:
    """An `Encoder` without a network.

    Attributes:
        weights: idf of each token id, shape ``(n_tokens,)``; vectors: shape ``(n_tokens, dimension)``, of unit length,
            and zeros for tokens that no text of the distillation has.
        mean, common: of the texts of the distillation: their mean, and the direction along which they differ most.
    """

    version: str
    tokenizer: Tokenizer
    weights: FloatVector
    vectors: FloatMatrix
    mean: FloatVector
    common: FloatVector

    @classmethod
    def distil(cls, encoder: Encoder, tokenizer: Tokenizer, texts: Sequence[str], read: Sequence[str]) -> Self:
        """The static twin of ``encoder``.

        Args:
            texts: by which tokens are weighed and the common part is found.
            read: texts to be read later: their tokens are distilled too, since doing it for all takes minutes.
        """
        bags = [np.unique(_ids(tokenizer, text)) for text in texts]
        size = tokenizer.get_vocab_size()
        found = np.bincount(np.concatenate(bags), minlength=size)
        needed = np.unique(np.concatenate([*bags, *(_ids(tokenizer, text) for text in read)]))
        vectors = np.zeros((size, encoder.dimension), dtype=np.float32)
        vectors[needed] = encoder.encode_queries([tokenizer.decode([int(token)]) for token in needed])
        weights = np.log((1 + len(bags)) / (1 + found)).astype(np.float32)
        zeros = np.zeros(encoder.dimension, dtype=np.float32)
        raw = cls(f"{encoder.version}-static", tokenizer, weights, vectors, zeros, zeros)
        sums = raw.means(texts)
        mean = sums.mean(axis=0)
        common = np.linalg.svd(sums - mean, full_matrices=False)[2][0]
        return replace(raw, mean=mean, common=np.asarray(common, dtype=np.float32))

    @property
    def dimension(self) -> int:
        """That of the encoder."""
        return int(self.vectors.shape[1])

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Unit rows; a text without a known token is a row of the mean's opposite, near to nothing."""
        rows = self.means(texts) - self.mean
        rows = rows - np.outer(rows @ self.common, self.common)
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)

    def encode_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """The same: there is no prefix."""
        return self.encode_queries(texts)

    def means(self, texts: Sequence[str]) -> FloatMatrix:
        """Weighed mean of the token vectors of each text, shape ``(n, dimension)``."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            ids = _ids(self.tokenizer, text)
            if len(ids):
                rows[row] = self.weights[ids] @ self.vectors[ids] / max(float(self.weights[ids].sum()), 1e-9)
        return rows


@dataclass(frozen=True, slots=True)
class Cost:
    """Median milliseconds of one text on one core."""

    encoder_ms: float
    static_ms: float


def static_knowledge(known: Knowledge, tokenizer: Tokenizer, texts: Sequence[LabelledText]) -> Knowledge:
    """The same with the static twin of the encoder, passages and concept model made anew.

    Args:
        tokenizer: of the encoder.
        texts: labelled; the concept model is fitted without the judged needs among them, and calibrated on `train`.
    """
    hubs, reader = known.catalogue, known.reader
    unjudged = [text.text for text in texts if text.writer > 0]
    read = [*(text.text for text in texts), *(passage.text for passage in hubs.passages.passages)]
    static = StaticEncoder.distil(known.encoder, tokenizer, unjudged, read)
    examples = training.build_examples(texts, static, reader.lexicon, reader.negation, hubs.vocabularies)
    config = reader.concepts.config.model_copy(update={"encoder": static.version})
    passages = index_passages(hubs.records, static, KnownVectors.none())
    return replace(
        known,
        encoder=static,
        catalogue=replace(hubs, passages=passages),
        reader=replace(reader, concepts=_blind_model(examples, config)),
    )


def _blind_model(examples: training.Examples, config: ConceptConfig) -> ConceptModel:
    """As `training.train` makes the blind one, with the strength given."""
    model = training.fit(examples.rows(np.flatnonzero(examples.writers > 0)), config, STRENGTH)
    held_out = examples.rows(np.flatnonzero(examples.writers == JUDGED_WRITERS["train"]))
    lines = training.calibrated(training.probabilities(model, held_out), held_out, config)
    model = training.with_config(model, config.model_copy(update={"calibration": lines}))
    found = training.best_thresholds(training.probabilities(model, held_out), held_out, config.outputs)
    thresholds = {head: threshold for head, (threshold, _) in found.items()}
    return training.with_config(model, model.config.model_copy(update={"thresholds": thresholds}))


def on_the_scale_of(own: JudgedPairs, usual: JudgedPairs) -> JudgedPairs:
    """``own`` with similarities moved and stretched to the mean and spread of ``usual``: the curves' knots stand there."""
    column = FEATURE_NAMES.index(SIMILARITY)
    features, target = own.features.copy(), usual.features[:, :, column]
    found = features[:, :, column]
    features[:, :, column] = (found - np.nanmean(found)) / np.nanstd(found) * np.nanstd(target) + np.nanmean(target)
    return replace(own, features=features)


def cost(encoder: Encoder, static: Encoder, texts: Sequence[str]) -> Cost:
    """Both timed on the same texts, one by one."""
    return Cost(_median_ms(encoder, texts[:TIMED]), _median_ms(static, texts[:TIMED]))


def _median_ms(encoder: Encoder, texts: Sequence[str]) -> float:
    times = []
    for text in texts:
        start = time.perf_counter()
        encoder.encode_queries([text])
        times.append(time.perf_counter() - start)
    return float(np.median(times) * 1000)


def _ids(tokenizer: Tokenizer, text: str) -> NDArray[np.int64]:
    return np.asarray(tokenizer.encode(text, add_special_tokens=False).ids, dtype=np.int64)
