"""The text of ``card.md``. Every number in it is a field of the results or of the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from matcher.encoder_artefact import EncoderConfig

Tuning = Mapping[str, Any]  # content of tuning.json, whose record is in tools.tune_encoder

_CARD: Final = """\
# {name}

Turns a text into a vector of {dimension} numbers, so that a need and a hub's passage about the same thing point the
same way.

**For:** matching needs to hubs, in Portuguese and English. **Not for:** deciding alone (its cosines are not
probabilities{spread}), other scripts, or comparing with vectors of another version.

**Source.** multilingual-e5-small (Microsoft, {licence}), by way of `{member}` in the package {package} {version}: the
vocabulary is pruned to Portuguese and English, and **the weights come from a 4-bit copy**, not from the original file.
The original was not at hand: what the 4 bits lose against it is not measured here. Other
languages that share the letters still work, on pieces that were not chosen for them. The package itself is never run:
its tokenizer writes past its memory on some texts.
{training}
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
    python -m tools.build_encoder onnx {tuned}--output models/encoder/{name}
    python -m tools.build_encoder sentence-transformers {tuned}--output FP32
    python -m tools.build_encoder measure --encoder models/encoder/{name} --reference FP32 \\
        --needs data/judgments/needs.jsonl

The first makes this directory, the last every number above (`results.json`, and this card from it).
{remade}"""
_TRAINING: Final = """
**Training.** The layers from number {settings[first_layer]} on, of 12 counted from 0, were trained further ({n_epochs} epochs, the
last {settings[averaged]} averaged; `tuning.json` has settings, losses and checksums): to tell the codes of a text by linear heads,
which are not part of this artefact, and to bring a text near the names of its sectors, technologies and services,
labels and lexicon terms, and away from those of the others. Layers below, pieces and tokenizer are as in the package.

*Data:* the {n_texts} texts of `data/judgments` (`labelled_texts.jsonl`, `own_texts.jsonl`) that are no judged needs. They were
written by language models and labelled by language-model assessors; no person's text is among them. No judged need,
grade or hub was read. But the settings were chosen on the judged needs of `train`, and a part of the texts was written
by somebody who knew those needs, so figures on them flatter the encoder a little.

*What it gains* on needs it did not read, and what was tried beside it: `docs/decisions/0006-tuned-encoder.md`.

**Known limits.** What the training did not ask for may have been lost: this is an encoder for matching needs to hubs by
sector, technology and service, not for texts at large, and topics outside those lists are told apart less well. Rare
codes had few texts. int8 moves its vectors more than it moves those of the untuned encoder, so whatever is fitted on
vectors (concepts, weights of the ranking) must be fitted on those of this artefact, not on float32 ones. Its cosines
are spread wider than the untuned encoder's: thresholds on them do not carry over, and stored passages must be embedded
again. Nearly all texts are Portuguese or English; the few in Spanish, French, Italian and German were not looked at apart.
"""
_REMADE: Final = """
`tuned_layers.npz` (float16) is in this directory, so none of this trains anything. To train the layers anew, about 20
minutes on one core:

    pip install -e ".[train]"
    python -m tools.tune_encoder --output FOLDER/tuned_layers.npz
"""


def card(config: EncoderConfig, results: Mapping[str, float | int | str], tuning: Tuning | None = None) -> str:
    """Markdown; a field that the results lack is a KeyError.

    Args:
        tuning: the record of the training; None for an encoder whose layers are those of the package.
    """
    source = {key: getattr(config.source, key) for key in ("package", "version", "member")}
    own = {key: getattr(config, key) for key in ("name", "dimension", "max_tokens", "licence")}
    parts = {"spread": " and lie close together", "training": "", "tuned": "", "remade": ""}
    if tuning:
        training = _TRAINING.format(n_epochs=len(tuning["epochs"]), **tuning)
        option = f"--tuned models/encoder/{config.name}/tuned_layers.npz "
        parts = {"spread": "", "training": training, "tuned": option, "remade": _REMADE}
    return _CARD.format(**own, **source, **parts, **results)
