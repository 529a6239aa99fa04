"""How well places are read: precision, recall and F1 against the labels, and the errors.

    python tools/place_accuracy.py [--errors] [--data data]

Reads needs of split ``train`` and the labelled texts; never split ``dev``. A place is right when its municipality is,
or, where the label or the answer names none, when its regions agree, or, without regions, its country.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.evaluation.judgments import JudgedPlace
from matcher.evaluation.understanding_measures import agrees
from matcher.folding import fold
from matcher.geography import Geography
from matcher.need import Place
from matcher.understanding.places import PlaceFinder, find_places


@dataclass(frozen=True, slots=True)
class Case:
    """A text with its labels."""

    id: str
    text: str
    labels: tuple[JudgedPlace, ...]


def cases(path: Path, split: str | None) -> Iterator[Case]:
    """The texts of a file of judgments, of one split where it has splits; labels of one municipality count once."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record.get("split") == split:
            labels = {
                label.municipality or label.text: label
                for label in map(JudgedPlace.model_validate, reversed(record["places"]))
            }
            yield Case(record["id"], record["text"], tuple(reversed(labels.values())))


def unmatched(labels: Sequence[JudgedPlace], places: Sequence[Place]) -> tuple[list[JudgedPlace], list[Place]]:
    """JudgedPlaces that no place meets and places that no label meets, each used once."""
    left = list(places)
    missed: list[JudgedPlace] = []
    for label in labels:
        match = next((place for place in left if agrees(label, place)), None)
        if match is None:
            missed.append(label)
        else:
            left.remove(match)
    return missed, left


def report(name: str, texts: Sequence[Case], finder: PlaceFinder, *, errors: bool) -> None:
    """Print the figures of one set, and its errors when asked."""
    missed = wrong = right = exact = first_right = first_of = 0
    started = time.perf_counter()
    answers = [find_places(fold(case.text), finder) for case in texts]
    ms = 1000 * (time.perf_counter() - started) / max(1, len(texts))
    for case, places in zip(texts, answers, strict=True):
        lost, extra = unmatched(case.labels, places)
        missed, wrong, right = missed + len(lost), wrong + len(extra), right + len(case.labels) - len(lost)
        exact += not lost and not extra
        if case.labels:
            first_of += 1
            first_right += bool(places) and agrees(case.labels[0], places[0])
        if errors and (lost or extra):
            said = "; ".join(f"-{label.text}" for label in lost) + " | " + "; ".join(f"+{p.text}" for p in extra)
            print(f"{case.id} [{said}] {case.text}")
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"{name}: {len(texts)} texts, {right + missed} places")
    print(f"  precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}; {ms:.3f} ms a text")
    print(f"  texts all right {exact / len(texts):.3f}; first place right {first_right / first_of:.3f}")


def main() -> None:
    """Read the arguments and print both sets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--errors", action="store_true", help="also print each text that is not all right")
    options = parser.parse_args()
    finder = PlaceFinder(Geography.load(options.data / "geography"))
    judgments = options.data / "judgments"
    train = list(cases(judgments / "needs.jsonl", "train"))
    labelled = list(cases(judgments / "labelled_texts.jsonl", None))
    report("needs, train", train, finder, errors=options.errors)
    report("labelled texts", labelled, finder, errors=options.errors)


if __name__ == "__main__":
    main()
