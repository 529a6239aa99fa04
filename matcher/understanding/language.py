"""Which language a text is in: a statistical guess, corrected by the small words that only one language has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from matcher.folding import FoldedText
from matcher.need import AnswerLanguage, Language

LANGUAGES: Final[tuple[Language, ...]] = ("pt", "en", "es", "fr", "de", "it")
MIN_SMALL_WORDS: Final = 2
FEW_WORDS: Final = 5
ENDINGS: Final[dict[Language, tuple[str, ...]]] = {
    "pt": ("cao", "coes", "dade", "dades"),
    "es": ("cion", "ciones", "dad"),
}
MIXED_SHARE: Final = 0.3  # of the small words: below it the second language is a few borrowed terms

# Small words of each language (folded: without accents); one that two of them share is struck from both below.
_WORDS: Final[dict[Language, frozenset[str]]] = {
    "pt": frozenset(
        "nao uma um dos das nos nas ao aos pelo pela pelos pelas com sem mas muito muita tambem temos tenho queremos queria quero "
        "gostaria gostava precisamos preciso somos estamos fazer isto isso ha ate ja mais onde quem nosso nossa nossos nossas "
        "numa num sao e os em ser ter foi podem pode voces empresa ajuda o do da na para quer precisa estao esta este nao pra p".split()
    ),
    "en": frozenset(
        "the and of to we our is are with for in on it that this have has not do does you your can could would want need needs "
        "looking from by at be or an any who what where how they there but about help".split()
    ),
    "es": frozenset(
        "el los las una uno del con pero muy tambien tenemos tengo queremos quiero necesitamos necesito somos hacer esto eso hay "
        "hasta ya donde quien nuestro nuestra nuestros nuestras son y lo ser fue pueden puede ustedes empresa ayuda al mas".split()
    ),
    "fr": frozenset(
        "le les des du une est sont avec pour dans sur nous notre nos je il elle qui que pas ne mais et ou au aux ce cette ces avons "
        "voulons cherchons voudrais besoin".split()
    ),
    "de": frozenset(
        "der die das und ist sind mit fur wir unser unsere ein eine einen nicht aber auch von zu im auf den dem haben suchen "
        "brauchen mochten ich".split()
    ),
    "it": frozenset(
        "il lo gli della delle dei degli con per non ma anche abbiamo siamo vogliamo cerchiamo bisogno nostro nostra nostri nostre "
        "una di che sono e piu".split()
    ),
}


def _own_words(language: Language) -> frozenset[str]:
    """The small words that only ``language`` has."""
    return _WORDS[language].difference(*(words for other, words in _WORDS.items() if other != language))


SMALL_WORDS: Final[dict[Language, frozenset[str]]] = {language: _own_words(language) for language in _WORDS}


def _votes(language: Language, words: Sequence[str]) -> int:
    """How many of ``words`` speak for the language: its small words, and endings that only it has."""
    endings = ENDINGS.get(language, ())
    return sum(word in SMALL_WORDS[language] or (len(word) > 5 and word.endswith(endings)) for word in words)


def detect_language(text: FoldedText) -> Language:
    """The language of ``text``; ``mixed`` when Portuguese and English (or Spanish) both carry it, ``other`` never raises.

    Small words decide where there are enough; else the statistical model does, with Portuguese as the house language.
    """
    words = text.folded.split()
    if not words:
        return "other"
    votes = {language: _votes(language, words) for language in LANGUAGES}
    ranked = sorted(votes, key=lambda language: (-votes[language], LANGUAGES.index(language)))
    first, second = ranked[0], ranked[1]
    if votes[first] >= MIN_SMALL_WORDS and votes[first] > votes[second]:
        return "mixed" if _is_mixed(votes) else first
    return _statistical(text.text, votes, n_words=len(words))


def term_languages(language: Language) -> frozenset[str]:
    """The languages whose terms count in a text: its own, Portuguese and English; all when it is none of the four.

    So 'autónomo', a self-employed person in Spanish, is no person in a Portuguese 'navio autónomo'.
    """
    if language in ("pt", "en", "mixed"):
        return frozenset(("pt", "en", "any"))
    return (
        frozenset((language, "pt", "en", "any"))
        if language in ("es", "fr")
        else frozenset(("pt", "en", "es", "fr", "any"))
    )


def answer_language(language: Language) -> AnswerLanguage:
    """The language to answer in: Portuguese to Portuguese, mixed and Spanish texts, English to the rest."""
    return "pt" if language in ("pt", "mixed", "es") else "en"


def _is_mixed(votes: dict[Language, int]) -> bool:
    """Whether Portuguese and English both have a fair share of the small words."""
    both = votes["pt"] + votes["en"]
    return both > 0 and min(votes["pt"], votes["en"]) >= max(MIN_SMALL_WORDS + 1, MIXED_SHARE * both)


def _statistical(text: str, votes: dict[Language, int], *, n_words: int) -> Language:
    """The model's choice among the languages; Portuguese where a guess over few words has nothing to bear it out."""
    guess, _ = _identifier().classify(text)
    language: Language = next(one for one in LANGUAGES if one == guess)  # the model is held to these six
    if language == "es" and "ñ" in text.lower():
        return "es"
    unsupported = n_words <= FEW_WORDS and votes[language] == 0
    return "pt" if unsupported or votes["pt"] > votes[language] else language


@cache
def _identifier() -> LanguageIdentifier:
    """py3langid's model, read once."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(LANGUAGES))
    return identifier
