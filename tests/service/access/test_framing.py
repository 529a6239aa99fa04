"""Which sites may show the frame."""

from __future__ import annotations

import pytest

from service.access.caller import Caller
from service.access.framing import frame_ancestors

PORTAL = Caller("Portal", "k1", "publishable", ("https://a.pt", "https://b.pt:8443"), None)


@pytest.mark.parametrize("mode", ["local", "public", "keys"])
def test_a_keys_sites_may_frame(mode) -> None:
    """And our own pages, such as the one that tries the widget."""
    assert frame_ancestors(PORTAL, mode) == ("'self'", "https://a.pt", "https://b.pt:8443")


@pytest.mark.parametrize(("mode", "sources"), [("local", ("*",)), ("public", ("'self'",)), ("keys", ("'self'",))])
def test_without_a_key_only_our_own_pages_may_frame(mode, sources: tuple[str, ...]) -> None:
    """But on a machine that serves nobody else, where a portal is being built."""
    assert frame_ancestors(None, mode) == sources
