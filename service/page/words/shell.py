"""What stands around every page, and the pages of errors."""

from __future__ import annotations

from typing import Final

from matcher.need import AnswerLanguage

SHELL: Final[dict[AnswerLanguage, dict[str, str]]] = {
    "pt": {
        "skip_main": "Saltar para o conteúdo",
        "nav": "Navegação",
        "nav_hubs": "Todos os polos",
        "switch": "English",
        "footer": "A recomendação é automática e pode errar; quem decide é a organização e o polo.",
        "footer_privacy": "Sem cookies e sem rastreio. O texto do pedido não é guardado.",
        "api": "Descrição da API",
        "problem": "Significado deste erro",
        "status": "Estado HTTP",
        "home": "Ir para a página inicial",
        "see_hubs": "Ver todos os polos",
        "error_404": "Não há nada neste endereço",
        "error_404_help": "O endereço pode estar mal escrito, ou a página deixou de existir.",
        "error_other": "O pedido não pôde ser servido",
        "error_kept": "Se escreveu um texto, volte atrás no navegador: continua no formulário.",
    },
    "en": {
        "skip_main": "Skip to the content",
        "nav": "Navigation",
        "nav_hubs": "All hubs",
        "switch": "Português",
        "footer": "The recommendation is automatic and may be wrong; the organisation and the hub decide.",
        "footer_privacy": "No cookies, no tracking. The text of the need is not kept.",
        "api": "Description of the API",
        "problem": "Meaning of this error",
        "status": "HTTP status",
        "home": "Go to the first page",
        "see_hubs": "See all hubs",
        "error_404": "There is nothing at this address",
        "error_404_help": "The address may be misspelt, or the page is gone.",
        "error_other": "The request could not be served",
        "error_kept": "If you wrote a text, go back in your browser: it still stands in the form.",
    },
}
