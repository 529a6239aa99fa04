"""Fits the concept model on labelled texts; needs the extra ``train`` (scikit-learn). Chosen by leaving writers out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from matcher.arrays import BoolMatrix, FloatMatrix, FloatVector, IntVector
from matcher.encoder import Encoder
from matcher.errors import DataError
from matcher.evaluation.judgments import JUDGED_WRITERS, LabelledText
from matcher.evaluation.significance import SEED
from matcher.folding import fold
from matcher.understanding.concepts import (
    FORMAT_VERSION,
    HEADS,
    ONE_OF_SEVERAL,
    SCOPES,
    Calibration,
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

SLOPES: Final = np.round(np.arange(0.2, 2.01, 0.05), 2)
MAX_ITERATIONS: Final = 200
Thresholds = dict[HeadName, tuple[float, float]]  # threshold and the F1 it gives
LEXICON_SCALE: Final = 2.0  # words then weigh against the penalty as their rarity deserves
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
        model: fitted on everything; blind: the same without any judged need, to fit and measure what stands on them.
        strength: the inverse penalty chosen; tried: threshold and F1 on the judged needs, for each strength and head,
            before calibration; thresholds: the same for the chosen one after it.
    """

    model: ConceptModel
    blind: ConceptModel
    strength: float
    tried: dict[float, Thresholds]
    thresholds: Thresholds

    def results(self) -> dict[str, object]:
        """The figures that ``results.json`` keeps and the card shows."""
        f1 = {
            str(c): {head: {"threshold": t, "f1": round(v, 4)} for head, (t, v) in heads.items()}
            for c, heads in self.tried.items()
        }
        final = {head: {"threshold": t, "f1": round(v, 4)} for head, (t, v) in self.thresholds.items()}
        calibration = {head: one.model_dump() for head, one in self.model.config.calibration.items()}
        return {
            "strength": self.strength,
            "tried": f1,
            "f1_on_needs_of_another_writer": final,
            "calibration": calibration,
        }


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
    """One L2-penalised logistic regression per code, all in one minimisation; a rare code stays near its base rate.

    Args:
        strength: inverse of the penalty (scikit-learn's ``C``); intercepts are not penalised.
    """
    mean, scale = examples.vectors.mean(axis=0), examples.vectors.std(axis=0) + 1e-6
    inputs = np.hstack([(examples.vectors - mean) / scale, examples.lexicon * LEXICON_SCALE]).astype(np.float32)
    weights, bias = fit_logistic(inputs, examples.labels, strength)
    weights[len(mean) :] *= LEXICON_SCALE
    columns = head_columns(config.outputs)
    return ConceptModel(config, weights, bias, mean.astype(np.float32), scale.astype(np.float32), columns)


def fit_logistic(inputs: FloatMatrix, labels: BoolMatrix, strength: float) -> tuple[FloatMatrix, FloatVector]:
    """Weights ``(n_inputs, n_outputs)`` and bias ``(n_outputs,)`` of independent logistic regressions.

    The same minimum as scikit-learn's ``LogisticRegression(C=strength)`` for each output (a test compares them), found
    for all of them at once by L-BFGS (scipy), which is some twenty times faster than one after the other.
    """
    shape = inputs.shape[1], labels.shape[1]
    targets = labels.astype(np.float32)
    rates = (targets.sum(axis=0) + 0.1) / (len(targets) + 0.2)

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, bias = flat[: -shape[1]].reshape(shape).astype(np.float32), flat[-shape[1] :].astype(np.float32)
        logits = inputs @ weights + bias
        total = float((np.logaddexp(0, logits) - targets * logits).sum()) * strength + 0.5 * float((weights**2).sum())
        residual = (1 / (1 + np.exp(-logits)) - targets) * strength
        gradient = np.concatenate([(inputs.T @ residual + weights).ravel(), residual.sum(axis=0)])
        return total, np.asarray(gradient, dtype=np.float64)

    start = np.concatenate([np.zeros(shape[0] * shape[1]), np.log(rates / (1 - rates))])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": MAX_ITERATIONS}).x
    return found[: -shape[1]].reshape(shape).astype(np.float32), found[-shape[1] :].astype(np.float32)


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
        calibration=dict.fromkeys(HEADS, Calibration()),
        seed=SEED,
        judgments_sha256=hashlib.sha256(body.encode()).hexdigest(),
        terms_sha256=hashlib.sha256(terms.read_bytes()).hexdigest(),
    )


def train(examples: Examples, config: ConceptConfig, strengths: Sequence[float]) -> Trained:
    """The model of the strength and thresholds that do best on texts of a writer it never read: the judged needs.

    The labelled texts are split by writer along the sectors they wrote about, so leaving one of them out would ask for
    sectors never seen; the judged needs cover all. Needs that we judged ourselves are kept out as well,
    since the ranker is fitted on both. The model returned is then fitted on everything.
    """
    others, needs = np.flatnonzero(examples.writers > 0), np.flatnonzero(examples.writers == JUDGED_WRITERS["train"])
    if not len(others) or not len(needs):
        raise DataError([f"{len(others)} labelled texts and {len(needs)} judged needs; expected some of both"])
    held_out = examples.rows(needs)
    tried = {}
    for strength in strengths:
        model = fit(examples.rows(others), config, strength)
        tried[strength] = best_thresholds(probabilities(model, held_out), held_out, config.outputs)
    best = max(strengths, key=lambda c: sum(f1 for _, f1 in tried[c].values()))
    blind = fit(examples.rows(others), config, best)
    blind = with_config(
        blind, config.model_copy(update={"calibration": calibrated(probabilities(blind, held_out), held_out, config)})
    )
    thresholds = best_thresholds(probabilities(blind, held_out), held_out, config.outputs)
    blind = with_config(
        blind, blind.config.model_copy(update={"thresholds": {h: t for h, (t, _) in thresholds.items()}})
    )
    return Trained(with_config(fit(examples, config, best), blind.config), blind, best, tried, thresholds)


def with_config(model: ConceptModel, config: ConceptConfig) -> ConceptModel:
    """The same weights under another config."""
    return replace(model, config=config)


def calibrated(found: FloatMatrix, held_out: Examples, config: ConceptConfig) -> dict[HeadName, Calibration]:
    """For each head the slope and intercept that make its held-out probabilities frequencies.

    A head that is one of several has a slope alone, which is a temperature: an intercept would cancel out.
    """
    chosen: dict[HeadName, Calibration] = {}
    for head, part in head_columns(config.outputs).items():
        sure = np.clip(found[:, part], 1e-6, 1 - 1e-6)
        labels = held_out.labels[:, part]
        if head in ONE_OF_SEVERAL:
            chosen[head] = Calibration(slope=_temperature(np.log(sure), labels))
            continue
        line = LogisticRegression(C=1e6).fit(np.log(sure / (1 - sure)).reshape(-1, 1), labels.ravel())
        chosen[head] = Calibration(slope=max(0.1, float(line.coef_[0, 0])), intercept=float(line.intercept_[0]))
    return chosen


def _temperature(log_probabilities: FloatMatrix, labels: BoolMatrix) -> float:
    """The slope under which the softmax gives the labels the highest likelihood (Guo and others 2017)."""

    def cost(slope: float) -> float:
        scaled = slope * log_probabilities
        return float((np.logaddexp.reduce(scaled, axis=1) - scaled[labels]).sum())

    told = labels.any(axis=1)
    log_probabilities, labels = log_probabilities[told], labels[told]
    return min((float(slope) for slope in SLOPES), key=cost)
