"""What an artefact costs to run, as one line of JSON: ``python -m tools.build_encoder.cost ENCODER NEEDS THREADS``.

A process of its own, because memory is counted from its start; it needs Linux and only the run-time packages.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

from matcher.encoder import OnnxEncoder

N_WORDS = 40
N_REPEATS = 200


def costs(encoder: Path, needs: Path, threads: int) -> dict[str, float]:
    """Seconds, megabytes and milliseconds, named in the keys; memory is what the process has at most so far."""
    lines = needs.read_text(encoding="utf-8").splitlines()
    words = [word for line in lines if json.loads(line)["lang"] == "pt" for word in json.loads(line)["text"].split()]
    texts = [" ".join(words[start : start + N_WORDS]) for start in range(0, N_WORDS * N_REPEATS, N_WORDS)]
    before_mb = _peak_mb()
    start = time.perf_counter()
    loaded = OnnxEncoder.load(encoder, threads=threads)
    load_s = time.perf_counter() - start
    loaded.encode_queries(texts[:1])
    used_mb = _peak_mb() - before_mb
    times_ms = [_milliseconds(loaded, [text]) for text in texts]
    together_ms = _milliseconds(loaded, texts)
    long_ms = _milliseconds(loaded, [" ".join(words) * 20])
    return {
        "load_s": round(load_s, 2),
        "memory_mb": round(used_mb),
        "need_ms_median": round(float(np.median(times_ms)), 1),
        "need_ms_p95": round(float(np.quantile(times_ms, 0.95)), 1),
        "needs_per_s": round(1000 * len(texts) / together_ms),
        "longest_text_ms": round(long_ms),
        "memory_after_longest_mb": round(_peak_mb() - before_mb),
    }


def _milliseconds(encoder: OnnxEncoder, texts: list[str]) -> float:
    start = time.perf_counter()
    encoder.encode_queries(texts)
    return 1000 * (time.perf_counter() - start)


def _peak_mb() -> float:
    """Most memory this program ever held; ``ru_maxrss`` would also count the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (line,) = (line for line in status if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(costs(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
