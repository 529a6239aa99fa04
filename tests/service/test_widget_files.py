"""The widget's files: any site may load them, and no browser fetches what it has."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from service.widget.files import widget_files

SCRIPT = "/widget/v1/hub-matcher.js"


@pytest.mark.parametrize("name", widget_files())
def test_any_site_may_load_a_file(client: TestClient, name: str) -> None:
    """A module of another site is fetched with CORS, and a page that is isolated asks for the resource policy."""
    headers = client.get(f"/widget/v1/{name}", headers={"origin": "https://portal.pt"}).headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"


def test_the_script_is_a_module_in_javascript(client: TestClient) -> None:
    """Browsers refuse a module of any other kind."""
    assert client.get(SCRIPT).headers["content-type"].startswith("text/javascript")


def test_who_has_the_file_gets_no_second_copy(client: TestClient) -> None:
    """The ETag is that of the bytes."""
    first = client.get(SCRIPT)
    again = client.get(SCRIPT, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_address_with_the_digest_is_kept_for_good(client: TestClient) -> None:
    """Another content has another address; without it a new version arrives within a day."""
    file = widget_files()["frame.js"]
    assert "immutable" in client.get(file.address).headers["cache-control"]
    assert "max-age=86400" in client.get("/widget/v1/frame.js").headers["cache-control"]
    assert "immutable" not in client.get("/widget/v1/frame.js?v=0").headers["cache-control"]


@pytest.mark.parametrize("name", ["nothing.js", "..%2f..%2froutes.py", "%2e%2e"])
def test_there_is_nothing_but_these_files(client: TestClient, name: str) -> None:
    """A name is looked up, never opened."""
    assert client.get(f"/widget/v1/{name}").status_code == 404


@pytest.mark.parametrize("file", [file for file in widget_files().values() if file.name.endswith(".js")], ids=str)
def test_no_script_keeps_or_fetches_anything_elsewhere(file) -> None:
    """No storage, no cookie, no address of another site, no markup made of text."""
    script = re.sub(r"/\*.*?\*/|//.*", "", file.content.decode(), flags=re.S)
    assert not re.search(
        r"localStorage|sessionStorage|indexedDB|cookie|https?:|innerHTML|eval\(|document\.write", script
    )
