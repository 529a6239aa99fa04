"""Names that tell one place together, 'Lagoa, São Miguel', '4800-058 Guimarães', 'Seville, Spain': the finest is kept."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Final

from matcher.gazetteer import NamedPlace, lies_in
from matcher.understanding.place_context import reading_of
from matcher.understanding.place_names import Mention
from matcher.understanding.place_words import Break, Words

# May stand between a place and what it lies in: 'Funchal, na ilha da Madeira'.
_BETWEEN: Final = frozenset(
    "em in na no nas nos da do das dos de del of the on en au aux a ilha ilhas island isla ile arquipelago concelho "
    "municipio distrito regiao region district municipality".split()
)
_MOST_BETWEEN: Final = 4


@dataclass(frozen=True, slots=True)
class Site:
    """One place and every word that tells it.

    Attributes:
        name: the words of the finest name, and what it stands for.
        whole: from the first to the last of the names that tell it, with the same reading.
    """

    name: Mention
    whole: Mention

    @property
    def named(self) -> NamedPlace:
        """What it stands for."""
        return self.name.readings[0]


def nested_sites(words: Words, mentions: Sequence[Mention], regions: Set[str]) -> list[Site]:
    """The places that ``mentions`` tell; of a name and what it lies in the finer, of a code and another place the name.

    Args:
        mentions: names and codes in the order of the text.
        regions: what `regions_named` gave for all names of the text.
    """
    sites: list[Site] = []
    for i, mention in enumerate(mentions):
        known = [sites[-1].named] if sites and _joined(words, sites[-1].whole, mention) else []
        if i + 1 < len(mentions) and _joined(words, mention, mentions[i + 1]):
            known += mentions[i + 1].readings
        own = Mention(mention.first, mention.end, (_reading(mention, known, regions),))
        kept = _kept(sites[-1].name, own) if sites and _joined(words, sites[-1].whole, own) else None
        if kept is None:
            sites.append(Site(own, own))
        else:
            sites[-1] = Site(kept, Mention(sites[-1].whole.first, own.end, kept.readings))
    return sites


def _reading(mention: Mention, known: Sequence[NamedPlace], regions: Set[str]) -> NamedPlace:
    """The reading that lies where the names right beside it do, else where the other names of the text do."""
    if len(mention.readings) > 1:
        for named in mention.readings:
            if any(lies_in(named, beside) for beside in known):
                return named
    return reading_of(mention, regions)


def _joined(words: Words, left: Mention, right: Mention) -> bool:
    """Whether only a comma, a bracket or words such as 'na ilha da' part two names of one sentence."""
    between = words.forms[left.end : right.first]
    if len(between) > _MOST_BETWEEN or not _BETWEEN.issuperset(between):
        return False
    return Break.SENTENCE not in words.breaks[left.end : right.first + 1]


def _kept(left: Mention, right: Mention) -> Mention | None:
    """The one of two joined names that tells the place; None when they are two places."""
    a, b = left.readings[0], right.readings[0]
    if _is_finer(b, a):
        return right
    if _is_finer(a, b) or "postal_code" in (a.kind, b.kind):
        return right if a.kind == "postal_code" and not _is_finer(a, b) else left
    return None


def _is_finer(inner: NamedPlace, outer: NamedPlace) -> bool:
    """Whether ``inner`` lies in ``outer`` and is the smaller of them; of a town and its municipality the town is."""
    if not lies_in(inner, outer) or outer.kind == "town":
        return False
    if inner.municipality is not None and outer.municipality is not None:
        return outer.kind == "postal_code" or inner.kind == "town"
    return not lies_in(outer, inner) or (inner.kind == "city_abroad" and outer.kind != "city_abroad")
