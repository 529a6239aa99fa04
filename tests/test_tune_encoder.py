"""The training of the top layers, on a network and texts small enough to train here. Needs the build requirements."""

from __future__ import annotations

import importlib.util
import math
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matcher.evaluation.judgments import load_judgments
from matcher.vocabulary import TermRow, Vocabularies, load_vocabularies
from tests.requirements import require

MISSING = [
    name for name in ("torch", "transformers", "sentence_transformers") if importlib.util.find_spec(name) is None
]
if not MISSING:  # else every test below is skipped before it names any of these
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers

    from tools.build_encoder.bert import bert_model, tensor_names
    from tools.build_encoder.tuned import with_tuned_layers, write_tuned_layers
    from tools.build_encoder.weights import Architecture, PackedWeights
    from tools.tune_encoder.average import mean_of_epochs, packed_layers
    from tools.tune_encoder.examples import TuningExamples, tuning_texts
    from tools.tune_encoder.names import CodeNames, drawn_terms
    from tools.tune_encoder.network import Learner, top_layers, unit_vectors
    from tools.tune_encoder.settings import TuningSettings
    from tools.tune_encoder.states import batches_by_length, encode, padded
    from tools.tune_encoder.train import Epoch, contrast, rate_factor, shuffled_batches, tuned_epochs

DATA = Path(__file__).parents[1] / "data"
WORDS = ("<s>", "<pad>", "</s>", "<unk>", "wine", "grape", "robot", "arm")
TEXTS = ("wine grape", "grape", "wine wine", "robot arm", "arm", "robot robot arm") * 4
pytestmark = pytest.mark.transformers


@pytest.fixture(autouse=True)
def _torch() -> None:
    """Skip, or fail, where PyTorch is not installed."""
    require(f"not installed: {', '.join(MISSING)} (requirements/build-encoder.in)" if MISSING else None)


@pytest.fixture
def package() -> PackedWeights:
    """Three layers of eight numbers, drawn once, in the form of the package."""
    sizes = Architecture(8, 3, 2, 16, len(WORDS), 64, 2, 1e-12, 0, 2, 1, 3)
    rng = np.random.default_rng(5)
    counts = {"emb.word.w": 64, "emb.word": 64, "emb.pos": 512, "emb.type": 16, "fi.w": 128, "fo.w": 128, "fi.b": 16}
    tensors = {}
    for name in tensor_names(sizes).values():
        short = name if name.startswith("emb") else name.split(".", 1)[1]
        n_weights = counts.get(short, 64 if short in ("q.w", "k.w", "v.w", "ao.w") else 8)
        start = 1.0 if short.endswith("ln.w") else 0.0
        tensors[name] = (start + 0.4 * rng.standard_normal(n_weights)).astype(np.float32)
    return PackedWeights(sizes, WORDS, np.zeros(len(WORDS), np.float32), tensors)


@pytest.fixture
def tokenizer() -> Tokenizer:
    """A word is a token."""
    words = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="<unk>"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    return words


@pytest.fixture
def settings() -> TuningSettings:
    """The real ones, but for so small a network and so few texts: higher rates and a weaker penalty."""
    return TuningSettings(first_layer=1, epochs=8, batch=4, rate=0.01, head_rate=0.02, head_strength=1.0)


def planted(package: PackedWeights, tokenizer: Tokenizer) -> tuple[TuningExamples, CodeNames]:
    """Texts about wine have the first of two sectors, those about robots the second; the words are the codes' names."""
    bert = bert_model(package)
    texts, labels = encode(bert, tokenizer, TEXTS, 1), encode(bert, tokenizer, ("wine", "robot"), 1).tokens
    wine = [float("wine" in text or "grape" in text) for text in TEXTS]
    about = torch.tensor([[is_wine, 1 - is_wine] for is_wine in wine])
    columns = {"sectors": slice(0, 2)}
    examples = TuningExamples(texts.tokens, texts.vectors.numpy(), torch.zeros(len(TEXTS), 1), about, columns)
    terms = [encode(bert, tokenizer, ("grape",), 1).tokens, []]
    return examples, CodeNames(labels, labels, terms, {"sectors": [0, 1]})


def trained(
    package: PackedWeights, tokenizer: Tokenizer, settings: TuningSettings
) -> tuple[torch.nn.Module, list[Epoch]]:
    """The whole network after training, and its epochs."""
    bert = bert_model(package)
    examples, names = planted(package, tokenizer)
    return bert, list(tuned_epochs(Learner.start(top_layers(bert, 1), examples, settings), examples, names))


def test_both_losses_fall(package: PackedWeights, tokenizer: Tokenizer, settings: TuningSettings) -> None:
    """What words tell can be learnt: the last epoch is better than the first."""
    _, epochs = trained(package, tokenizer, settings)
    assert epochs[-1].label_loss < 0.8 * epochs[0].label_loss
    assert epochs[-1].name_loss < 0.8 * epochs[0].name_loss


def test_frozen_layers_stay_and_top_layers_move(
    package: PackedWeights, tokenizer: Tokenizer, settings: TuningSettings
) -> None:
    """Embeddings and layer 0 are bit for bit those of the package; every matrix of layers 1 and 2 has changed."""
    before = bert_model(package).state_dict()
    bert, _ = trained(package, tokenizer, settings)
    moved = {name for name, values in bert.state_dict().items() if not torch.equal(values, before[name])}
    matrices = {name for name in before if "layer.1." in name or "layer.2." in name if before[name].dim() > 1}
    assert moved >= matrices
    assert all("layer.1." in name or "layer.2." in name for name in moved)


def test_the_same_seed_gives_the_same_layers(
    package: PackedWeights, tokenizer: Tokenizer, settings: TuningSettings
) -> None:
    """And another seed others."""
    short = settings.model_copy(update={"epochs": 1})
    first, again, other = (
        trained(package, tokenizer, short.model_copy(update={"seed": seed}))[1][0].layers for seed in (1, 1, 2)
    )
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not all(torch.equal(first[name], other[name]) for name in first)


def test_the_mean_of_epochs_is_the_mean() -> None:
    """(1 + 3 + 8) / 3 = 4 and (0 + 0 + 3) / 3 = 1."""
    epochs = [{"0.w": torch.tensor(values)} for values in ([1.0, 0.0], [3.0, 0.0], [8.0, 3.0])]
    assert mean_of_epochs(epochs)["0.w"].tolist() == [4, 1]


def test_layers_come_back_from_the_file(
    package: PackedWeights, tokenizer: Tokenizer, settings: TuningSettings, tmp_path: Path
) -> None:
    """Written, read into the package and built again, the network is the trained one, but for float16."""
    bert, epochs = trained(package, tokenizer, settings)
    write_tuned_layers(packed_layers(epochs[-1].layers, 1, package.architecture), tmp_path / "layers.npz")
    again = bert_model(with_tuned_layers(package, tmp_path / "layers.npz")).state_dict()
    for name, values in bert.state_dict().items():
        torch.testing.assert_close(again[name], values, rtol=1e-3, atol=1e-6)


def test_training_starts_from_what_the_encoder_gives(package: PackedWeights, tokenizer: Tokenizer) -> None:
    """The states, put through the top layers, give the whole network's vectors, but for bfloat16."""
    bert = bert_model(package)
    found = encode(bert, tokenizer, TEXTS, 1)
    with torch.inference_mode():
        again = unit_vectors(top_layers(bert, 1), padded(found.tokens))
    assert (again * found.vectors).sum(1).min() > 0.999


def test_contrast_on_paper() -> None:
    """Equal similarities: log 2. A text with both codes: also log 2. A text without a code does not count."""
    labels = torch.tensor([[1.0, 0.0], [1.0, 1.0], [0.0, 0.0]])
    assert contrast(torch.zeros(3, 2), labels).item() == pytest.approx(math.log(2))
    assert contrast(torch.zeros(1, 2), labels[2:]).item() == 0


def test_the_rate_rises_and_falls() -> None:
    """Of 100 steps 6 rise; step 0 has a sixth, step 50 a half, the last the least."""
    settings = TuningSettings()
    factors = [rate_factor(step, 100, settings) for step in (0, 50, 99)]
    assert factors == pytest.approx([1 / 6, 0.5, 0.02])


def test_an_epoch_reads_every_text_once(package: PackedWeights, tokenizer: Tokenizer) -> None:
    """24 texts in batches of 5: none twice, none left out, none of other length than its batch allows."""
    examples, _ = planted(package, tokenizer)
    batches = shuffled_batches(examples, 5, np.random.default_rng(1), random.Random(1))
    assert sorted(np.concatenate(batches).tolist()) == list(range(len(TEXTS)))
    assert max(map(len, batches)) == 5


def test_batches_by_length_keep_to_the_budget() -> None:
    """Lengths 3, 1, 2 with room for 4 tokens, padding counted: rows 1 and 2 go together, row 0 alone."""
    assert list(batches_by_length([3, 1, 2], 4)) == [[1, 2], [0]]
    assert list(batches_by_length([9], 4)) == [[0]]


def test_names_are_labels_of_one_language_or_own_terms(package: PackedWeights, tokenizer: Tokenizer) -> None:
    """Share 0: labels alone. Share 1: a term where the code has one."""
    _, names = planted(package, tokenizer)
    names = replace(names, portuguese=[label.clone() for label in names.english])
    labels = {tuple(map(id, names.drawn(random.Random(seed), 0))) for seed in range(20)}
    assert labels == {tuple(map(id, names.english)), tuple(map(id, names.portuguese))}
    for seed in range(8):
        of_wine, of_robots = names.drawn(random.Random(seed), 1)
        assert of_wine is names.terms[0][0]
        assert of_robots is names.english[1] or of_robots is names.portuguese[1]


def test_only_sure_terms_name_a_code() -> None:
    """The weak one is left out, the star is no part of a word, and the number is bounded."""
    row = {"list": "sectors", "code": "wine", "language": "en"}
    words = {"grape*": 0.9, "vat": 0.8, "cellar": 1.0, "glass": 0.5}
    terms = tuple(TermRow(**row, term=term, weight=weight) for term, weight in words.items())
    vocabularies = Vocabularies({}, terms)
    (drawn,) = drawn_terms(vocabularies, [("sectors", "wine")], TuningSettings())
    assert sorted(drawn) == ["cellar", "grape", "vat"]
    (bounded,) = drawn_terms(vocabularies, [("sectors", "wine")], TuningSettings(terms_per_code=2))
    assert len(bounded) == 2


def test_no_judged_need_is_trained_on() -> None:
    """Neither by id nor by text."""
    texts = tuning_texts(DATA / "judgments")
    needs = [need for split in ("train", "dev", "own") for need in load_judgments(DATA / "judgments", split).needs]
    assert min(len(texts), len(needs)) > 0
    assert not {text.id for text in texts} & {need.id for need in needs}
    assert not {text.text for text in texts} & {need.text for need in needs}


def test_every_code_of_the_lists_has_a_name() -> None:
    """The labels exist in both languages; a code without terms is drawn by label."""
    vocabularies = load_vocabularies(DATA / "vocabularies")
    for name in ("sectors", "technologies", "services"):
        assert all(row.label_en and row.label_pt for row in vocabularies[name].rows)
