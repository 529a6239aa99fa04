"""Whether a text asks for partners, markets or projects abroad, for which the European network is there too."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Final

from matcher.understanding.place_context import is_place
from matcher.understanding.place_names import Mention, PlaceFinder
from matcher.understanding.place_words import Break, Words

REACH: Final = 8  # words between 'parceiros' and the country they should be in
ADJECTIVE_REACH: Final = 4  # the same for 'europeus'

_ROLES: Final = frozenset(
    """parceiro parceiros parceira parceiras parceria parcerias socio socios consorcio consorcios rede redes
    distribuidor distribuidores investidores clientes mercado mercados
    partner partners partnership partnerships consortium consortia network networks distributor distributors investors
    customers market markets
    consorcios red redes distribuidores mercados alianza
    partenaire partenaires partenariat partenariats consortiums reseau reseaux marche marches
    kooperationspartner konsortium netzwerk partnern netzwerke""".split()
)
_SEEKING: Final = frozenset(
    """procuramos procuro procura procurar encontrar queremos queria queriamos gostavamos gostariamos precisamos
    conhecer entrar integrar juntar aceder chegar expandir participar
    buscamos busco buscar necesitamos
    looking look seek seeking need want find join meet enter expand reach would like interested introduction connect
    cherche cherchons chercher voulons trouver rejoindre entrer besoin
    suchen suche gesucht finden wollen""".split()
)
_ABROAD: Final = re.compile(
    r"\b(?:europeu|europeus|europeia|europeias|europea|europeas|europeo|europeos|european|europeen|europeens|"
    r"europeenne|europeennes|europa|europe|internacional|internacionais|internacionales|international|"
    r"internationaux|estrangeiro|estrangeiros|abroad|overseas|extranjero|etranger|"
    r"transfronteirico|transfronteirica|transfronterizo|transfronteriza|cross border|ausland)\b"
)
_ALWAYS: Final = re.compile(
    r"\b(?:internacionaliza\w*|internationali[sz]\w*|fora de portugal|outside portugal|fuera de portugal|"
    r"hors du portugal|(?:consorcio|consorcios|consortium|consortia) (?:horizon|horizonte|europ)\w*|"
    r"(?:horizon|horizonte)(?: europe| europa)? (?:consortium|consortia|consorcio|partners))\b"
)


@dataclass(frozen=True, slots=True)
class PartnersAbroad:
    """Whether partners, customers, markets or joint projects are sought outside Portugal, and in which countries."""

    asked: bool
    countries: tuple[str, ...]  # empty where the text names none


def partners_abroad(words: Words, finder: PlaceFinder) -> PartnersAbroad:
    """What the text seeks outside Portugal.

    Asked by 'parceiros europeus', 'looking for partners in Germany', 'entrar num consórcio europeu'; not where abroad
    is only told of ('exportamos para França', 'a German client wants ...') or only the funding is European.
    """
    always = bool(_ALWAYS.search(" ".join(words.forms)))
    roles = [i for i, form in enumerate(words.forms) if form in _ROLES]
    if not roles or _SEEKING.isdisjoint(words.forms):
        return PartnersAbroad(always, ())
    told = [i for i, form in enumerate(words.forms) if _ABROAD.fullmatch(form)]
    countries = _countries_near(words, roles, finder)
    return PartnersAbroad(
        always or bool(countries) or any(_near_a_role(words, roles, told, ADJECTIVE_REACH)), countries
    )


def _countries_near(words: Words, roles: list[int], finder: PlaceFinder) -> tuple[str, ...]:
    """Countries of the places abroad that stand near a role."""
    abroad = [mention for mention in finder.mentions(words) if _is_abroad(words, mention)]
    near = _near_a_role(words, roles, [mention.first for mention in abroad], REACH)
    return tuple(sorted({one.readings[0].country for one, is_near in zip(abroad, near, strict=True) if is_near}))


def _is_abroad(words: Words, mention: Mention) -> bool:
    """Whether the name is a country, region or city outside Portugal."""
    if not mention.readings or mention.readings[0].country == "PT":
        return False
    return is_place(words, mention, after_name=False)


def _near_a_role(words: Words, roles: list[int], places: list[int], reach: int) -> list[bool]:
    """For each place whether a role stands next to it, or up to ``reach`` words before it, where somebody seeks.

    Both stand in one sentence, and a word of seeking stands in it before them. Only the roles around a place are
    looked at, so the cost grows with the text.
    """
    sentence, sought = _sentences(words)
    found = []
    for place in places:
        close = roles[bisect_left(roles, place - reach) : bisect_right(roles, place + 2)]
        same = [role for role in close if sentence[role] == sentence[place]]
        found.append(any(sought[max(role, place)] for role in same))
    return found


def _sentences(words: Words) -> tuple[list[int], list[bool]]:
    """Number of the sentence of each word, and whether a word of seeking stands before it in that sentence."""
    sentence: list[int] = []
    sought: list[bool] = []
    number, seeking = 0, False
    for form, pause in zip(words.forms, words.breaks, strict=True):
        if pause == Break.SENTENCE:
            number, seeking = number + 1, False
        sentence.append(number)
        sought.append(seeking)
        seeking = seeking or form in _SEEKING
    return sentence, sought
