"""Top layers trained further by `tools.tune_encoder`: a file of arrays that take the place of the packed ones.

The file holds them in float16, under the names of the packed tensors (``l8.q.w`` is the query matrix of the ninth
layer), so the encoder is rebuilt from the package and this file, without training. Knows nothing of PyTorch or ONNX.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from matcher.arrays import FloatVector
from matcher.errors import ArtefactError
from tools.build_encoder.weights import PackedWeights

TUNED_FILE: Final = "tuned_layers.npz"
TUNING_FILE: Final = "tuning.json"  # beside it: from which texts and with which settings it was made


def write_tuned_layers(layers: Mapping[str, NDArray[np.float32]], path: Path) -> None:
    """Write ``layers`` to ``path``, rounded to float16; the same arrays give the same bytes.

    Raises:
        ArtefactError: a weight is beyond the range of float16.
    """
    with np.errstate(over="ignore"):  # told below, with the name
        halves = {name: layers[name].astype(np.float16) for name in sorted(layers)}
    if broken := [name for name, values in halves.items() if not np.isfinite(values).all()]:
        raise ArtefactError(f"{path.name}: weights of {broken} do not fit float16; the training went astray")
    np.savez(path, allow_pickle=False, **halves)


def with_tuned_layers(packed: PackedWeights, path: Path) -> PackedWeights:
    """``packed`` with the tensors in ``path`` in place of its own; all others stay.

    Raises:
        ArtefactError: the file cannot be read, or holds a tensor that the package has not, or not of that size.
    """
    tensors: dict[str, FloatVector] = {}
    try:
        with np.load(path, allow_pickle=False) as stored:
            for name in stored.files:
                tensors[name] = stored[name].astype(np.float32).reshape(-1)
    except (OSError, EOFError, ValueError, BadZipFile) as error:
        raise ArtefactError(
            f"{path.name}: cannot be read ({error}); expected what tools.tune_encoder writes"
        ) from error
    for name, values in tensors.items():
        expected = packed.tensors[name].size if name in packed.tensors else 0
        if values.size != expected:
            raise ArtefactError(f"{path.name}: {name!r} has {values.size} weights, the package has {expected}")
    return replace(packed, tensors=packed.tensors | tensors)
