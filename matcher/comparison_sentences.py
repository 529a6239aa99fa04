"""The sentences that tell two hubs apart, in Portuguese and English; what they claim, a difference of contributions shows."""

from __future__ import annotations

from typing import Final, Literal

from matcher.sentences import Template

Relation = Literal["above", "below", "first"]

HIGHER: Final[Template] = {
    "pt": "A pontuação deste polo é mais alta do que a de {other}, {relation}.",
    "en": "This hub's score is higher than that of {other}, {relation}.",
}
LOWER: Final[Template] = {
    "pt": "A pontuação deste polo é mais baixa do que a de {other}, {relation}.",
    "en": "This hub's score is lower than that of {other}, {relation}.",
}
LEVEL: Final[Template] = {
    "pt": "A pontuação deste polo é igual à de {other}, {relation}.",
    "en": "This hub's score is the same as that of {other}, {relation}.",
}
RELATIONS: Final[dict[Relation, Template]] = {
    "above": {"pt": "que fica logo acima", "en": "which is ranked directly above"},
    "below": {"pt": "que vem logo a seguir", "en": "which is ranked directly below"},
    "first": {"pt": "o primeiro da lista", "en": "the first of the list"},
}
# feature -> (where the hub is ahead of {other}, what would have to be different where it is behind); {codes} may be empty
DIFFERENCE_SENTENCES: Final[dict[str, tuple[Template, Template]]] = {
    "semantic_similarity": (
        {
            "pt": "O que este polo diz de si está mais próximo do pedido do que o que diz {other}.",
            "en": "What this hub says of itself is nearer to the need than what {other} says.",
        },
        {
            "pt": "O que este polo diz de si teria de estar mais próximo do pedido, como o que diz {other}.",
            "en": "What this hub says of itself would have to be nearer to the need, as what {other} says is.",
        },
    ),
    "lexical_match": (
        {
            "pt": "O perfil deste polo tem mais palavras do pedido do que o de {other}.",
            "en": "This hub's profile shares more words with the need than that of {other}.",
        },
        {
            "pt": "O perfil deste polo teria de ter mais palavras do pedido, como o de {other}.",
            "en": "This hub's profile would have to share more words with the need, as that of {other} does.",
        },
    ),
    "sector_coverage": (
        {
            "pt": "Serve o setor do pedido mais do que {other}{codes}.",
            "en": "Serves the need's sector more than {other}{codes}.",
        },
        {
            "pt": "Teria de servir o setor do pedido tanto como {other}{codes}.",
            "en": "It would have to serve the need's sector as much as {other}{codes}.",
        },
    ),
    "sector_speciality": (
        {
            "pt": "O setor do pedido é mais especialidade sua, como polo setorial, do que de {other}{codes}.",
            "en": "The need's sector is more a speciality of this hub, as a sector hub, than of {other}{codes}.",
        },
        {
            "pt": "Teria de ser um polo setorial com o setor do pedido entre as especialidades, tanto como {other}{codes}.",
            "en": "It would have to be a sector hub with the need's sector among its specialities, as much as {other}{codes}.",
        },
    ),
    "technology_coverage": (
        {
            "pt": "Trabalha com a tecnologia do pedido mais do que {other}{codes}.",
            "en": "Works with the need's technology more than {other}{codes}.",
        },
        {
            "pt": "Teria de trabalhar com a tecnologia do pedido tanto como {other}{codes}.",
            "en": "It would have to work with the need's technology as much as {other}{codes}.",
        },
    ),
    "technology_speciality": (
        {
            "pt": "A tecnologia do pedido é mais especialidade sua, como polo tecnológico, do que de {other}{codes}.",
            "en": "The need's technology is more a speciality of this hub, as a technology hub, than of {other}{codes}.",
        },
        {
            "pt": "Teria de ser um polo tecnológico com a tecnologia do pedido entre as especialidades, tanto como {other}{codes}.",
            "en": "It would have to be a technology hub with the need's technology among its specialities, as much as {other}{codes}.",
        },
    ),
    "technology_without_sector_hub": (
        {
            "pt": "Conta mais do que {other} como polo tecnológico para o pedido onde nenhum polo setorial serve melhor{codes}.",
            "en": "Counts more than {other} as a technology hub for the need where no sector hub serves it better{codes}.",
        },
        {
            "pt": "Teria de ser, tanto como {other}, um polo tecnológico para o pedido, sem polo setorial que sirva melhor{codes}.",
            "en": "It would have to be, as much as {other}, a technology hub for the need, no sector hub serving it better{codes}.",
        },
    ),
    "service_coverage": (
        {
            "pt": "Oferece mais do que se pede do que {other}{codes}.",
            "en": "Offers more of what is asked than {other}{codes}.",
        },
        {
            "pt": "Teria de oferecer o que se pede tanto como {other}{codes}.",
            "en": "It would have to offer as much of what is asked as {other}{codes}.",
        },
    ),
    "client_served": (
        {
            "pt": "Declara atender este tipo de organização, e {other} não{codes}.",
            "en": "Says that it serves this kind of organisation, and {other} does not{codes}.",
        },
        {
            "pt": "Teria de declarar, como {other}, que atende este tipo de organização{codes}.",
            "en": "It would have to say, as {other} does, that it serves this kind of organisation{codes}.",
        },
    ),
    "public_door": (
        {
            "pt": "{other} é um polo para organismos públicos, e quem pede não parece ser um.",
            "en": "{other} is a hub for public bodies, and the sender does not seem to be one.",
        },
        {
            "pt": "É um polo para organismos públicos: quem pede teria de ser um.",
            "en": "It is a hub for public bodies: the sender would have to be one.",
        },
    ),
    "regional_coverage": (
        {
            "pt": "Está mais ligado à região de quem pede do que {other}.",
            "en": "Is closer bound to the sender's region than {other}.",
        },
        {
            "pt": "Teria de estar tão ligado à região de quem pede como {other}.",
            "en": "It would have to be as closely bound to the sender's region as {other}.",
        },
    ),
    "nearness": (
        {
            "pt": "A sede fica mais perto de quem pede: a cerca de {km} km, e a de {other} a cerca de {other_km} km.",
            "en": "Its seat is nearer to the sender: about {km} km, and that of {other} about {other_km} km.",
        },
        {
            "pt": "A sede, a cerca de {km} km de quem pede, teria de ficar mais perto, como a de {other}, a cerca de {other_km} km.",
            "en": "Its seat, about {km} km from the sender, would have to be nearer, as that of {other} is, about {other_km} km.",
        },
    ),
}
UNKNOWN_DIFFERENCE: Final[tuple[Template, Template]] = (  # of one of the two the value is unknown
    {
        "pt": "De um dos dois polos não se sabe algo que conta: isso pesa a favor deste.",
        "en": "Of one of the two hubs something that counts is unknown: that speaks for this one.",
    },
    {
        "pt": "De um dos dois polos não se sabe algo que conta: isso pesa a favor de {other}.",
        "en": "Of one of the two hubs something that counts is unknown: that speaks for {other}.",
    },
)
RULE_DIFFERENCE: Final[dict[tuple[bool, bool], Template]] = {  # (the rule touches this hub, it adds to the score)
    (True, True): {
        "pt": "A favor deste polo, e não de {other}, conta uma regra: {reason}",
        "en": "A rule counts for this hub, and not for {other}: {reason}",
    },
    (True, False): {
        "pt": "Contra este polo, e não contra {other}, conta uma regra: {reason}",
        "en": "A rule counts against this hub, and not against {other}: {reason}",
    },
    (False, True): {
        "pt": "A favor de {other}, e não deste polo, conta uma regra: {reason}",
        "en": "A rule counts for {other}, and not for this hub: {reason}",
    },
    (False, False): {
        "pt": "Contra {other}, e não contra este polo, conta uma regra: {reason}",
        "en": "A rule counts against {other}, and not against this hub: {reason}",
    },
}
