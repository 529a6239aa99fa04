"""Which headers are added to a response, and which a route may say itself."""

from __future__ import annotations

from service.middleware.security_headers import content_security_policy, missing_headers

PAGE = (b"content-type", b"text/html; charset=utf-8")
DATA = (b"content-type", b"application/json")


def test_a_page_runs_only_scripts_of_its_own() -> None:
    """From here, in files; nothing inline, and nobody may frame it."""
    policy = dict(missing_headers([PAGE]))[b"content-security-policy"]
    assert b"script-src 'self';" in policy
    assert policy.endswith(b"frame-ancestors 'none'")


def test_data_loads_nothing() -> None:
    """Whatever a browser takes it for."""
    assert dict(missing_headers([DATA]))[b"content-security-policy"].startswith(b"default-src 'none'")


def test_what_may_be_framed_says_by_whom() -> None:
    """Whole origins, instead of 'none'."""
    policy = content_security_policy(["https://a.pt", "https://b.pt"])
    assert policy.endswith("frame-ancestors https://a.pt https://b.pt")


def test_a_route_that_has_a_policy_keeps_it() -> None:
    """And decides with it about frames: the older header would forbid them."""
    own = (b"Content-Security-Policy", content_security_policy(["https://a.pt"]).encode())
    added = dict(missing_headers([PAGE, own]))
    assert b"content-security-policy" not in added
    assert b"x-frame-options" not in added
    assert added[b"x-content-type-options"] == b"nosniff"
