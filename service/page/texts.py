"""Every word of the page, in Portuguese and English; what an answer says comes from the library."""

from __future__ import annotations

from typing import Final

from matcher.need import AnswerLanguage
from service.page.words.answer import ANSWER
from service.page.words.catalogue import CATALOGUE
from service.page.words.form import FORM
from service.page.words.handoff import HANDOFF
from service.page.words.shell import SHELL
from service.page.words.understood import UNDERSTOOD

PARTS: Final = (SHELL, FORM, UNDERSTOOD, ANSWER, HANDOFF, CATALOGUE)
LANGUAGES: Final[tuple[AnswerLanguage, ...]] = ("pt", "en")
TEXTS: Final[dict[AnswerLanguage, dict[str, str]]] = {
    language: {key: text for part in PARTS for key, text in part[language].items()} for language in LANGUAGES
}
LANGUAGE_NAMES: Final[dict[AnswerLanguage, dict[str, str]]] = {
    "pt": {
        "pt": "português",
        "en": "inglês",
        "es": "espanhol",
        "fr": "francês",
        "de": "alemão",
        "it": "italiano",
        "mixed": "várias",
        "other": "outra",
    },
    "en": {
        "pt": "Portuguese",
        "en": "English",
        "es": "Spanish",
        "fr": "French",
        "de": "German",
        "it": "Italian",
        "mixed": "several",
        "other": "another",
    },
}
