"""Which pieces of a description speak of a person: they are left out, and only that they were is told.

Kept are addresses of an office (info@, contact@ ...): they lead to the hub, not to somebody. Telephone numbers are not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from matcher.folding import fold_term

OFFICES: Final = frozenset(
    "admin administration comunicacao comunicacion contact contacto contacts contato digital dih edih email enquiries enquiry "
    "geral hello helpdesk hub info information informacion innovation kontakt mail marketing office press secretariat "
    "service services support team welcome".split()
)
TITLES: Final = frozenset("mr mrs ms dr prof professor eng ing dipl msc phd".split())

_ADDRESS: Final = re.compile(r"([\w.+%'-]{1,64})\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_PHONE: Final = re.compile(
    r"(?:\+|\b00)\d[\d\s()./-]{6,}\d|\b(?:tel|phone|telephone|telefone|mobile|fax)\b\W*\d[\d\s()./-]{5,}\d",
    re.IGNORECASE,
)
_PEOPLE: Final = re.compile(r"[,;/&\n|]|\s(?:and|und|et|e|y)\s")


def person_names(contact: str, hub_names: Sequence[str]) -> tuple[str, ...]:
    """The folded names of persons in a contact cell, without titles; what names the hub itself is no person.

    >>> person_names("Dr. Ana Sá Pinto, Info Desk; AI Hub Office", ["AI Hub"])
    ('ana sa pinto', 'info desk')
    """
    own = {word for name in hub_names for word in fold_term(name).split()}
    found = []
    for part in _PEOPLE.split(contact):
        words = [
            word for word in fold_term(_ADDRESS.sub(" ", part)).split() if word not in TITLES and not word.isdigit()
        ]
        if len(words) >= 2 and not own & set(words):
            found.append(" ".join(words))
    return tuple(dict.fromkeys(found))


def is_private(text: str, names: Sequence[str]) -> bool:
    """Whether ``text`` holds somebody's address, a telephone number, or one of the folded ``names``.

    >>> [is_private(text, ["ana pinto"]) for text in ("Write to info@hub.pt", "a.pinto@hub.pt", "Led by Ana Pinto.")]
    [False, True, True]
    """
    if any(not is_office(match[1]) for match in _ADDRESS.finditer(text)) or _PHONE.search(text):
        return True
    folded = f" {fold_term(text)} "
    return any(f" {name} " in folded for name in names)


def is_office(mailbox: str) -> bool:
    """Whether the part of an address before the @ names an office: each of its words does.

    >>> is_office("info.edih"), is_office("joao.info")
    (True, False)
    """
    words = fold_term(mailbox).replace("_", " ").split()
    return bool(words) and all(word in OFFICES or word.isdigit() for word in words)


def masked(text: str, names: Sequence[str]) -> str:
    """``text`` for a report: as it is, or a word in its place where it speaks of a person."""
    return "(personal data)" if is_private(text, names) else text
