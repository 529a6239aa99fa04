"""The address of a hub's site as a browser takes it, or why it is none."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from matcher.stewardship.remarks import Read, Remark, quoted

MOST_CHARS: Final = 500
NO_ADDRESS: Final = frozenset(("website", "link", "url", "homepage"))  # the words of a link whose target was lost

_SLIP: Final = re.compile(r"^\s*h?t?tt?ps?\s*[:;]?\s*/{1,3}\s*(?=\S)|^\s*https?\s*:(?!//)\s*", re.IGNORECASE)
_SCHEME: Final = re.compile(r"^https?://(?=[^/])", re.IGNORECASE)
_OTHER_SCHEME: Final = re.compile(r"^[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_HOST: Final = re.compile(
    r"^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$"
)


def website(text: str) -> Read[str | None]:
    """The address with scheme, in its usual form; None and a remark for what is no address of a site.

    >>> website("WWW.Hub.EU/en ").value, website("javascript:alert(1)").value
    ('https://www.hub.eu/en', None)
    """
    parts = text.replace(",", " ").replace(";", " ").split()
    if not parts or text.strip().lower() in NO_ADDRESS:
        return Read(None, (Remark("website", f"{quoted(text)} names no address"),) if parts else ())
    several = len([part for part in parts if "." in part]) > 1
    written = text.strip() if not several else next(part for part in parts if "." in part)
    address = _normal(written)
    if address is None:
        told = f"{quoted(written)} is no address of a site; expected one such as https://www.hub.eu"
        return Read(None, (Remark("website", told),))
    remarks = [Remark("website", f"several addresses; {address} was taken")] if several else []
    if not _SCHEME.match(written):
        remarks.append(Remark("website", f"{quoted(written)} written as {address}"))
    return Read(address, tuple(remarks))


def site_key(address: str | None) -> str:
    """What two spellings of one site share: host without 'www.', and path; empty for none.

    >>> site_key("http://www.hub.eu/") == site_key("https://hub.eu")
    True
    """
    if not address:
        return ""
    parts = urlsplit(address)
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}".lower()


def _normal(written: str) -> str | None:
    """Scheme and host in lower case, the host in ASCII, nothing else changed; None where it cannot be."""
    address = written if _SCHEME.match(written) else _mended(written)
    if address is None or len(address) > MOST_CHARS or re.search(r"[\s<>\"'`{}|\\^]", address):
        return None
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except ValueError:  # a host that cannot be written in ASCII, a port that is no number, broken brackets
        return None
    if not _HOST.match(host) or parts.username is not None:
        return None
    return urlunsplit(
        (parts.scheme.lower(), f"{host}:{port}" if port else host, parts.path, parts.query, parts.fragment)
    )


def _mended(written: str) -> str | None:
    """An address without a scheme, or with a slip in it, given one; None for a scheme that no site has."""
    slip = _SLIP.match(written)
    if slip:
        secure = "s" in slip[0].lower()
        return f"http{'s' if secure else ''}://{written[slip.end() :]}"
    return None if _OTHER_SCHEME.match(written) or "@" in written else f"https://{written.lstrip('/')}"
