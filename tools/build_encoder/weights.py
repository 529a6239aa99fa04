"""Reader of the packed 4-bit file: architecture, vocabulary and tensors. Knows nothing of PyTorch or ONNX.

Layout, little-endian throughout: magic ``E5S1``, format number; seven int32 sizes, float32 epsilon, int32 block size;
five int32 (pieces, then the ids of bos, eos, pad, unk), uint64 bytes of text, uint32 offsets, float32 scores, the
pieces' UTF-8; a normaliser table (skipped: `tokenizer.py` says what stands in for it); a directory of tensors (name,
kind, count, offset, bytes), then their data. Matrices are Q4_0: blocks of 32 weights, a float16 scale and 16 bytes of
two nibbles; the low nibbles are the first 16 weights. A weight is ``scale * (nibble - 8)``.
"""

from __future__ import annotations

import itertools
import struct
from dataclasses import dataclass
from typing import Final

import numpy as np

from matcher.arrays import FloatMatrix, FloatVector
from matcher.errors import ArtefactError

MAGIC: Final = b"E5S1"
FORMAT: Final = 1
BLOCK_WEIGHTS: Final = 32
_KIND_FLOAT32: Final = 0
_KIND_Q4: Final = 1
_Q4_BLOCK: Final = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK_WEIGHTS // 2)])


@dataclass(frozen=True, slots=True)
class Architecture:
    """Sizes of the BERT model that the tensors fill, and the ids of its special pieces."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float  # of the layer norms
    bos_id: int
    eos_id: int
    pad_id: int
    unk_id: int


@dataclass(frozen=True, slots=True, eq=False)
class PackedWeights:
    """The whole file, unpacked to float32. ``pieces[i]`` has id ``i`` and log-probability ``scores[i]``."""

    architecture: Architecture
    pieces: tuple[str, ...]
    scores: FloatVector  # (n_pieces,)
    tensors: dict[str, FloatVector]  # flat; the reader of a tensor knows its shape

    def matrix(self, name: str, rows: int, columns: int) -> FloatMatrix:
        """Tensor ``name`` as ``(rows, columns)`` float32.

        Raises:
            ArtefactError: there is no such tensor, or it has another number of weights.
        """
        if name not in self.tensors:
            raise ArtefactError(f"packed weights: no tensor {name!r}; the file holds {len(self.tensors)}")
        flat = self.tensors[name]
        if flat.size != rows * columns:
            raise ArtefactError(f"packed weights: {name!r} has {flat.size} weights, expected {rows} x {columns}")
        return flat.reshape(rows, columns)


class _Cursor:
    """Reads forward through the file and never past its end."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.position = 0

    def take(self, n_bytes: int, what: str) -> bytes:
        end = self.position + n_bytes
        if n_bytes < 0 or end > len(self.content):
            left = len(self.content) - self.position
            raise ArtefactError(f"packed weights: {what} needs {n_bytes} bytes at {self.position}, {left} are left")
        taken = self.content[self.position : end]
        self.position = end
        return taken

    def integers(self, layout: str, what: str) -> tuple[int, ...]:
        """``layout`` is in the letters of :mod:`struct`, without the byte order."""
        return struct.unpack(f"<{layout}", self.take(struct.calcsize(f"<{layout}"), what))


def read_packed_weights(content: bytes) -> PackedWeights:
    """Architecture, vocabulary and tensors of a packed file.

    Raises:
        ArtefactError: wrong magic or format number, a size that the file does not bear out, or an unknown tensor kind.
    """
    cursor = _Cursor(content)
    magic = cursor.take(len(MAGIC), "magic")
    if magic != MAGIC:
        raise ArtefactError(f"packed weights: file starts with {magic!r}, expected {MAGIC!r}")
    (number,) = cursor.integers("I", "format number")
    if number != FORMAT:
        raise ArtefactError(f"packed weights: format number is {number}, this reader knows {FORMAT}")
    hidden, layers, heads, inner, vocabulary, positions, token_types = cursor.integers("7i", "sizes")
    (epsilon,) = struct.unpack("<f", cursor.take(4, "epsilon"))
    (block,) = cursor.integers("i", "block size")
    n_pieces, bos, eos, pad, unk = cursor.integers("5i", "vocabulary header")
    if block != BLOCK_WEIGHTS or n_pieces != vocabulary:
        raise ArtefactError(f"packed weights: blocks of {block}, expected 32; {n_pieces} pieces for {vocabulary} rows")
    pieces, scores = _vocabulary(cursor, n_pieces)
    _, n_table_bytes = cursor.integers("iI", "normaliser header")
    cursor.take(n_table_bytes, "normaliser table")
    architecture = Architecture(
        hidden, layers, heads, inner, vocabulary, positions, token_types, epsilon, bos, eos, pad, unk
    )
    return PackedWeights(architecture, pieces, scores, _tensors(cursor))


def _vocabulary(cursor: _Cursor, n_pieces: int) -> tuple[tuple[str, ...], FloatVector]:
    """Pieces in id order, and the score of each."""
    (n_text_bytes,) = cursor.integers("Q", "length of the pieces")
    offsets = np.frombuffer(cursor.take(4 * (n_pieces + 1), "offsets of the pieces"), "<u4").tolist()
    scores = np.frombuffer(cursor.take(4 * n_pieces, "scores"), "<f4").astype(np.float32)
    text = cursor.take(n_text_bytes, "text of the pieces")
    if offsets[-1] != n_text_bytes:
        raise ArtefactError(f"packed weights: pieces end at byte {offsets[-1]}, their text has {n_text_bytes}")
    bounds = itertools.pairwise(offsets)
    return tuple(text[start:end].decode("utf-8", "replace") for start, end in bounds), scores


def _tensors(cursor: _Cursor) -> dict[str, FloatVector]:
    """Every tensor of the directory at the cursor, flat."""
    (n_tensors,) = cursor.integers("i", "number of tensors")
    tensors: dict[str, FloatVector] = {}
    for _ in range(n_tensors):
        (n_name_bytes,) = cursor.integers("H", "length of a tensor's name")
        name = cursor.take(n_name_bytes, "name of a tensor").decode("utf-8", "replace")
        kind, n_weights, offset, n_bytes = cursor.integers("BIQQ", f"entry of {name!r}")
        data = _Cursor(cursor.content)
        data.position = offset
        tensors[name] = _unpacked(name, kind, n_weights, data.take(n_bytes, f"tensor {name!r}"))
    return tensors


def _unpacked(name: str, kind: int, n_weights: int, raw: bytes) -> FloatVector:
    """Shape ``(n_weights,)`` float32."""
    layout = {_KIND_FLOAT32: np.dtype("<f4"), _KIND_Q4: _Q4_BLOCK}.get(kind)
    if layout is None or len(raw) % layout.itemsize:
        raise ArtefactError(f"packed weights: {name!r} has kind {kind} and {len(raw)} bytes, which do not go together")
    values = np.frombuffer(raw, layout)
    if kind == _KIND_Q4:
        low, high = values["nibbles"] & 15, values["nibbles"] >> 4
        centred = np.concatenate([low, high], axis=1).astype(np.float32) - 8
        values = (centred * values["scale"].astype(np.float32)[:, None]).reshape(-1)
    if values.size != n_weights:
        raise ArtefactError(f"packed weights: {name!r} holds {values.size} weights, its entry says {n_weights}")
    return values.astype(np.float32)
