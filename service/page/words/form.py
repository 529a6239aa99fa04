"""The form: its labels, its help, and what is said about a field that cannot be used."""

from __future__ import annotations

from typing import Final

from matcher.need import AnswerLanguage

FORM: Final[dict[AnswerLanguage, dict[str, str]]] = {
    "pt": {
        "title": "Que polo de inovação digital é a porta certa?",
        "lead": "Diga, por palavras suas, o que a sua organização precisa. Mostramos o polo que melhor serve o pedido, "
        "porquê e com que certeza; ou dizemos que nenhum serve, e onde ir.",
        "text_label": "Descreva o que precisa",
        "text_hint": "O que fazem, onde ficam e o que querem conseguir. Duas ou três frases chegam; o máximo são 4000 "
        "caracteres, em português ou inglês.",
        "count_left": "Restam {n} caracteres.",
        "place_label": "Onde fica (opcional)",
        "place_hint": "Concelho, região ou código postal.",
        "places_found": "{n} locais na lista; use as setas para escolher.",
        "client_label": "Quem pede (opcional)",
        "client_hint": "Se ficar em branco, lemos do texto.",
        "client_any": "Não indicado",
        "submit": "Encontrar o polo",
        "privacy": "O texto serve só para esta resposta: não é guardado nem fica em endereços ou registos. Não escreva "
        "nomes nem contactos de pessoas.",
        "examples": "Experimente um exemplo",
        "unreachable": "O serviço não respondeu. O texto continua aqui; tente outra vez.",
        "fault_mark": "Erro:",
        "fault_title": "Há algo a corrigir no formulário",
        "fault_empty": "Escreva o que a organização precisa.",
        "fault_long": "O texto tem mais de {max} caracteres; encurte-o.",
        "fault_unusable": "O texto tem caracteres que não são texto; apague-os ou escreva de novo.",
        "fault_place": "Não conhecemos este local; escreva um concelho ou uma região de Portugal, ou deixe em branco.",
        "fault_place_near": "Não conhecemos este local. Seria {names}?",
        "fault_value": "Um dos valores escolhidos não existe aqui; escolha outro.",
    },
    "en": {
        "title": "Which digital innovation hub is the right door?",
        "lead": "Say in your own words what your organisation needs. We show the hub that serves it best, why, and how "
        "sure we are; or we say that none does, and where to go.",
        "text_label": "Describe what you need",
        "text_hint": "What you do, where you are and what you want to achieve. Two or three sentences will do; at most "
        "4,000 characters, in Portuguese or English.",
        "count_left": "{n} characters left.",
        "place_label": "Where it is (optional)",
        "place_hint": "A municipality, region or postal code.",
        "places_found": "{n} places in the list; choose with the arrow keys.",
        "client_label": "Who asks (optional)",
        "client_hint": "If left empty, we read it from the text.",
        "client_any": "Not stated",
        "submit": "Find the hub",
        "privacy": "The text serves this answer only: it is not kept, nor does it stand in addresses or logs. Leave out "
        "names and contacts of people.",
        "examples": "Try an example",
        "unreachable": "The service did not answer. Your text is still here; try again.",
        "fault_mark": "Error:",
        "fault_title": "There is something to correct in the form",
        "fault_empty": "Write what the organisation needs.",
        "fault_long": "The text has more than {max} characters; shorten it.",
        "fault_unusable": "The text holds characters that are no text; delete them or write it again.",
        "fault_place": "We do not know this place; write a municipality or region of Portugal, or leave it empty.",
        "fault_place_near": "We do not know this place. Is it {names}?",
        "fault_value": "One of the chosen values does not exist here; choose another.",
    },
}
