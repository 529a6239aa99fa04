"""The sentences that say where a hub stands for a need and why, in Portuguese and English."""

from __future__ import annotations

from typing import Final

from matcher.sentences import Template

RECOMMENDED: Final[Template] = {
    "pt": "É recomendado, em {rank}.º lugar de {n}.",
    "en": "It is recommended, at place {rank} of {n}.",
}
BEYOND_K: Final[Template] = {
    "pt": "Fica em {rank}.º lugar de {n}; a resposta mostra {shown}.",
    "en": "It comes at place {rank} of {n}; the answer shows {shown}.",
}
UNLIKELY: Final[Template] = {
    "pt": "Fica em {rank}.º lugar de {n}: é pouco provável que seja uma porta certa, e por isso não é mostrado.",
    "en": "It comes at place {rank} of {n}: it is too unlikely to be a right door, so it is not shown.",
}
ABROAD: Final[dict[bool, Template]] = {  # whether the answer shows it among the specialists abroad
    True: {
        "pt": "É mostrado à parte, em {rank}.º lugar entre os especialistas noutros países. {reason}",
        "en": "It is shown apart, at place {rank} among the specialists abroad. {reason}",
    },
    False: {
        "pt": "Fica em {rank}.º lugar de {n} entre os especialistas noutros países, e só os primeiros, se prováveis, se mostram. {reason}",
        "en": "It comes at place {rank} of {n} among the specialists abroad, of whom only the first, if likely, are shown. {reason}",
    },
}
ZONE_OFFERED: Final[Template] = {
    "pt": "É uma zona livre tecnológica, em {rank}.º lugar de {n} para este pedido. {reason}",
    "en": "It is a technological free zone, at place {rank} of {n} for this need. {reason}",
}
ZONE_NOT_OFFERED: Final[Template] = {
    "pt": "É uma zona livre tecnológica, e nenhuma regra a propõe para este pedido.",
    "en": "It is a technological free zone, and no rule offers it for this need.",
}
NOT_LOOKED_FOR: Final[dict[str, Template]] = {  # by outcome
    "out_of_scope": {
        "pt": "Nenhum polo foi procurado: isto não parece ser um pedido de inovação digital.",
        "en": "No hub was looked for: this does not look like a need of digital innovation.",
    },
    "too_vague": {
        "pt": "Nenhum polo foi procurado: o texto diz pouco para se poder escolher.",
        "en": "No hub was looked for: the text says too little to choose.",
    },
}
