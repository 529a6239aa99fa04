"""`hub-matcher promote`: what passes the gate comes into use, anything else leaves things as they were."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matcher.loading import CURRENT, current_models, shipped
from service.cli.main import app

runner = CliRunner()


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """The shipped models, with the ranker in use a second time under another name; the encoder is linked, not copied."""
    folder, source = tmp_path / "models", shipped("models")
    current = current_models(source)
    folder.mkdir()
    (folder / "encoder").symlink_to((source / "encoder").resolve())
    (folder / "passages").symlink_to((source / "passages").resolve())
    shutil.copytree(source / "concepts", folder / "concepts")
    shutil.copytree(source / current.ranker, folder / current.ranker)
    shutil.copytree(source / current.ranker, folder / "ranker" / "again")
    shutil.copy(source / CURRENT, folder / CURRENT)
    return folder


def test_an_equal_ranker_comes_into_use(models: Path) -> None:
    """The same figures on the same needs, and no must-hold case broken."""
    result = runner.invoke(app, ["promote", "ranker/again", "--models", str(models)])
    assert result.exit_code == 0, result.output
    assert "in use from now on: ranker/again" in result.output
    assert current_models(models).ranker == "ranker/again"


def test_a_dry_run_changes_nothing(models: Path) -> None:
    """It only says what the gate says."""
    before = (models / CURRENT).read_text()
    result = runner.invoke(app, ["promote", "ranker/again", "--models", str(models), "--dry-run"])
    assert result.exit_code == 0
    assert "candidate less current: +0.000 [+0.000, +0.000]" in result.output
    assert (models / CURRENT).read_text() == before


def test_a_ranker_that_breaks_cases_is_refused(models: Path) -> None:
    """With every curve flat no hub is told from another: cases break, and the file stays."""
    config = models / "ranker" / "again" / "config.json"
    content = json.loads(config.read_text())
    for term in content["terms"]:
        term["values"] = [0.0] * len(term["values"])
    config.write_text(json.dumps(content))
    before = (models / CURRENT).read_text()
    result = runner.invoke(app, ["promote", "ranker/again", "--models", str(models)])
    assert result.exit_code != 0
    assert "refused: case" in result.output
    assert (models / CURRENT).read_text() == before


def test_a_ranker_that_is_not_there_is_told(models: Path) -> None:
    """File and expectation, and no traceback."""
    result = runner.invoke(app, ["promote", "ranker/none", "--models", str(models)])
    assert result.exit_code != 0
    assert "ranker/none" in result.output
    assert "Traceback" not in result.output


def test_a_ranker_outside_the_models_is_refused(models: Path, tmp_path: Path) -> None:
    """It would stop working as soon as that folder moves; what there is, is named."""
    outside = tmp_path / "outside"
    shutil.copytree(models / "ranker" / "again", outside)
    before = (models / CURRENT).read_text()
    result = runner.invoke(app, ["promote", str(outside), "--models", str(models)])
    assert result.exit_code != 0
    assert "ranker/again" in result.output
    assert (models / CURRENT).read_text() == before
