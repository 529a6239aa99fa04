"""How well places are read: precision, recall and F1 against the labels, and the errors.

    python tools/place_accuracy.py [--errors] [--data data]

Reads needs of split ``train`` and the labelled texts; never split ``dev``. A place is right when its municipality is,
or, where the label or the answer names none, when its regions agree, or, without regions, its country.

Labels often name a place and what it lies in ('Horta', 'Azores') where an answer has one place: recall is told twice,
of every label, and of those that are not wider than another label of the text that was found.
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
from matcher.understanding.places import PlaceFinder, find_places, split_words


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
    """Labels that no place meets and places that no label meets, each used once; municipalities choose first."""
    left = list(places)
    missed: list[JudgedPlace] = []
    for label in sorted(labels, key=lambda label: label.municipality is None):
        match = next((place for place in left if agrees(label, place)), None)
        if match is None:
            missed.append(label)
        else:
            left.remove(match)
    return missed, left


def is_wider(label: JudgedPlace, other: JudgedPlace) -> bool:
    """Whether ``label`` is a region or country that ``other`` lies in."""
    if label is other or label.municipality is not None or label.country != other.country:
        return False
    finest = next((code for code in (label.nuts3, label.nuts2, label.country) if code), "")
    inner = next((code for code in (other.nuts3, other.nuts2, other.country) if code), "")
    return inner.startswith(finest) and (other.municipality is not None or inner != finest)


def report(name: str, texts: Sequence[Case], finder: PlaceFinder, *, errors: bool) -> None:
    """Print the figures of one set, and its errors when asked."""
    missed = wrong = right = exact = first_right = first_of = wider = 0
    started = time.perf_counter()
    answers = [find_places(split_words(fold(case.text)), finder) for case in texts]
    ms = 1000 * (time.perf_counter() - started) / max(1, len(texts))
    for case, places in zip(texts, answers, strict=True):
        lost, extra = unmatched(case.labels, places)
        missed, wrong, right = missed + len(lost), wrong + len(extra), right + len(case.labels) - len(lost)
        exact += not lost and not extra
        seen = [label for label in case.labels if label not in lost]
        wider += sum(any(is_wider(label, other) for other in seen) for label in lost)
        if case.labels:
            first_of += 1
            first_right += bool(places) and agrees(case.labels[0], places[0])
        if errors and (lost or extra):
            said = "; ".join(f"-{label.text}" for label in lost) + " | " + "; ".join(f"+{p.text}" for p in extra)
            print(f"{case.id} [{said}] {case.text}")
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"{name}: {len(texts)} texts, {right + missed} places, {wider} missed ones only wider than one found")
    print(f"  precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}; {ms:.3f} ms a text")
    print(f"  recall without those {right / max(1, right + missed - wider):.4f}")
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
