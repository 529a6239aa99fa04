"""Every command of docs/api.md does what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.problems.types import PROBLEM_TYPES

TEXT = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
COMMAND = re.compile(
    r"curl '?http://127\.0\.0\.1:8000(\S+?)'?(?: -H '([^']*)')?(?: --json '(.*?)')?  # (\d+)$", re.S | re.M
)
COMMANDS = [match.groups() for block in re.findall(r"```sh\n(.*?)```", TEXT, re.S) for match in COMMAND.finditer(block)]


def test_no_command_is_passed_over() -> None:
    """What the pattern does not read would never be run."""
    assert len(COMMANDS) == TEXT.count("curl ") > 0


@pytest.mark.parametrize(("address", "header", "body", "status"), COMMANDS)
def test_a_command_gets_the_status_it_shows(
    client: TestClient, address: str, header: str | None, body: str | None, status: str
) -> None:
    """The command's address, header and body, sent as curl would."""
    stated = dict([header.split(": ")]) if header else {}
    as_json = {"content-type": "application/json", "accept": "application/json"} | stated
    response = client.post(address, content=body, headers=as_json) if body else client.get(address, headers=stated)
    assert response.status_code == int(status)


@pytest.mark.parametrize("kind", PROBLEM_TYPES, ids=lambda kind: kind.name)
def test_every_kind_of_error_is_listed(kind) -> None:
    """With its status."""
    assert f"`{kind.uri}`" in TEXT
    assert str(kind.status) in TEXT
