"""Packed weights as a BERT model and as a Sentence Transformers directory (float32). Needs the build requirements."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Final

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from matcher.errors import ArtefactError
from tools.build_encoder.tokenizer import unigram_tokenizer
from tools.build_encoder.weights import Architecture, PackedWeights

# The rounded figure of the packed header is float32; the model was trained with this one.
LAYER_NORM_EPSILON: Final = 1e-12
# `encode_document` of Sentence Transformers looks for "document" first; users of E5 know it as "passage".
PROMPTS: Final = {"query": "query: ", "document": "passage: ", "passage": "passage: "}

_DENSE: Final = {  # packed name -> name in BERT, within one layer
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS: Final = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
_EMBEDDINGS: Final = {"word": "word_embeddings", "pos": "position_embeddings", "type": "token_type_embeddings"}


def bert_model(packed: PackedWeights) -> BertModel:
    """The network in float32, in evaluation mode, without a pooler.

    Raises:
        ArtefactError: the file lacks a tensor of the network, or holds one that the network has no place for.
    """
    sizes = packed.architecture
    config = BertConfig(
        vocab_size=sizes.vocabulary,
        hidden_size=sizes.hidden,
        num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads,
        intermediate_size=sizes.inner,
        max_position_embeddings=sizes.positions,
        type_vocab_size=sizes.token_types,
        layer_norm_eps=LAYER_NORM_EPSILON,
        pad_token_id=sizes.pad_id,
    )
    model = BertModel(config, add_pooling_layer=False)
    names = tensor_names(sizes)
    if unused := set(packed.tensors) - set(names.values()):
        raise ArtefactError(f"packed weights: no place in BERT for {sorted(unused)}")
    state = model.state_dict()
    for bert_name, packed_name in names.items():
        shape = state[bert_name].shape
        matrix = packed.matrix(packed_name, shape[0], shape.numel() // shape[0])
        state[bert_name] = torch.from_numpy(matrix.reshape(shape))
    model.load_state_dict(state, strict=True)
    model.train(False)
    return model


def tensor_names(sizes: Architecture) -> dict[str, str]:
    """Name of each parameter in BERT -> name of the packed tensor that fills it."""
    names = {f"embeddings.{bert}.weight": f"emb.{packed}" for packed, bert in _EMBEDDINGS.items()}
    modules = {"embeddings.LayerNorm": "emb.ln"}
    for layer in range(sizes.layers):
        for packed, bert in (_DENSE | _NORMS).items():
            modules[f"encoder.layer.{layer}.{bert}"] = f"l{layer}.{packed}"
    for bert, packed in modules.items():
        names |= {f"{bert}.weight": f"{packed}.w", f"{bert}.bias": f"{packed}.b"}
    return names


def save_sentence_transformer(packed: PackedWeights, directory: Path) -> None:
    """Write ``directory`` so that ``SentenceTransformer(directory)`` gives unit vectors; about 155 MB.

    The prefixes are stored as the prompts ``query`` and ``passage``.
    """
    sizes = packed.architecture
    with tempfile.TemporaryDirectory() as folder:
        bert_model(packed).save_pretrained(folder)
        _transformers_tokenizer(packed).save_pretrained(folder)
        no_pooler = {"add_pooling_layer": False}  # else an untrained one would be made up and saved
        body = Transformer(folder, max_seq_length=sizes.positions, model_kwargs=no_pooler)
        modules = [body, Pooling(sizes.hidden, "mean"), Normalize()]
        SentenceTransformer(modules=modules, device="cpu", prompts=PROMPTS).save(str(directory))
    settings = directory / "sentence_bert_config.json"  # says how to load; the library leaves this argument out
    known = json.loads(settings.read_text(encoding="utf-8"))
    settings.write_text(json.dumps(known | {"model_kwargs": no_pooler}, indent=2), encoding="utf-8")


def _transformers_tokenizer(packed: PackedWeights) -> PreTrainedTokenizerFast:
    sizes = packed.architecture
    bos, eos = packed.pieces[sizes.bos_id], packed.pieces[sizes.eos_id]
    return PreTrainedTokenizerFast(
        tokenizer_object=unigram_tokenizer(packed),
        bos_token=bos,
        cls_token=bos,
        eos_token=eos,
        sep_token=eos,
        unk_token=packed.pieces[sizes.unk_id],
        pad_token=packed.pieces[sizes.pad_id],
        model_max_length=sizes.positions,
    )
