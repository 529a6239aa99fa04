"""What the training was chosen to be; `docs/decisions/0006-tuned-encoder.md` says against what."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, NonNegativeFloat, PositiveFloat, PositiveInt

Share = Annotated[float, Field(ge=0, le=1)]


class TuningSettings(BaseModel, extra="forbid", frozen=True):
    """All that decides the result beside the data and the package. Rates are per step, a step is one batch."""

    seed: int = 20261123
    first_layer: Annotated[int, Field(ge=0)] = 8  # counted from 0; it and those above are trained, those below frozen
    epochs: PositiveInt = 5
    averaged: PositiveInt = 3  # the last so many epochs
    batch: PositiveInt = 32  # texts
    rate: PositiveFloat = 5e-5  # of the topmost layer (AdamW)
    rate_decay: Share = 0.9  # each layer below learns by so much less
    head_rate: PositiveFloat = 5e-4  # of the linear heads
    weight_decay: NonNegativeFloat = 0.01  # of the layers' matrices
    warm_up: Share = 0.06  # of all steps; the rate then falls in a line
    least_rate: Share = 0.02  # of the highest rate
    longest_gradient: PositiveFloat = 20.0
    head_strength: PositiveFloat = 0.0025  # inverse penalty of the heads, as for the concept model
    head_dropout: Share = 0.1  # of the standardised vector
    contrast: NonNegativeFloat = 2.0  # weight of the contrast with the codes' names
    temperature: PositiveFloat = 0.05  # of its softmax over cosines
    term_share: Share = 0.6  # of the codes are named by one of their terms, the others by their label
    term_weight: Share = 0.8  # terms of `terms.csv` that mean their code at least so surely
    terms_per_code: PositiveInt = 60
    term_seed: int = 3
