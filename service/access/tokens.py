"""Keys as they are written: ``hm_pub_<id>_<secret and checksum>``. Only a digest under the server's secret is ever kept."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import string
import zlib
from dataclasses import dataclass, field
from typing import Final

from service.storage.keys import KeyKind

ALPHABET: Final = string.digits + string.ascii_letters
ID_CHARS: Final = 10
SECRET_CHARS: Final = 43  # of 62 kinds: 256 bits
CHECK_CHARS: Final = 6  # a CRC-32 needs six of 62 kinds
PREFIXES: Final[dict[str, KeyKind]] = {"pub": "publishable", "sec": "secret"}
_FORM: Final = re.compile(
    rf"hm_(?P<prefix>pub|sec)_(?P<key_id>[0-9A-Za-z]{{{ID_CHARS}}})_"
    rf"[0-9A-Za-z]{{{SECRET_CHARS}}}(?P<check>[0-9A-Za-z]{{{CHECK_CHARS}}})"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A well-formed key; whether it is one of ours is for `Keyring` to say. Its text is not shown by ``repr``."""

    kind: KeyKind
    key_id: str
    text: str = field(repr=False)


def new_token(kind: KeyKind) -> Token:
    """A key that never was, from the operating system's randomness."""
    prefix = next(prefix for prefix, named in PREFIXES.items() if named == kind)
    key_id = _random(ID_CHARS)
    body = f"hm_{prefix}_{key_id}_{_random(SECRET_CHARS)}"
    return Token(kind, key_id, body + _checksum(body))


def parse_token(text: str) -> Token | None:
    """The key that ``text`` writes; None if it is none, or mistyped: its checksum tells without asking the database."""
    match = _FORM.fullmatch(text)
    if match is None or _checksum(text[:-CHECK_CHARS]) != match["check"]:
        return None
    return Token(PREFIXES[match["prefix"]], match["key_id"], text)


def token_digest(token: Token, secret: bytes) -> bytes:
    """What is kept of a key: HMAC-SHA256 under the server's secret, so that a stolen table opens nothing."""
    return hmac.digest(secret, token.text.encode("ascii"), hashlib.sha256)


def _random(n_chars: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(n_chars))


def _checksum(body: str) -> str:
    """CRC-32 of ``body`` in six characters; it guards against slips, not against people."""
    number, digits = zlib.crc32(body.encode("ascii")), ""
    for _ in range(CHECK_CHARS):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits
