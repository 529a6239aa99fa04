"""Whether a text asks for partners, markets or projects abroad, for which the European network is there too."""

from __future__ import annotations

import re
from typing import Final

from matcher.folding import FoldedText
from matcher.understanding.place_context import is_place
from matcher.understanding.place_names import Mention, PlaceFinder
from matcher.understanding.place_words import Break, Words, split_words

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


def partners_abroad(text: FoldedText, finder: PlaceFinder) -> bool:
    """Whether the text asks for partners, customers, markets or joint projects outside Portugal.

    True for 'parceiros europeus', 'looking for partners in Germany', 'entrar num consórcio europeu'; false where abroad
    is only told of ('exportamos para França', 'a German client wants ...') or only the funding is European.
    """
    joined = " ".join(text.folded.split())
    if _ALWAYS.search(joined):
        return True
    words = split_words(text)
    roles = [i for i, form in enumerate(words.forms) if form in _ROLES]
    if not roles or _SEEKING.isdisjoint(words.forms):
        return False
    named = [mention.first for mention in finder.mentions(words) if _is_abroad(words, mention)]
    told = [i for i, form in enumerate(words.forms) if _ABROAD.fullmatch(form)]
    return any(
        any(_near(words, role, place, REACH) for place in named)
        or any(_near(words, role, place, ADJECTIVE_REACH) for place in told)
        for role in roles
    )


def _is_abroad(words: Words, mention: Mention) -> bool:
    """Whether the name is a country, region or city outside Portugal."""
    if not mention.readings or mention.readings[0].country == "PT":
        return False
    return is_place(words, mention, after_name=False)


def _near(words: Words, role: int, place: int, reach: int) -> bool:
    """Whether the two stand in one sentence, the place next to the role or some words after it, and somebody seeks."""
    if not -2 <= place - role <= reach:
        return False
    low, high = min(role, place), max(role, place)
    if any(words.breaks[i] == Break.SENTENCE for i in range(low + 1, high + 1)):
        return False
    start = low
    while start > 0 and words.breaks[start] != Break.SENTENCE:
        start -= 1
    return any(words.forms[i] in _SEEKING for i in range(start, high))
