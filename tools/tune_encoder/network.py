"""What is trained: the top layers, and the linear heads that read the vector they give."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn
from transformers import BertModel

from matcher.understanding.training import fit_logistic
from tools.tune_encoder.examples import TuningExamples
from tools.tune_encoder.settings import TuningSettings
from tools.tune_encoder.states import Padded, mean_vectors

_HIDDEN_TOKEN = -1e4  # added to the attention of padding


def top_layers(bert: BertModel, first: int) -> nn.ModuleList:
    """The layers of ``bert`` from ``first`` on (the same objects, not copies), with plain attention."""
    bert.set_attn_implementation("eager")
    layers: nn.ModuleList = bert.encoder.layer[first:]
    return layers


def unit_vectors(layers: nn.ModuleList, batch: Padded) -> torch.Tensor:
    """Vectors of the texts of ``batch``, ``(n, hidden)`` float32; matrix products in bfloat16, which halves the time."""
    hidden = batch.states
    mask = (1 - batch.real[:, None, None, :].to(hidden.dtype)) * _HIDDEN_TOKEN
    with torch.autocast("cpu", torch.bfloat16):
        for layer in layers:
            output = layer(hidden, mask)
            hidden = output[0] if isinstance(output, tuple) else output  # by version of the library
    return mean_vectors(hidden.float(), batch.real)


class LinearHeads(nn.Module):
    """One logistic regression per code, as in `matcher.understanding.concepts`, fitted on the untuned vectors first.

    Starting from fitted heads, the layers below are not bent by gradients of random ones (Kumar and others 2022,
    arXiv:2202.10054).
    """

    def __init__(self, examples: TuningExamples, strength: float, dropout: float) -> None:
        super().__init__()
        vectors = examples.vectors
        mean, scale = vectors.mean(axis=0), vectors.std(axis=0) + 1e-6
        self.mean, self.scale = torch.from_numpy(mean), torch.from_numpy(scale)
        inputs = torch.cat([(torch.from_numpy(vectors) - self.mean) / self.scale, examples.lexicon], 1).numpy()
        weights, bias = fit_logistic(inputs, examples.labels.numpy().astype(bool), strength)
        self.weights, self.bias = nn.Parameter(torch.from_numpy(weights)), nn.Parameter(torch.from_numpy(bias))
        self.dropout = nn.Dropout(dropout)

    def forward(self, vectors: torch.Tensor, lexicon: torch.Tensor) -> torch.Tensor:
        """Log-odds of every code, ``(n, n_outputs)``."""
        standard = self.dropout((vectors - self.mean) / self.scale)
        return torch.cat([standard, lexicon], 1) @ self.weights + self.bias

    def penalty(self) -> torch.Tensor:
        """Half the squared weights; times one over strength and number of texts it is the penalty of the fit."""
        return 0.5 * (self.weights**2).sum()


@dataclass(frozen=True, slots=True, eq=False)
class Learner:
    """Layers and heads that are trained together, and how."""

    layers: nn.ModuleList
    heads: LinearHeads
    settings: TuningSettings

    @classmethod
    def start(cls, layers: nn.ModuleList, examples: TuningExamples, settings: TuningSettings) -> Learner:
        """``layers`` as they are, under heads fitted on the vectors that they give now."""
        return cls(layers, LinearHeads(examples, settings.head_strength, settings.head_dropout), settings)

    def parameters(self) -> list[nn.Parameter]:
        """All that is trained."""
        return [*self.layers.parameters(), *self.heads.parameters()]

    def optimiser(self) -> torch.optim.Optimizer:
        """AdamW; a lower layer learns more slowly, and only the layers' matrices decay."""
        groups: list[dict[str, object]] = []
        for depth, layer in enumerate(reversed(self.layers)):
            rate = self.settings.rate * self.settings.rate_decay**depth
            matrices = [values for values in layer.parameters() if values.dim() > 1]
            others = [values for values in layer.parameters() if values.dim() == 1]
            groups.append({"params": matrices, "lr": rate, "weight_decay": self.settings.weight_decay})
            groups.append({"params": others, "lr": rate, "weight_decay": 0.0})
        groups.append({"params": [*self.heads.parameters()], "lr": self.settings.head_rate, "weight_decay": 0.0})
        return torch.optim.AdamW(groups, betas=(0.9, 0.98))
