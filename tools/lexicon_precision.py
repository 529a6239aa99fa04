"""How well do the surface forms of data/vocabularies/terms.csv find the codes that people's words mean?

Prints, for each list (sectors, technologies, services, clients), precision, recall and F1 of plain matching: a code
is predicted when one of its terms with a weight of at least the threshold occurs. Then the terms that mislead most,
and the codes most often missed, with texts. `--reweight` writes a copy of the lexicon with measured weights.

The matching here is the contract of the lexicon, in its simplest form:

- texts and terms are folded: accents and case drop, anything but letters and digits becomes one space;
- a term matches whole words; a final `*` lets its last word go on ('robot*' finds 'robotizada');
- a match that lies inside a longer match of the same list and code is dropped, so a long term with a tiny weight
  protects ('vale a pena' is no voucher: funding-support, 0.05); terms of different codes never hide each other.

Needs with split `dev` are never read. The labels come from language-model assessors (data/judgments/README.md).

    python tools/lexicon_precision.py data/judgments/labelled_texts.jsonl data/judgments/needs.jsonl
"""

import argparse
import csv
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

LISTS: Final = ("sectors", "technologies", "services", "clients")
COLUMNS: Final = ("list", "code", "language", "term", "weight")
DATA: Final = Path(__file__).parent.parent / "data"
MIN_PREFIX: Final = 4  # letters before `*`
PRIOR_HITS: Final = 4  # a judged weight counts as much as this many hits


@dataclass(frozen=True, slots=True)
class Term:
    """One row of terms.csv."""

    list: str
    code: str
    language: str
    term: str
    weight: float  # how surely the term means the code, in (0, 1]


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the codes that the assessors gave it, by list; a client 'unknown' is no code."""

    text: str
    words: tuple[str, ...]
    codes: dict[str, frozenset[str]]


@dataclass(slots=True)
class Hits:
    """In how many texts a term occurs, and in how many of them its code is right."""

    all: int = 0
    right: int = 0

    def smoothed(self, prior: float) -> float:
        """Precision, with the judged weight standing for `PRIOR_HITS` further texts."""
        return (self.right + prior * PRIOR_HITS) / (self.all + PRIOR_HITS)


def fold(text: str) -> str:
    """Lower-case words without accents, one space apart.

    >>> fold("Têxtil/Vestuário, S.A.")
    'textil vestuario s a'
    """
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return re.sub(r"[^0-9a-z]+", " ", bare.casefold()).strip()


def read_terms(path: Path) -> list[Term]:
    """Rows of the lexicon. Raises ValueError with every faulty line."""
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path}: expected columns {','.join(COLUMNS)}, found {reader.fieldnames}")
        terms = [Term(r["list"], r["code"], r["language"], r["term"], float(r["weight"])) for r in reader]
    faults, seen = [], set()
    for number, term in enumerate(terms, start=2):
        key = (term.list, term.code, fold(term.term), term.term.endswith("*"))
        prefix = fold(term.term).rpartition(" ")[2] if term.term.endswith("*") else None
        if term.list not in LISTS or not 0 < term.weight <= 1 or not key[2]:
            faults.append(f"line {number}: bad list, weight or term: {term}")
        elif prefix is not None and len(prefix) < MIN_PREFIX:
            faults.append(f"line {number}: '{term.term}' needs {MIN_PREFIX} letters before the *")
        elif "*" in term.term[:-1] or key in seen:
            faults.append(f"line {number}: '{term.term}' has an inner * or is there twice for {term.code}")
        seen.add(key)
    if faults:
        raise ValueError(f"{path}:\n" + "\n".join(faults))
    return terms


def read_examples(path: Path) -> list[Example]:
    """Labelled texts of one file, without those of split `dev`."""
    examples = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record.get("split") == "dev":
            continue
        codes = {name: frozenset(record[name]) for name in LISTS if name != "clients"}
        codes["clients"] = frozenset({record["client"]} - {"unknown", None})
        examples.append(Example(record["text"], tuple(fold(record["text"]).split()), codes))
    return examples


class Finder:
    """Finds the terms of one list in a sequence of folded words."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._exact: dict[str, list[Term]] = defaultdict(list)
        self._prefix: dict[str, list[Term]] = defaultdict(list)
        for term in terms:
            (self._prefix if term.term.endswith("*") else self._exact)[fold(term.term)].append(term)
        self._longest = max((len(fold(term.term).split()) for term in terms), default=0)

    def find(self, words: Sequence[str]) -> Iterator[Term]:
        """Terms that occur and do not lie inside a longer match of their code."""
        reach: dict[str, int] = defaultdict(int)  # for each code, where its furthest match ends
        for start in range(len(words)):
            for end in range(min(len(words), start + self._longest), start, -1):
                for term in self._terms(words[start:end]):
                    if reach[term.code] < end:
                        reach[term.code] = end
                        yield term

    def _terms(self, words: Sequence[str]) -> Iterator[Term]:
        """Terms that are exactly these words, then those that leave the last word open, longest first."""
        phrase = " ".join(words)
        yield from self._exact.get(phrase, ())
        shortest = len(phrase) - len(words[-1]) + MIN_PREFIX
        for length in range(len(phrase), shortest - 1, -1):
            yield from self._prefix.get(phrase[:length], ())


def found_terms(terms: Sequence[Term], examples: Sequence[Example], name: str) -> list[set[Term]]:
    """For each example the terms of one list that occur in it."""
    finder = Finder([term for term in terms if term.list == name])
    return [set(finder.find(example.words)) for example in examples]


def count_hits(found: Sequence[set[Term]], examples: Sequence[Example], name: str) -> dict[Term, Hits]:
    """Texts that hold each term, and those of them that bear its code."""
    hits: dict[Term, Hits] = defaultdict(Hits)
    for terms, example in zip(found, examples, strict=True):
        for term in terms:
            hits[term].all += 1
            hits[term].right += term.code in example.codes[name]
    return hits


def reweighted(terms: Sequence[Term], examples: Sequence[Example], min_hits: int) -> list[Term]:
    """Terms with their precision, smoothed towards the judged weight, where they have `min_hits` hits or more."""
    result = {term: term for term in terms}
    for name in LISTS:
        for term, hits in count_hits(found_terms(terms, examples, name), examples, name).items():
            if hits.all >= min_hits:
                result[term] = replace(term, weight=max(0.01, round(hits.smoothed(term.weight), 2)))
    return [result[term] for term in terms]


def write_terms(terms: Sequence[Term], path: Path) -> None:
    """Write a lexicon in the order given."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((t.list, t.code, t.language, t.term, f"{t.weight:g}") for t in terms)


def measure(found: Sequence[set[Term]], examples: Sequence[Example], name: str, threshold: float) -> str:
    """One line: micro-averaged precision, recall and F1 over (text, code) pairs."""
    right = predicted = labelled = 0
    for terms, example in zip(found, examples, strict=True):
        codes = {term.code for term in terms if term.weight >= threshold}
        right += len(codes & example.codes[name])
        predicted += len(codes)
        labelled += len(example.codes[name])
    precision, recall = right / max(predicted, 1), right / max(labelled, 1)
    f1 = 2 * right / max(predicted + labelled, 1)
    counts = f"({labelled} labels, {predicted} predicted)"
    return f"{name:13} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  {counts}"


def worst_terms(hits: dict[Term, Hits], threshold: float, n: int) -> list[str]:
    """Terms above the threshold with three hits or more and precision below it, most wrong hits first."""
    bad = [
        (h.all - h.right, t, h)
        for t, h in hits.items()
        if t.weight >= threshold and h.all >= 3 and h.right < threshold * h.all
    ]
    bad.sort(key=lambda item: (-item[0], item[1].code, item[1].term))
    return [f"  {t.term} -> {t.code} ({t.weight:g}): {h.right} of {h.all}" for _, t, h in bad[:n]]


def missed_codes(
    found: Sequence[set[Term]], examples: Sequence[Example], name: str, threshold: float, n: int
) -> list[str]:
    """Codes most often labelled and not predicted, each with three texts."""
    texts: dict[str, list[str]] = defaultdict(list)
    labelled: Counter[str] = Counter()
    for terms, example in zip(found, examples, strict=True):
        labelled.update(example.codes[name])
        for code in sorted(example.codes[name] - {term.code for term in terms if term.weight >= threshold}):
            texts[code].append(example.text)
    lines = []
    for code, missed in sorted(texts.items(), key=lambda item: (-len(item[1]), item[0]))[:n]:
        lines.append(f"  {code}: {len(missed)} of {labelled[code]}")
        lines += [f"      {text[:150]}" for text in missed[:3]]
    return lines


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("judgments", type=Path, nargs="*", help="labelled texts, one JSON object a line")
    parser.add_argument("--terms", type=Path, default=DATA / "vocabularies" / "terms.csv")
    parser.add_argument("--threshold", type=float, default=0.5, help="least weight that predicts a code")
    parser.add_argument("--worst", type=int, default=20, metavar="N", help="misleading terms shown per list")
    parser.add_argument("--missed", type=int, default=8, metavar="N", help="missed codes shown per list")
    parser.add_argument("--min-hits", type=int, default=5, help="hits from which --reweight trusts the texts")
    parser.add_argument(
        "--reweight",
        type=Path,
        metavar="OUT",
        help="write the lexicon with measured weights to OUT; start from judged weights, or texts count twice",
    )
    options = parser.parse_args()
    judgments = DATA / "judgments"
    options.judgments = options.judgments or [judgments / "labelled_texts.jsonl", judgments / "needs.jsonl"]
    return options


def main() -> None:
    """Print the measures of each file; rewrite weights when asked."""
    options = arguments()
    terms = read_terms(options.terms)
    files = {path: read_examples(path) for path in options.judgments}
    if options.reweight:
        terms = reweighted(terms, [example for examples in files.values() for example in examples], options.min_hits)
        write_terms(terms, options.reweight)
    print(f"{len(terms)} terms, threshold {options.threshold:g}")
    for path, examples in files.items():
        print(f"\n{path.name}: {len(examples)} texts")
        for name in LISTS:
            found = found_terms(terms, examples, name)
            print(measure(found, examples, name, options.threshold))
            lines = worst_terms(count_hits(found, examples, name), options.threshold, options.worst)
            lines += missed_codes(found, examples, name, options.threshold, options.missed)
            if lines:
                print("\n".join(lines))


if __name__ == "__main__":
    main()
