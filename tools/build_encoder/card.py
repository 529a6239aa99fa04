"""The text of ``card.md``. Every number in it is a field of the results or of the configuration."""

from __future__ import annotations

from collections.abc import Mapping

from matcher.encoder_artefact import EncoderConfig

_CARD = """\
# {name}

Turns a text into a vector of {dimension} numbers, so that a need and a hub's passage about the same thing point the
same way.

**For:** matching needs to hubs, in Portuguese and English. **Not for:** deciding alone (its cosines are not
probabilities and lie close together), other scripts, or comparing with vectors of another version.

**Source.** multilingual-e5-small (Microsoft, {licence}), by way of `{member}` in the package {package} {version}: the
vocabulary is pruned to Portuguese and English, and **the weights come from a 4-bit copy**, not from the original file.
The original was not at hand: what the 4 bits lose against it is not measured here. Other
languages that share the letters still work, on pieces that were not chosen for them. The package itself is never run:
its tokenizer writes past its memory on some texts.

**Format.** ONNX; matrices in int8 (7 bits used, one scale for each output channel), activations quantised token by
token, so that a text's vector does not depend on the texts in its batch. At most {max_tokens} tokens a pass; longer
texts are windowed by `matcher/encoder.py`.

## Measured

Agreement with the float32 model made from the same 4-bit copy, on the {n_needs} needs of `data/judgments/needs.jsonl`
(texts only):

| what | value |
| --- | --- |
| lowest cosine | {cosine_min} |
| lowest cosine, first 50 needs | {cosine_min_first_50} |
| mean cosine | {cosine_mean} |
| mean error of the similarity of two needs | {similarity_error_mean} |
| largest difference of a number, alone or in a batch | {batch_difference_max} |

Cost on the machine that wrote this card (200 stretches of 40 Portuguese words, one after the other; 2 cores that other
work shared at the time, so the two columns do not compare and an idle machine does better):

| what | 1 thread | 2 threads |
| --- | --- | --- |
| load, checksums included, s | {load_s_1_threads} | {load_s_2_threads} |
| memory, MB more than before | {memory_mb_1_threads} | {memory_mb_2_threads} |
| one need, median ms | {need_ms_median_1_threads} | {need_ms_median_2_threads} |
| one need, 95th percentile ms | {need_ms_p95_1_threads} | {need_ms_p95_2_threads} |
| needs a second, in batches | {needs_per_s_1_threads} | {needs_per_s_2_threads} |
| the longest text there can be, ms | {longest_text_ms_1_threads} | {longest_text_ms_2_threads} |
| memory after it, MB more | {memory_after_longest_mb_1_threads} | {memory_after_longest_mb_2_threads} |

Size: model {model_mb} MB, tokenizer {tokenizer_mb} MB.

## Remake

    pip install -e . -r requirements/build-encoder.in
    python -m tools.build_encoder onnx --output models/encoder/{name}
    python -m tools.build_encoder sentence-transformers --output FP32
    python -m tools.build_encoder measure --encoder models/encoder/{name} --reference FP32 \\
        --needs data/judgments/needs.jsonl

The first makes this directory, the last every number above (`results.json`, and this card from it).
"""


def card(config: EncoderConfig, results: Mapping[str, float | int | str]) -> str:
    """Markdown; a field that the results lack is a KeyError."""
    source = {key: getattr(config.source, key) for key in ("package", "version", "member")}
    own = {key: getattr(config, key) for key in ("name", "dimension", "max_tokens", "licence")}
    return _CARD.format(**own, **source, **results)
