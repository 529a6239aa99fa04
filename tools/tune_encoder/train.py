"""The training loop: labels by the linear heads, and names of codes by contrast."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

from tools.tune_encoder.average import LayerWeights
from tools.tune_encoder.examples import TuningExamples
from tools.tune_encoder.names import CodeNames
from tools.tune_encoder.network import Learner, unit_vectors
from tools.tune_encoder.settings import TuningSettings
from tools.tune_encoder.states import padded

SORTED_BATCHES = 16  # so many are filled from one draw, by length: little padding, and still another mix each epoch


@dataclass(frozen=True, slots=True)
class Epoch:
    """What one epoch gave: mean losses over its batches, and the layers after it."""

    label_loss: float
    name_loss: float
    layers: LayerWeights


def tuned_epochs(learner: Learner, examples: TuningExamples, names: CodeNames) -> Iterator[Epoch]:
    """Each epoch as it ends; the learner's layers and heads are trained in place.

    Dropout has no generator of its own in PyTorch, so its global one is seeded here: run it in a process of its own.
    """
    settings = learner.settings
    optimiser = learner.optimiser()
    n_steps = -(-len(examples) // settings.batch) * settings.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: rate_factor(step, n_steps, settings))
    torch.manual_seed(settings.seed)
    order, chance = np.random.default_rng(settings.seed), random.Random(settings.seed)
    for _ in range(settings.epochs):
        learner.layers.train()
        losses = []
        for rows in shuffled_batches(examples, settings.batch, order, chance):
            by_label, by_name = batch_losses(learner, examples, names, rows, chance)
            penalty = learner.heads.penalty() / (settings.head_strength * len(examples))
            optimiser.zero_grad()
            (by_label + penalty + settings.contrast * by_name).backward()
            nn.utils.clip_grad_norm_(learner.parameters(), settings.longest_gradient)
            optimiser.step()
            schedule.step()
            losses.append((by_label.item(), by_name.item()))
        label_loss, name_loss = np.mean(losses, axis=0).tolist()
        layers = {name: values.clone() for name, values in learner.layers.state_dict().items()}
        yield Epoch(label_loss, name_loss, layers)


def rate_factor(step: int, n_steps: int, settings: TuningSettings) -> float:
    """Share of the full learning rate at ``step``: up in a line, then down in a line to the least."""
    rising = (step + 1) / max(1, int(settings.warm_up * n_steps))
    return min(1.0, rising) * max(settings.least_rate, (n_steps - step) / n_steps)


def shuffled_batches(
    examples: TuningExamples, size: int, order: np.random.Generator, chance: random.Random
) -> list[NDArray[np.int64]]:
    """Row numbers of every example once, in batches of texts about as long as each other."""
    drawn = order.permutation(len(examples))
    batches = []
    for start in range(0, len(drawn), size * SORTED_BATCHES):
        by_length = sorted(drawn[start : start + size * SORTED_BATCHES], key=lambda row: len(examples.tokens[row]))
        batches += [np.array(by_length[i : i + size]) for i in range(0, len(by_length), size)]
    chance.shuffle(batches)
    return batches


def batch_losses(
    learner: Learner, examples: TuningExamples, names: CodeNames, rows: NDArray[np.int64], chance: random.Random
) -> tuple[torch.Tensor, torch.Tensor]:
    """Cross-entropy of the labels, summed over codes, and of the names; both means over the texts of ``rows``."""
    settings = learner.settings
    vectors = unit_vectors(learner.layers, padded([examples.tokens[row] for row in rows]))
    labels = examples.labels[rows]
    logits = learner.heads(vectors, examples.lexicon[rows])
    by_label = binary_cross_entropy_with_logits(logits, labels, reduction="sum") / len(rows)
    named = unit_vectors(learner.layers, padded(names.drawn(chance, settings.term_share)))
    by_name = torch.zeros(())
    for head, codes in names.codes.items():
        similarities = vectors @ named[codes].T
        by_name = by_name + contrast(similarities / settings.temperature, labels[:, examples.columns[head]])
    return by_label, by_name


def contrast(similarities: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of a text's own codes among all of a head, ``(n, n_codes)`` each; texts without a code do not count.

    A text with several codes is to be as near to each: its term is the mean over them.
    """
    told = labels.sum(1) > 0
    if not told.any():
        return torch.zeros(())
    own = (torch.log_softmax(similarities, 1) * labels).sum(1)[told] / labels.sum(1)[told]
    return -own.mean()
