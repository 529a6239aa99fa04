"""Every fault of every file at once: planted faults are named with file and line, and hide no other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from matcher.check import all_faults, check_data
from tests.conftest import DATA

Plant = Callable[[str], str]  # a file's text with a fault in it


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the shipped data that a test may spoil."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def spoil(data: Path, name: str, plant: Plant) -> None:
    """Put a fault into a file of ``data``."""
    path = data / name
    path.write_text(plant(path.read_text(encoding="utf-8")), encoding="utf-8")


def first_line(**changes: object) -> Plant:
    """Changes fields of the object on a file's first line."""

    def plant(text: str) -> str:
        line, _, rest = text.partition("\n")
        return json.dumps(json.loads(line) | changes) + "\n" + rest

    return plant


def added(line: str) -> Plant:
    """Adds a line at the end."""
    return lambda text: text.rstrip("\n") + "\n" + line + "\n"


def n_lines(data: Path, name: str) -> int:
    """Number of the last line of a file of ``data``."""
    return (data / name).read_text(encoding="utf-8").rstrip("\n").count("\n") + 1


def test_the_shipped_data_have_no_fault() -> None:
    """What is committed is sound."""
    assert all_faults(DATA) == []


def test_sound_files_are_counted(data: Path) -> None:
    """One number for each file: 23 profiles of the national network and the zones."""
    assert check_data(data).n_rows[data / "hubs" / "pt.jsonl"] == 23


PLANTED: list[tuple[str, Plant, str]] = [
    ("vocabularies/sectors.csv", added("no-label"), "cells"),
    ("vocabularies/clients.csv", added("x,X,X,nobody,"), "served_as: unknown code 'nobody'"),
    ("vocabularies/related.csv", added("sectors,textiles,nowhere,0.5,"), "unknown code 'nowhere'"),
    ("vocabularies/terms.csv", added("sectors,nowhere,pt,palavra,0.5"), "unknown code 'nowhere'"),
    ("vocabularies/terms.csv", added("sectors,textiles,pt,--,0.5"), "term '--' has no word"),
    ("vocabularies/negation.csv", added("pt,nunca,maybe"), "kind: "),
    ("geography/towns.csv", added("Xanadu,Atlantis,,"), "Atlantis"),
    ("hubs/eu.jsonl", added("{broken"), "not JSON"),
    ("hubs/pt.jsonl", first_line(services=["money"]), "services: unknown code 'money'"),
    ("hubs/pt.jsonl", first_line(coverage=["PT9"]), "coverage: unknown region 'PT9'"),
    ("rules.yaml", added("    colour: red"), "colour: "),
    ("contacts.csv", added("A Person,x,x,x,x,x,x"), "id: "),
    ("judgments/needs.jsonl", first_line(sectors=["money"]), "sectors: unknown code 'money'"),
    ("judgments/needs.jsonl", first_line(id="Not An Id"), "id: "),
    ("judgments/qrels.tsv", added("d001\t0\tno-such-hub\t3"), "unknown hub 'no-such-hub'"),
    ("judgments/qrels.tsv", added("d999999\t0\tattract-dih\t3"), "unknown need 'd999999'"),
    ("judgments/qrels.tsv", added("d001\t0\tattract-dih\t9"), "expected need, 0, hub and a grade 0 to 3"),
    ("judgments/labelled_texts.jsonl", first_line(id="nobody-1"), "id: "),
    ("judgments/labelled_texts.jsonl", first_line(client="martian"), "client: unknown code 'martian'"),
]


@pytest.mark.parametrize(("name", "plant", "message"), PLANTED, ids=[f"{name}: {text}" for name, _, text in PLANTED])
def test_a_planted_fault_is_named_with_file_and_line(data: Path, name: str, plant: Plant, message: str) -> None:
    """The first or the last line of a file is spoilt: its fault names it."""
    spoil(data, name, plant)
    line = 1 if "first_line" in plant.__qualname__ else n_lines(data, name)
    assert [fault for fault in all_faults(data) if fault.startswith(f"{data / name}:{line}: ") and message in fault]


INDEPENDENT = [PLANTED[row] for row in (1, 2, 5, 6, 8, 10, 11, 12, 17)]  # each in a file of its own


def test_no_fault_hides_another(data: Path) -> None:
    """Nine files are spoilt at once: all nine are named."""
    for name, plant, _ in INDEPENDENT:
        spoil(data, name, plant)
    told = all_faults(data)
    assert [name for name, _, _ in INDEPENDENT if not any(str(data / name) in fault for fault in told)] == []


def test_a_broken_table_makes_no_code_of_it_unknown(data: Path) -> None:
    """One broken row of the sectors is one fault, and one word on what was left out: not hundreds of unknown codes."""
    spoil(data, "vocabularies/sectors.csv", added("no-label"))
    assert [len(part) for part in (check_data(data).faults, check_data(data).left_out)] == [1, 1]


def test_a_broken_geography_makes_no_place_unknown(data: Path) -> None:
    """The hubs' regions are left out of the check, and the answer says so."""
    spoil(data, "geography/towns.csv", added("Xanadu,Atlantis,,"))
    found = check_data(data)
    assert [len(found.faults), "geography" in found.left_out[0]] == [1, True]


def test_a_broken_profile_makes_no_hub_unknown(data: Path) -> None:
    """Grades and rules of hubs are not blamed for a profile that cannot be read."""
    spoil(data, "hubs/pt.jsonl", lambda text: "{broken\n" + text.partition("\n")[2])
    found = check_data(data)
    assert [len(found.faults), "pt.jsonl" in found.left_out[0]] == [1, True]


def test_a_missing_file_is_one_fault(data: Path) -> None:
    """Grades that are not there are named; nothing else is."""
    (data / "judgments" / "qrels.tsv").unlink()
    assert [fault for fault in all_faults(data) if "cannot be read" not in fault] == []


def test_an_empty_folder_is_told_not_raised(tmp_path: Path) -> None:
    """Every file is missing: each is named."""
    assert sum("cannot be read" in fault for fault in all_faults(tmp_path)) >= 15
