"""Settings from the environment: thresholds are read as JSON, and a fault names what was expected."""

from __future__ import annotations

import pytest
import typer
from pydantic import ValidationError

from service.cli.stated_settings import settings_or_fail
from service.settings import Settings


def test_thresholds_are_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some of them; the others stay those of the ranker."""
    monkeypatch.setenv("MATCHER_THRESHOLDS", '{"match_at": 0.8}')
    assert Settings().thresholds == {"match_at": 0.8}


@pytest.mark.parametrize("given", ["match_at=0.8", '{"match_at": 7}', '{"match": 0.8}', "", "[1]", '{"shown_at": 0.9}'])
def test_thresholds_that_cannot_be_are_told(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the names that there are."""
    monkeypatch.setenv("MATCHER_THRESHOLDS", given)
    with pytest.raises(ValidationError, match=r"expected JSON such as .* with some of match_at, match_hub_at"):
        Settings()


def test_a_command_names_the_variable_at_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And what was expected, in our words only."""
    monkeypatch.setenv("MATCHER_RATE_PER_KEY", "often")
    with pytest.raises(typer.Exit):
        settings_or_fail()
    assert capsys.readouterr().err.startswith("hub-matcher: MATCHER_RATE_PER_KEY: not a rate; expected")


def test_no_password_is_shown() -> None:
    """Wherever settings are printed: addresses of databases may hold one, as the server's secret is one."""
    stated = Settings(
        database_url="postgresql://hubs:sesame@db/hubs", rate_storage="redis://:sesame@db", key_secret="sesame" * 6
    )
    assert "sesame" not in repr(stated)
