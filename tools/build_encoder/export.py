"""BERT as one float32 ONNX graph, from ids to unit vectors. Needs the build requirements."""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import BertModel


class PooledBert(torch.nn.Module):  # type: ignore[misc, unused-ignore]  # an Any where torch is not installed
    """Mean of the last hidden states over the real tokens, at unit length."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Ids and mask ``(batch, length)`` int64 -> ``(batch, hidden)`` float32."""
        hidden = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        real = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * real).sum(1) / real.sum(1)
        unit: torch.Tensor = mean / mean.norm(dim=1, keepdim=True)
        return unit


def export_float32(bert: BertModel, path: Path) -> None:
    """Write the graph: inputs ``input_ids`` and ``attention_mask``, output ``embeddings``, free batch and length."""
    bert.set_attn_implementation("eager")  # plain matrix products, which `quantise.py` knows
    example = torch.ones(2, 9, dtype=torch.int64)
    longest = bert.config.max_position_embeddings
    free = {0: torch.export.Dim("batch", min=1, max=4096), 1: torch.export.Dim("length", min=2, max=longest)}
    torch.onnx.export(
        PooledBert(bert).eval(),
        (example, example.clone()),
        path,
        input_names=["input_ids", "attention_mask"],
        output_names=["embeddings"],
        dynamic_shapes={"input_ids": free, "attention_mask": free},
        dynamo=True,
        external_data=False,
        verbose=False,
    )
