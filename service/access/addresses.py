"""Addresses of callers as buckets: a keyed hash cut so short that many addresses share each, and memory is bounded."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from typing import Final

# Two callers of a busy minute share one with a chance of 1 in 16,384; and a bucket says of nobody that they called.
N_BITS: Final = 14
IPV6_PREFIX: Final = 64  # what one household or office gets


class AddressBuckets:
    """Maps addresses to buckets under a salt; without the salt nobody can aim at another's bucket, or undo one."""

    def __init__(self, salt: bytes | None = None) -> None:
        self._salt = salt or secrets.token_bytes(32)

    @classmethod
    def shared(cls, secret: bytes) -> AddressBuckets:
        """Buckets that are the same in every process that knows the server's secret."""
        return cls(hmac.digest(secret, b"addresses of callers", hashlib.sha256))

    def of(self, address: str) -> str:
        """The bucket of an address; an IPv6 address goes with its whole /64."""
        digest = hmac.digest(self._salt, _network(address).encode("utf-8", "replace"), hashlib.sha256)
        return str(int.from_bytes(digest[:4]) >> (32 - N_BITS))


def _network(address: str) -> str:
    """What is counted together."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address  # a proxy's word, or a Unix socket's absence of one
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is None:
        return str(ipaddress.ip_network((known, IPV6_PREFIX), strict=False))
    return str(getattr(known, "ipv4_mapped", None) or known)
