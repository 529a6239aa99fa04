"""What a need is about: codes of sectors, technologies, services and client, named by words or told by meaning.

Words (the lexicon, with spans) and meaning (the encoder's vector) enter one linear model, so each can carry the other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal
from zipfile import BadZipFile

import numpy as np
from pydantic import Field, ValidationError

from matcher.arrays import FloatMatrix, FloatVector
from matcher.errors import ArtefactError
from matcher.need import CodeValue
from matcher.records import Record
from matcher.understanding.lexicon import Hit
from matcher.vocabulary import Vocabularies

FORMAT_VERSION: Final = 3  # 3: a checksum of the weights
HeadName = Literal["sectors", "technologies", "services", "clients", "scope"]
HEADS: Final[tuple[HeadName, ...]] = ("sectors", "technologies", "services", "clients", "scope")
ONE_OF_SEVERAL: Final[tuple[HeadName, ...]] = ("clients", "scope")
SMOOTHING: Final = 0.02  # keeps the log-odds of a term of weight 1 finite
NO_HIT: Final = -1.5  # log-odds that a code which no word names is meant all the same
SCOPES: Final = ("in", "out_of_scope", "too_vague")
LEXICON_LISTS: Final = ("sectors", "technologies", "services", "clients")


class Calibration(Record):
    """Straightens a head's log-odds so that its probabilities are frequencies (Platt 1999)."""

    slope: Annotated[float, Field(gt=0)] = 1.0
    intercept: float = 0.0


class ConceptConfig(Record):
    """``config.json`` of ``models/concepts/<version>/``."""

    format_version: int
    version: str
    encoder: str
    outputs: dict[HeadName, tuple[str, ...]]
    lexicon_columns: tuple[str, ...]
    thresholds: dict[HeadName, float]
    calibration: dict[HeadName, Calibration]
    seed: int
    judgments_sha256: str
    terms_sha256: str  # told, not compared: people add words between two fits
    weights_sha256: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ConceptModel:
    """One logistic regression per code over the standardised vector and the lexicon's hits.

    Attributes:
        weights: shape ``(dimension + n_lexicon_columns, n_outputs)``.
        bias: shape ``(n_outputs,)``.
        mean, scale: shape ``(dimension,)``; the vector is standardised with them.
        columns: where each head's outputs stand.
    """

    config: ConceptConfig
    weights: FloatMatrix
    bias: FloatVector
    mean: FloatVector
    scale: FloatVector
    columns: dict[HeadName, slice]

    def probabilities(self, vector: FloatVector, lexicon: FloatVector) -> dict[HeadName, FloatVector]:
        """Probability of each code of each head; ``scope`` sums to 1, the others are independent."""
        inputs = np.concatenate([(vector - self.mean) / self.scale, lexicon])
        logits = np.einsum("i,ij->j", inputs, self.weights) + self.bias  # no BLAS: see PassageIndex.similarities
        for head, part in self.columns.items():
            calibration = self.config.calibration[head]
            logits[part] = calibration.slope * logits[part] + calibration.intercept
        independent = (1 / (1 + np.exp(-logits))).astype(np.float32)
        result = {head: independent[part] for head, part in self.columns.items()}
        for head in ONE_OF_SEVERAL:  # softmax
            raw = np.exp(logits[self.columns[head]] - logits[self.columns[head]].max())
            result[head] = np.asarray(raw / raw.sum(), dtype=np.float32)
        return result

    def save(self, directory: Path) -> None:
        """Write ``weights.npz`` and ``config.json``."""
        directory.mkdir(parents=True, exist_ok=True)
        np.savez(
            directory / "weights.npz",
            weights=self.weights.astype(np.float16),
            bias=self.bias,
            mean=self.mean,
            scale=self.scale,
        )
        config = self.config.model_copy(update={"weights_sha256": _sha256(directory / "weights.npz")})
        (directory / "config.json").write_text(config.model_dump_json(indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, directory: Path, vocabularies: Vocabularies, encoder_version: str) -> ConceptModel:
        """Read what `save` wrote; `ArtefactError` when it does not fit the vocabularies or the encoder."""
        config = _read_config(directory / "config.json")
        _check(config, directory, vocabularies, encoder_version)
        try:
            if (found := _sha256(directory / "weights.npz")) != config.weights_sha256:
                raise ArtefactError(
                    f"{directory / 'weights.npz'}: sha256 {found}; expected {config.weights_sha256}: not the weights of this config"
                )
            with np.load(directory / "weights.npz", allow_pickle=False) as stored:
                arrays = {name: stored[name].astype(np.float32) for name in ("weights", "bias", "mean", "scale")}
        except (OSError, ValueError, KeyError, BadZipFile) as error:
            raise ArtefactError(
                f"{directory / 'weights.npz'}: cannot be read ({error}); expected arrays of a concept model"
            ) from error
        n_outputs = sum(len(codes) for codes in config.outputs.values())
        expected = (len(arrays["mean"]) + len(config.lexicon_columns), n_outputs)
        if arrays["weights"].shape != expected:
            raise ArtefactError(f"{directory}: weights have shape {arrays['weights'].shape}; expected {expected}")
        return cls(config=config, columns=head_columns(config.outputs), **arrays)


def head_columns(outputs: dict[HeadName, tuple[str, ...]]) -> dict[HeadName, slice]:
    """Where each head's outputs stand in the model's columns."""
    columns: dict[HeadName, slice] = {}
    start = 0
    for head in HEADS:
        columns[head] = slice(start, start + len(outputs[head]))
        start += len(outputs[head])
    return columns


def lexicon_columns(vocabularies: Vocabularies) -> tuple[str, ...]:
    """Name of each lexicon input, ``list:code``."""
    return tuple(f"{name}:{code}" for name in LEXICON_LISTS for code in vocabularies[name].codes)


def lexicon_vector(hits: Sequence[Hit], columns: dict[str, int]) -> FloatVector:
    """How surely the words name each code: log-odds of its surest hit above `NO_HIT`, 0 without one; ``(n_columns,)``."""
    surest: dict[int, float] = {}
    for hit in hits:
        column = columns[f"{hit.list}:{hit.code}"]
        surest[column] = max(surest.get(column, 0.0), hit.weight)
    vector = np.zeros(len(columns), dtype=np.float32)
    for column, weight in surest.items():
        vector[column] = np.log((weight + SMOOTHING) / (1 + SMOOTHING - weight)) - NO_HIT
    return vector


def values_of(
    codes: Sequence[str], probabilities: FloatVector, hits: Sequence[Hit], threshold: float, most: int
) -> tuple[CodeValue, ...]:
    """Codes at or above ``threshold``, surest first, at most ``most``; a code with a hit rests on its first, surest words."""
    likely = {j: float(probabilities[j]) for j in np.flatnonzero(probabilities >= threshold).tolist()}
    values = []
    for j in sorted(likely, key=lambda j: (-likely[j], codes[j]))[:most]:
        own = [hit for hit in hits if hit.code == codes[j]]
        best = min(own, key=lambda hit: (-hit.weight, hit.start), default=None)
        origin: Literal["text", "inferred"] = "text" if best else "inferred"
        values.append(CodeValue(codes[j], origin, best.span if best else None, round(likely[j], 4)))
    return tuple(values)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_config(path: Path) -> ConceptConfig:
    try:
        return ConceptConfig.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, ValidationError) as error:
        raise ArtefactError(
            f"{path}: not a concept model's config ({error}); train one with `hub-matcher train concepts`"
        ) from error


def _check(config: ConceptConfig, directory: Path, vocabularies: Vocabularies, encoder_version: str) -> None:
    """Refuse a model made for other inputs or outputs than the running code has."""
    expected: dict[HeadName, tuple[str, ...]] = {
        "sectors": vocabularies["sectors"].codes,
        "technologies": vocabularies["technologies"].codes,
        "services": vocabularies["services"].codes,
        "clients": vocabularies["clients"].codes,
        "scope": SCOPES,
    }
    faults = []
    if config.format_version != FORMAT_VERSION:
        faults.append(f"format_version {config.format_version}; expected {FORMAT_VERSION}")
    if config.encoder != encoder_version:
        faults.append(f"trained with encoder {config.encoder!r}; the running one is {encoder_version!r}")
    faults += [
        f"outputs of {head} differ from the vocabulary" for head in HEADS if config.outputs.get(head) != expected[head]
    ]
    if config.lexicon_columns != lexicon_columns(vocabularies):
        faults.append("lexicon columns differ from the vocabularies")
    if faults:
        raise ArtefactError(f"{directory}: {'; '.join(faults)}; train it again with `hub-matcher train concepts`")
