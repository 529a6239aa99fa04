"""Texts to unit vectors: the `Encoder` protocol, the ONNX encoder that the product runs, and `load_encoder`.

Two texts about the same thing point the same way, so a dot product of rows is their cosine. Windows of long texts are
in `encoder_windows`, the artefact's directory in `encoder_artefact`, the PyTorch twin in `encoder_transformers`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

from matcher.arrays import FloatMatrix
from matcher.encoder_artefact import CONFIG_FILE, MODEL_FILE, TOKENIZER_FILE, EncoderConfig, read_config
from matcher.encoder_transformers import SentenceTransformerEncoder
from matcher.encoder_windows import batches, clean_text, unit_means, windows
from matcher.errors import ArtefactError

__all__ = ["Encoder", "OnnxEncoder", "SentenceTransformerEncoder", "load_encoder"]

# Passes of concurrent requests run side by side, so one thread each serves them best. A second one shortens a lone pass
# by about a third where a core is idle, and lengthens it where none is.
DEFAULT_THREADS: Final = 1


class Encoder(Protocol):
    """What the matcher asks of an encoder. Rows follow the texts; no text, not even an empty one, is an error."""

    @property
    def version(self) -> str:
        """Names the weights: vectors of two versions must not be compared."""

    @property
    def dimension(self) -> int:
        """Number of columns of every matrix returned."""

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """What somebody asks: shape ``(n, dimension)``, float32, unit rows."""

    def encode_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """What is to be found: shape ``(n, dimension)``, float32, unit rows."""


class OnnxEncoder:
    """The encoder of ``models/encoder``, run by ONNX Runtime. Threads may share one.

    The vector of a text does not depend on its batch: the artefact quantises activations token by token.
    """

    def __init__(self, config: EncoderConfig, tokenizer: Tokenizer, session: InferenceSession) -> None:
        self._config = config
        self._tokenizer = tokenizer
        self._session = session
        self._n_head = {
            prefix: len(tokenizer.encode(prefix.strip()).ids) - 1  # all but the end token
            for prefix in (config.query_prefix, config.passage_prefix)
        }

    @classmethod
    def load(cls, directory: Path, *, threads: int | None = None) -> OnnxEncoder:
        """The artefact in ``directory``, verified; takes about 0.3 s and 90 MB.

        Args:
            directory: holds ``config.json`` and the files it names.
            threads: of one pass; ``None`` means `DEFAULT_THREADS`.

        Raises:
            ArtefactError: a file is missing or differs from its checksum, or the parts do not fit each other.
        """
        config = read_config(directory)
        session = _session(directory / MODEL_FILE, DEFAULT_THREADS if threads is None else threads)
        columns = session.get_outputs()[0].shape[-1]
        if columns != config.dimension:
            raise ArtefactError(f"encoder {config.name}: {MODEL_FILE} gives {columns} columns, not {config.dimension}")
        return cls(config, Tokenizer.from_file(str(directory / TOKENIZER_FILE)), session)

    @property
    def version(self) -> str:
        """The artefact's name, such as ``e5-small-enpt-int8-1``."""
        return self._config.name

    @property
    def dimension(self) -> int:
        """Number of columns of every matrix returned."""
        return self._config.dimension

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """What somebody asks, as vectors.

        A text longer than the model reads is split into overlapping windows, whose vectors are averaged; a very long
        one is sampled evenly (`encoder_windows`), so no text costs more than eight full passes.

        Args:
            texts: any strings; none is an error.

        Returns:
            Shape ``(n, dimension)``, float32, unit rows in the order of ``texts``; ``(0, dimension)`` for no texts.
        """
        return self._encode(texts, self._config.query_prefix)

    def encode_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """What is to be found, as vectors; otherwise as `encode_queries`."""
        return self._encode(texts, self._config.passage_prefix)

    def _encode(self, texts: Sequence[str], prefix: str) -> FloatMatrix:
        token_windows: list[list[int]] = []
        owners: list[int] = []
        for row, text in enumerate(texts):
            ids = self._tokenizer.encode(prefix + clean_text(text)).ids
            split = windows(ids, self._n_head[prefix], self._config.max_tokens)
            token_windows += split
            owners += [row] * len(split)
        vectors = np.empty((len(token_windows), self.dimension), dtype=np.float32)
        for batch in batches([len(window) for window in token_windows]):
            vectors[batch] = self._pass([token_windows[i] for i in batch])
        return unit_means(vectors, owners, len(texts))

    def _pass(self, token_windows: Sequence[Sequence[int]]) -> FloatMatrix:
        """One run of the model: a unit row for each window, padded here to the longest."""
        shape = len(token_windows), max(len(window) for window in token_windows)
        ids = np.full(shape, self._config.pad_id, dtype=np.int64)
        mask = np.zeros(shape, dtype=np.int64)
        for row, window in enumerate(token_windows):
            ids[row, : len(window)] = window
            mask[row, : len(window)] = 1
        (vectors,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        return np.asarray(vectors, dtype=np.float32)


def load_encoder(spec: str | Path, *, threads: int | None = None) -> Encoder:
    """The encoder that one setting names.

    Args:
        spec: a directory with ``model.onnx`` and ``config.json``; or a Sentence Transformers directory; or, as a
        string,
            the name of a model on a hub.
        threads: as in `OnnxEncoder.load`.

    Raises:
        ArtefactError: the artefact is faulty, the path does not exist, or the extra ``transformers`` is missing.
    """
    directory = Path(spec)
    if all((directory / name).is_file() for name in (MODEL_FILE, CONFIG_FILE)):
        return OnnxEncoder.load(directory, threads=threads)
    is_path = isinstance(spec, Path) or spec.startswith((".", "/", "~")) or spec.count("/") > 1
    if is_path and not directory.is_dir():
        raise ArtefactError(f"encoder: no directory {str(spec)!r}; expected {MODEL_FILE} and {CONFIG_FILE} in it")
    return SentenceTransformerEncoder.load(str(spec), threads=threads)


def _session(path: Path, threads: int) -> InferenceSession:
    """A session that gives its memory back: without the arena about 100 MB less stay taken after long texts."""
    options = SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # an idle thread leaves the core to others
    # The fused kernel of this one pattern is slower than its parts: 15.9 against 13.4 ms for 40 words.
    slower = ["SkipLayerNormFusion"]
    return InferenceSession(str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=slower)
