"""Files that the catalogue's commands write: whole or not at all, and never over another one unasked."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from service.cli.errors import USAGE_STATUS, fail

ReplaceOption = Annotated[bool, typer.Option("--replace", help="Write over files that are there already.")]
JsonOption = Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Also write everything as JSON.")]
CsvOption = Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Also write a row a hub as CSV.")]


@dataclass(frozen=True, slots=True)
class Target:
    """A file to write, and the option that named it."""

    option: str
    path: Path


def check_targets(targets: Sequence[Target], replace: bool, sources: Sequence[Path] = ()) -> None:
    """End the command before anything is read when a file cannot be written, or is there and may not be replaced.

    Two options may not name one file, and none of them one of ``sources``, which are still to be read.
    """
    taken = {source.resolve() for source in sources}
    for target in targets:
        if target.path.resolve() in taken:
            fail(f"{target.option}: {str(target.path)!r} is named already; expected a file of its own", USAGE_STATUS)
        taken.add(target.path.resolve())
        if target.path.exists() and not target.path.is_file():
            fail(f"{target.option}: {str(target.path)!r} is no file; expected the name of a file", USAGE_STATUS)
        if target.path.exists() and not replace:
            fail(
                f"{target.option}: {str(target.path)!r} is there already; expected another name, or --replace",
                USAGE_STATUS,
            )
        if not target.path.parent.is_dir():
            fail(f"{target.option}: there is no folder {str(target.path.parent)!r}; expected one", USAGE_STATUS)


def write_whole(texts: Mapping[Target, str], check: Callable[[Mapping[Target, Path]], None] | None = None) -> None:
    """Write every file beside its place first, and move them there together once all are written and ``check`` is content.

    Args:
        check: is given the files beside their places, and raises when they must not be taken.
    """
    parts = {target: target.path.with_name(f".{target.path.name}.{os.getpid()}.part") for target in texts}
    try:
        for target, part in parts.items():
            try:
                with part.open("w", encoding="utf-8", newline="") as file:
                    file.write(texts[target])
            except OSError as error:
                fail(f"{target.option}: {str(target.path)!r} cannot be written ({error.strerror})", USAGE_STATUS)
        if check is not None:
            check(parts)
        for target, part in parts.items():
            part.replace(target.path)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
