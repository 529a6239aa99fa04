"""The sentences of the answer, in Portuguese and English. Plain templates: what they claim, a contribution shows."""

from __future__ import annotations

from typing import Final

from matcher.answer import Outcome
from matcher.need import AnswerLanguage

Template = dict[AnswerLanguage, str]

BASELINE: Final[Template] = {
    "pt": "Ponto de partida, antes de se saber seja o que for.",
    "en": "Starting point, before anything is known.",
}
# feature -> (where the contribution is positive, where it is negative)
FEATURE_SENTENCES: Final[dict[str, tuple[Template, Template]]] = {
    "semantic_similarity": (
        {"pt": "O que o polo diz de si está próximo do pedido.", "en": "What the hub says of itself is near the need."},
        {
            "pt": "O que o polo diz de si está longe do pedido.",
            "en": "What the hub says of itself is far from the need.",
        },
    ),
    "lexical_match": (
        {"pt": "O perfil do polo usa palavras do pedido.", "en": "The hub's profile uses words of the need."},
        {
            "pt": "O perfil do polo tem poucas palavras do pedido.",
            "en": "The hub's profile shares few words with the need.",
        },
    ),
    "sector_coverage": (
        {"pt": "Serve o setor do pedido: {codes}.", "en": "Serves the need's sector: {codes}."},
        {
            "pt": "Serve pouco ou nada o setor do pedido: {codes}.",
            "en": "Serves the need's sector little or not at all: {codes}.",
        },
    ),
    "sector_speciality": (
        {
            "pt": "É um polo setorial, e o setor do pedido é uma das suas especialidades: {codes}.",
            "en": "It is a sector hub, and the need's sector is one of its specialities: {codes}.",
        },
        {
            "pt": "É um polo setorial, e o setor do pedido não é das suas especialidades: {codes}.",
            "en": "It is a sector hub, and the need's sector is not one of its specialities: {codes}.",
        },
    ),
    "technology_coverage": (
        {"pt": "Trabalha com a tecnologia do pedido: {codes}.", "en": "Works with the need's technology: {codes}."},
        {
            "pt": "Trabalha pouco ou nada com a tecnologia do pedido: {codes}.",
            "en": "Works little or not at all with the need's technology: {codes}.",
        },
    ),
    "technology_speciality": (
        {
            "pt": "É um polo tecnológico, e a tecnologia do pedido é uma das suas especialidades: {codes}.",
            "en": "It is a technology hub, and the need's technology is one of its specialities: {codes}.",
        },
        {
            "pt": "É um polo tecnológico, e a tecnologia do pedido não é das suas especialidades: {codes}.",
            "en": "It is a technology hub, and the need's technology is not one of its specialities: {codes}.",
        },
    ),
    "technology_without_sector_hub": (
        {
            "pt": "É um polo tecnológico com foco na tecnologia do pedido: {codes}.",
            "en": "It is a technology hub with a focus on the need's technology: {codes}.",
        },
        {
            "pt": "É um polo tecnológico, e um polo setorial serve melhor o pedido: {codes}.",
            "en": "It is a technology hub, and a sector hub serves the need better: {codes}.",
        },
    ),
    "service_coverage": (
        {"pt": "Oferece o serviço pedido: {codes}.", "en": "Offers the service asked for: {codes}."},
        {"pt": "Não oferece tudo o que se pede: {codes}.", "en": "Does not offer all that is asked: {codes}."},
    ),
    "client_served": (
        {"pt": "Atende este tipo de organização: {codes}.", "en": "Serves this kind of organisation: {codes}."},
        {
            "pt": "Não declara atender este tipo de organização: {codes}.",
            "en": "Does not say that it serves this kind of organisation: {codes}.",
        },
    ),
    "public_door": (
        {
            "pt": "É um polo para organismos públicos, e quem pede é um.",
            "en": "It is a hub for public bodies, and the sender is one.",
        },
        {
            "pt": "É um polo para organismos públicos, e quem pede não parece ser um.",
            "en": "It is a hub for public bodies, and the sender does not seem to be one.",
        },
    ),
    "regional_coverage": (
        {"pt": "Serve a região de quem pede.", "en": "Serves the sender's region."},
        {"pt": "É de outra região.", "en": "It belongs to another region."},
    ),
    "nearness": (
        {"pt": "A sede fica a cerca de {km} km de quem pede.", "en": "Its seat is about {km} km from the sender."},
        {"pt": "A sede fica a cerca de {km} km de quem pede.", "en": "Its seat is about {km} km from the sender."},
    ),
}
NOT_TOLD: Final[Template] = {  # a share that a feature has where its value is unknown
    "pt": "O pedido ou o perfil não diz algo que conta.",
    "en": "The need or the profile does not tell something that counts.",
}
PERHAPS: Final[Template] = {"pt": " (talvez)", "en": " (perhaps)"}
NETWORK_NOT_ASKED: Final[Template] = {
    "pt": "Não pertence a nenhuma das redes pedidas.",
    "en": "It belongs to none of the networks asked for.",
}
NEXT_STEPS: Final[dict[Outcome, Template]] = {
    "match": {
        "pt": "Contacte {hub} e confirme se o serviço está em curso: o perfil foi visto em {as_of}{until}.",
        "en": "Contact {hub} and confirm that the service is running: its profile is as of {as_of}{until}.",
    },
    "weak_match": {
        "pt": "Nenhum polo é uma porta certa; pergunte primeiro a {hub}.",
        "en": "No hub is a clear door; ask {hub} first.",
    },
    "no_match": {
        "pt": "Nenhum polo desta rede serve este pedido; a coordenação da rede nacional pode indicar outra entidade.",
        "en": "No hub of this network serves this need; the coordination of the national network may name another body.",
    },
    "out_of_scope": {
        "pt": "Isto não parece ser um pedido de inovação digital; se for, diga o que a organização quer mudar com tecnologia.",
        "en": "This does not look like a need of digital innovation; if it is, say what the organisation wants to change with technology.",
    },
    "too_vague": {
        "pt": "O texto diz pouco para escolher; acrescente o que a organização faz, onde fica e o que quer conseguir.",
        "en": "The text says too little to choose; add what the organisation does, where it is and what it wants to achieve.",
    },
}
UNTIL: Final[Template] = {
    "pt": ", e o serviço estava anunciado até {service_until}",
    "en": ", and its service was announced until {service_until}",
}
ASK_COORDINATION: Final[Template] = {
    "pt": "Em caso de dúvida, fale com a coordenação da rede nacional.",
    "en": "When in doubt, turn to the coordination of the national network.",
}
ASK_ABROAD: Final[Template] = {
    "pt": "O catálogo europeu mostra todos os polos de outros países.",
    "en": "The European catalogue shows every hub of other countries.",
}
ASK_ZONES: Final[Template] = {
    "pt": "Para testar em zona livre tecnológica, fale com a autoridade de testes.",
    "en": "To test in a technological free zone, turn to the testing authority.",
}
QUESTIONS: Final[dict[str, Template]] = {  # by the field of a query that the answer fills
    "place": {"pt": "Onde fica a organização, ou o sítio do projeto?", "en": "Where is the organisation, or the site?"},
    "sectors": {"pt": "Em que setor está este pedido?", "en": "Which sector is this need about?"},
    "services": {"pt": "Que apoio procura primeiro?", "en": "Which kind of support comes first?"},
    "client": {"pt": "Que tipo de organização faz o pedido?", "en": "What kind of organisation is asking?"},
}
OTHER: Final[Template] = {"pt": "Outra resposta, ou não sei", "en": "Another answer, or I do not know"}
