"""Fits the concept model on labelled texts; needs the extra ``train`` (scikit-learn). Chosen by leaving writers out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from matcher.arrays import BoolMatrix, FloatMatrix, IntVector
from matcher.encoder import Encoder
from matcher.errors import DataError
from matcher.evaluation.judgments import LabelledText
from matcher.folding import fold
from matcher.understanding.concepts import (
    FORMAT_VERSION,
    HEADS,
    SCOPES,
    ConceptConfig,
    ConceptModel,
    HeadName,
    head_columns,
    lexicon_columns,
    lexicon_vector,
)
from matcher.understanding.language import detect_language, term_languages
from matcher.understanding.lexicon import Lexicon
from matcher.understanding.negation import Negation, is_refused
from matcher.vocabulary import Vocabularies

NEEDS_WRITER: Final = 0
Thresholds = dict[HeadName, tuple[float, float]]  # threshold and the F1 it gives
LEXICON_SCALE: Final = 6.0  # words then weigh against the penalty as their rarity deserves; 2 to 12 tried, 6 did best
THRESHOLDS: Final = np.round(np.arange(0.1, 0.75, 0.05), 2)


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Labelled texts as arrays; rows follow ``texts``.

    Attributes:
        vectors: shape ``(n, dimension)``; lexicon: shape ``(n, n_columns)``, in [0, 1].
        labels: shape ``(n, n_outputs)``; the outputs of all heads side by side.
        writers: shape ``(n,)``; texts with the same number share a writer and are never split.
    """

    texts: tuple[LabelledText, ...]
    vectors: FloatMatrix
    lexicon: FloatMatrix
    labels: BoolMatrix
    writers: IntVector

    def rows(self, chosen: IntVector) -> Examples:
        """The examples of ``chosen`` rows."""
        texts = tuple(self.texts[i] for i in chosen)
        return Examples(texts, self.vectors[chosen], self.lexicon[chosen], self.labels[chosen], self.writers[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A fitted model and how it was chosen.

    Attributes:
        model: fitted on everything; blind: the same without the judged needs, to tune what stands on them.
        strength: the inverse penalty chosen; tried: threshold and F1 on the judged needs, for each strength and head.
    """

    model: ConceptModel
    blind: ConceptModel
    strength: float
    tried: dict[float, Thresholds]

    def results(self) -> dict[str, object]:
        """The figures that ``results.json`` keeps and the card shows."""
        f1 = {
            str(c): {head: {"threshold": t, "f1": round(v, 4)} for head, (t, v) in heads.items()}
            for c, heads in self.tried.items()
        }
        return {"strength": self.strength, "f1_on_needs_of_another_writer": f1}


def outputs_of(vocabularies: Vocabularies) -> dict[HeadName, tuple[str, ...]]:
    """The codes of each head, in the order of the vocabularies."""
    names: tuple[HeadName, ...] = ("sectors", "technologies", "services", "clients")
    codes: dict[HeadName, tuple[str, ...]] = {name: vocabularies[name].codes for name in names if name != "scope"}
    return codes | {"scope": SCOPES}


def build_examples(
    texts: Sequence[LabelledText], encoder: Encoder, lexicon: Lexicon, negation: Negation, vocabularies: Vocabularies
) -> Examples:
    """Inputs and labels of ``texts``, as the running code will see them: refused words are no hits."""
    columns = {name: j for j, name in enumerate(lexicon_columns(vocabularies))}
    outputs = outputs_of(vocabularies)
    labels = np.zeros((len(texts), sum(map(len, outputs.values()))), dtype=np.bool_)
    lexical = np.zeros((len(texts), len(columns)), dtype=np.float32)
    for row, text in enumerate(texts):
        folded = fold(text.text)
        language = detect_language(folded)
        stretches = negation.refused(folded, language)
        lexical[row] = lexicon_vector(
            [hit for hit in lexicon.hits(folded, term_languages(language)) if not is_refused(hit, stretches)], columns
        )
        labels[row] = np.concatenate([_labels(text, head, codes) for head, codes in outputs.items()])
    writers = np.array([text.writer for text in texts], dtype=np.int64)
    return Examples(tuple(texts), encoder.encode_queries([text.text for text in texts]), lexical, labels, writers)


def _labels(text: LabelledText, head: HeadName, codes: Sequence[str]) -> BoolMatrix:
    given: dict[HeadName, tuple[str, ...]] = {
        "sectors": text.sectors,
        "technologies": text.technologies,
        "services": text.services,
        "clients": (text.client,),
        "scope": (text.scope,),
    }
    return np.array([code in given[head] for code in codes], dtype=np.bool_)


def fit(examples: Examples, config: ConceptConfig, strength: float) -> ConceptModel:
    """One logistic regression per code; a code with under three examples keeps its base rate.

    Args:
        strength: inverse of the L2 penalty (scikit-learn's ``C``).
    """
    mean, scale = examples.vectors.mean(axis=0), examples.vectors.std(axis=0) + 1e-6
    inputs = np.hstack([(examples.vectors - mean) / scale, examples.lexicon * LEXICON_SCALE]).astype(np.float32)
    n_outputs = examples.labels.shape[1]
    weights = np.zeros((inputs.shape[1], n_outputs), dtype=np.float32)
    bias = np.zeros(n_outputs, dtype=np.float32)
    for j in range(n_outputs):
        positive = examples.labels[:, j]
        if positive.sum() < 3:
            bias[j] = np.log((positive.sum() + 0.1) / len(positive))
            continue
        model = LogisticRegression(C=strength, solver="newton-cholesky").fit(inputs, positive)
        weights[:, j], bias[j] = model.coef_[0], model.intercept_[0]
    weights[len(mean) :] *= LEXICON_SCALE
    columns = head_columns(config.outputs)
    return ConceptModel(config, weights, bias, mean.astype(np.float32), scale.astype(np.float32), columns)


def probabilities(model: ConceptModel, examples: Examples) -> FloatMatrix:
    """The model's probabilities for every example, shape ``(n, n_outputs)``."""
    rows = []
    for vector, lexical in zip(examples.vectors, examples.lexicon, strict=True):
        heads = model.probabilities(vector, lexical)
        rows.append(np.concatenate([heads[head] for head in HEADS]))
    return np.asarray(rows, dtype=np.float32)


def best_thresholds(found: FloatMatrix, examples: Examples, outputs: dict[HeadName, tuple[str, ...]]) -> Thresholds:
    """For each head the threshold with the best micro F1, and that F1."""
    chosen: Thresholds = {}
    for head, part in head_columns(outputs).items():
        labels, own = examples.labels[:, part], found[:, part]
        scores = [f1_score(labels, own >= t, average="micro", zero_division=0) for t in THRESHOLDS]
        best = int(np.argmax(scores))
        chosen[head] = float(THRESHOLDS[best]), float(scores[best])
    return chosen


def new_config(
    version: str, encoder: Encoder, vocabularies: Vocabularies, texts: Sequence[LabelledText], terms: Path
) -> ConceptConfig:
    """The config of a model to be fitted on ``texts``; thresholds follow once they are known."""
    body = json.dumps([text.model_dump(mode="json") for text in texts], sort_keys=True, ensure_ascii=False)
    return ConceptConfig(
        format_version=FORMAT_VERSION,
        version=version,
        encoder=encoder.version,
        outputs=outputs_of(vocabularies),
        lexicon_columns=lexicon_columns(vocabularies),
        thresholds=dict.fromkeys(HEADS, 0.5),
        seed=20261123,
        judgments_sha256=hashlib.sha256(body.encode()).hexdigest(),
        terms_sha256=hashlib.sha256(terms.read_bytes()).hexdigest(),
    )


def train(examples: Examples, config: ConceptConfig, strengths: Sequence[float]) -> Trained:
    """The model of the strength and thresholds that do best on texts of a writer it never read: the judged needs.

    The labelled texts are split by writer along the sectors they wrote about, so leaving one of them out would ask for
    sectors never seen; the judged needs (writer 0) cover all. The model returned is then fitted on everything.
    """
    others, needs = np.flatnonzero(examples.writers != NEEDS_WRITER), np.flatnonzero(examples.writers == NEEDS_WRITER)
    if not len(others) or not len(needs):
        raise DataError([f"{len(others)} labelled texts and {len(needs)} judged needs; expected some of both"])
    held_out = examples.rows(needs)
    tried = {}
    for strength in strengths:
        model = fit(examples.rows(others), config, strength)
        tried[strength] = best_thresholds(probabilities(model, held_out), held_out, config.outputs)
    best = max(strengths, key=lambda c: sum(f1 for _, f1 in tried[c].values()))
    chosen = config.model_copy(update={"thresholds": {head: t for head, (t, _) in tried[best].items()}})
    return Trained(fit(examples, chosen, best), fit(examples.rows(others), chosen, best), best, tried)
