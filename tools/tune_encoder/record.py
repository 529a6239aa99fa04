"""``tuning.json``: what a file of tuned layers was made from, kept beside it and shown by the encoder's card."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from matcher.evaluation.judgments import LabelledText
from tools.tune_encoder.settings import TuningSettings
from tools.tune_encoder.train import Epoch


class EpochLosses(BaseModel, extra="forbid", frozen=True):
    """Mean losses of one epoch, with dropout."""

    labels: float
    names: float


class TuningRecord(BaseModel, extra="forbid", frozen=True):
    """Settings, data and losses."""

    settings: TuningSettings
    n_texts: int
    texts_sha256: str
    terms_sha256: str
    epochs: tuple[EpochLosses, ...]


def tuning_record(
    settings: TuningSettings, texts: Sequence[LabelledText], terms: Path, epochs: Sequence[Epoch]
) -> TuningRecord:
    """The record of a training on ``texts`` and the terms of the file ``terms``."""
    body = json.dumps([text.model_dump(mode="json") for text in texts], sort_keys=True, ensure_ascii=False)
    return TuningRecord(
        settings=settings,
        n_texts=len(texts),
        texts_sha256=hashlib.sha256(body.encode()).hexdigest(),
        terms_sha256=hashlib.sha256(terms.read_bytes()).hexdigest(),
        epochs=tuple(EpochLosses(labels=round(e.label_loss, 4), names=round(e.name_loss, 4)) for e in epochs),
    )
