"""The words of the pages `/docs` and `/problems`, in Portuguese and English; what the description itself says is English."""

from __future__ import annotations

from typing import Final

from matcher.need import AnswerLanguage

WORDS: Final[dict[AnswerLanguage, dict[str, str]]] = {
    "pt": {
        "docs_title": "Descrição da API",
        "docs_lead": "Tudo o que este serviço responde por HTTP. A mesma descrição para programas, em OpenAPI 3.1:",
        "docs_english": "As descrições das chamadas estão em inglês.",
        "request_id": "Todas as respostas trazem X-Request-Id, o número que o registo do serviço também tem.",
        "calls": "Chamadas",
        "parameters": "Parâmetros",
        "body": "Corpo do pedido",
        "answers": "Respostas",
        "example": "Exemplo",
        "models": "Campos",
        "name": "Nome",
        "where": "Onde",
        "type": "Tipo",
        "required": "É preciso?",
        "yes": "obrigatório",
        "no": "facultativo",
        "meaning": "Significado",
        "status": "Estado",
        "problems_title": "Erros",
        "problems_lead": "Todos os erros são documentos RFC 9457 (application/problem+json); o campo «type» aponta para aqui.",
    },
    "en": {
        "docs_title": "Description of the API",
        "docs_lead": "Everything that this service answers over HTTP. The same description for programs, in OpenAPI 3.1:",
        "docs_english": "The calls are described in English.",
        "request_id": "Every response carries X-Request-Id, which the service's log has too.",
        "calls": "Calls",
        "parameters": "Parameters",
        "body": "Body of the request",
        "answers": "Responses",
        "example": "Example",
        "models": "Fields",
        "name": "Name",
        "where": "Where",
        "type": "Type",
        "required": "Needed?",
        "yes": "required",
        "no": "optional",
        "meaning": "Meaning",
        "status": "Status",
        "problems_title": "Errors",
        "problems_lead": "Every error is an RFC 9457 document (application/problem+json); its field 'type' points here.",
    },
}
