"""Measures an artefact and writes ``results.json`` and ``card.md``; the card's numbers are taken from the results."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from matcher.arrays import FloatMatrix, FloatVector
from matcher.encoder import OnnxEncoder, SentenceTransformerEncoder
from matcher.encoder_artefact import read_config
from tools.build_encoder.card import card
from tools.build_encoder.tuned import TUNING_FILE

Results = dict[str, float | int | str]


def write_results(encoder: Path, reference: Path, needs: Path) -> None:
    """Write both files into ``encoder``; takes about a minute. Timings are of the machine at hand."""
    texts = need_texts(needs)
    results = _sizes(encoder) | _agreement(encoder, reference, texts)
    for threads in (1, 2):
        results |= _cost(encoder, needs, threads)
    (encoder / "results.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    record = encoder / TUNING_FILE
    tuning = json.loads(record.read_text(encoding="utf-8")) if record.exists() else None
    (encoder / "card.md").write_text(card(read_config(encoder), results, tuning), encoding="utf-8")


def need_texts(needs: Path) -> list[str]:
    """Texts of the needs in ``needs``, by id."""
    lines = [json.loads(line) for line in needs.read_text(encoding="utf-8").splitlines()]
    return [line["text"] for line in sorted(lines, key=lambda line: str(line["id"]))]


def cosines(left: FloatMatrix, right: FloatMatrix) -> FloatVector:
    """Cosine of each row of ``left`` with the same row of ``right``; both ``(n, dimension)`` with unit rows."""
    return np.asarray((left * right).sum(axis=1), dtype=np.float32)


def _sizes(encoder: Path) -> Results:
    model, tokenizer = ((encoder / name).stat().st_size for name in ("model.onnx", "tokenizer.json"))
    return {"model_mb": round(model / 1e6, 1), "tokenizer_mb": round(tokenizer / 1e6, 1)}


def _agreement(encoder: Path, reference: Path, texts: list[str]) -> Results:
    """How near the artefact's vectors are to the float32 model's, and a text's alone to its own in a batch."""
    onnx = OnnxEncoder.load(encoder)
    together = onnx.encode_queries(texts)
    alone = np.vstack([onnx.encode_queries([text]) for text in texts])
    exact = SentenceTransformerEncoder.load(str(reference)).encode_queries(texts)
    near = cosines(together, exact)
    pairs = np.triu_indices(len(texts), k=1)
    return {
        "n_needs": len(texts),
        "cosine_min": round(float(near.min()), 4),
        "cosine_min_first_50": round(float(near[:50].min()), 4),
        "cosine_mean": round(float(near.mean()), 4),
        "similarity_error_mean": round(float(np.abs((together @ together.T - exact @ exact.T)[pairs]).mean()), 4),
        "batch_difference_max": float(f"{np.abs(together - alone).max():.1e}"),
    }


def _cost(encoder: Path, needs: Path, threads: int) -> Results:
    """Load time, memory and speed, in a process of its own that imports no PyTorch."""
    command = [sys.executable, "-m", "tools.build_encoder.cost", str(encoder), str(needs), str(threads)]
    finished = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(finished.stdout)
    return {f"{name}_{threads}_threads": value for name, value in figures.items()}
