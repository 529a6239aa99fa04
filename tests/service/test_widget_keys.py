"""The key in the frame's address decides who may frame it, and whom the frame talks to."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from matcher import Recommender
from service.access.access import Access
from service.access.asking import AskedKey
from service.access.issuing import KeyDesk
from service.access.keyring import Keyring
from service.app import create_app
from service.parts import ServiceParts
from service.settings import Settings
from service.storage.database import Database
from service.storage.keys import KeyKind, KeyTable
from tests.service.conftest import DYE_WORKS

SECRET = "s" * 40
SITE = "https://www.portal.pt"


@pytest.fixture(scope="module")
def desk() -> KeyDesk:
    """Where keys are issued, in memory."""
    return KeyDesk(Database.in_memory(), Settings(key_secret=SECRET))


@pytest.fixture(scope="module")
def keyed(recommender: Recommender, desk: KeyDesk) -> TestClient:
    """A caller of the service where keys are needed."""
    access = Access("keys", Keyring(KeyTable(desk.database), SECRET.encode()))
    parts = ServiceParts.of(recommender, desk.settings, desk.database, access)
    return TestClient(create_app(parts), base_url="https://hubs.pt", raise_server_exceptions=False)


def key_of(desk: KeyDesk, kind: KeyKind = "publishable") -> str:
    """A key, for `SITE` where it is publishable."""
    origins = (SITE,) if kind == "publishable" else ()
    return desk.issue(AskedKey("Portal", kind, origins, None, None, None), 0)[0].text


def partner_of(page: str) -> str:
    """The origin that the frame talks to."""
    found = re.search(r'data-parent="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_the_keys_origins_may_frame(keyed: TestClient, desk: KeyDesk) -> None:
    """They and our own pages, and nobody else."""
    policy = keyed.get("/embed", params={"key": key_of(desk)}).headers["content-security-policy"]
    assert policy.endswith(f"frame-ancestors 'self' {SITE}")


def test_without_a_key_only_our_own_pages_may_frame(keyed: TestClient) -> None:
    """The tester needs none."""
    assert keyed.get("/embed").headers["content-security-policy"].endswith("frame-ancestors 'self'")


@pytest.mark.parametrize(
    ("parent", "partner"),
    [
        (SITE, SITE),
        ("https://hubs.pt", "https://hubs.pt"),
        ("https://other.pt", ""),
        ("http://www.portal.pt", ""),
        (f"{SITE}:8443", ""),
        (f"{SITE}.evil.example", ""),
        ("null", ""),
    ],
)
def test_the_frame_talks_to_the_keys_origins_alone(keyed: TestClient, desk: KeyDesk, parent: str, partner: str) -> None:
    """Compared whole: another scheme, port or a longer name is another site."""
    page = keyed.get("/embed", params={"key": key_of(desk), "parent": parent}).text
    assert partner_of(page) == partner


def test_the_key_goes_along_with_the_form(keyed: TestClient, desk: KeyDesk) -> None:
    """So that the answer has the same policy, and the need is in no address."""
    key = key_of(desk)
    assert f'action="/embed?key={key}"' in keyed.get("/embed", params={"key": key}).text
    answer = keyed.post("/embed", params={"key": key}, data={"text": DYE_WORKS, "parent": SITE})
    assert SITE in answer.headers["content-security-policy"]
    assert partner_of(answer.text) == SITE


def test_a_secret_key_is_refused_in_an_address(keyed: TestClient, desk: KeyDesk) -> None:
    """Whoever put it there must revoke it; the refusal does not repeat it."""
    key = key_of(desk, "secret")
    response = keyed.get("/embed", params={"key": key})
    assert response.status_code == 401
    assert key not in response.text


def test_an_unknown_key_opens_no_frame(keyed: TestClient) -> None:
    """Its refusal cannot be framed."""
    response = keyed.get("/embed", params={"key": "hm_pub_unknown"})
    assert response.status_code == 401
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
