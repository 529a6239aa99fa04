"""Needs of several requests encoded in one pass, so that they share what a pass costs whatever its length.

Nobody waits for company: while a pass may run, whoever asks runs it at once and alone. Those who come meanwhile wait, and
the one whose pass ends hands its turn to the first of them, who encodes for the next ones in line as well. There is no
thread besides those that ask, so nothing is left to stop.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence

import numpy as np

from matcher.arrays import FloatMatrix
from matcher.encoder import Encoder
from service.operation.wrapped_encoder import WrappedEncoder


class _Asked:
    """What one caller asked for, and what came of it."""

    __slots__ = ("error", "shared", "texts", "turn", "vectors")

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self.vectors: FloatMatrix | None = None
        self.error: Exception | None = None
        self.shared: list[_Asked] = []  # once it is this caller's turn: all that it encodes, its own first
        self.turn = threading.Semaphore(0)  # free once it is its turn, or another caller has encoded for it

    def outcome(self) -> FloatMatrix:
        """The vectors, or the error that these texts met with."""
        if self.error is not None:
            raise self.error
        assert self.vectors is not None
        return self.vectors


class BatchingEncoder(WrappedEncoder):
    """An encoder for many threads, of which some share a pass; the vector of a text does not depend on who shares it.

    Args:
        most: callers that share a pass at most.
        passes: passes that run at a time.
    """

    def __init__(self, encoder: Encoder, most: int, passes: int) -> None:
        super().__init__(encoder)
        self._most = most
        self._lock = threading.Lock()
        self._free = passes
        self._waiting: deque[_Asked] = deque()  # is empty while a pass is free

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """As the encoder gives it, but for the last bits: sums of other batches round otherwise (by at most 1e-7)."""
        asked = _Asked(list(texts))
        if self._begins(asked):
            asked.shared = [asked]
        else:
            asked.turn.acquire()
        if asked.shared:
            try:
                self._encode(asked.shared)
            finally:
                self._hand_on()
        return asked.outcome()

    def _begins(self, asked: _Asked) -> bool:
        """Whether a pass is free for ``asked``, which takes it; else it stands in line."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            self._waiting.append(asked)
            return False

    def _hand_on(self) -> None:
        """Give the turn to the first in line with those behind it, or free it."""
        with self._lock:
            shared = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
            if not shared:
                self._free += 1
                return
        shared[0].shared = shared
        shared[0].turn.release()

    def _encode(self, shared: list[_Asked]) -> None:
        """Encode for all of ``shared`` and wake those behind the first, whatever happens."""
        try:
            self._encode_together(shared)
        finally:
            for asked in shared[1:]:
                if asked.vectors is None and asked.error is None:  # this thread is being ended
                    asked.error = RuntimeError("the pass that was to encode this text was broken off")
                asked.turn.release()

    def _encode_together(self, shared: list[_Asked]) -> None:
        """In one call; where it fails each alone, so that an error reaches the caller whose texts caused it."""
        try:
            vectors = self._encoder.encode_queries([text for asked in shared for text in asked.texts])
        except Exception as error:  # noqa: BLE001  # raised again in the thread that asked
            if len(shared) == 1:
                shared[0].error = error
                return
            for asked in shared:
                self._encode_together([asked])
            return
        ends = np.cumsum([len(asked.texts) for asked in shared]).tolist()
        for asked, end in zip(shared, ends, strict=True):
            asked.vectors = vectors[end - len(asked.texts) : end]
