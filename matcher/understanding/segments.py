"""Where a text may pass from one need to the next: its clauses, and which of them ask for something.

Only words and signs are looked at, no vector, so this costs no encoder pass and grows with the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matcher.folding import FoldedText
from matcher.understanding.lexicon import Hit

MOST_CLAUSES: Final = 60  # a text of commas alone must not cost more than one of words; what follows is not split

_ITEM: Final = r"^[^\S\n]*(?:[-–—•*]|\d\d?[.)])(?=\s)|(?<!\w)\(?(?:[a-h]|\d)\)(?=\s)"
_SENTENCE: Final = r"[.!?…]+(?=\s|$)|;|\n+|:(?=\s)"
_SIGN: Final = re.compile(rf"(?P<item>{_ITEM})|(?P<sentence>{_SENTENCE})|[,()+&/](?!\d)", re.MULTILINE)
# The words are folded: without accents and capitals.
_ALSO: Final = re.compile(
    r"(?<!\S)(?:tambem|alem disso|e ainda|bem como|em paralelo|ao mesmo tempo|depois|also|as well|besides|plus|then|"
    r"ademas|tambien|aussi|en plus)(?!\S)"
)
_AND: Final = re.compile(
    r"(?<!\S)(?:e|and|y|et|und|ou|or|mas|but|pero|mais|assim como|as well as|with|com|alem disso|bem como|"
    r"em paralelo|depois|besides|plus|then|ademas|luego|en plus|puis)(?!\S)"
)
_WANT: Final = re.compile(
    r"(?<!\S)(?:quer(?:emos|o|ia|iamos|em)?|gostav\w+|gostari\w+|precis\w+|procur\w+|pretend\w+|necessit\w+|"
    r"interessa\w*|falta\w*|agradec\w+|pedimos|ajud\w+|need\w*|want\w*|looking|seek\w*|would like|d like|wish\w*|"
    r"help|hope|could use|necesit\w+|busc\w+|querri\w+|quisier\w+|nos gustaria|me gustaria|cherch\w+|voud\w+|besoin|"
    r"souhait\w+|il nous faut|il me faut|suchen|brauchen|cerchiamo|vorremmo)(?!\S)"
)
_ASK: Final = re.compile(
    r"(?<!\S)(?:alguem|quem|como|onde|quanto|qual|quais|saber|perceber|entender|ver se|conhecer|who|someone|"
    r"somebody|anyone|how|where|what|which|whether|know|understand|meet|quien|alguien|donde|cual|conocer|qui|"
    r"quelqu un|comment|ou trouver|quel\w*|savoir)(?!\S)"
)
_NOT: Final = re.compile(r"(?<!\S)(?:nao|nem|not|don t|no|ninguem|sem|nobody|ne)\s+(?:\S+\s+)?$")
_NOT_REACH: Final = 20  # characters before a word of wanting in which a refusal of it stands
_PURPOSE: Final = re.compile(r"\s*(?:para|pour|to|for|a fim de|so that|in order)(?!\S)")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the folded text, ``start`` to ``end`` (exclusive), between two places where a need may end.

    Attributes:
        item: it begins a numbered or dashed part; sentence: it begins a sentence, a line or an item.
        joined: it begins after 'and' or a word like it; added: after a comma and such a word, or after '+'.
        also: it begins after or with a word of addition ('além disso').
        purpose: it begins with 'para' or its like: what the thing asked for is for.
        asks: it holds a word of wanting that is not refused, or of asking, or ends in a question mark.
        services: services it names, in order; what the text refuses is left out.
        topic: it names a technology.
    """

    start: int
    end: int
    item: bool
    sentence: bool
    joined: bool
    added: bool
    also: bool
    purpose: bool
    asks: bool
    services: tuple[str, ...]
    topic: bool


@dataclass(frozen=True, slots=True)
class _Break:
    """A sign or word between clauses."""

    start: int
    end: int
    item: bool = False
    sentence: bool = False
    word: bool = False


def clauses(text: FoldedText, kept: Sequence[Hit]) -> tuple[Clause, ...]:
    """The clauses of ``text`` that hold a word, in order, at most `MOST_CLAUSES`; a hit of ``kept`` counts where it begins."""
    signs = typed_signs(text)
    named = sorted(
        (hit.start, hit.code if hit.list == "services" else "")
        for hit in kept
        if hit.list in ("services", "technologies")
    )
    found: list[Clause] = []
    before = [_Break(0, 0, sentence=True)]
    cursor = 0
    for gap in [*_breaks(text, signs), _Break(len(signs), len(signs))]:
        start = before[-1].end
        if gap.start < start:
            continue
        if text.folded[start : gap.start].strip():
            own = []
            while cursor < len(named) and named[cursor][0] < gap.start:
                own.append(named[cursor][1])
                cursor += 1
            opening = signs[found[-1].end if found else 0 : start]
            asked = "?" in signs[gap.start : gap.end]
            found.append(_clause(text, (start, gap.start), before, own, opening=opening, asked=asked))
            before = []
            if len(found) == MOST_CLAUSES:
                break
        before.append(gap)
    return tuple(found)


def typed_signs(text: FoldedText) -> str:
    """The text as typed, character for character with the folded one: punctuation stands in it."""
    return text.text if text.offsets is None else "".join(text.text[i] for i in text.offsets)


def _breaks(text: FoldedText, signs: str) -> list[_Break]:
    """Every sign and word that may end a clause, in order."""
    found = [
        _Break(m.start(), m.end(), item=m.lastgroup == "item", sentence=m.lastgroup is not None)
        for m in _SIGN.finditer(signs)
    ]
    found += [_Break(m.start(), m.end(), word=True) for m in _AND.finditer(text.folded)]
    return sorted(found, key=lambda one: (one.start, -one.end))


def _clause(
    text: FoldedText,
    span: tuple[int, int],
    before: Sequence[_Break],
    named: Sequence[str],
    *,
    opening: str,
    asked: bool,
) -> Clause:
    """The clause at ``span``, which follows the breaks ``before`` (typed ``opening``) and names services and topics."""
    start, end = span
    joined = any(gap.word for gap in before)
    asks = asked or _wants(text.folded, start, end) or _ASK.search(text.folded, start, end) is not None
    return Clause(
        start=start,
        end=end,
        item=any(gap.item for gap in before),
        sentence=any(gap.sentence for gap in before),
        joined=joined,
        added=("," in opening and joined) or "+" in opening,
        also=_ALSO.search(text.folded, before[0].start, end) is not None,
        purpose=_PURPOSE.match(text.folded, start, end) is not None,
        asks=asks,
        services=tuple(dict.fromkeys(code for code in named if code)),
        topic="" in named,
    )


def _wants(folded: str, start: int, end: int) -> bool:
    """Whether a word of wanting stands there that is not refused ('não precisamos de')."""
    return any(
        _NOT.search(folded, max(0, want.start() - _NOT_REACH), want.start()) is None
        for want in _WANT.finditer(folded, start, end)
    )
