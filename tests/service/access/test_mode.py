"""Who is let in without a key: decided at start, and a service that others reach never opens in silence."""

from __future__ import annotations

import pytest

from service.access.mode import AccessError, decide_mode

# host, public, proxies, any key, mode
CASES = [
    ("127.0.0.1", False, "", False, "local"),
    ("::1", False, "", False, "local"),
    ("127.0.0.1", False, "", True, "keys"),
    ("0.0.0.0", False, "", True, "keys"),
    ("127.0.0.1", False, "127.0.0.1", True, "keys"),
    ("0.0.0.0", True, "", False, "public"),
    ("0.0.0.0", True, "", True, "public"),
    ("127.0.0.1", True, "", False, "public"),
]


@pytest.mark.parametrize(("host", "public", "proxies", "any_key", "mode"), CASES)
def test_the_mode_follows_from_where_it_listens(host, public, proxies, any_key, mode) -> None:
    """And from the keys there are, unless it is declared public."""
    assert decide_mode(host, public=public, proxies=proxies, any_key=any_key) == mode


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "2001:db8::1"])
def test_without_keys_others_are_not_served(host: str) -> None:
    """The message says why and names both ways out."""
    with pytest.raises(AccessError, match=r"reached from other machines.*keys create.*--public"):
        decide_mode(host, public=False, proxies="", any_key=False)


def test_a_proxy_makes_this_machine_reachable() -> None:
    """It listens here, and yet others come through."""
    with pytest.raises(AccessError, match="behind the proxies 127"):
        decide_mode("127.0.0.1", public=False, proxies="127.0.0.1", any_key=False)
