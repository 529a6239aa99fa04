"""Remakes the figures of the pages: the output of each `<!-- run: COMMAND -->` stands between it and `<!-- end -->`.

`python -m tools.readme` rewrites README.md and the pages of docs/ that hold such blocks; `example` prints what the first
Python block of the README prints, `install` the size of the default install.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

README: Final = Path(__file__).parent.parent / "README.md"
DOCS: Final = README.parent / "docs"
UNDERSTANDING: Final = DOCS / "understanding.md"
EVALUATION: Final = DOCS / "evaluation.md"
DEPLOY: Final = DOCS / "deploy.md"
RANKING_MODEL: Final = DOCS / "decisions" / "0005-ranking-model.md"
BLOCK: Final = re.compile(r"(<!-- run: (?P<command>.+?) -->\n)(?P<output>.*?)(<!-- end -->)", re.DOTALL)
CODE: Final = re.compile(r"```python\n(?P<code>.*?)```", re.DOTALL)


def example() -> str:
    """The first Python block of the page."""
    found = CODE.search(README.read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit(f"{README}: no Python block; expected an example")
    return found["code"]


def install() -> str:
    """Seconds and megabytes of the default install into a fresh environment, by the commands of `make run`."""
    with tempfile.TemporaryDirectory() as folder:
        venv = Path(folder) / "venv"
        start = time.perf_counter()
        subprocess.run(
            ["make", "--silent", f"VENV={venv}", "install"], check=True, cwd=README.parent, capture_output=True
        )
        seconds = time.perf_counter() - start
        size = sum(path.stat().st_size for path in venv.rglob("*") if path.is_file() and not path.is_symlink())
    return f"default install into a fresh environment: {seconds:.0f} s, {size / 1e6:.0f} MB"


def remade(page: str) -> str:
    """The page with every block run again; Markdown tables stay as they are, other output is fenced."""

    def run(block: re.Match[str]) -> str:
        command = [sys.executable, *block["command"].split()[1:]]
        if not block["command"].startswith("python "):
            command = [sys.executable, "-m", "service.cli", *block["command"].split()[1:]]
        print(block["command"], file=sys.stderr)
        output = subprocess.run(command, check=True, capture_output=True, text=True, cwd=README.parent).stdout.strip()
        shown = output if output.startswith("|") else f"```text\n{output}\n```"
        return f"{block[1]}{shown}\n{block[4]}"

    return BLOCK.sub(run, page)


def main() -> None:
    """Rewrite the page, or print one part of it."""
    if sys.argv[1:] == ["example"]:
        exec(compile(example(), str(README), "exec"), {})
    elif sys.argv[1:] == ["install"]:
        print(install())
    else:
        for page in (README, UNDERSTANDING, EVALUATION, DEPLOY, RANKING_MODEL):
            page.write_text(remade(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
