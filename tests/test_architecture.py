"""The arrows between packages point one way: data -> matcher -> service."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(ROOT.glob("matcher/**/*.py"))
WEB = {
    "fastapi",
    "starlette",
    "uvicorn",
    "jinja2",
    "httpx",
    "typer",
    "rich",
    "pydantic_settings",
    "service",
    "tools",
    "tests",
}


def imported(path: Path) -> set[str]:
    """First names of everything that a module imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_the_library_imports_no_web_framework_and_no_service(path: Path) -> None:
    """A module of matcher knows nothing of HTTP, terminals or the service."""
    assert not imported(path) & WEB


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_the_library_reads_no_environment(path: Path) -> None:
    """Only service/settings.py may look at the environment."""
    source = path.read_text(encoding="utf-8")
    assert "os.environ" not in source
    assert "getenv" not in source


def test_only_training_needs_scikit_learn() -> None:
    """The default install carries no scikit-learn, so nothing but training may import it."""
    users = {path for path in MODULES if {"sklearn", "scipy"} & imported(path)}
    assert users
    assert all(path.name == "training.py" or path.parent.name == "learning" for path in users)
