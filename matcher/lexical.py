"""BM25 over the hubs' profiles, stemmed in Portuguese and in English (Robertson and Zaragoza 2009, Lucene's variant)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final

import bm25s
import numpy as np
import Stemmer

from matcher.arrays import FloatVector
from matcher.folding import fold_term
from matcher.records import HubRecord

K1: Final = 1.2
B: Final = 0.75
MIN_WORD: Final = 3  # characters: shorter ones are articles and prepositions in both languages
_EMPTY: Final = "\0"  # stands in a profile without words; no text can hold it
_LOCAL: Final = threading.local()  # a stemmer must not be shared between threads


class LexicalIndex:
    """Term statistics of the profiles; row order is that of the records given."""

    def __init__(self, records: Sequence[HubRecord]) -> None:
        self._n_hubs = len(records)
        self._bm25 = bm25s.BM25(method="lucene", k1=K1, b=B)
        self._bm25.index([_profile_terms(hub) or [_EMPTY] for hub in records], show_progress=False)

    def scores(self, text: str) -> FloatVector:
        """BM25 of each profile for the words of ``text``; shape ``(n_hubs,)``, 0 where no word is shared.

        A word counts once: a need that repeats itself asks for nothing more.
        """
        terms = sorted({*_stems(text, "portuguese"), *_stems(text, "english")})
        if not terms:
            return np.zeros(self._n_hubs, dtype=np.float32)
        return np.asarray(self._bm25.get_scores(terms), dtype=np.float32)


def _profile_terms(hub: HubRecord) -> list[str]:
    """Every passage of the hub, each stemmed in its own language."""
    names = [hub.name, hub.acronym or "", *hub.aliases]
    portuguese = " ".join((*hub.specialities_pt, *hub.facts_pt))
    english = " ".join((*names, *hub.specialities_en, *hub.facts_en))
    return [*_stems(portuguese, "portuguese"), *_stems(english, "english")]


def _stems(text: str, language: str) -> list[str]:
    """Stems of the words of ``text``, accents off, in order."""
    stemmer = getattr(_LOCAL, language, None)
    if stemmer is None:
        stemmer = Stemmer.Stemmer(language)
        setattr(_LOCAL, language, stemmer)
    words = [word for word in text.lower().split() if len(word) >= MIN_WORD]
    stems = stemmer.stemWords([word.strip(".,;:!?()[]\"'«»“”") for word in words])
    return fold_term(" ".join(stems)).split()
