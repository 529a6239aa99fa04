"""What hubs say about themselves, passage by passage, as vectors; how near a need is, and which passage says it best."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal
from zipfile import BadZipFile

import numpy as np

from matcher.arrays import FloatMatrix, FloatVector, IntVector
from matcher.encoder import Encoder
from matcher.errors import ArtefactError
from matcher.records import HubRecord

BEST: Final = 3  # mean of the best three: one alone is noisy, all of them dilute (judgments/BARS.md: 0.46 against 0.58)

LENGTHS: Final = (
    BEST,
    8,
    32,
)  # numbers of passages at which hubs are parted, to go through as little padding as may be


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of a hub's profile; ``field`` names where it stands in the record."""

    hub_row: int
    text: str
    language: Literal["pt", "en"]
    field: Literal["specialities", "facts"]


def hub_passages(records: Sequence[HubRecord]) -> tuple[Passage, ...]:
    """Every speciality and fact of every hub, in both languages, in the order of ``records``.

    A speciality is a few words: the hub's name says nothing about a need, so passages go without it.
    """
    found: list[Passage] = []
    for row, hub in enumerate(records):
        found += [Passage(row, text, "pt", "specialities") for text in hub.specialities_pt]
        found += [Passage(row, text, "en", "specialities") for text in hub.specialities_en]
        found += [Passage(row, text, "pt", "facts") for text in hub.facts_pt]
        found += [Passage(row, text, "en", "facts") for text in hub.facts_en]
    return tuple(found)


@dataclass(frozen=True, eq=False)
class PassageIndex:
    """The passages of a catalogue and their vectors.

    Attributes:
        vectors: shape ``(n_passages, dimension)``, unit rows; row ``p`` belongs to ``passages[p]``.
        rows_of_hub: shape ``(n_hubs, most_passages)``; the passages of each hub, padded with -1.
        spoken: for each hub the rows of its passages in each language it has.
    """

    passages: tuple[Passage, ...]
    vectors: FloatMatrix
    rows_of_hub: IntVector
    spoken: tuple[dict[str, IntVector], ...]

    def similarities(self, vector: FloatVector) -> FloatVector:
        """Cosine of each passage to ``vector``; shape ``(n_passages,)``."""
        return _dot(self.vectors, vector)

    def best_mean(self, similarities: FloatVector) -> FloatVector:
        """Mean cosine of each hub's best `BEST` passages, shape ``(n_hubs,)``; NaN for a hub without passages."""
        padded = np.append(similarities, np.float32(-np.inf))
        means = np.full(len(self.rows_of_hub), np.nan, dtype=np.float32)
        for hubs, rows in self._of_like_length:
            means[hubs] = _mean_of_best(padded[rows])
        return means

    @cached_property
    def _of_like_length(self) -> tuple[tuple[IntVector, IntVector], ...]:
        """Hubs with passages, and those of each, apart by how many: side by side most would be padding."""
        counts = (self.rows_of_hub >= 0).sum(axis=1)
        bounds = [0, *LENGTHS, self.rows_of_hub.shape[1]]
        groups = [np.flatnonzero((counts > low) & (counts <= high)) for low, high in pairwise(bounds)]
        return tuple((hubs, self.rows_of_hub[hubs, : counts[hubs].max()]) for hubs in groups if len(hubs))

    def nearest(self, vector: FloatVector, hub_row: int, language: str) -> Passage | None:
        """The hub's passage nearest to ``vector``, in ``language`` where it has one; None for a hub without passages."""
        rows = self.spoken[hub_row].get(language, self.rows_of_hub[hub_row][self.rows_of_hub[hub_row] >= 0])
        return self.passages[rows[int(np.argmax(_dot(self.vectors[rows], vector)))]] if len(rows) else None


def _dot(rows: FloatMatrix, vector: FloatVector) -> FloatVector:
    """Product of each row with ``vector``; shape ``(n_rows,)``.

    Without BLAS on purpose: from some 24 rows on it shares the product out to threads, which wait for each other where
    another thread is encoding, and go on spinning afterwards.
    """
    return np.asarray(np.einsum("ij,j->i", rows, vector), dtype=np.float32)


def _mean_of_best(padded: FloatMatrix) -> FloatVector:
    """Mean of the `BEST` highest values of each row, or of as many as it has; padding is minus infinity."""
    k = min(BEST, padded.shape[1])
    top = np.partition(padded, padded.shape[1] - k, axis=1)[:, padded.shape[1] - k :]
    known = np.isfinite(top)
    return np.asarray(np.where(known, top, 0).sum(axis=1) / known.sum(axis=1), dtype=np.float32)


def index_passages(records: Sequence[HubRecord], encoder: Encoder, known: KnownVectors) -> PassageIndex:
    """The index of all passages of ``records``; only texts that ``known`` lacks are encoded."""
    passages = hub_passages(records)
    vectors = known.vectors_of([passage.text for passage in passages], encoder)
    of_hub: list[list[int]] = [[] for _ in records]
    for number, passage in enumerate(passages):
        of_hub[passage.hub_row].append(number)
    rows_of_hub = np.full((len(records), max((1, *map(len, of_hub)))), -1, dtype=np.int64)
    for row, numbers in enumerate(of_hub):
        rows_of_hub[row, : len(numbers)] = numbers
    return PassageIndex(passages, vectors, rows_of_hub, tuple(_by_language(passages, numbers) for numbers in of_hub))


def _by_language(passages: Sequence[Passage], numbers: Sequence[int]) -> dict[str, IntVector]:
    """The passages ``numbers`` apart by language."""
    languages = {passages[number].language for number in numbers}
    return {one: np.array([n for n in numbers if passages[n].language == one], dtype=np.int64) for one in languages}


@dataclass(frozen=True, slots=True, eq=False)
class KnownVectors:
    """Vectors worked out before, found by the hash of their text: a changed sentence is encoded anew, the rest is not.

    Attributes:
        keys: first 8 bytes of SHA-256 of each text, sorted, shape ``(n,)``.
        vectors: shape ``(n, dimension)``, float16: rounding moves a cosine by less than 0.001.
    """

    encoder_version: str
    keys: np.ndarray[tuple[int], np.dtype[np.uint64]]
    vectors: np.ndarray[tuple[int, int], np.dtype[np.float16]]

    def vectors_of(self, texts: Sequence[str], encoder: Encoder) -> FloatMatrix:
        """Unit vectors of ``texts``, shape ``(n_texts, dimension)``; vectors of another encoder are not used."""
        keys = np.array([text_key(text) for text in texts], dtype=np.uint64)
        found = np.zeros(len(texts), dtype=np.int64)
        have = np.zeros(len(texts), dtype=np.bool_)
        if self.encoder_version == encoder.version and len(self.keys):
            found = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
            have = self.keys[found] == keys
        vectors = np.zeros((len(texts), encoder.dimension), dtype=np.float32)
        if have.any():
            vectors[have] = self.vectors[found[have]]
        if not have.all():
            vectors[~have] = encoder.encode_passages([text for text, ok in zip(texts, have, strict=True) if not ok])
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write the vectors; `load` reads them back."""
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, encoder=np.array(self.encoder_version), keys=self.keys, vectors=self.vectors)

    @classmethod
    def none(cls) -> KnownVectors:
        """No vectors: every text is encoded."""
        return cls("", np.zeros(0, dtype=np.uint64), np.zeros((0, 0), dtype=np.float16))

    @classmethod
    def load(cls, path: Path) -> KnownVectors:
        """Read what `save` wrote; `ArtefactError` for any other content."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                return cls(str(stored["encoder"]), stored["keys"], stored["vectors"])
        except (OSError, ValueError, KeyError, BadZipFile) as error:
            raise ArtefactError(
                f"{path}: no passage vectors ({error}); expected the file `hub-matcher catalogue embed` writes"
            ) from error


def text_key(text: str) -> int:
    """The key of a text in `KnownVectors`."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def embed_all(records: Sequence[HubRecord], encoder: Encoder) -> KnownVectors:
    """Vectors of every passage of ``records``, to be saved with the models."""
    texts = sorted({passage.text for passage in hub_passages(records)}, key=text_key)
    keys = np.array([text_key(text) for text in texts], dtype=np.uint64)
    return KnownVectors(encoder.version, keys, encoder.encode_passages(texts).astype(np.float16))
