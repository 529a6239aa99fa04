"""Whose calls pass: by key, by where they come from, by how many there were; and what the others are told."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from service.access.access import Access
from service.access.issuing import KeyDesk
from service.access.tokens import new_token
from service.storage.errors import StorageDownError
from tests.service.access.conftest import SITE, application, asked, rates

ASK = "/v1/recommendations"
OWN = "https://hubs.pt"


def bearer(key: str, origin: str | None = None, **others: str) -> dict[str, str]:
    """Headers of a call with a key, from a page where an origin is given."""
    return {"Authorization": f"Bearer {key}", **({"Origin": origin} if origin else {}), **others}


def test_without_a_key_nothing_is_computed(client_of) -> None:
    """401 as a problem document, with the scheme that RFC 9110 asks for."""
    response = client_of().post(ASK)
    assert (response.status_code, response.json()["type"]) == (401, "/problems/unauthorised")
    assert response.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("address", ["/v1/hubs", "/embed", "/"])
def test_reading_is_open(client_of, address: str) -> None:
    """Catalogue and pages need no key."""
    assert client_of().get(address).status_code == 200


@pytest.mark.parametrize("address", ["/embed", "/"])
def test_the_pages_forms_are_open(client_of, address: str) -> None:
    """They are counted, but whoever types there has no key."""
    response = client_of().post(address)
    assert response.status_code == 200
    assert "ratelimit" in response.headers


@pytest.mark.parametrize("mode", ["local", "public"])
def test_where_no_key_is_needed_none_is_asked_for(client_of, mode) -> None:
    """The call has no portal then."""
    assert client_of(mode).post(ASK).json() == {"portal": None}


@pytest.mark.parametrize("mode", ["local", "public", "keys"])
def test_a_key_tells_the_portal_in_every_mode(client_of, key: str, mode) -> None:
    """For its records and its quota."""
    assert client_of(mode).post(ASK, headers=bearer(key, SITE)).json() == {"portal": "Portal"}


@pytest.mark.parametrize("mode", ["local", "public", "keys"])
def test_a_wrong_key_is_told_in_every_mode(client_of, mode) -> None:
    """Rather than passed over: its holder believes that it works."""
    text = new_token("secret").text
    response = client_of(mode).post(ASK, headers=bearer(text))
    assert response.status_code == 401
    assert text not in response.text


def test_another_scheme_is_no_key(client_of) -> None:
    """A proxy's own password is none of ours."""
    assert client_of("local").post(ASK, headers={"Authorization": "Basic eDp5"}).status_code == 200
    assert client_of("keys").post(ASK, headers={"Authorization": "Basic eDp5"}).status_code == 401


@pytest.mark.parametrize("mode", ["local", "public", "keys"])
@pytest.mark.parametrize("stated", ["Bearer", "bearer ", "Bearer  "])
def test_an_empty_key_is_told_in_every_mode(client_of, mode, stated: str) -> None:
    """Its holder's setting was lost on the way, and nobody would notice."""
    response = client_of(mode).post(ASK, headers={"Authorization": stated})
    assert (response.status_code, "without a key" in response.json()["detail"]) == (401, True)


def test_two_keys_are_refused(client_of, key: str, secret_key: str) -> None:
    """Which one counts would be a guess."""
    headers = [("Authorization", f"Bearer {secret_key}"), ("Authorization", f"Bearer {key}")]
    assert client_of().post(ASK, headers=headers).status_code == 401


FOREIGN = [
    f"{SITE}.evil.pt",
    "https://evil.pt",
    "http://www.portal.pt",
    f"{SITE}:8443",
    "null",
    f"{SITE}, https://evil.pt",
]


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_publishable_key_opens_nothing_elsewhere(client_of, key: str, origin: str) -> None:
    """Only on pages of exactly its sites."""
    response = client_of().post(ASK, headers=bearer(key, origin))
    assert (response.status_code, response.json()["type"]) == (403, "/problems/forbidden")


@pytest.mark.parametrize("origin", [SITE, "HTTPS://WWW.PORTAL.PT:443", OWN])
def test_a_publishable_key_opens_on_its_sites_and_on_ours(client_of, key: str, origin: str) -> None:
    """Ours is where the widget's frame comes from."""
    assert client_of().post(ASK, headers=bearer(key, origin)).status_code == 200


def test_a_publishable_key_between_servers_is_told_of_secret_ones(client_of, key: str) -> None:
    """Without an origin there is nothing to compare."""
    response = client_of().post(ASK, headers=bearer(key))
    assert response.status_code == 403
    assert "secret key" in response.json()["detail"]


def test_a_secret_key_opens_between_servers(client_of, secret_key: str) -> None:
    """No origin is asked for."""
    assert client_of().post(ASK, headers=bearer(secret_key)).status_code == 200


@pytest.mark.parametrize("origin", [SITE, "null"])
def test_a_secret_key_on_a_page_is_refused(client_of, secret_key: str, origin: str) -> None:
    """Every visitor could read it there: it should be revoked."""
    response = client_of().post(ASK, headers=bearer(secret_key, origin))
    assert response.status_code == 403
    assert "revoke" in response.json()["detail"]


@pytest.mark.parametrize("host", ["[", "a b", "", "hubs.pt:99999"])
def test_a_host_that_is_none_is_not_our_own(client_of, key: str, host: str) -> None:
    """Nor an error of ours."""
    assert client_of().post(ASK, headers=bearer(key, OWN, Host=host)).status_code == 403


def test_a_frame_carries_its_key_in_the_address(client_of, key: str) -> None:
    """Its pages and its form belong to that portal; its form comes with the origin ``null``, for it sends no referrer."""
    assert client_of().get(f"/embed?key={key}").json() == {"portal": "Portal"}
    assert client_of().post(f"/embed?key={key}", headers={"Origin": "null"}).json() == {"portal": "Portal"}


def test_a_secret_key_in_an_address_is_refused(client_of, secret_key: str) -> None:
    """Addresses stand in histories and logs."""
    response = client_of().get(f"/embed?key={secret_key}")
    assert response.status_code == 401
    assert "revoke" in response.json()["detail"]


def test_only_the_frame_takes_a_key_from_its_address(client_of, key: str) -> None:
    """Everything else can send the header."""
    assert client_of().post(f"{ASK}?key={key}", headers={"Origin": SITE}).status_code == 401


def test_too_many_calls_are_told_when_to_come_back(client_of) -> None:
    """429 with ``Retry-After`` and where the caller stands."""
    client = client_of("public", rates(per_address="2/minute"))
    statuses = [client.post(ASK).status_code for _ in range(3)]
    response = client.post(ASK)
    assert statuses == [200, 200, 429]
    assert response.json()["type"] == "/problems/rate-limited"
    assert 1 <= int(response.headers["retry-after"]) <= 60
    assert response.headers["ratelimit"].startswith('"address";r=0;t=')


def test_answers_tell_how_many_calls_are_left(client_of, key: str) -> None:
    """Each policy with its size, its window and what is left of it."""
    response = client_of("keys", rates("10/minute", "5/minute;100/day")).post(ASK, headers=bearer(key, SITE))
    policy = '"address";q=10;w=60, "key-60";q=5;w=60, "key-86400";q=100;w=86400'
    assert response.headers["ratelimit-policy"] == policy
    left = [part.split(";")[1] for part in response.headers["ratelimit"].split(", ")]
    assert left == ["r=9", "r=4", "r=99"]


def test_a_keys_own_quota_counts(client_of, desk: KeyDesk) -> None:
    """Before the service's own."""
    text = desk.issue(asked(kind="secret", origins=(), quota="1/hour"), 0)[0].text
    client = client_of()
    assert [client.post(ASK, headers=bearer(text)).status_code for _ in range(2)] == [200, 429]


def test_a_servers_address_does_not_limit_its_secret_key(client_of, secret_key: str) -> None:
    """All its calls come from one address."""
    client = client_of("keys", rates(per_address="1/minute"))
    assert [client.post(ASK, headers=bearer(secret_key)).status_code for _ in range(3)] == [200] * 3


def test_keys_cannot_be_tried_without_end(client_of) -> None:
    """Refused calls count by address."""
    client = client_of("keys", rates(per_address="2/minute"))
    statuses = [client.post(ASK, headers=bearer(new_token("secret").text)).status_code for _ in range(3)]
    assert statuses == [401, 401, 429]


def test_reading_is_not_counted(client_of) -> None:
    """The catalogue is cheap, and caches hold it."""
    client = client_of("public", rates(per_address="1/minute"))
    assert [client.get("/v1/hubs").status_code for _ in range(3)] == [200] * 3


class DownKeyring:
    """Keys in a database that does not answer."""

    def holder(self, *_: object) -> None:
        """Fail."""
        raise StorageDownError("database: gone")

    def origins(self, *_: object) -> None:
        """Fail."""
        raise StorageDownError("database: gone")


def test_while_keys_cannot_be_looked_up_nobody_is_let_in(key: str) -> None:
    """503, and when to try again."""
    client = TestClient(application(Access("keys", DownKeyring())), base_url=OWN)
    response = client.post(ASK, headers=bearer(key, SITE))
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
