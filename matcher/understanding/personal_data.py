"""Whether a text holds data that points to a person: an address, a phone, a tax or bank number. Only yes or no is kept."""

from __future__ import annotations

import re
from typing import Final

_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE: Final = re.compile(
    r"(?<![\d.,])(?:(?:\+|00)\d{1,3}[ -]?)?(?:2[1-9]|9[1236])\d(?![ -]?000[ -]?000)(?:[ -]?\d{3}){2}(?![\d.,]?\d)"
)
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
_NIF: Final = re.compile(r"(?<!\d)\d{3} ?\d{3} ?\d{3}(?!\d)")
_NAME: Final = re.compile(
    r"\b(?i:chamo-me|o meu nome é|my name is|me llamo|mi nombre es|je m'appelle|mon nom est)\s+[^\W\d_]{2,}"
)
_NIF_WORD: Final = re.compile(r"\b(?:nif|contribuinte|nipc|vat)\b", re.IGNORECASE)


def contains_personal_data(text: str) -> bool:
    """Whether ``text`` seems to hold a person's name, an e-mail address, a telephone number, an IBAN or a tax number.

    A tax number counts only beside a word that names it: nine digits are as often a quantity or a part number.
    """
    if any(pattern.search(text) for pattern in (_EMAIL, _PHONE, _IBAN, _NAME)):
        return True
    return bool(_NIF_WORD.search(text) and any(is_tax_number(found.group()) for found in _NIF.finditer(text)))


def is_tax_number(digits: str) -> bool:
    """Whether nine digits are a Portuguese NIF: the last is the check digit, weights 9 to 2, modulo 11.

    >>> is_tax_number("123456789"), is_tax_number("123456788")
    (True, False)
    """
    numbers = [int(d) for d in digits if d.isdigit()]
    remainder = sum(weight * number for weight, number in zip(range(9, 1, -1), numbers[:8], strict=True)) % 11
    return numbers[8] == (0 if remainder < 2 else 11 - remainder)
