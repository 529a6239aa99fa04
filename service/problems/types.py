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
NOT_ACCEPTABLE: Final = ProblemType(
    "not-acceptable",
    406,
    "The caller takes nothing that this call gives",
    {
        "pt": "O cabeçalho Accept exclui o que esta chamada dá: application/json, ou text/csv em /v1/hubs.csv.",
        "en": "The header Accept excludes what this call gives: application/json, or text/csv at /v1/hubs.csv.",
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
UNAUTHORISED: Final = ProblemType(
    "unauthorised",
    401,
    "A key is needed, and none in force came with the call",
    {
        "pt": "A chave falta, está mal escrita, expirou ou foi revogada. Envie-a no cabeçalho Authorization: Bearer ...; "
        "quem gere este serviço emite chaves.",
        "en": "The key is missing, mistyped, expired or revoked. Send it in the header Authorization: Bearer ...; "
        "whoever runs this service issues keys.",
    },
)
FORBIDDEN: Final = ProblemType(
    "forbidden",
    403,
    "The key does not open this from here",
    {
        "pt": "A chave é válida, mas não para esta chamada: uma chave pública só serve nos sítios (origens) da sua lista, "
        "uma secreta só entre servidores. O membro «detail» diz qual é o caso.",
        "en": "The key is in force, but not for this call: a publishable key works on the sites (origins) of its list, a "
        "secret one between servers only. The member 'detail' says which it is.",
    },
)
CONFLICT: Final = ProblemType(
    "conflict",
    409,
    "The same key came with something else before",
    {
        "pt": "O cabeçalho Idempotency-Key já veio com outro conteúdo. Para um novo envio, use uma chave nova.",
        "en": "The header Idempotency-Key came with another content before. Use a new key for something new.",
    },
)
RATE_LIMITED: Final = ProblemType(
    "rate-limited",
    429,
    "Too many calls",
    {
        "pt": "Houve demasiadas chamadas deste endereço ou com esta chave. Espere os segundos que o cabeçalho Retry-After "
        "indica; RateLimit-Policy diz quantas são aceites.",
        "en": "Too many calls came from this address or with this key. Wait the seconds that the header Retry-After names; "
        "RateLimit-Policy says how many are taken.",
    },
)
UNAVAILABLE: Final = ProblemType(
    "unavailable",
    503,
    "The service cannot answer right now",
    {
        "pt": "O serviço não pode responder agora. Repita depois dos segundos que o cabeçalho Retry-After indica.",
        "en": "The service cannot answer right now. Try again after the seconds that the header Retry-After names.",
    },
)
NOT_READY: Final = ProblemType(
    "not-ready",
    503,
    "The service is not ready for needs",
    {
        "pt": "O serviço está a arrancar ou a parar, ou as suas partes não condizem; o membro «detail» diz qual é o caso.",
        "en": "The service is starting or stopping, or its parts do not fit each other; the member 'detail' says which.",
    },
)
OVERLOADED: Final = ProblemType(
    "overloaded",
    503,
    "Too much is asked at the same time",
    {
        "pt": "Há demasiadas ligações ou pedidos ao mesmo tempo. Repita depois dos segundos que Retry-After indica.",
        "en": "There are too many connections or requests at the same time. Try again after the seconds that Retry-After names.",
    },
)
TIME_BUDGET: Final = ProblemType(
    "time-budget-exceeded",
    503,
    "The request took too long",
    {
        "pt": "O pedido demorou demasiado a chegar ou a ter vez, e não foi respondido. Repita-o depois dos segundos que "
        "Retry-After indica.",
        "en": "The request took too long to come or to get its turn, and was not answered. Try again after the seconds that "
        "Retry-After names.",
    },
)
RELOAD_REFUSED: Final = ProblemType(
    "reload-refused",
    409,
    "The new files are not taken",
    {
        "pt": "Os ficheiros lidos de novo têm faltas; o serviço continua com os anteriores. O membro «errors» diz quais são.",
        "en": "The files read again are at fault; the service goes on with those it had. The member 'errors' says what is wrong.",
    },
)
HEADER_TOO_LARGE: Final = ProblemType(
    "header-too-large",
    431,
    "The header is too large",
    {
        "pt": "O endereço e os cabeçalhos do pedido podem ter até 32 kB ao todo. Os textos vão no corpo.",
        "en": "Address and headers of a request may have 32 kB together. Texts go into the body.",
    },
)
MALFORMED_REQUEST: Final = ProblemType(
    "malformed-request",
    400,
    "The request is not HTTP",
    {
        "pt": "O que chegou não é um pedido HTTP/1.1 (ou é HTTPS numa porta sem HTTPS). A ligação foi fechada.",
        "en": "What came is no HTTP/1.1 request (or it is HTTPS at a port without HTTPS). The connection was closed.",
    },
)
PROBLEM_TYPES: Final[tuple[ProblemType, ...]] = (
    # Of several with one status the last is what a plain refusal with that status becomes.
    MALFORMED_REQUEST,
    NOT_READY,
    OVERLOADED,
    TIME_BUDGET,
    RELOAD_REFUSED,
    HEADER_TOO_LARGE,
    INVALID_INPUT,
    MALFORMED_BODY,
    BODY_TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    NOT_ACCEPTABLE,
    INTERNAL_ERROR,
    UNAUTHORISED,
    FORBIDDEN,
    CONFLICT,
    RATE_LIMITED,
    UNAVAILABLE,
)
