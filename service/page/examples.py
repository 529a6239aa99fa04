"""Three needs to try, in each language: one of a factory, one of a council, one of a small shop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from matcher.need import AnswerLanguage


@dataclass(frozen=True, slots=True)
class Example:
    """A need to try, and a few words that name it."""

    name: str
    text: str


EXAMPLES: Final[dict[AnswerLanguage, tuple[Example, ...]]] = {
    "pt": (
        Example(
            "Uma fábrica têxtil com defeitos",
            "Temos uma tinturaria em Guimarães com 40 pessoas e todas as semanas há lotes que saem fora do tom. Queremos "
            "testar sensores e visão artificial antes de comprar equipamento.",
        ),
        Example(
            "Uma câmara com atendimento lento",
            "Somos uma câmara municipal do interior. Recebemos centenas de pedidos por correio eletrónico e queremos usar "
            "inteligência artificial para os encaminhar, com formação para os técnicos.",
        ),
        Example(
            "Um hotel nos Açores sem site próprio",
            "Temos um pequeno hotel em São Miguel e dependemos das plataformas de reservas. Precisamos de apoio para "
            "vender diretamente e de perceber a que fundos nos podemos candidatar.",
        ),
    ),
    "en": (
        Example(
            "A textile factory with faulty batches",
            "We run a dye works in Guimarães with 40 people, and every week some batches come out off shade. We want to "
            "test sensors and machine vision before we buy any equipment.",
        ),
        Example(
            "A council that answers slowly",
            "We are a town council inland. We get hundreds of requests by e-mail and want to use artificial intelligence "
            "to route them, with training for our staff.",
        ),
        Example(
            "A hotel in the Azores without a website",
            "We have a small hotel on São Miguel and depend on booking platforms. We need help to sell directly and to "
            "learn which funds we could apply for.",
        ),
    ),
}
