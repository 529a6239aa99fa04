"""What was understood, and how it is corrected."""

from __future__ import annotations

from typing import Final

from matcher.need import AnswerLanguage

UNDERSTOOD: Final[dict[AnswerLanguage, dict[str, str]]] = {
    "pt": {
        "understood": "Percebemos que…",
        "understood_hint": "Retire ou acrescente o que for preciso: a lista de polos muda logo.",
        "read_as": "O texto foi lido como {language}.",
        "personal_data": "O texto parece ter dados pessoais (um nome, um contacto). Não são precisos.",
        "group_place": "Local",
        "group_client": "Quem pede",
        "group_sectors": "Setor",
        "group_technologies": "Tecnologia",
        "group_services": "Serviço pedido",
        "group_refused_services": "Serviço que não quer",
        "origin_stated": "indicado por si",
        "origin_text": "dito no texto",
        "origin_inferred": "deduzido, {percent}",
        "not_said": "não percebemos",
        "drop": "Retirar {value}",
        "add": "Acrescentar ou corrigir",
        "choose": "Escolha…",
        "apply": "Atualizar",
        "reset": "Voltar ao que o texto diz",
        "question_help": "A resposta pode mudar o resultado. Responda aqui ou deixe ficar.",
        "facets": "O pedido tem {n} partes",
        "facet_served": "Serve bem:",
        "facet_unserved": "Nenhum dos polos mostrados serve bem esta parte.",
        "cover_one": "Um polo chega para todas:",
        "cover_several": "Em conjunto, {n} polos servem o pedido:",
    },
    "en": {
        "understood": "We understood that…",
        "understood_hint": "Remove or add whatever is needed: the list of hubs changes at once.",
        "read_as": "The text was read as {language}.",
        "personal_data": "The text seems to hold personal data (a name, a contact). None is needed.",
        "group_place": "Place",
        "group_client": "Who asks",
        "group_sectors": "Sector",
        "group_technologies": "Technology",
        "group_services": "Service asked for",
        "group_refused_services": "Service not wanted",
        "origin_stated": "stated by you",
        "origin_text": "said in the text",
        "origin_inferred": "inferred, {percent}",
        "not_said": "nothing understood",
        "drop": "Remove {value}",
        "add": "Add or correct",
        "choose": "Choose…",
        "apply": "Update",
        "reset": "Back to what the text says",
        "question_help": "The answer may change the result. Answer here or let it be.",
        "facets": "The need has {n} parts",
        "facet_served": "Served well by:",
        "facet_unserved": "None of the hubs shown serves this part well.",
        "cover_one": "One hub is enough for all:",
        "cover_several": "Together, {n} hubs serve the need:",
    },
}
