"""TREC qrels and run files, read with every fault and written so that any evaluator reads back the same order.

A line of qrels is ``need 0 hub grade``; a line of a run is ``need Q0 hub rank score tag``. As in trec_eval the score decides
the order, not the rank; other than there, equal scores go by hub id.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Final

from matcher.errors import DataError

GRADES: Final = ("0", "1", "2", "3")
TAG: Final = re.compile(r"[\w.:+-]{1,60}")
MOST_SHOWN: Final = 60  # characters of a line that a fault repeats

Run = dict[str, list[str]]  # need id -> hub ids, best first
Qrels = dict[str, dict[str, int]]  # need id -> hub id -> grade


@dataclass(frozen=True, slots=True)
class RunFile:
    """A run as a file holds it, with the tag that its lines end with."""

    tag: str
    run: Run


@dataclass(frozen=True, slots=True)
class _Line:
    """The cells of a line and where it stands, as faults name it."""

    where: str
    text: str
    cells: list[str]


def read_qrels(path: Path, needs: Collection[str]) -> tuple[Qrels, list[str]]:
    """Grades, zeros too, and a fault for each line that is no qrels, names no need of ``needs``, or grades a pair again."""
    grades: Qrels = {}
    lines, faults = _lines(path, "TREC qrels")
    for line in lines:
        if len(line.cells) != 4 or line.cells[3] not in GRADES:
            faults.append(_found(line, "need, 0, hub and a grade 0 to 3"))
            continue
        need, _, hub, grade = line.cells
        if need not in needs:
            faults.append(f"{line.where}: unknown need {need!r}; expected an id of needs.jsonl")
        elif hub in grades.get(need, {}):
            faults.append(f"{line.where}: {hub!r} stands already for {need!r}; expected each pair once")
        else:
            grades.setdefault(need, {})[hub] = int(grade)
    return grades, faults


def read_run(path: Path, needs: Collection[str], hubs: Collection[str]) -> RunFile:
    """The run in ``path``: hubs by falling score, equal scores by id; raise `DataError` with every fault.

    Args:
        needs, hubs: ids that may stand in it; another is taken for a slip.
    """
    scores: dict[str, dict[str, float]] = {}
    lines, faults = _lines(path, "a TREC run")
    for line in lines:
        fault = _run_fault(line, needs, hubs, scores)
        if fault is not None:
            faults.append(fault)
            continue
        scores.setdefault(line.cells[0], {})[line.cells[2]] = float(line.cells[4])
    tags = sorted({line.cells[5] for line in lines if len(line.cells) == 6})
    if len(tags) > 1 and not faults:
        faults.append(f"{path}: found the tags {', '.join(tags)}; expected one run a file")
    if not lines and not faults:
        faults.append(f"{path}: found no line; expected a TREC run")
    if faults:
        raise DataError(faults)
    return RunFile(tags[0], {need: sorted(own, key=lambda hub: (-own[hub], hub)) for need, own in scores.items()})


def run_lines(run: Mapping[str, Sequence[str]], tag: str) -> str:
    """``run`` as a file, needs by id; the score counts down to 1, so no evaluator meets a tie. A need without hubs has no line."""
    lines = [
        f"{need} Q0 {hub} {rank} {len(run[need]) - rank + 1} {tag}"
        for need in sorted(run)
        for rank, hub in enumerate(run[need], 1)
    ]
    return "".join(f"{line}\n" for line in lines)


def qrels_lines(grades: Mapping[str, Mapping[str, int]], pool: Sequence[str]) -> str:
    """``grades`` as a file, needs and hubs by id, with a 0 for each hub of ``pool`` judged to be no good."""
    lines = [
        f"{need}\t0\t{hub}\t{own.get(hub, 0)}" for need, own in sorted(grades.items()) for hub in sorted({*pool, *own})
    ]
    return "".join(f"{line}\n" for line in lines)


def _run_fault(
    line: _Line, needs: Collection[str], hubs: Collection[str], seen: Mapping[str, Mapping[str, float]]
) -> str | None:
    """What is wrong with a line of a run, if anything."""
    if len(line.cells) != 6:
        return _found(line, "need, Q0, hub, rank, score and tag")
    need, _, hub, rank, score, tag = line.cells
    if not TAG.fullmatch(tag):
        return f"{line.where}: found the tag {tag[:MOST_SHOWN]!r}; expected up to 60 letters, digits and . _ : + -"
    if not rank.isdecimal():
        return f"{line.where}: found the rank {rank!r}; expected a whole number"
    if not _is_score(score):
        return f"{line.where}: found the score {score!r}; expected a finite number"
    if need not in needs:
        return f"{line.where}: unknown need {need!r}; expected an id of needs.jsonl"
    if hub not in hubs:
        return f"{line.where}: unknown hub {hub!r}; expected an id of the catalogue"
    if hub in seen.get(need, {}):
        return f"{line.where}: {hub!r} stands already for {need!r}; expected each hub once a need"
    return None


def _is_score(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False


def _found(line: _Line, expected: str) -> str:
    return f"{line.where}: found {line.text[:MOST_SHOWN]!r}; expected {expected}"


def _lines(path: Path, expected: str) -> tuple[list[_Line], list[str]]:
    """The lines that are not blank; a file that cannot be read is one fault."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        return [], [f"{path}: cannot be read ({error.strerror}); expected {expected}"]
    except UnicodeDecodeError as error:
        return [], [f"{path}: not UTF-8 (byte {error.start}); expected {expected}"]
    return list(_split(path, text)), []


def _split(path: Path, text: str) -> Iterator[_Line]:
    for number, line in enumerate(text.split("\n"), 1):
        if cells := line.split():
            yield _Line(f"{path}:{number}", line, cells)
