"""How the service runs its encoder: vectors of texts seen lately kept, waiting texts encoded together, the time told."""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from matcher.arrays import FloatMatrix, FloatVector
from matcher.encoder import Encoder
from service.operation.batching import BatchingEncoder
from service.operation.wrapped_encoder import WrappedEncoder
from service.settings import Settings

SALT_BYTES: Final = 16
KEY_BYTES: Final = 16
Told = Callable[[float], None]


def service_encoder(encoder: Encoder, settings: Settings, told: Told = lambda _: None) -> Encoder:
    """``encoder`` as the settings ask for it.

    Args:
        told: is given the seconds that each call for vectors of needs took, in the thread that called; waiting for a
            shared pass is among them, finding a vector that was kept is not.
    """
    if settings.encoder_batch > 1:
        encoder = BatchingEncoder(encoder, settings.encoder_batch, cores_for(settings.workers))
    encoder = TimedEncoder(encoder, told)
    return CachingEncoder(encoder, settings.embedding_cache) if settings.embedding_cache else encoder


def cores_for(n_workers: int) -> int:
    """Cores that each of ``n_workers`` may count on, at least one; a pass of the encoder takes one of them."""
    n_cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, n_cores // n_workers)


def answering_threads(settings: Settings) -> int:
    """Needs that one worker answers at a time: as many as it has cores, and those that wait for a shared pass.

    More would answer no sooner; fewer would leave a shared pass with nobody to share it.
    """
    cores = cores_for(settings.workers)
    return cores if settings.encoder_batch == 1 else cores * settings.encoder_batch


class TimedEncoder(WrappedEncoder):
    """An encoder that tells how long it took over needs."""

    def __init__(self, encoder: Encoder, told: Told) -> None:
        super().__init__(encoder)
        self._told = told

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """As the encoder gives it; the time is told where it fails as well."""
        started_at = time.perf_counter()
        try:
            return self._encoder.encode_queries(texts)
        finally:
            self._told(time.perf_counter() - started_at)


class CachingEncoder(WrappedEncoder):
    """An encoder that keeps the vectors of the needs it was asked for last. Threads may share one.

    A text is known by a hash with a random salt that is never written down: what is kept tells no text, and nobody can
    try a text against it once the process has ended.

    Attributes:
        hits, misses: texts whose vector was at hand, and those that were encoded.
    """

    def __init__(self, encoder: Encoder, most: int) -> None:
        super().__init__(encoder)
        self._most = most
        self._salt = secrets.token_bytes(SALT_BYTES)
        self._lock = threading.Lock()
        self._kept: OrderedDict[bytes, FloatVector] = OrderedDict()  # the one asked for longest ago first
        self.hits = 0
        self.misses = 0

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """As the encoder gives it; only texts whose vectors are not at hand are encoded, in one call."""
        keys = [self._key(text) for text in texts]
        known = self._known(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            found = dict(zip(missing, self._encoder.encode_queries(list(missing.values())), strict=True))
            self._keep(found)
            known |= found
        return np.array([known[key] for key in keys], dtype=np.float32).reshape(len(keys), self.dimension)

    def _key(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=KEY_BYTES, key=self._salt).digest()

    def _known(self, keys: Sequence[bytes]) -> dict[bytes, FloatVector]:
        """The vectors at hand; each counts as asked for just now."""
        with self._lock:
            known = {key: self._kept[key] for key in keys if key in self._kept}
            for key in known:
                self._kept.move_to_end(key)
            found = sum(key in known for key in keys)
            self.hits += found
            self.misses += len(keys) - found
            return known

    def _keep(self, vectors: dict[bytes, FloatVector]) -> None:
        """Keep ``vectors``, and forget the oldest beyond the bound."""
        with self._lock:
            for key, vector in vectors.items():
                self._kept[key] = vector.copy()  # not a view: it would hold on to the vectors of its whole batch
                self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
