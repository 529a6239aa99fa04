"""What every encoder that stands around another one passes on."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.arrays import FloatMatrix
from matcher.encoder import Encoder


class WrappedEncoder:
    """An encoder around another one; each kind does something of its own with needs."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    @property
    def version(self) -> str:
        """That of the encoder."""
        return self._encoder.version

    @property
    def dimension(self) -> int:
        """That of the encoder."""
        return self._encoder.dimension

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """As the encoder gives it."""
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """As the encoder gives it: passages come many at a time, and once."""
        return self._encoder.encode_passages(texts)
