"""CORS: whose pages may call and read; errors included, credentials never."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from service.access.issuing import KeyDesk
from service.access.keyring import Keyring
from service.access.known_origins import KnownOrigins
from service.storage.errors import StorageDownError
from tests.service.access.conftest import NOW, SITE
from tests.service.access.test_gate import ASK, OWN, bearer

ASKING = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}


def preflight(client: TestClient, origin: str, path: str = ASK):
    """What a browser asks before a page's script may call."""
    return client.options(path, headers={"Origin": origin, **ASKING})


def test_a_portals_page_may_call(client_of, key: str) -> None:
    """Its origin is named, not any; with methods, headers and how long this holds."""
    del key  # issued, that is enough: a preflight carries none
    response = preflight(client_of(), SITE)
    allowed = response.headers["access-control-allow-headers"].lower()
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (204, SITE)
    assert response.headers["access-control-allow-methods"] == "POST"
    assert "authorization" in allowed
    assert "idempotency-key" in allowed
    assert response.headers["access-control-max-age"] == "600"


@pytest.mark.parametrize("origin", ["https://evil.pt", f"{SITE}.evil.pt", "null"])
def test_another_page_may_not(client_of, key: str, origin: str) -> None:
    """No origin is allowed in the answer, and the problem says why."""
    del key
    response = preflight(client_of(), origin)
    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers


def test_credentials_are_never_allowed(client_of, key: str) -> None:
    """There is nothing that a browser's cookies would open."""
    del key
    for response in (preflight(client_of(), SITE), client_of().post(ASK, headers={"Origin": SITE})):
        assert "access-control-allow-credentials" not in response.headers


def test_a_revoked_portals_page_may_no_longer(client_of, desk: KeyDesk, key: str) -> None:
    """Its origin goes with its key."""
    desk.revoke(key)
    assert preflight(client_of(), SITE).status_code == 403


def test_an_answer_can_be_read_with_its_headers(client_of, key: str) -> None:
    """By the page that called: rates, waits and ids too."""
    response = client_of().post(ASK, headers=bearer(key, SITE))
    assert response.headers["access-control-allow-origin"] == SITE
    for name in ("RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id", "Link", "ETag", "Text-Kept"):
        assert name in response.headers["access-control-expose-headers"].split(", ")


def test_a_refusal_can_be_read(client_of, key: str) -> None:
    """A portal's script sees the problem rather than a network error."""
    response = client_of().post(ASK, headers=bearer(key[:-1], SITE))
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (401, SITE)


@pytest.mark.parametrize("origin", [SITE, "https://evil.pt", None])
def test_caches_keep_answers_apart_by_origin(client_of, origin: str | None) -> None:
    """Also those without one, or a page would be given an answer made for none."""
    response = client_of().post(ASK, headers={"Origin": origin} if origin else {})
    assert "origin" in response.headers["vary"].lower()


@pytest.mark.parametrize("mode", ["local", "public", "keys"])
def test_the_catalogue_is_for_any_page(client_of, mode) -> None:
    """It is public data; a conditional request asks first."""
    client = client_of(mode)
    assert client.get("/v1/hubs", headers={"Origin": "https://any.pt"}).headers["access-control-allow-origin"] == "*"
    response = preflight(client, "https://any.pt", "/v1/hubs")
    assert (response.status_code, response.headers["access-control-allow-methods"]) == (204, "GET, HEAD")


@pytest.mark.parametrize("origin", ["http://localhost:5173", "http://127.0.0.1:3000", "http://[::1]:8080"])
def test_on_a_machine_of_ones_own_its_pages_may_call(client_of, origin: str) -> None:
    """So that who builds a portal can try it without a key."""
    assert preflight(client_of("local"), origin).headers["access-control-allow-origin"] == origin


@pytest.mark.parametrize("origin", ["https://evil.pt", "http://localhost.evil.pt", "null"])
def test_on_a_machine_of_ones_own_other_pages_may_not(client_of, origin: str) -> None:
    """A site that its browser happens to show has no business here."""
    assert preflight(client_of("local"), origin).status_code == 403


def test_where_anyone_is_let_in_any_page_may_call(client_of) -> None:
    """Whoever opened it to anyone meant pages too."""
    assert preflight(client_of("public"), "https://any.pt").headers["access-control-allow-origin"] == "https://any.pt"


def test_our_own_pages_need_no_permission(client_of, key: str) -> None:
    """Browsers ask for none."""
    response = client_of().post(ASK, headers=bearer(key, OWN))
    assert "access-control-allow-origin" not in response.headers


def test_options_without_an_origin_is_no_preflight(client_of) -> None:
    """The application answers it."""
    assert client_of().options(ASK).status_code == 405


class DownKeys:
    """Keys in a database that does not answer; counts how often it was asked."""

    def __init__(self) -> None:
        self.n_asked = 0

    def origins(self, *_: object) -> None:
        """Fail."""
        self.n_asked += 1
        raise StorageDownError("database: gone")


def test_a_database_that_does_not_answer_is_not_asked_for_every_page(keyring: Keyring) -> None:
    """Else calls would wait in line for it, each as long as the one before; a second later it is asked again."""
    now, down, known = [0.0], DownKeys(), KnownOrigins(lambda: now[0])
    for at in (0.0, 0.5, 0.9, 1.1):
        now[0] = at
        with pytest.raises(StorageDownError):
            known.of_keys(down, NOW)  # type: ignore[arg-type]  # a keyring, as far as this goes
    now[0] = 2.2
    assert (down.n_asked, known.of_keys(keyring, NOW)) == (2, frozenset())
