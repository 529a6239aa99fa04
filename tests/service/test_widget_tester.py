"""The tester writes the code that a portal copies, without a script too."""

from __future__ import annotations

import html
import re

from starlette.testclient import TestClient

FIELDS = {"region": "Braga", "max-results": "2", "accent": "#7a1fa2", "font": "georgia", "context": "1", "page": "en"}


def snippet_of(page: str) -> str:
    """The code to copy, as a browser shows it."""
    found = re.search(r'<code id="snippet">(.*?)</code>', page, re.S)
    assert found is not None
    return html.unescape(found[1])


def test_the_snippet_has_what_was_chosen(client: TestClient) -> None:
    """Attributes in one order, a theme's tokens together, the link for who has no script."""
    snippet = snippet_of(client.get("/widget/tester", params=FIELDS).text)
    assert snippet == (
        '<script type="module" src="http://testserver/widget/v1/hub-matcher.js"></script>\n'
        '<hub-matcher region="Braga" max-results="2" theme="accent: #7a1fa2; font: georgia" context="#article">\n'
        '  <a href="http://testserver/?lang=en">Find the right digital innovation hub</a>\n'
        "</hub-matcher>"
    )


def test_the_policy_names_this_service(client: TestClient) -> None:
    """The two lines of docs/widget.md with the address filled in."""
    page = client.get("/widget/tester").text
    assert "script-src http://testserver;\nframe-src http://testserver;" in page


def test_a_value_cannot_end_the_snippet(client: TestClient) -> None:
    """It is written as HTML writes it, and shown as text."""
    page = client.get("/widget/tester", params={"region": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page
    assert 'region="&quot;&gt;&lt;script&gt;' in snippet_of(page)


def test_it_speaks_both_languages(client: TestClient) -> None:
    """The page's own language is apart from the widget's."""
    assert '<html lang="pt">' in client.get("/widget/tester", params={"page": "pt", "lang": "en"}).text
    assert '<html lang="en">' in client.get("/widget/tester", params={"page": "en", "lang": "pt"}).text


def test_nothing_but_its_own_frame_is_shown_on_it(client: TestClient) -> None:
    """The policy allows frames of the service, and nobody may frame the tester."""
    policy = client.get("/widget/tester").headers["content-security-policy"]
    assert "frame-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
