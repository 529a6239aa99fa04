"""The files of ``deploy/`` and the page about them: nginx takes its file and passes needs on, every setting is told."""

from __future__ import annotations

import json
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import yaml

from matcher import Recommender
from service.app import create_app
from service.operation.metrics import PREFIX, Metrics
from service.parts import ServiceParts
from service.settings import Settings
from tests.requirements import require
from tests.service.operation.served import ROOT, body_of, connected, eventually, in_thread, request, rest, status_of
from tools.readme import BLOCK
from tools.settings_table import meanings, table

DEPLOY = ROOT / "deploy"
NEED = json.dumps({"text": "Formação em cibersegurança em Viseu"}).encode()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def site(folder: Path, service: int, plain: int, secure: int) -> Path:
    """The example site with its ports and certificate put in, inside of what nginx needs around it."""
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for written, meant in (
        ("127.0.0.1:8000", f"127.0.0.1:{service}"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{secure} ssl http2;"),
        ("/etc/letsencrypt/live/hub-matcher.example.pt/", f"{folder}/"),
    ):
        assert written in text
        text = text.replace(written, meant)
    kept = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log; events {{}}"
    path = folder / "nginx.conf"
    path.write_text(f"{main}\nhttp {{ {kept}\n{text}\n}}\n", encoding="utf-8")
    return path


@pytest.fixture
def nginx(recommender: Recommender, tmp_path: Path) -> Iterator[int]:
    """The port of nginx, by TLS, in front of the service."""
    require(None if shutil.which("nginx") and shutil.which("openssl") else "nginx and openssl are not installed")
    made = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=x -keyout {tmp_path}/privkey.pem"
    subprocess.run([*made.split(), "-out", f"{tmp_path}/fullchain.pem"], check=True, capture_output=True)
    port = free_port()
    with in_thread(create_app(ServiceParts.of(recommender))) as service:
        path = site(tmp_path, service, free_port(), port)
        command = ["nginx", "-c", str(path), "-e", f"{tmp_path}/error.log"]
        subprocess.run([*command, "-t"], check=True, capture_output=True)
        process = subprocess.Popen(command, stderr=subprocess.PIPE)
        try:
            eventually(lambda: listens(port))
            yield port
        finally:
            process.terminate()
            process.communicate(timeout=10)


def listens(port: int) -> bool:
    """Whether anybody takes connections at ``port``."""
    with suppress(OSError), connected(port):
        return True
    return False


def through(port: int, sent: bytes) -> bytes:
    """What comes back by TLS."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with connected(port) as plain, context.wrap_socket(plain) as connection:
        connection.sendall(sent)
        return rest(connection)


def test_nginx_passes_needs_on_and_keeps_operators_calls_in(nginx: int) -> None:
    """With the id that its own log would have; metrics and reload are not there for the outside."""
    response = through(nginx, request("/v1/recommendations", NEED))
    assert (status_of(response), body_of(response)["outcome"]) == (200, "match")
    assert re.search(rb"(?i)x-request-id: [0-9a-f]{32}\r\n", response)
    assert [status_of(through(nginx, request(path))) for path in ("/metrics", "/admin/reload")] == [404, 404]


def test_the_page_tells_every_setting() -> None:
    """As the docstring says it; `make readme` writes it there."""
    page = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    (shown,) = [block["output"] for block in BLOCK.finditer(page) if "settings_table" in block["command"]]
    assert set(meanings()) == set(Settings.model_fields)
    assert shown.strip() == table()


def test_alerts_ask_for_metrics_that_there_are() -> None:
    """A renamed metric would never alert."""
    rules = yaml.safe_load((DEPLOY / "alerts.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    asked = set(re.findall(rf"{PREFIX}_\w+", " ".join(rule["expr"] for rule in rules)))
    known = {family.name for family in Metrics().families()} | {f"{PREFIX}_serving_info"}
    assert {re.sub(r"_(total|bucket)$", "", name) for name in asked} <= known


def test_the_unit_and_its_job_share_database_and_user() -> None:
    """Or the job would erase in another file, or may not."""
    units = [(DEPLOY / name).read_text() for name in ("hub-matcher.service", "hub-matcher-erase.service")]
    for line in ("Environment=MATCHER_DATABASE_URL=", "User=", "StateDirectory=", "EnvironmentFile="):
        first, second = (re.findall(rf"(?m)^{line}.*$", unit) for unit in units)
        assert first == second != []
