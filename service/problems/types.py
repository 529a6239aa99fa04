"""The kinds of error that the service answers with: their names are part of the API, and each has a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from matcher.need import AnswerLanguage


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of error.

    Attributes:
        name: stable; ``/problems/<name>`` is the ``type`` of the problem document and the address of its page.
        title: one line that never changes from case to case.
        meaning: what happened and what to do, for the page.
    """

    name: str
    status: int
    title: str
    meaning: dict[AnswerLanguage, str]

    @property
    def uri(self) -> str:
        """Where its page is."""
        return f"/problems/{self.name}"


INVALID_INPUT: Final = ProblemType(
    "invalid-input",
    422,
    "A value cannot be used as given",
    {
        "pt": "Um ou mais campos não podem ser usados. O membro «errors» diz, para cada campo, o que se esperava.",
        "en": "One or more fields cannot be used. The member 'errors' says for each field what was expected.",
    },
)
MALFORMED_BODY: Final = ProblemType(
    "malformed-body",
    400,
    "The body cannot be read",
    {
        "pt": "O corpo do pedido não é JSON em UTF-8 (ou, na página, não é um formulário). Corrija-o e repita.",
        "en": "The body is not JSON in UTF-8 (or, at the page, not a form). Mend it and send it again.",
    },
)
BODY_TOO_LARGE: Final = ProblemType(
    "body-too-large",
    413,
    "The body is too large",
    {
        "pt": "O corpo passa do limite: 16 kB em JSON, 48 kB no formulário. O texto pode ter até 4000 caracteres.",
        "en": "The body is over the limit: 16 kB of JSON, 48 kB of form. A need has at most 4,000 characters.",
    },
)
UNSUPPORTED_MEDIA_TYPE: Final = ProblemType(
    "unsupported-media-type",
    415,
    "The body is of a kind that is not read here",
    {
        "pt": "O cabeçalho Content-Type não serve: a API lê application/json, a página lê formulários.",
        "en": "The Content-Type does not fit: the API reads application/json, the page reads forms.",
    },
)
NOT_FOUND: Final = ProblemType(
    "not-found",
    404,
    "There is nothing here",
    {
        "pt": "Não há nada neste endereço. /openapi.json tem todos os endereços da API.",
        "en": "There is nothing at this address. /openapi.json has every address of the API.",
    },
)
METHOD_NOT_ALLOWED: Final = ProblemType(
    "method-not-allowed",
    405,
    "This address does not take this method",
    {
        "pt": "O endereço existe, mas não para este método HTTP; o cabeçalho Allow diz quais aceita.",
        "en": "The address exists, but not for this HTTP method; the header Allow names those it takes.",
    },
)
INTERNAL_ERROR: Final = ProblemType(
    "internal-error",
    500,
    "Something is wrong on our side",
    {
        "pt": "A falha é do serviço. O membro «id» está também no registo do serviço: indique-o a quem o mantém.",
        "en": "The fault is the service's. The member 'id' stands in its log too: give it to whoever runs the service.",
    },
)
PROBLEM_TYPES: Final[tuple[ProblemType, ...]] = (
    INVALID_INPUT,
    MALFORMED_BODY,
    BODY_TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    INTERNAL_ERROR,
)
