"""Origins of the web: scheme, host and port. They are compared whole, never by prefix or suffix."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

import idna
from starlette.datastructures import Headers

DEFAULT_PORTS: Final = {"http": 80, "https": 443}
MAX_ORIGIN_CHARS: Final = 300
EXPECTED: Final = "expected scheme, host and perhaps port, such as https://www.portal.pt"
_FORM: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[^\s/?#@:\[\]\\*%]+)(?::(?P<port>[0-9]{1,5}))?", re.I
)
_NAME: Final = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?")


def canonical_origin(given: str) -> str:
    """The origin as browsers write it: lower case, names in ASCII, a default port left out.

    >>> canonical_origin("HTTPS://Câmara.PT:443")
    'https://xn--cmara-3qa.pt'

    Raises:
        ValueError: it is no origin; a path, a user, a wildcard and ``null`` are none.
    """
    match = _FORM.fullmatch(given) if len(given) <= MAX_ORIGIN_CHARS else None
    if match is None:
        raise ValueError(f"not an origin; {EXPECTED}, without path and without wildcard")
    scheme, port = match["scheme"].lower(), int(match["port"] or 0)
    if match["port"] and not 0 < port <= 65_535:
        raise ValueError(f"port {port} is none; {EXPECTED}")
    written_port = f":{port}" if port and port != DEFAULT_PORTS[scheme] else ""
    return f"{scheme}://{_host(match['host'])}{written_port}"


def sent_origin(headers: Headers) -> str | None:
    """The origin that a browser states: None without one, ``null`` for what is no single origin."""
    stated = headers.getlist("origin")
    if not stated:
        return None
    try:
        return canonical_origin(stated[0]) if len(stated) == 1 and stated[0].isascii() else "null"
    except ValueError:
        return "null"


def is_own(origin: str | None, headers: Headers, scheme: str) -> bool:
    """Whether a page of this very service calls: the browser says so, or its origin is the address that was called.

    Behind a proxy that is not told to us (MATCHER_PROXIES) the scheme is not ours to know; then the browser's own
    ``Sec-Fetch-Site``, which no script can set, still tells. Pages here send no referrer, and so their forms come
    with the origin ``null``.
    """
    if headers.getlist("sec-fetch-site") == ["same-origin"]:
        return True
    try:
        return origin is not None and origin == canonical_origin(f"{scheme}://{headers.get('host', '')}")
    except ValueError:
        return False


def is_loopback_host(host: str) -> bool:
    """Whether ``host``, an address or a name, is this machine for sure; a name other than ``localhost`` may move."""
    name = host.lower().strip("[]").removesuffix(".")
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def is_loopback_origin(origin: str) -> bool:
    """Whether the origin is a site on this machine, on whatever port."""
    match = _FORM.fullmatch(origin)
    return match is not None and is_loopback_host(match["host"])


def _host(given: str) -> str:
    """A host as browsers write it."""
    if given.startswith("["):
        return f"[{ipaddress.IPv6Address(given[1:-1]).compressed}]"
    try:
        name = given.lower() if given.isascii() else idna.encode(given, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise ValueError(f"the host is no name; {EXPECTED}") from None
    if not _NAME.fullmatch(name):
        raise ValueError(f"the host is no name; {EXPECTED}")
    return name
