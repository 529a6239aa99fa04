"""What the frozen layers make of texts, worked out once: token states that the trained layers start from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from transformers import BertModel

TOKENS_A_BATCH = 2048
TokenStates = list[torch.Tensor]  # one a text: (n_tokens, hidden), float16


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """Texts below the trained layers and at the end; rows follow the texts."""

    tokens: TokenStates
    vectors: torch.Tensor  # (n, hidden) float32, unit rows: the untuned encoder's


@dataclass(frozen=True, slots=True, eq=False)
class Padded:
    """Texts of one batch, padded to the longest."""

    states: torch.Tensor  # (n, longest, hidden) float32
    real: torch.Tensor  # (n, longest) bool: a token, not padding


@torch.inference_mode()
def encode(bert: BertModel, tokenizer: Tokenizer, texts: Sequence[str], first_layer: int) -> Encoded:
    """What ``bert`` makes of ``texts``, which have their prefix already; cut at the longest it reads.

    Args:
        first_layer: the states are those that this layer gets.
    """
    tokenizer.enable_truncation(bert.config.max_position_embeddings)
    ids = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
    tokens: list[torch.Tensor] = [torch.empty(0)] * len(ids)
    vectors = torch.empty(len(ids), bert.config.hidden_size)
    for rows in batches_by_length([len(text) for text in ids], TOKENS_A_BATCH):
        shape = len(rows), max(len(ids[row]) for row in rows)
        input_ids = torch.full(shape, bert.config.pad_token_id)
        mask = torch.zeros(shape, dtype=torch.long)
        for place, row in enumerate(rows):
            input_ids[place, : len(ids[row])] = torch.tensor(ids[row])
            mask[place, : len(ids[row])] = 1
        found = bert(input_ids=input_ids, attention_mask=mask, output_hidden_states=True)
        vectors[rows] = mean_vectors(found.last_hidden_state, mask)
        for place, row in enumerate(rows):
            tokens[row] = found.hidden_states[first_layer][place, : len(ids[row])].half().clone()
    return Encoded(tokens, vectors)


def batches_by_length(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Rows from short to long, as many at a time as ``budget`` tokens hold with padding; one at least."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: lengths[row]):
        if batch and lengths[row] * (len(batch) + 1) > budget:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def padded(tokens: Sequence[torch.Tensor]) -> Padded:
    """``tokens`` side by side, zeros where a text is shorter than the longest."""
    shape = len(tokens), max(len(text) for text in tokens)
    states = torch.zeros(*shape, tokens[0].shape[1])
    real = torch.zeros(shape, dtype=torch.bool)
    for row, text in enumerate(tokens):
        states[row, : len(text)] = text.float()
        real[row, : len(text)] = True
    return Padded(states, real)


def mean_vectors(states: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    """Mean over the real tokens, at unit length; ``(n, hidden)``."""
    mean = (states * real.unsqueeze(-1)).sum(1) / real.sum(1, keepdim=True)
    return mean / mean.norm(dim=1, keepdim=True)


Encode = Callable[[Sequence[str]], Encoded]
