"""A description as sentences that stand alone, as the profile of a hub holds them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from matcher.folding import fold, fold_term
from matcher.stewardship.private_words import is_private
from matcher.stewardship.remarks import Read, Remark
from matcher.understanding.language import detect_language

MOST_SENTENCES: Final = 24  # of one profile: more would drown the rest, and each costs an encoder pass
MOST_CHARS: Final = 400
LONGEST_SHORTENED: Final = 8  # characters before a full stop that may be a short form
LEAST_WORDS: Final = 2  # a heading of one word says nothing alone

_END: Final = re.compile(r"(?<=[.!?…])[\"”’')]*\s+(?=[\"“‘'(]?[^\W\d_a-zà-ÿ]|[\"“‘'(]?\d)")
_SHORTENED: Final = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|incl|approx|no|nr|dr|prof|ing|eng|st|vs|cf|ltd|inc|co)|\b[A-Z])\.$", re.IGNORECASE
)
_BULLET: Final = re.compile(r"^(?:[•▪◦‣·*–—-]+|\(?\d{1,2}[.)]|\(?[a-z]\))\s+")
_CLAUSE: Final = re.compile(r"(?<=[;:,])\s")

ProfileLanguage = Literal["pt", "en"]


def sentences(text: str, names: Sequence[str]) -> Read[tuple[str, ...]]:
    """The sentences of ``text``, at most `MOST_SENTENCES`; pieces that speak of a person are left out and counted.

    Args:
        text: from `cell_text`.
        names: folded names of persons that may stand in it.
    """
    pieces = [piece for line in text.split("\n") for sentence in _of_line(line) for piece in _short_pieces(sentence)]
    told = [piece for piece in pieces if len(piece.split()) >= LEAST_WORDS]
    public = list({fold_term(piece): piece for piece in reversed(told) if not is_private(piece, names)}.values())[::-1]
    n_private = sum(is_private(piece, names) for piece in pieces)
    remarks = [Remark("personal data removed", f"{n_private} of {len(pieces)} sentences left out")] if n_private else []
    if len(public) > MOST_SENTENCES:
        remarks.append(Remark("text", f"{len(public)} sentences; the first {MOST_SENTENCES} were written"))
    return Read(tuple(public[:MOST_SENTENCES]), tuple(remarks))


def profile_language(pieces: Sequence[str]) -> Read[ProfileLanguage]:
    """The language that the sentences are filed under; one that profiles do not have is filed under English, and told."""
    language = detect_language(fold(" ".join(pieces))) if pieces else "en"
    if language in ("pt", "en", "mixed"):
        return Read("pt" if language == "pt" else "en")
    told = Remark("text", f"description in another language ({language}); written under English: translate it")
    return Read("en", (told,))


def _of_line(line: str) -> Iterator[str]:
    """The sentences of one line, without the sign of a list before them."""
    start = 0
    line = _BULLET.sub("", line).strip()
    for match in _END.finditer(line):
        if _SHORTENED.search(line, max(start, match.start() - LONGEST_SHORTENED), match.start()):
            continue
        yield line[start : match.end()].strip()
        start = match.end()
    if line[start:].strip():
        yield line[start:].strip()


def _short_pieces(sentence: str) -> Iterator[str]:
    """The sentence, or where it is too long its clauses put together as far as they fit."""
    piece = ""
    for clause in _CLAUSE.split(sentence) if len(sentence) > MOST_CHARS else (sentence,):
        if piece and len(piece) + len(clause) > MOST_CHARS:
            yield piece
            piece = ""
        piece = f"{piece} {clause}".strip()
        while len(piece) > MOST_CHARS:
            cut = piece.rfind(" ", 0, MOST_CHARS)
            cut = cut if cut > 0 else MOST_CHARS
            yield piece[:cut].strip()
            piece = piece[cut:].strip()
    if piece:
        yield piece
