"""The words that the terminal adds to an answer, in Portuguese and English."""

from __future__ import annotations

from typing import Final

from matcher.answer import Confidence, Outcome
from matcher.need import AnswerLanguage

Words = dict[AnswerLanguage, str]

OUTCOMES: Final[dict[Outcome, Words]] = {
    "match": {"pt": "Há uma porta certa para este pedido: {hub}.", "en": "There is a right door for this need: {hub}."},
    "weak_match": {
        "pt": "Nenhum polo é uma porta certa; o que mais se aproxima é {hub}.",
        "en": "No hub is a clear door; the nearest is {hub}.",
    },
    "no_match": {"pt": "Nenhum polo serve este pedido.", "en": "No hub serves this need."},
    "out_of_scope": {
        "pt": "Isto não parece ser um pedido de inovação digital.",
        "en": "This does not look like a need of digital innovation.",
    },
    "too_vague": {
        "pt": "O texto diz pouco para se poder escolher um polo.",
        "en": "The text says too little to choose a hub.",
    },
}
CONFIDENCE: Final[dict[Confidence, Words]] = {
    "high": {"pt": "alta", "en": "high"},
    "medium": {"pt": "média", "en": "medium"},
    "low": {"pt": "baixa", "en": "low"},
}
LANGUAGES: Final[dict[str, Words]] = {
    "pt": {"pt": "português", "en": "Portuguese"},
    "en": {"pt": "inglês", "en": "English"},
    "es": {"pt": "espanhol", "en": "Spanish"},
    "fr": {"pt": "francês", "en": "French"},
    "de": {"pt": "alemão", "en": "German"},
    "it": {"pt": "italiano", "en": "Italian"},
    "mixed": {"pt": "várias", "en": "several"},
    "other": {"pt": "outra", "en": "another"},
}
UNDERSTOOD: Final[Words] = {"pt": "O que se percebeu", "en": "What was understood"}
LANGUAGE: Final[Words] = {"pt": "língua", "en": "language"}
PLACE: Final[Words] = {"pt": "local", "en": "place"}
SECTORS: Final[Words] = {"pt": "setores", "en": "sectors"}
TECHNOLOGIES: Final[Words] = {"pt": "tecnologias", "en": "technologies"}
SERVICES: Final[Words] = {"pt": "serviços", "en": "services"}
REFUSED: Final[Words] = {"pt": "não quer", "en": "not wanted"}
CLIENT: Final[Words] = {"pt": "quem pede", "en": "who asks"}
STATED: Final[Words] = {"pt": "indicado", "en": "stated"}
INFERRED: Final[Words] = {"pt": "deduzido", "en": "inferred"}
PERSONAL_DATA: Final[Words] = {
    "pt": "O texto parece ter dados pessoais; retire-os antes de o enviar a alguém.",
    "en": "The text seems to hold personal data; take them out before sending it to anybody.",
}
HUB: Final[Words] = {"pt": "Polo e razões", "en": "Hub and reasons"}
PROBABILITY: Final[Words] = {"pt": "Confiança", "en": "Confidence"}
FITTING: Final[Words] = {"pt": "Serviços que se ajustam", "en": "Services that fit"}
PROFILE: Final[Words] = {"pt": "perfil", "en": "profile"}
FREE_ZONES: Final[Words] = {
    "pt": "Zonas livres tecnológicas, para testar",
    "en": "Technological free zones, to test in",
}
ELSEWHERE: Final[Words] = {"pt": "Especialistas noutros países", "en": "Specialists abroad"}
EXCLUDED: Final[Words] = {"pt": "Fora da lista", "en": "Left out"}
NEXT: Final[Words] = {"pt": "O que fazer agora", "en": "What to do next"}
