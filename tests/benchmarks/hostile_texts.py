"""`python -m tests.benchmarks.hostile_texts`: texts that are cheap to write and might be dear to read, and how cost grows.

Each family is read at two lengths, the second four times the first. Work that grows linearly grows at most fourfold.
The default suite counts steps of Python (tests/test_evaluate_understanding.py); this program times the processor.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Final

import numpy as np

from matcher import Recommender
from matcher.records import Query

LENGTHS: Final = (8_000, 32_000)  # characters; callers may send 4,000
MOST_GROWTH: Final = 7.0  # fourfold is linear, sixteenfold quadratic; caches and a busy machine lie between

# What each family says once at the beginning, and what it repeats after that.
HOSTILE: Final[dict[str, tuple[str, str]]] = {
    "place names": ("", "Guimarães "),
    "place names in a list": ("Somos de ", "Porto, Braga e "),
    "names that are words": ("", "Porto de Mira, Flores e Vale de "),
    "names with slips": ("Em ", "Guimaraez Famalicaao Setubaal em "),
    "long words after a capital": ("", "em Gaaaaaaaaaaaaaaaas "),
    "refusals": ("", "não queremos "),
    "refusals and terms": ("", "não queremos formação "),
    "lone refusals in English": ("", "we want no training and the "),
    "sentences that ask": ("", "Queremos formação. Procuramos financiamento. "),
    "items that ask": ("", "1) queremos formação\n2) testar robôs\n"),
    "commas": ("Queremos ", "formação, "),
    "refusals with gaps": ("", "não" + " " * 40),
    "one refusal and spaces": ("não", " "),
    "terms": ("", "formação "),
    "terms inside terms": ("", "inteligência artificial generativa de "),
    "small words": ("", "a "),
    "small words of two languages": ("", "a the de of "),
    "brackets": ("", "("),
    "nested brackets": ("", "((("),
    "one long word": ("", "a"),
    "one long word that begins like a term": ("robot", "robot"),
    "digits": ("", "9"),
    "digits in threes": ("", "912 345 "),
    "bank numbers that are none": ("PT50 ", "0002 "),
    "addresses that are none": ("", "a.b-c+d"),
    "at signs": ("", "a@"),
    "points after an at sign": ("a@", "a."),
    "full stops": ("", "."),
    "line breaks": ("", "\n"),
    "hyphens": ("", "a-"),
    "roles and countries": ("Procuramos. ", "clientes Espanha "),
    "roles, then countries in one sentence": ("Procuramos. ", "clientes parceiros europeus França "),
    "accents apart": ("", "na\u0303o queremos formac\u0327a\u0303o "),
    "other alphabets": ("", "需要 помощь "),
    "signs of many bytes": ("", "😀 "),
    "capitals": ("", "SÃO JOÃO DA MADEIRA "),
    "links": ("", "https://a.pt/?q=a&"),
}


def hostile_text(name: str, length: int) -> str:
    """A text of ``length`` characters of one family."""
    first, again = HOSTILE[name]
    return (first + again * (1 + length // len(again)))[:length]


def reading(recommender: Recommender, text: str) -> Callable[[], object]:
    """Understanding ``text`` without the encoder; longer than callers may send, so no validation stands before it."""
    query = Query.model_construct(**Query(text="x").model_dump() | {"text": text})
    vector = np.zeros(recommender.encoder.dimension, dtype=np.float32)
    return lambda: recommender.reader.read(query, None, vector)


def python_steps(work: Callable[[], object]) -> int:
    """Lines of Python that ``work`` runs, each round of a comprehension one more: the same on every machine.

    What C does within one line (regular expressions, searching, sorting) is not seen: `cpu_seconds` sees it.
    """
    steps = 0

    def count(frame: FrameType, event: str, argument: object) -> Callable[..., object]:  # noqa: ARG001  # sys.settrace
        nonlocal steps
        steps += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return steps


def cpu_seconds(work: Callable[[], object], repeats: int = 5) -> float:
    """The least of several timings: what is left is the work, not the machine's other business."""
    spent = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


def main() -> None:
    """Print the milliseconds of every family; status 1 when one grows faster than linearly."""
    recommender = Recommender.load()
    slow = []
    print(f"{'ms to understand':40} {LENGTHS[0]:>8} {LENGTHS[1]:>8} {'growth':>8}")
    for name in HOSTILE:
        short, long = (cpu_seconds(reading(recommender, hostile_text(name, length))) for length in LENGTHS)
        print(f"{name:40} {short * 1000:8.1f} {long * 1000:8.1f} {long / short:8.1f}", flush=True)
        if long / short > MOST_GROWTH:
            slow.append(name)
    if slow:
        sys.exit(f"worse than linear: {', '.join(slow)}")


if __name__ == "__main__":
    main()
