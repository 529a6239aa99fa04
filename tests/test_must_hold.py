"""The must-hold cases, each a test of its own, and the kinds of check on answers that are known by construction."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from matcher import Recommender
from matcher.answer import Outcome
from matcher.check import all_faults
from matcher.errors import DataError
from matcher.evaluation.must_hold import (
    FILE_NAME,
    Case,
    case_faults,
    check,
    load_cases,
    read_cases,
    seen,
    what_is_wrong,
)
from matcher.evaluation.must_hold_kinds import KINDS, Seen
from tests.conftest import DATA
from tests.service.test_cli import run

FILE = DATA / "judgments" / FILE_NAME
_READ = read_cases(FILE).record
CASES = _READ.cases if _READ else ()  # a broken file is told by its own test


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_holds(case: Case, recommender: Recommender) -> None:
    """What must be true of the answer is; a case marked as a known failure still fails, or its mark must go."""
    assert what_is_wrong(recommender, case) is None


def test_the_file_is_sound(recommender: Recommender) -> None:
    """No fault, and no hub, rule, code or place that the data lack."""
    assert len(load_cases(FILE, recommender)) >= 75


def test_most_cases_hold() -> None:
    """Known failures are a list of work, not a way to pass: sixty cases and four in five hold at least."""
    n_failing = sum(case.known_failure is not None for case in CASES)
    assert (len(CASES) - n_failing >= 60, n_failing <= len(CASES) / 5) == (True, True)


def test_every_hub_is_named_three_times(recommender: Recommender) -> None:
    """As the right door, or as one that must not be shown."""
    named = Counter(name for case in CASES for what, name in case.must.names() if what == "hub")
    hubs = recommender.catalogue.records
    assert [hub.id for hub in hubs if hub.country == "PT" and hub.kind == "dih" and named[hub.id] < 3] == []


def test_every_free_zone_is_asked_for(recommender: Recommender) -> None:
    """Each by a case that must show it."""
    shown = {name for case in CASES for what, name in case.must.names() if what == "zone"}
    assert {hub.id for hub in recommender.catalogue.records if hub.kind == "zlt"} == shown


def test_every_rule_is_held_to(recommender: Recommender) -> None:
    """A new rule needs a case that names it: ``excluded``, ``touched`` or ``untouched``."""
    named = {name for case in CASES for what, name in case.must.names() if what in ("rule", "exclusion")}
    assert [rule.code for rule in recommender.rules.rules if rule.enabled and rule.code not in named] == []


def test_every_kind_and_outcome_is_used() -> None:
    """No check stands unused, and each outcome is asked for."""
    kinds = {next(iter(case.must.model_fields_set)) for case in CASES}
    outcomes = {case.must.model_dump().get("outcome") for case in CASES}
    assert (set(KINDS) - kinds, set(get_args(Outcome)) - outcomes) == (set(), set())


def case(must: object, text: str = "Temos uma tinturaria em Guimarães e os lotes saem fora do tom.") -> Case:
    """A case about a dye works, which goes to DIGI4FASHION."""
    return Case.model_validate({"id": "planted", "text": text, "why": "It is planted.", "must": must})


@pytest.fixture(scope="module")
def dye_works(recommender: Recommender) -> Seen:
    """The answer to the dye works."""
    return seen(recommender, case({"first": "digi4fashion"}).query)


PLANTED: list[tuple[dict[str, object], str]] = [
    ({"first": "c-hub"}, "expected first c-hub, found digi4fashion"),
    ({"first_of": ["c-hub", "connect5"]}, "expected first one of c-hub, connect5, found digi4fashion"),
    ({"first_in_country": "ES"}, "expected first a hub of ES, found digi4fashion"),
    ({"in_top": {"hub": "innovtourism", "k": 1}}, "expected innovtourism among the first 1, found digi4fashion"),
    ({"never": "digi4fashion"}, "expected digi4fashion not to be recommended, found it at rank 1"),
    (
        {"excluded": {"hub": "c-hub", "rule": "outside-its-region"}},
        "expected c-hub excluded by outside-its-region, found",
    ),
    ({"touched": {"hub": "c-hub", "rule": "outside-its-region"}}, "expected outside-its-region to touch c-hub, found"),
    (
        {"untouched": {"hub": "ptcentrodih", "rule": "outside-its-region"}},
        "not to touch ptcentrodih, found that it does",
    ),
    ({"outcome": "no_match"}, "expected the outcome no_match, found match with digi4fashion"),
    ({"outcome_of": ["no_match", "too_vague"]}, "expected an outcome of no_match, too_vague, found match"),
    ({"zone": "zlt-aveiro"}, "expected the free zone zlt-aveiro, found none"),
    ({"cover_includes": ["c-hub"]}, "expected c-hub to cover it, found none"),
    ({"elsewhere_includes_country": "IS"}, "expected a hub of IS shown apart, found"),
    ({"refused_service": "incubation"}, "expected incubation understood as refused, found none"),
    ({"place": "Faro"}, "expected the place Faro, found Guimarães"),
]


@pytest.mark.parametrize(("must", "message"), PLANTED, ids=[next(iter(must)) for must, _ in PLANTED])
def test_a_broken_check_says_what_was_expected_and_found(must: object, message: str, dye_works: Seen) -> None:
    """The dye works in Guimarães goes to DIGI4FASHION, whatever the planted case wants."""
    told = case(must).must.broken(dye_works)
    assert told is not None
    assert message in told


def test_no_zones_is_broken_by_a_zone(recommender: Recommender) -> None:
    """A driverless shuttle under special rules gets one."""
    zoned = case({"no_zones": True}, "Testes de veículos autónomos em Aveiro num regime legal especial.")
    assert "expected no free zone, found zlt-aveiro" in str(what_is_wrong(recommender, zoned))


def test_what_is_broken_is_told_by_its_id(recommender: Recommender) -> None:
    """One line says which case, what was expected and what was found; a case that holds is not listed."""
    broken = check(recommender, [case({"first": "digi4fashion"}), case({"first": "c-hub"})])
    assert [str(one).split(", found digi4fashion")[0] for one in broken] == ["case planted: expected first c-hub"]


def test_a_mended_case_wants_its_mark_removed(recommender: Recommender) -> None:
    """A known failure that fails is as it should be; one that holds is told."""
    still, mended = (
        case({"first": hub}).model_copy(update={"known_failure": "x"}) for hub in ("c-hub", "digi4fashion")
    )
    assert what_is_wrong(recommender, still) is None
    assert "delete its line known_failure" in str(what_is_wrong(recommender, mended))


FAULTS = [
    ("must: {first: a, never: b}", 7, "expected exactly one of first, "),
    ("must: {best: a}", 7, "expected exactly one of first, "),
    ("must: {first: Not An Id}", 7, "first"),
    ("must: {outcome: maybe}", 7, "'match', 'weak_match'"),
    ("must: {first: nobody}", 4, "planted: must: unknown hub 'nobody'"),
    ("must: {zone: zlt-nowhere}", 4, "unknown zone 'zlt-nowhere'"),
    ("must: {touched: {hub: c-hub, rule: no-rule}}", 4, "unknown rule 'no-rule'"),
    ("must: {refused_service: money}", 4, "unknown service 'money'"),
    ("must: {place: Atlantis}", 4, "unknown place 'Atlantis'"),
    ("must: {first: c-hub}\n    must: {never: c-hub}", 8, "key 'must' stands twice"),
    ("must: {first: c-hub}\n    given: {place: Atlantis}", 4, "given: unknown place 'Atlantis'"),
    ("must: {first: c-hub}\n    given: {sectors: [money]}", 4, "given: unknown sectors 'money'"),
    ("must: {first: c-hub}\n    given: {language: xx}", 4, "language: "),
    ("must: {first: c-hub}\n    because: x", 8, "because: "),
]
HEAD = 'version: "1"\n# a comment\ncases:\n  - id: planted\n    text: Olá.\n    why: It is planted.\n    '


@pytest.mark.parametrize(("rest", "line", "message"), FAULTS, ids=[rest for rest, _, _ in FAULTS])
def test_a_fault_is_told_with_its_line(
    rest: str, line: int, message: str, recommender: Recommender, tmp_path: Path
) -> None:
    """Unknown kinds, names and fields are faults of the file."""
    (tmp_path / FILE_NAME).write_text(HEAD + rest + "\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_cases(tmp_path / FILE_NAME, recommender)
    assert str(caught.value).startswith(f"{tmp_path / FILE_NAME}:{line}: ")
    assert message in str(caught.value)


def test_all_faults_are_told_at_once(recommender: Recommender, tmp_path: Path) -> None:
    """Two unknown hubs and an id that stands twice are three faults."""
    one = HEAD.split("cases:\n")[1] + "must: {first: nobody}\n"
    (tmp_path / FILE_NAME).write_text('version: "1"\ncases:\n' + one + one, encoding="utf-8")
    hubs = recommender.catalogue
    file = read_cases(tmp_path / FILE_NAME)
    faults = list(case_faults(file, hubs.vocabularies, recommender.reader.geography, hubs.hub_ids, ()))
    assert [fault.split(": ")[1][:9] for fault in faults] == ["planted", "'planted'", "planted"]


def test_the_catalogue_check_names_the_faults(tmp_path: Path) -> None:
    """An unknown hub in the cases is told among the faults of all files."""
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    path = data / "judgments" / FILE_NAME
    path.write_text(
        FILE.read_text(encoding="utf-8").replace("first: produtech-dih", "first: nobody", 1), encoding="utf-8"
    )
    assert [fault.split(": ", 1)[0].rpartition(":")[0] for fault in all_faults(data)] == [str(path)]


def test_a_broken_rules_file_makes_no_rule_unknown(tmp_path: Path) -> None:
    """Only the rules' own fault is told, not one for every case that names a rule."""
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    (data / "rules.yaml").write_text("rules: 1\n", encoding="utf-8")
    assert {fault.split(":")[0] for fault in all_faults(data)} == {str(data / "rules.yaml")}


def test_the_command_lists_what_is_broken(tmp_path: Path) -> None:
    """Under rules that keep no regional hub at home some cases break: each is told, and the command fails."""
    rules, text = tmp_path / "rules.yaml", (DATA / "rules.yaml").read_text(encoding="utf-8")
    rule = "code: outside-its-region\n    enabled: "
    rules.write_text(text.replace(rule + "true", rule + "false"), encoding="utf-8")
    result = run("must-hold", "--rules", str(rules))
    assert (result.exit_code, "case azores-not-for-lisbon: expected" in result.stdout) == (1, True)


def test_a_case_given_what_no_query_takes_is_a_fault() -> None:
    """The text is validated as that of a query."""
    with pytest.raises(ValueError, match="is empty"):
        case({"first": "c-hub"}, text=" ")


@pytest.mark.parametrize("command", [["must-hold"], ["rules"], ["rules", "diff"]])
def test_every_command_explains_itself(command: list[str]) -> None:
    """--help ends well and shows how to call it."""
    result = run(*command, "--help")
    assert (result.exit_code, result.stdout.startswith("Usage: ")) == (0, True)
