"""The mean of the last epochs' layers, under the names of the packed tensors, as `tools.build_encoder` reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from tools.build_encoder.bert import tensor_names
from tools.build_encoder.weights import Architecture

LayerWeights = Mapping[str, torch.Tensor]  # "0.output.dense.weight" belongs to the first of the trained layers


def mean_of_epochs(epochs: Sequence[LayerWeights]) -> dict[str, torch.Tensor]:
    """Weight by weight the arithmetic mean: the end of training wanders about a minimum, and its mean lies nearer to it.

    Source: Izmailov and others 2018, stochastic weight averaging, arXiv:1803.05407, here with a falling learning rate.
    """
    return {name: torch.stack([epoch[name] for epoch in epochs]).mean(dim=0) for name in epochs[0]}


def packed_layers(layers: LayerWeights, first: int, sizes: Architecture) -> dict[str, NDArray[np.float32]]:
    """``layers``, the first of which is layer ``first`` of the encoder, named as in the package: ``l8.q.w``."""
    names = tensor_names(sizes)
    packed = {}
    for name, values in layers.items():
        number, rest = name.split(".", 1)
        packed[names[f"encoder.layer.{first + int(number)}.{rest}"]] = values.detach().numpy()
    return packed
