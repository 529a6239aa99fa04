"""The ranking models that were tried, losers included, and what each thing the shipped one looks at is worth.

All are compared by cross-validation on the judged needs; `dev` is not opened. The decision is docs/decisions/0005.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np
from tokenizers import Tokenizer

from matcher.encoder_artefact import TOKENIZER_FILE
from matcher.evaluation.judgments import Judgments, LabelledText
from matcher.evaluation.significance import SEED
from matcher.evaluation.systems import assessed_need
from matcher.features import FEATURE_NAMES, feature_matrix
from matcher.learning.candidate_comparison import Candidate, Comparison, compare
from matcher.learning.candidate_fitters import (
    LEXICAL,
    LIGHTGBM,
    SIMILARITY,
    blanked,
    by_feature,
    convex_fusion,
    fitted_on,
    lambdarank,
    logistic,
    monotone_boosting,
    pairwise_linear,
    prior,
    random_order,
    reciprocal_rank_fusion,
    with_hub_constants,
    without_rules,
)
from matcher.learning.candidate_static import TIMED, cost, on_the_scale_of, static_knowledge
from matcher.learning.judged_pairs import JudgedPairs, judged_pairs
from matcher.learning.ranker_fit import additive
from matcher.loading import Knowledge

SHIPPED: Final = "additive curves, pairwise (shipped)"
LAMBDARANK: Final = "LightGBM lambdarank, monotone"
LAMBDARANK_SUM: Final = f"{LAMBDARANK}, a sum of curves"
FAST: Final = "shipped, over a static embedding (`fast`)"
RANDOM_RUNS: Final = 20


def compare_candidates(
    known: Knowledge, judged: Sequence[Judgments], texts: Sequence[LabelledText], encoder: Path
) -> Comparison:
    """Every candidate on the judged needs; two to four minutes, half of them for the static embedding.

    Args:
        known: with the blind concept model.
        texts: labelled, for the concept model over the static embedding.
        encoder: its folder, for the tokenizer.
    """
    pairs = judged_pairs(known, judged)
    fast, notes = _fast(known, judged, pairs, texts, encoder / TOKENIZER_FILE)
    rows = [*text_alone(pairs), *fitted(pairs), bound(known, judged, pairs), fast, *ablation(pairs)]
    return compare(rows, SHIPPED, notes)


def text_alone(pairs: JudgedPairs) -> tuple[Candidate, ...]:
    """Baselines, which know neither what a need is about nor the rules."""
    plain = without_rules(pairs)
    understood = [name for name in FEATURE_NAMES if name not in (SIMILARITY, LEXICAL)]
    return (
        Candidate("random order", random_order(np.random.default_rng(SEED)), plain, runs=RANDOM_RUNS),
        Candidate("BM25, whole profile", by_feature(LEXICAL), plain),
        Candidate("encoder, best 3 passages", by_feature(SIMILARITY), plain),
        Candidate("reciprocal-rank fusion of both", reciprocal_rank_fusion, plain),
        Candidate("convex fusion of both, weight chosen within the folds", convex_fusion, plain),
        Candidate("shipped, without understanding: both, no rules", additive(), blanked(plain, understood)),
    )


def fitted(pairs: JudgedPairs) -> tuple[Candidate, ...]:
    """Models over all features, with the rules."""
    return (
        Candidate("weights set by hand", prior, pairs),
        Candidate("logistic regression, pointwise", logistic, pairs),
        Candidate("linear, pairwise", pairwise_linear, pairs),
        Candidate(SHIPPED, additive(), pairs),
        Candidate("shipped, and a constant per hub", with_hub_constants, pairs),
        Candidate("gradient boosting on the grade, monotone", monotone_boosting, pairs),
        *lightgbm_references(pairs),
    )


def lightgbm_references(pairs: JudgedPairs) -> tuple[Candidate, ...]:
    """What trees find with and without interactions; without the package, rows that say so."""
    if find_spec(LIGHTGBM) is None:
        missing = "not measured: `pip install lightgbm` first"
        return tuple(Candidate(name, None, pairs, missing) for name in (LAMBDARANK_SUM, LAMBDARANK))
    return (
        Candidate(LAMBDARANK_SUM, lambdarank(leaves=2, trees=800), pairs),
        Candidate(LAMBDARANK, lambdarank(leaves=8, trees=300), pairs),
    )


def ablation(pairs: JudgedPairs) -> tuple[Candidate, ...]:
    """The shipped model without each feature."""
    return tuple(Candidate(f"shipped, without `{name}`", additive(), blanked(pairs, [name])) for name in FEATURE_NAMES)


def bound(known: Knowledge, judged: Sequence[Judgments], pairs: JudgedPairs) -> Candidate:
    """The shipped model, fitted as ever, that is told what the assessors read in each text it ranks for."""
    told = assessed_pairs(known, judged, pairs)
    return Candidate("shipped, given the assessed labels (upper bound)", fitted_on(additive(), pairs), told)


def assessed_pairs(known: Knowledge, judged: Sequence[Judgments], pairs: JudgedPairs) -> JudgedPairs:
    """The same needs understood as the assessors did."""
    hubs, labels = known.catalogue, {need.id: need for one in judged for need in one.needs}
    national = [hubs.row[hub_id] for hub_id in pairs.hub_ids]
    both = zip(pairs.need_ids, pairs.needs, strict=True)
    needs = [assessed_need(need, labels[need_id], known.reader.geography) for need_id, need in both]
    verdicts = [known.rules.judge(need, hubs) for need in needs]
    return replace(
        pairs,
        needs=tuple(needs),
        features=np.stack([feature_matrix(need, hubs)[national] for need in needs]),
        offsets=np.stack([verdict.weights[national].sum(axis=1) for verdict in verdicts]),
        open_hubs=np.stack([~verdict.excluded[national] for verdict in verdicts]),
    )


def _fast(
    known: Knowledge, judged: Sequence[Judgments], pairs: JudgedPairs, texts: Sequence[LabelledText], tokenizer: Path
) -> tuple[Candidate, tuple[str, ...]]:
    """The shipped model over the distilled encoder, and what both encoders cost."""
    if not tokenizer.is_file():
        return Candidate(FAST, None, pairs, f"not measured: the encoder's folder has no {TOKENIZER_FILE}"), ()
    static = static_knowledge(known, Tokenizer.from_file(str(tokenizer)), texts)
    found = cost(known.encoder, static.encoder, [need.text for one in judged for need in one.needs])
    note = (
        f"One text takes the encoder {found.encoder_ms:.1f} ms and the static embedding {found.static_ms:.2f} ms "
        f"(median of {TIMED} needs, one thread)."
    )
    return Candidate(FAST, additive(), on_the_scale_of(judged_pairs(static, judged), pairs)), (note,)
