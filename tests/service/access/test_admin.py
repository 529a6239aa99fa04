"""Who may administer and read metrics."""

from __future__ import annotations

from typing import Annotated

import pytest
from fastapi import Depends, FastAPI
from starlette.testclient import TestClient

from service.access.access import Access
from service.access.admin import metrics_reader, secret_key_only
from service.access.caller import Caller
from service.access.keyring import Keyring
from service.access.mode import Mode
from service.problems.documents import handle_problems
from tests.service.access.conftest import SITE
from tests.service.access.test_gate import bearer


@pytest.fixture
def admin_of(keyring: Keyring):
    """Makes a caller of two guarded routes in a mode."""

    def make(mode: Mode) -> TestClient:
        app = FastAPI()
        app.state.access = Access(mode, keyring)
        handle_problems(app)

        @app.post("/admin/x")
        def administer(caller: Annotated[Caller, Depends(secret_key_only)]) -> str:
            return caller.portal

        app.get("/metrics", dependencies=[Depends(metrics_reader)])(lambda: "metrics")
        return TestClient(app)

    return make


@pytest.mark.parametrize("mode", ["local", "public", "keys"])
def test_administering_needs_a_secret_key_in_every_mode(admin_of, mode: Mode, secret_key: str) -> None:
    """Open to this machine does not mean open to every program on it."""
    assert admin_of(mode).post("/admin/x").status_code == 401
    assert admin_of(mode).post("/admin/x", headers=bearer(secret_key)).status_code == 200


def test_a_publishable_key_administers_nothing(admin_of, key: str) -> None:
    """Not even from its own site."""
    response = admin_of("keys").post("/admin/x", headers=bearer(key, SITE))
    assert (response.status_code, response.headers["content-type"]) == (403, "application/problem+json")


def test_a_page_administers_nothing(admin_of, secret_key: str) -> None:
    """Whatever key it got hold of."""
    assert admin_of("keys").post("/admin/x", headers=bearer(secret_key, SITE)).status_code == 403


@pytest.mark.parametrize(("mode", "status"), [("local", 200), ("public", 401), ("keys", 401)])
def test_metrics_are_open_on_a_machine_of_ones_own_only(admin_of, mode: Mode, status: int) -> None:
    """Elsewhere they need a secret key."""
    assert admin_of(mode).get("/metrics").status_code == status


def test_a_secret_key_reads_metrics(admin_of, secret_key: str) -> None:
    """As a scraper sends it."""
    assert admin_of("keys").get("/metrics", headers=bearer(secret_key)).status_code == 200
