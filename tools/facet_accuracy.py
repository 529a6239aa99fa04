"""How well 'one need or several' is told, and how many: against the baselines, on labelled texts and needs of `train`.

    python -m tools.facet_accuracy [--fit] [--errors]

Never reads split ``dev``. With ``--fit`` the weights of `matcher.understanding.facets` are fitted again on the labelled
texts and our own needs, leaving one writer out at a time to choose the threshold, and printed to be copied (needs
scikit-learn); the needs of `train` are only reported on.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher import Recommender
from matcher.evaluation.judgments import JUDGED_WRITERS, LabelledText, load_labelled_texts
from matcher.loading import shipped
from matcher.records import Query
from matcher.understanding.facets import facet_stretches, outline, several_signs
from matcher.understanding.reader import Reader

STRENGTH = 0.1  # inverse penalty; 0.01 to 1 changes no figure by more than 0.003
EQUAL_F1 = 0.005  # of thresholds this near the best the highest is taken: parting one need in two is the worse slip
THRESHOLDS = np.round(np.arange(0.2, 0.8, 0.025), 3)
NEEDS, OWN_NEEDS = JUDGED_WRITERS["train"], JUDGED_WRITERS["own"]
FIRST_OWN_WRITER = 9  # of own_texts.jsonl


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """Texts with what the assessors counted; rows follow ``texts``."""

    texts: tuple[LabelledText, ...]
    labels: NDArray[np.int64]
    writers: NDArray[np.int64]

    def part(self, mask: NDArray[np.bool_]) -> Cases:
        """The rows of ``mask``."""
        return Cases(tuple(self.texts[i] for i in np.flatnonzero(mask)), self.labels[mask], self.writers[mask])


def load_cases() -> Cases:
    """The labelled texts, our own needs and the needs of `train`."""
    texts = load_labelled_texts(shipped("data") / "judgments")
    return Cases(texts, np.array([t.n_facets for t in texts]), np.array([t.writer for t in texts]))


def counted(reader: Reader, texts: Sequence[LabelledText]) -> NDArray[np.int64]:
    """How many needs the running code sees in each text."""
    found = []
    for text in texts:
        draft = reader.draft(Query(text=text.text))
        found.append(max(1, len(facet_stretches(draft.folded, draft.kept))))
    return np.array(found)


def services_read(recommender: Recommender, texts: Sequence[LabelledText]) -> NDArray[np.int64]:
    """The baseline: how many services the reader finds in each text, at least one."""
    vectors = recommender.encoder.encode_queries([text.text for text in texts])
    reader = recommender.reader
    needs = [reader.read(Query(text=t.text), None, vector) for t, vector in zip(texts, vectors, strict=True)]
    return np.array([max(1, len(need.services)) for need in needs])


def several_f1(several: NDArray[np.bool_], truth: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Precision, recall and F1 of telling that a text holds several needs; 0 where there is nothing to divide by."""
    right = float((several & truth).sum())
    found, there = float(several.sum()), float(truth.sum())
    return right / max(1, found), right / max(1, there), 2 * right / max(1, found + there)


def line(name: str, found: NDArray[np.int64], labels: NDArray[np.int64]) -> str:
    """Share of right counts, mean absolute error of the count, and how well several are told from one."""
    precision, recall, f1 = several_f1(found > 1, labels > 1)
    return (
        f"| {name} | {(found == labels).mean():.3f} | {np.abs(found - labels).mean():.3f} | "
        f"{((found > 1) == (labels > 1)).mean():.3f} | {precision:.3f} | {recall:.3f} | {f1:.3f} |"
    )


def report(recommender: Recommender, cases: Cases, title: str) -> NDArray[np.int64]:
    """Print the figures of one set; the counts of the running code."""
    found = counted(recommender.reader, cases.texts)
    print(f"\n{title}: n = {len(cases.texts)}, several in {(cases.labels > 1).sum()}")
    print("| system | count right | mean absolute error | one or several: accuracy | precision | recall | F1 |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    print(line("always one", np.ones_like(cases.labels), cases.labels))
    print(line("services read >= 2", services_read(recommender, cases.texts), cases.labels))
    print(line("facets", found, cases.labels))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What the running code sees in texts before it weighs anything.

    Attributes:
        signs: what the decision rests on, shape ``(n, n_signs)``, columns as ``names``.
        partable, listed: texts with a place where a second need may begin; those of them that are several without weighing.
    """

    names: tuple[str, ...]
    signs: NDArray[np.float64]
    partable: NDArray[np.bool_]
    listed: NDArray[np.bool_]

    def several(self, scores: NDArray[np.float64], threshold: float) -> NDArray[np.bool_]:
        """The decision that probabilities and a threshold lead to."""
        return self.partable & (self.listed | (scores >= threshold))


def seen_in(reader: Reader, texts: Sequence[LabelledText]) -> Seen:
    """The signs of each text and where it can be parted."""
    drafts = [reader.draft(Query(text=text.text)) for text in texts]
    plans = [outline(draft.folded, draft.kept) for draft in drafts]
    rows = [several_signs(draft.folded, draft.kept, plan) for draft, plan in zip(drafts, plans, strict=True)]
    return Seen(
        names=tuple(rows[0]),
        signs=np.array([list(row.values()) for row in rows]),
        partable=np.array([bool(plan.boundaries) for plan in plans]),
        listed=np.array([plan.listed for plan in plans]),
    )


def authors(cases: Cases) -> NDArray[np.int64]:
    """Who wrote each text: our own needs are by writers who wrote labelled texts too."""
    own = [int(text.id[1:].split("-")[0]) if text.writer == OWN_NEEDS else text.writer for text in cases.texts]
    return np.array(own)


def fit(reader: Reader, cases: Cases) -> None:
    """Print weights and threshold fitted on the labelled texts; the figures named are those of leaving writers out."""
    from sklearn.linear_model import LogisticRegression

    labelled = cases.part(cases.writers != NEEDS)
    seen = seen_in(reader, labelled.texts)
    signs = seen.signs
    scale, truth = signs.std(axis=0) + 1e-9, labelled.labels > 1
    scores = np.zeros(len(truth))
    writers = authors(labelled)
    for writer in np.unique(writers):
        own = writers == writer
        model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(signs[~own] / scale, truth[~own])
        scores[own] = model.predict_proba(signs[own] / scale)[:, 1]
    f1 = [several_f1(seen.several(scores, t), truth)[2] for t in THRESHOLDS]
    best = int(np.flatnonzero(np.array(f1) >= max(f1) - EQUAL_F1)[-1])
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(signs / scale, truth)
    print(f"\nSEVERAL_AT = {THRESHOLDS[best]}  # F1 {f1[best]:.3f}, each writer held out in turn")
    print(f"BASELINE = {model.intercept_[0]:.3f}")
    for name, weight in zip(seen.names, model.coef_[0] / scale, strict=True):
        print(f'    "{name}": {weight:.3f},')


def main() -> None:
    """Read the arguments and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true", help="print weights fitted anew")
    parser.add_argument("--errors", action="store_true", help="print each need of train that is counted wrongly")
    options = parser.parse_args()
    recommender, cases = Recommender.load(), load_cases()
    if options.fit:
        fit(recommender.reader, cases)
        return
    report(recommender, cases.part((cases.writers > NEEDS) & (cases.writers < FIRST_OWN_WRITER)), "labelled texts")
    report(recommender, cases.part(cases.writers >= FIRST_OWN_WRITER), "own texts")
    report(recommender, cases.part(cases.writers == OWN_NEEDS), "own needs")
    needs = cases.part(cases.writers == NEEDS)
    found = report(recommender, needs, "needs of train")
    for text, label, number in zip(needs.texts, needs.labels, found, strict=True):
        if options.errors and label != number:
            print(f"{text.id} judged {label}, found {number}: {text.text}")


if __name__ == "__main__":
    main()
