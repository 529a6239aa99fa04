"""`hub-matcher keys`: made once, listed without secrets, replaced, revoked."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from service.access.tokens import parse_token
from service.cli.main import app

ROOT = Path(__file__).parents[2]
SITE = "https://www.portal.pt"


@pytest.fixture(autouse=True)
def _database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database of the test's own."""
    monkeypatch.setenv("MATCHER_DATABASE_URL", f"sqlite:///{tmp_path}/hubs.sqlite3")


def run(*words: str) -> Result:
    """The command with these words."""
    return CliRunner().invoke(app, ["keys", *words])


def made(*words: str) -> str:
    """The id of a key made with these words."""
    token = parse_token(run("create", *words).stdout.strip())
    assert token is not None
    return token.key_id


def test_the_key_stands_alone_on_standard_output() -> None:
    """So that a script can take it; the rest is said beside it."""
    result = run("create", "--portal", "Portal", "--origin", SITE)
    assert result.exit_code == 0
    assert parse_token(result.stdout.removesuffix("\n")) is not None
    assert "not shown again" in result.stderr


def test_keys_are_listed_without_what_opens() -> None:
    """Neither the key nor its digest, nor any part of them."""
    text = run("create", "--portal", "Portal", "--origin", SITE).stdout.strip()
    listed = run("list").stdout
    assert text.split("_")[2] in listed
    assert text.split("_")[3][:8] not in listed


def test_a_listed_key_has_all_that_was_asked_for() -> None:
    """On one line, nothing cut short."""
    origins = [f"https://a-rather-long-name-{i}.portal.pt:8443" for i in range(3)]
    key_id = made("--portal", "Portal", "--quota", "60/minute;5000/day", *(w for o in origins for w in ("--origin", o)))
    (line,) = [line for line in run("list").stdout.splitlines() if key_id in line]
    assert all(word in line for word in ("publishable", "Portal", *origins, "60/minute;5000/day", "active"))


def test_without_keys_the_list_says_how_to_make_one() -> None:
    """Rather than nothing."""
    assert "keys create" in run("list").stdout


def test_a_revoked_key_is_listed_as_such() -> None:
    """By its id; it stays in the list."""
    key_id = made("--portal", "Back office", "--kind", "secret")
    assert run("revoke", key_id).exit_code == 0
    assert "revoked on" in run("list").stdout


def test_a_key_can_be_revoked_by_itself() -> None:
    """Whoever finds one lying about has nothing else; it is not repeated."""
    text = run("create", "--portal", "Back office", "--kind", "secret").stdout.strip()
    result = run("revoke", text)
    assert result.exit_code == 0
    assert text not in result.output


def test_a_replaced_key_ends_after_the_overlap() -> None:
    """The new one is as the old one was."""
    old = made("--portal", "Portal", "--origin", SITE)
    result = run("create", "--replaces", old, "--overlap", "3")
    listed = {line.split()[0]: line for line in run("list").stdout.splitlines()}
    assert f"Key {old} ends on" in result.stderr
    assert "ends on" in listed[old]
    assert f"active, replaces {old}" in listed[result.stdout.split("_")[2]]


FAULTS = [
    (["create"], "--portal"),
    (["create", "--portal", "P"], "--origin: a publishable key needs the sites"),
    (["create", "--portal", "P", "--origin", f"{SITE}/path"], "without path"),
    (["create", "--portal", "P", "--kind", "secret", "--overlap", "3"], "--overlap: only with --replaces"),
    (["create", "--replaces", "nothing"], "no key nothing"),
    (["revoke", "nothing"], "no key nothing"),
]


@pytest.mark.parametrize(
    ("words", "told"), FAULTS, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_what_was_typed_wrong_is_one_clear_line(words: list[str], told: str) -> None:
    """On standard error, with status 2, and nothing is made."""
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_short_server_secret_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before any key is made with it."""
    monkeypatch.setenv("MATCHER_KEY_SECRET", "short")
    result = run("create", "--portal", "P", "--kind", "secret")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "MATCHER_KEY_SECRET" in result.stderr


COMMANDS = re.findall(r"^hub-matcher keys (create .*)$", (ROOT / "docs" / "keys.md").read_text(encoding="utf-8"), re.M)


def test_the_documented_commands_are_found() -> None:
    """What the pattern does not read would never be run."""
    assert len(COMMANDS) == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_a_documented_command_makes_a_key(command: str) -> None:
    """As it stands in docs/keys.md."""
    assert run(*shlex.split(command)).exit_code == 0
