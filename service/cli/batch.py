"""`hub-matcher recommend --input ... --output ...`: the files, the progress bar and the faults on stderr."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, Literal

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from matcher.answer import Answer
from matcher.records import Query
from service.cli.batch_file import Faulty, answers
from service.cli.errors import USAGE_STATUS, fail
from service.cli.untrusted import printable

STANDARD: Final = "-"  # as a file name: standard input or output


def run_batch(source: BinaryIO, sink: BinaryIO, name: str, answer: Callable[[Query], Answer], ignore: bool) -> int:
    """Answer every line of ``source`` into ``sink``; returns how many lines could not be answered.

    Args:
        name: of the source, as faults shall name it.
        ignore: drop fields that no query has, instead of telling them as faults.
    """
    n_answered = n_failed = 0
    with _progress_bar(sink) as bar:
        task = bar.add_task("", total=_n_bytes(source), answered=0, failed=0)
        for result in answers(source, answer, ignore_unknown=ignore):
            sink.write(result.as_json().encode() + b"\n")
            if isinstance(result, Faulty):
                n_failed += 1
                told = f"{name}:{result.line}: {result.field}: {result.detail}"
                bar.console.print(Text(printable(told)), soft_wrap=True)
            else:
                n_answered += 1
            bar.update(task, completed=_position(source), answered=n_answered, failed=n_failed)
    bar.console.print(Text(f"{n_answered} answered, {n_failed} failed"))
    return n_failed


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """The file to read, or standard input for ``-``."""
    if name == STANDARD:
        yield sys.stdin.buffer
        return
    with _opened(Path(name), "rb", f"--input: {name!r} cannot be read") as source:
        yield source


@contextmanager
def finished_file(name: str) -> Iterator[BinaryIO]:
    """A file that appears under ``name`` once it is complete: until then the old one stays, and for good on an error.

    ``-`` is standard output; what is no regular file (a pipe, /dev/null) is written to directly.
    """
    if name == STANDARD:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(name).resolve()
    special = path.exists() and not path.is_file()
    part = path if special else path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with _opened(part, "wb", f"--output: {name!r} cannot be written") as sink:
            yield sink
        if not special:
            part.replace(path)
    finally:
        if not special:
            part.unlink(missing_ok=True)


def _opened(path: Path, mode: Literal["rb", "wb"], fault: str) -> BinaryIO:
    """The open file, or the end of the command with ``fault`` and its cause."""
    try:
        return path.open(mode)
    except OSError as error:
        fail(f"{fault} ({error.strerror}); expected the name of a file", USAGE_STATUS)


def _progress_bar(sink: BinaryIO) -> Progress:
    """A bar on stderr; only where somebody watches and the answers do not run over the same terminal."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    columns = (
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[answered]} answered, {task.fields[failed]} failed"),
    )
    return Progress(
        *columns,
        TimeRemainingColumn(),
        console=console,
        redirect_stdout=False,
        disable=not console.is_terminal or sink.isatty(),
    )


def _n_bytes(source: BinaryIO) -> int | None:
    """The size of a regular file; None for a stream, whose end nobody knows."""
    return os.fstat(source.fileno()).st_size if _is_regular(source) else None


def _position(source: BinaryIO) -> int | None:
    """How far a regular file has been read."""
    return source.tell() if _is_regular(source) else None


def _is_regular(source: BinaryIO) -> bool:
    try:
        return stat.S_ISREG(os.fstat(source.fileno()).st_mode)
    except OSError:  # no file behind it at all: a buffer in memory
        return False
