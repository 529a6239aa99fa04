"""Any Sentence Transformers model as an encoder: for training, GPUs, comparison. Needs the extra ``transformers``."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matcher.arrays import FloatMatrix
from matcher.encoder_windows import clean_text
from matcher.errors import ArtefactError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

logger = logging.getLogger(__name__)


class SentenceTransformerEncoder:
    """Texts to unit vectors with PyTorch. A text longer than the model reads is cut there, without windows.

    Prefixes are the model's own prompts (``query``; ``document`` or ``passage``). A model that names none gets none,
    and the log says so: an E5 model published without prompts must be given them in its directory.
    """

    def __init__(self, model: SentenceTransformer, version: str) -> None:
        self._model = model
        self._version = version
        self._dimension = int(model.get_embedding_dimension() or 0)

    @classmethod
    def load(cls, name_or_path: str, *, threads: int | None = None) -> SentenceTransformerEncoder:
        """The model in a local directory, or of that name on the hub that sentence-transformers is configured with.

        Args:
            name_or_path: directory, or a name such as ``organisation/model``; a name may be downloaded.
            threads: of PyTorch, for the whole process; ``None`` leaves them as they are.

        Raises:
            ArtefactError: the extra ``transformers`` is not installed, or the model cannot be loaded.
        """
        try:
            import torch
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ArtefactError(
                f"encoder {Path(name_or_path).name!r} needs the package {error.name!r}: "
                "install the extra 'transformers' (pip install '.[transformers]')"
            ) from error
        if threads is not None:
            torch.set_num_threads(threads)
        try:
            model = SentenceTransformer(name_or_path)
        except (OSError, ValueError) as error:
            raise ArtefactError(f"encoder {name_or_path!r} is no Sentence Transformers model: {error}") from error
        if not any(model.prompts.values()):
            logger.warning("encoder %s names no prompts: texts are encoded without a prefix", Path(name_or_path).name)
        return cls(model, _version(name_or_path, model))

    @property
    def version(self) -> str:
        """Last part of the name, ``@``, and 12 digits of a SHA-256: of its files or, from a hub, of its settings."""
        return self._version

    @property
    def dimension(self) -> int:
        """Number of columns of every matrix returned."""
        return self._dimension

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Shape ``(n, dimension)``, float32, unit rows in the order of ``texts``."""
        return self._matrix(self._model.encode_query(self._clean(texts), normalize_embeddings=True), len(texts))

    def encode_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """Shape ``(n, dimension)``, float32, unit rows in the order of ``texts``."""
        return self._matrix(self._model.encode_document(self._clean(texts), normalize_embeddings=True), len(texts))

    @staticmethod
    def _clean(texts: Sequence[str]) -> list[str]:
        return [clean_text(text) for text in texts]

    def _matrix(self, rows: object, n_texts: int) -> FloatMatrix:
        return np.asarray(rows, dtype=np.float32).reshape(n_texts, self._dimension)


def _version(name_or_path: str, model: SentenceTransformer) -> str:
    """Local models of one name but other weights differ here; of a model from a hub only the settings are compared."""
    digest = hashlib.sha256()
    directory = Path(name_or_path)
    if directory.is_dir():
        for path in sorted(directory.rglob("*")):
            if path.suffix in {".json", ".safetensors", ".bin"}:
                digest.update(path.read_bytes())
    else:
        network = model.transformers_model
        digest.update(str(model if network is None else network.config.to_json_string()).encode())
    return f"{directory.name}@{digest.hexdigest()[:12]}"
