"""Any text, however long or hostile, as a bounded number of token windows; and vectors of windows back to one a text.

Pure functions on strings, ids and vectors: no tokenizer, no model.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from matcher.arrays import FloatMatrix, IntVector

OVERLAP_TOKENS: Final = 64  # at least this much of a window is in the next one too, unless MAX_WINDOWS forbids
MAX_WINDOWS: Final = 8  # about 4,000 tokens; bounds the time one text can cost
MAX_CHARS: Final = 20_000  # about what MAX_WINDOWS hold in Portuguese; bounds the time of the tokenizer
BATCH_TOKENS: Final = 1024  # of one pass, padding included; bounds its memory (about 80 MB in two windows of 512)
PASS_TOKENS: Final = 14  # what a pass costs beside its tokens, in tokens: 2.2 ms of it where a token takes 0.16 ms


def clean_text(text: str) -> str:
    """``text`` as valid Unicode of at most about `MAX_CHARS` characters.

    Lone surrogates (which no UTF-8 library accepts) become U+FFFD. From a longer text, `MAX_WINDOWS` stretches evenly
    spaced from its first to its last character are kept: a far part still counts, and the cost does not grow.
    """
    if len(text) > MAX_CHARS:
        stretch = MAX_CHARS // MAX_WINDOWS
        text = " ".join(text[start : start + stretch] for start in _even_starts(len(text), stretch, MAX_WINDOWS))
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def windows(ids: Sequence[int], n_head: int, max_tokens: int) -> list[list[int]]:
    """``ids`` whole if they fit, else as overlapping windows that each look like a text of their own.

    Args:
        ids: start token, prefix, content, end token.
        n_head: how many tokens at the start (start token and prefix) every window repeats.
        max_tokens: the most that a window may have; more than ``n_head + 1 + OVERLAP_TOKENS``.

    Returns:
        1 to `MAX_WINDOWS` lists, evenly spaced; the last ends where the text ends. Content that needs more windows than
        that loses the parts between them.
    """
    if len(ids) <= max_tokens:
        return [list(ids)]
    head, content, end = list(ids[:n_head]), list(ids[n_head:-1]), list(ids[-1:])
    room = max_tokens - n_head - 1
    needed = 1 + math.ceil((len(content) - room) / (room - OVERLAP_TOKENS))
    starts = _even_starts(len(content), room, min(needed, MAX_WINDOWS))
    return [head + content[start : start + room] + end for start in starts]


def batches(lengths: Sequence[int]) -> Iterator[IntVector]:
    """Positions of texts to run together, shortest first, each batch within `BATCH_TOKENS` (or a single text).

    Texts are padded to the longest of their batch and every batch costs `PASS_TOKENS` besides: those partings are chosen
    for which both together are least.
    """
    order = np.argsort(np.asarray(lengths, dtype=np.int64), kind="stable")
    starts = _batch_starts([int(lengths[row]) for row in order])
    for first, last in pairwise([*starts, len(order)]):
        yield order[first:last]


def _batch_starts(lengths: Sequence[int]) -> list[int]:
    """Where each batch of ``lengths``, which rise, begins."""
    least, begin = [0], [0]  # of the batches up to each length: what they cost, and where the last of them begins
    for last, length in enumerate(lengths, 1):
        firsts = range(max(0, min(last - 1, last - BATCH_TOKENS // max(1, length))), last)
        first = min(firsts, key=lambda first: least[first] + (last - first) * length)
        least.append(least[first] + (last - first) * length + PASS_TOKENS)
        begin.append(first)
    starts, last = [], len(lengths)
    while last:
        last = begin[last]
        starts.append(last)
    return starts[::-1]


def unit_means(vectors: FloatMatrix, owners: Sequence[int], n_texts: int) -> FloatMatrix:
    """Mean of the vectors of each text, at unit length.

    Args:
        vectors: ``(n_windows, dimension)``, unit rows.
        owners: which text each window belongs to; every text has at least one.
        n_texts: number of texts.

    Returns:
        Shape ``(n_texts, dimension)``, float32, unit rows.
    """
    sums = vectors
    if len(owners) != n_texts:  # else each text has one window, as almost all have
        sums = np.zeros((n_texts, vectors.shape[1]), dtype=np.float32)
        np.add.at(sums, np.asarray(owners, dtype=np.int64), vectors)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.maximum(lengths, np.finfo(np.float32).tiny), dtype=np.float32)


def _even_starts(total: int, size: int, count: int) -> list[int]:
    """Starts of ``count`` pieces of ``size`` within ``total``: the first at 0, the last ending at ``total``."""
    return [int(start) for start in np.linspace(0, total - size, count).round()]
