"""Which words of a text are refused: 'não queremos financiamento, só formação' asks for training alone."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from matcher.errors import DataError
from matcher.folding import FoldedText, fold_term
from matcher.need import Language
from matcher.reading import read_csv
from matcher.records import Record
from matcher.understanding.lexicon import Hit

CUE_LANGUAGES: Final[tuple[Language, ...]] = ("pt", "en", "es", "fr", "mixed")
REACH: Final = 60  # characters: a refusal rarely governs more than its own clause
_LACK: Final = frozenset("have has had got there is are with".split())
_CLAUSE_END: Final = re.compile(r"[.;:!?\n()]")


class CueRow(Record):
    """A row of ``negation.csv``: words that refuse what follows, or (``contrast``) end the reach of a refusal."""

    language: Literal["pt", "en", "es", "fr", "any"]
    cue: str
    kind: Literal["negation", "exclusion", "contrast"]


class Negation:
    """Finds the stretches of a text that a refusal governs."""

    def __init__(self, cues: Sequence[CueRow]) -> None:
        self._refusal = {own: _pattern(_of(cues, own, contrast=False)) for own in CUE_LANGUAGES}
        self._contrast = {own: _pattern(_of(cues, own, contrast=True)) for own in CUE_LANGUAGES}

    @classmethod
    def load(cls, path: Path) -> Negation:
        """Read the cues; `DataError` with every fault of the file."""
        rows = read_csv(path, CueRow)
        if rows.faults:
            raise DataError(rows.faults)
        return cls(rows.records)

    def refused(self, text: FoldedText, language: Language) -> tuple[tuple[int, int], ...]:
        """Start and end, in the folded text, of each refused stretch; only cues of the text's language count.

        'no' refuses in English and Spanish, and is 'in the' in Portuguese.
        """
        own = language if language in CUE_LANGUAGES else "pt"
        cues = (cue for cue in self._refusal[own].finditer(text.folded) if not _tells_a_lack(text.folded, cue))
        return _merged([(cue.end(), self._reach(text, cue.end(), own)) for cue in cues])

    def _reach(self, text: FoldedText, start: int, language: Language) -> int:
        """Where the refusal ends: the end of the clause, a word of contrast, or `REACH` characters."""
        end = min(len(text.folded), start + REACH)
        typed_start, _ = text.span(start, start + 1) if start < len(text.folded) else (len(text.text), 0)
        stop = _CLAUSE_END.search(text.text, typed_start, typed_start + (end - start))
        if stop is not None:
            end = min(end, start + stop.start() - typed_start)
        contrast = self._contrast[language].search(text.folded, start, end)
        return contrast.start() if contrast else end


def _of(cues: Sequence[CueRow], language: Language, *, contrast: bool) -> list[str]:
    """The cues that count in a text of ``language``; in a mixed one those of both, but for lone English words."""
    chosen = [row for row in cues if (row.kind == "contrast") == contrast]
    if language == "mixed":
        return [row.cue for row in chosen if row.language in ("pt", "any") or (row.language == "en" and " " in row.cue)]
    return [row.cue for row in chosen if row.language in (language, "any")]


def is_refused(hit: Hit, stretches: Sequence[tuple[int, int]]) -> bool:
    """Whether the hit names a service and begins in a refused stretch; ``stretches`` as `Negation.refused` gives them.

    A sector or technology beside a refusal still says what the need is about: 'não queremos formação em robótica'.
    """
    if hit.list != "services":
        return False
    before = bisect_right(stretches, (hit.start, sys.maxsize)) - 1
    return before >= 0 and hit.start < stretches[before][1]


def _merged(stretches: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The stretches in order, those that overlap or touch as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def _tells_a_lack(folded: str, cue: re.Match[str]) -> bool:
    """Whether a lone word says what is missing, not what is refused: 'we have no skills', 'no one knows'."""
    if " " in cue.group().strip():
        return False
    before = folded[max(0, cue.start() - 20) : cue.start()].rsplit(maxsplit=1)[-1:]
    after = folded[cue.end() : cue.end() + 20].split(maxsplit=1)[:1]
    return bool(before and before[0] in _LACK) or after == ["one"]


def _pattern(cues: Sequence[str]) -> re.Pattern[str]:
    """Any of the cues as whole words; longer ones first, any run of spaces between their words."""
    ordered = sorted({fold_term(cue) for cue in cues}, key=lambda cue: (-len(cue), cue))
    words = [r"\s+".join(map(re.escape, cue.split())) for cue in ordered]
    return re.compile(rf"(?<!\S)(?:{'|'.join(words) or '(?!)'})(?!\S)")
