"""Where a text may pass from one need to the next: its clauses, and which of them ask for something.

Only words and signs are looked at, no vector, so this costs no encoder pass and grows with the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from matcher.folding import FoldedText
from matcher.understanding.lexicon import Hit

MOST_CLAUSES: Final = 60  # a text of commas alone must not cost more than one of words; what follows is not split

_ITEM: Final = (
    r"^[^\S\n]*(?:[-–—•*]|\d\d?[.)ºª])(?=\s)|(?<!\w)\(?(?:[a-h]|i{1,3}|\d)\)(?=\s)|(?<=[:;,.]\s)\d[.ºª](?=\s)"
)
_SENTENCE: Final = r"[.!?…]+(?=\s|$)|;|\n+|:(?=\s)"
_SIGN: Final = re.compile(rf"(?P<item>{_ITEM})|(?P<sentence>{_SENTENCE})|[,()+&/](?!\d)", re.MULTILINE)
# The words are folded: without accents and capitals.
_ALSO: Final = re.compile(
    r"(?<!\S)(?:tambem|alem disso|e ainda|bem como|em paralelo|ao mesmo tempo|depois|also|as well|besides|plus|then|"
    r"ademas|tambien|aussi|en plus)(?!\S)"
)
_APART: Final = re.compile(
    r"\s*(?:(?:e|and|y|et)\s+)?(?:a parte (?:disso|isso)|por outro lado|outr[ao] (?:coisa|assunto|questao|pedido)|"
    r"a (?:segunda|outra) (?:coisa|questao|necessidade)|noutro assunto|ja agora|separately|apart from th(?:at|is)|"
    r"aside from th(?:at|is)|on the other hand|(?:another|a second|the other) (?:thing|question|matter|request)|"
    r"otra cosa|por otro lado|aparte de eso|d autre part|par ailleurs|autre chose)(?!\S)"
)
_FIRST: Final = re.compile(
    r"\s*(?:(?:em )?primeir[oa](?: lugar)?|a primeira|por um lado|first(?:ly)?|the first|on (?:the )?one hand|"
    r"primero|en primer lugar|por un lado|d abord|premierement|d une part)(?!\S)"
)
_NEXT: Final = re.compile(
    r"\s*(?:(?:e|and|y|et)\s+)?(?:(?:em )?(?:segund|terceir)[oa](?: lugar)?|a segunda|por outro(?: lado)?|second(?:ly)?|"
    r"third(?:ly)?|the second|on the other(?: hand)?|en segundo lugar|tercero|por otro(?: lado)?|deuxiemement|"
    r"ensuite|d autre part)(?!\S)"
)
_ANNOUNCED: Final = re.compile(
    r"(?<!\S)(?:duas|dois|tres|two|three|dos|deux|trois)\s+(?:\S+\s+)?(?:coisas|necessidades|pedidos|perguntas|"
    r"questoes|assuntos|frentes|duvidas|things|needs|requests|questions|matters|cosas|necesidades|preguntas|peticiones|"
    r"temas|choses|besoins|demandes)(?!\S)"
)
_SMALL: Final = r"\s*(?:(?:de|d|com|para|a|por|to|for|with|from|maybe|talvez|depois|then|se possivel|if possible)\s+)*"
_OBJECT: Final = re.compile(
    _SMALL
    + r"(?:um|uma|an?|un|une|una|unos?|algum\w*|some|any|quem|alguem|parceir\w+|someone|somebody|anyone|who|people|"
    r"partners?|quien|alguien|quelqu|saber|perceber|entender|conhecer|know|understand|learn|aprender|qual|quais|que|what|"
    r"which|where|onde|how|como|quanto|whether|quel\w*|comment)(?!\S)|"
    + _SMALL
    + r"(?!(?:mar|lugar|mulher|lar|par|pomar|over|her|other|another|number|paper|water|under|after|later|power|air|car|"
    r"their|better|laser|radar|solar|computer|customer|engineer|layer|printer|scanner|user|summer|winter)(?!\S))"
    r"[a-z]+[aei]r(?:\s|$)|\s*(?:de|for|to|a)\s"
)
_AND: Final = re.compile(
    r"(?<!\S)(?:e|and|y|et|und|ou|or|mas|but|pero|mais|assim como|as well as|with|com|alem disso|bem como|"
    r"em paralelo|depois|besides|plus|then|ademas|luego|en plus|puis)(?!\S)"
)
_WANT: Final = re.compile(
    r"(?<!\S)(?:quer(?:emos|o|ia|iamos|em)?|gostav\w+|gostari\w+|precis(?:o|a|as|amos|am|ava\w*|ar|aria\w*)|"
    r"procur(?!ement)\w+|pretend\w+|necessit\w+|interessa\w*|falta\w*|agradec\w+|pedimos|ajud\w+|need\w*|want\w*|"
    r"looking|seek\w*|would like|d like|wish\w*|help|hope|could use|necesit\w+|busc\w+|querri\w+|quisier\w+|"
    r"nos gustaria|me gustaria|cherch\w+|voud\w+|besoin|souhait\w+|il nous faut|il me faut|suchen|brauchen|cerchiamo|vorremmo)(?!\S)"
)
_ASK: Final = re.compile(
    r"(?<!\S)(?:alguem|quem|como|onde|quanto|qual|quais|saber|perceber|entender|ver se|conhecer|who|someone|"
    r"somebody|anyone|how|where|what|which|whether|know|understand|meet|quien|alguien|donde|cual|conocer|qui|"
    r"quelqu un|comment|ou trouver|quel\w*|savoir)(?!\S)"
)
_NOT: Final = re.compile(r"(?<!\S)(?:nao|nem|not|don t|no|ninguem|sem|nobody|ne)\s+(?:\S+\s+)?$")
_NOT_REACH: Final = 20  # characters before a word of wanting in which a refusal of it stands
_PURPOSE: Final = re.compile(r"\s*(?:para|pour|to|for|a fim de|so that|in order)(?!\S)")
_FOR: Final = re.compile(  # a thing, not an act: 'sensores para medir e IA para decidir' is one need
    r"(?<!\S)(?:para|pour|for)\s+(?:os?|as?|uma?|noss\w+|the|our|an|el|la|los|las|nuestr\w+|les?|notre|nos)(?!\S)"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the folded text, ``start`` to ``end`` (exclusive), between two places where a need may end.

    Attributes:
        item: it begins a numbered or dashed part, or one of 'first ... second'; sentence: a sentence, a line or an item.
        joined: it begins after 'and' or a word like it; comma: after a comma; plus: after '+'.
        also: it begins after or with a word of addition ('além disso').
        apart: it begins with words that part it from what stands before ('à parte disso', 'another question').
        announces: it says that several needs follow ('two things').
        object: it begins as a further thing asked for does: 'a', 'someone', 'where', 'to try'.
        purpose: it begins with 'para' or its like: what the thing asked for is for.
        asks: it holds a word of wanting that is not refused, or of asking, or ends in a question mark.
        services: services it names, in order; what the text refuses is left out.
        technologies: those that it names.
        own_purpose: after a service or technology that it names, it tells what that is for.
    """

    start: int
    end: int
    item: bool
    sentence: bool
    joined: bool
    comma: bool
    plus: bool
    also: bool
    apart: bool
    announces: bool
    object: bool
    purpose: bool
    asks: bool
    services: tuple[str, ...]
    technologies: tuple[str, ...]
    own_purpose: bool

    @property
    def topic(self) -> bool:
        """Whether it names a technology."""
        return bool(self.technologies)

    @property
    def added(self) -> bool:
        """Whether it begins after a comma and 'and' or a word like it, or after '+'."""
        return self.plus or (self.comma and self.joined)


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
    named = sorted((hit.start, hit.list, hit.code) for hit in kept if hit.list in ("services", "technologies"))
    found: list[Clause] = []
    before = [_Break(0, 0, sentence=True)]
    cursor = 0
    for gap in [*_breaks(text, signs), _Break(len(signs), len(signs))]:
        start = before[-1].end
        if gap.start < start:
            continue
        if text.folded[start : gap.start].strip():
            own: list[tuple[int, str, str]] = []
            while cursor < len(named) and named[cursor][0] < gap.start:
                own.append(named[cursor])
                cursor += 1
            opening = signs[found[-1].end if found else 0 : start]
            asked = "?" in signs[gap.start : gap.end]
            found.append(_clause(text, (start, gap.start), before, own, opening=opening, asked=asked))
            before = []
            if len(found) == MOST_CLAUSES:
                break
        before.append(gap)
    return _with_ordinals(text.folded, found)


def _with_ordinals(folded: str, parts: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses, those of 'first ... second' as items; a lone ordinal ('segundo o regulamento') counts for nothing."""
    first = next((i for i, one in enumerate(parts) if one.sentence and _FIRST.match(folded, one.start, one.end)), None)
    if first is None:
        return tuple(parts)
    rest = [i for i in range(first + 1, len(parts)) if _NEXT.match(folded, parts[i].start, parts[i].end)]
    numbered = {first, *rest} if rest else set()
    return tuple(replace(one, item=one.item or i in numbered) for i, one in enumerate(parts))


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
    named: Sequence[tuple[int, str, str]],
    *,
    opening: str,
    asked: bool,
) -> Clause:
    """The clause at ``span``, which follows the breaks ``before`` (typed ``opening``) and names services and technologies."""
    start, end = span
    joined = any(gap.word for gap in before)
    asks = asked or _wants(text.folded, start, end) or _ASK.search(text.folded, start, end) is not None
    return Clause(
        start=start,
        end=end,
        item=any(gap.item for gap in before),
        sentence=any(gap.sentence for gap in before),
        joined=joined,
        comma="," in opening,
        plus="+" in opening,
        also=_ALSO.search(text.folded, before[0].start, end) is not None,
        apart=_APART.match(text.folded, start, end) is not None,
        announces=_ANNOUNCED.search(text.folded, start, end) is not None,
        object=_OBJECT.match(text.folded, start, end) is not None,
        purpose=_PURPOSE.match(text.folded, start, end) is not None,
        asks=asks,
        services=tuple(dict.fromkeys(code for _, name, code in named if name == "services")),
        technologies=tuple(dict.fromkeys(code for _, name, code in named if name == "technologies")),
        own_purpose=bool(named) and _FOR.search(text.folded, max(start, named[0][0]), end) is not None,
    )


def _wants(folded: str, start: int, end: int) -> bool:
    """Whether a word of wanting stands there that is not refused ('não precisamos de')."""
    return any(
        _NOT.search(folded, max(0, want.start() - _NOT_REACH), want.start()) is None
        for want in _WANT.finditer(folded, start, end)
    )
