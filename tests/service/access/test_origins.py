"""Origins are compared whole: what looks alike at its beginning or end is another."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from service.access.origins import canonical_origin, is_loopback_host, is_loopback_origin, is_own, sent_origin

SAME = [
    ("https://www.portal.pt", "https://www.portal.pt"),
    ("HTTPS://WWW.Portal.PT", "https://www.portal.pt"),
    ("https://www.portal.pt:443", "https://www.portal.pt"),
    ("http://www.portal.pt:80", "http://www.portal.pt"),
    ("http://www.portal.pt:443", "http://www.portal.pt:443"),
    ("https://www.portal.pt:08443", "https://www.portal.pt:8443"),
    ("https://câmara.pt", "https://xn--cmara-3qa.pt"),
    ("https://xn--cmara-3qa.pt", "https://xn--cmara-3qa.pt"),
    ("https://[2001:DB8:0:0:0:0:0:1]:8443", "https://[2001:db8::1]:8443"),
    ("http://localhost:5173", "http://localhost:5173"),
]


@pytest.mark.parametrize(("given", "canonical"), SAME)
def test_one_origin_has_one_form(given: str, canonical: str) -> None:
    """The one that browsers send."""
    assert canonical_origin(given) == canonical


NONE = [
    "null",
    "",
    "*",
    "https://*.portal.pt",
    "https://www.portal.pt/",
    "https://www.portal.pt/a",
    "https://www.portal.pt?x",
    "https://www.portal.pt#x",
    "https://user@www.portal.pt",
    "https://www.portal.pt@evil.pt",
    "https://www.portal.pt\\.evil.pt",
    "https://www.portal.pt%2eevil.pt",
    "https://www.portal.pt https://evil.pt",
    "https://www.portal.pt\n",
    "https://www..pt",
    "https://",
    "https://:443",
    "https://www.portal.pt:0",
    "https://www.portal.pt:65536",
    "https://www.portal.pt:",
    "ftp://www.portal.pt",
    "javascript://www.portal.pt",
    "file://",
    "www.portal.pt",
    "https://[::1",
    "https://[1::2::3]",
    "https://" + "a" * 400,
]


@pytest.mark.parametrize("given", NONE)
def test_what_is_no_origin_is_told(given: str) -> None:
    """With an example of one."""
    with pytest.raises(ValueError, match=r"origin|host|port|IPv6|'"):
        canonical_origin(given)


OTHERS = ["https://www.portal.pt.evil.pt", "https://evilwww.portal.pt", "https://portal.pt", "http://www.portal.pt"]


@pytest.mark.parametrize("other", [*OTHERS, "https://www.portal.pt:8443", "https://www.portal.pt."])
def test_another_origin_stays_another(other: str) -> None:
    """Scheme, host and port all count."""
    assert canonical_origin(other) != canonical_origin("https://www.portal.pt")


def headers(*pairs: tuple[str, str]) -> Headers:
    """As they came."""
    return Headers(raw=[(name.encode(), value.encode("latin-1")) for name, value in pairs])


def test_two_origins_in_one_call_are_none() -> None:
    """Whoever sends two wants one to be checked and the other to be used."""
    assert sent_origin(headers(("origin", "https://a.pt"), ("origin", "https://b.pt"))) == "null"


def test_an_origin_sent_beyond_ascii_is_none() -> None:
    """Browsers send names in ASCII."""
    assert sent_origin(headers(("origin", "https://câmara.pt"))) == "null"


def test_our_own_origin_is_the_address_called() -> None:
    """Scheme and host, a default port or none."""
    assert is_own("https://hubs.pt", headers(("host", "HUBS.pt:443")), "https")


@pytest.mark.parametrize("host", ["hubs.pt.evil.pt", "hubs.pt:8443", "", "hubs.pt/x"])
def test_another_host_is_not_our_own(host: str) -> None:
    """Nor one that cannot be read."""
    assert not is_own("https://hubs.pt", headers(("host", host)), "https")


def test_the_browser_tells_our_own_pages_behind_a_proxy() -> None:
    """There the scheme is not ours to know, and forms come with the origin ``null``."""
    assert is_own("null", headers(("host", "inner"), ("sec-fetch-site", "same-origin")), "http")


@pytest.mark.parametrize("site", ["same-site", "cross-site", "none"])
def test_other_pages_of_the_same_site_are_not_our_own(site: str) -> None:
    """A neighbour on another subdomain is somebody else."""
    assert not is_own("null", headers(("host", "inner"), ("sec-fetch-site", site)), "http")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "::ffff:127.0.0.1", "localhost", "LOCALHOST."]
)
def test_this_machine_is_known(host: str) -> None:
    """In every form."""
    assert is_loopback_host(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "", "192.168.1.2", "10.0.0.1", "myhost", "localhost.evil.pt", "128.0.0.1"]
)
def test_what_others_reach_is_not_this_machine(host: str) -> None:
    """All addresses at once included; a name may move."""
    assert not is_loopback_host(host)


def test_an_origin_of_this_machine_is_known() -> None:
    """On whatever port, and not by its beginning."""
    assert is_loopback_origin("http://localhost:5173")
    assert not is_loopback_origin("http://localhost.evil.pt:5173")
