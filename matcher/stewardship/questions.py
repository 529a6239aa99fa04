"""What to ask a hub for, in Portuguese and English, one sentence for each aspect of a profile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from matcher.need import AnswerLanguage
from matcher.records import HubRecord
from matcher.sentences import Template
from matcher.written_dates import written_date

QUESTIONS: Final[dict[str, Template]] = {  # by the name of the aspect
    "sentences_pt": {
        "pt": "o que faz o polo, para quem e com que exemplos, em pelo menos cinco frases em português?",
        "en": "what does the hub do, for whom and with which examples, in at least five sentences in Portuguese?",
    },
    "sentences_en": {
        "pt": "o que faz o polo, para quem e com que exemplos, em pelo menos cinco frases em inglês?",
        "en": "what does the hub do, for whom and with which examples, in at least five sentences in English?",
    },
    "sectors": {
        "pt": "que setores serve o polo, e com que intensidade cada um (1 a 5)?",
        "en": "which sectors does the hub serve, and how strongly each (1 to 5)?",
    },
    "technologies": {
        "pt": "com que tecnologias trabalha o polo, e com que intensidade cada uma (1 a 5)?",
        "en": "which technologies does the hub work with, and how strongly each (1 to 5)?",
    },
    "services": {
        "pt": "que serviços presta hoje: testar antes de investir, formação, parcerias, financiamento, incubação, "
        "avaliação da maturidade digital, selos?",
        "en": "which services does it give today: test before invest, training, partnerships, funding, incubation, digital "
        "maturity assessment, seals?",
    },
    "customers": {
        "pt": "quem pode ser cliente: PME, start-ups, Administração Pública, grandes empresas?",
        "en": "who can be a client: small firms, start-ups, public bodies, large companies?",
    },
    "catalogue_services": {
        "pt": "que serviços da lista europeia presta, e com que intensidade cada um (1 a 5)?",
        "en": "which services of the European list does it give, and how strongly each (1 to 5)?",
    },
    "coverage": {
        "pt": "que regiões serve o polo, ou serve todo o país?",
        "en": "which regions does the hub serve, or does it serve the whole country?",
    },
    "seat": {"pt": "em que município fica a sede?", "en": "in which municipality is its seat?"},
    "website": {
        "pt": "em que página se pede ajuda ao polo?",
        "en": "on which page can one ask the hub for help?",
    },
    "coordinator": {
        "pt": "que entidade coordena o polo?",
        "en": "which organisation coordinates the hub?",
    },
    "sources": {
        "pt": "que páginas públicas confirmam o que o perfil diz?",
        "en": "which public pages confirm what the profile says?",
    },
    "as_of": {
        "pt": "o perfil é de {as_of}: o que mudou desde então?",
        "en": "the profile is of {as_of}: what has changed since?",
    },
    "service_until": {
        "pt": "até quando está assegurado o serviço (anunciado: {service_until})?",
        "en": "until when is the service secured (announced: {service_until})?",
    },
}
PARTLY: Final[Template] = {"pt": "Confirme ou complete: ", "en": "Please confirm or complete: "}
NOT_KNOWN: Final[Template] = {"pt": "não se sabe", "en": "not known"}


@dataclass(frozen=True, slots=True)
class Question:
    """A sentence to put to the hub, and the aspect of the profile that its answer mends."""

    aspect: str
    text: str


def question(aspect: str, share: float, hub: HubRecord, language: AnswerLanguage) -> Question:
    """What to ask about an aspect, of which the hub has ``share``: to tell it, or to confirm and complete it."""
    until = written_date(hub.service_until, language) if hub.service_until else NOT_KNOWN[language]
    text = QUESTIONS[aspect][language].format(as_of=written_date(hub.as_of, language), service_until=until)
    return Question(aspect, PARTLY[language] + text if share > 0 else text[0].upper() + text[1:])
