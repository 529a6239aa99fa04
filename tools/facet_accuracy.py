"""How well 'one need or several' is told, and how many: against the baselines, on labelled texts and needs of `train`.

    python -m tools.facet_accuracy [--fit] [--errors]

Never reads split ``dev``. With ``--fit`` the weights of `matcher.understanding.facets` are fitted again on the labelled
texts, leaving one writer out at a time to choose the threshold, and printed to be copied (needs scikit-learn); the needs
of `train` are only reported on.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher import Recommender
from matcher.evaluation.judgments import LabelledText, load_labelled_texts
from matcher.loading import shipped
from matcher.records import Query
from matcher.understanding.facets import facet_stretches, outline, several_signs
from matcher.understanding.reader import Reader

STRENGTH = 0.1  # inverse penalty; 0.01 to 1 changes no figure by more than 0.003
THRESHOLDS = np.round(np.arange(0.2, 0.8, 0.025), 3)
NEEDS = 0  # the writer's number of the judged needs


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
    """The labelled texts and the needs of `train`."""
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


def line(name: str, found: NDArray[np.int64], labels: NDArray[np.int64]) -> str:
    """Accuracy of one against several, recall and precision of several, and the mean absolute error of the count."""
    several, truth = found > 1, labels > 1
    right = several & truth
    return (
        f"| {name} | {(several == truth).mean():.3f} | {right.sum() / max(1, several.sum()):.2f} | "
        f"{right.sum() / max(1, truth.sum()):.2f} | {np.abs(found - labels).mean():.3f} |"
    )


def report(recommender: Recommender, cases: Cases, title: str) -> NDArray[np.int64]:
    """Print the figures of one set; the counts of the running code."""
    found = counted(recommender.reader, cases.texts)
    print(f"\n{title}: n = {len(cases.texts)}, several in {(cases.labels > 1).sum()}")
    print("| system | one or several: accuracy | precision of several | recall | count: mean absolute error |")
    print("| --- | --- | --- | --- | --- |")
    print(line("always one", np.ones_like(cases.labels), cases.labels))
    print(line("services read >= 2", services_read(recommender, cases.texts), cases.labels))
    print(line("facets", found, cases.labels))
    return found


def signs_of(reader: Reader, texts: Sequence[LabelledText]) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Names and values of what the decision rests on, shape ``(n, n_signs)``."""
    rows = []
    for text in texts:
        draft = reader.draft(Query(text=text.text))
        rows.append(several_signs(draft.folded, draft.kept, outline(draft.folded, draft.kept)))
    return tuple(rows[0]), np.array([list(row.values()) for row in rows])


def fit(reader: Reader, cases: Cases) -> None:
    """Print weights and threshold fitted on the labelled texts; the accuracy named is that of leaving writers out."""
    from sklearn.linear_model import LogisticRegression

    labelled = cases.part(cases.writers != NEEDS)
    names, signs = signs_of(reader, labelled.texts)
    scale, truth = signs.std(axis=0) + 1e-9, labelled.labels > 1
    scores = np.zeros(len(truth))
    for writer in np.unique(labelled.writers):
        own = labelled.writers == writer
        model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(signs[~own] / scale, truth[~own])
        scores[own] = model.predict_proba(signs[own] / scale)[:, 1]
    accuracy = [((scores >= t) == truth).mean() for t in THRESHOLDS]
    best = int(np.argmax(accuracy))
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(signs / scale, truth)
    print(f"\nSEVERAL_AT = {THRESHOLDS[best]}  # accuracy {accuracy[best]:.3f}, each writer held out in turn")
    print(f"BASELINE = {model.intercept_[0]:.3f}")
    for name, weight in zip(names, model.coef_[0] / scale, strict=True):
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
    report(recommender, cases.part(cases.writers != NEEDS), "labelled texts")
    needs = cases.part(cases.writers == NEEDS)
    found = report(recommender, needs, "needs of train")
    for text, label, number in zip(needs.texts, needs.labels, found, strict=True):
        if options.errors and label != number:
            print(f"{text.id} judged {label}, found {number}: {text.text}")


if __name__ == "__main__":
    main()
