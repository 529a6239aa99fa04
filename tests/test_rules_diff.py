"""What-if of the rules: a planted change moves exactly the need it speaks of, and everything that holds rules follows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import numpy as np
import pytest

from matcher import Recommender
from matcher.changed_rules import with_rules
from matcher.evaluation.judgments import Judgments, load_judgments
from matcher.evaluation.rules_diff import RulesDiff, WhatIf, diff_judged, diff_queries, paired_gain
from matcher.records import Query
from matcher.rules import Rules, load_rules
from tests.conftest import DATA
from tests.service.test_cli import run

SHIPPED = DATA / "rules.yaml"
NEEDS = {
    "dye-works": "Temos uma tinturaria em Guimarães e os lotes saem fora do tom.",
    "quarry": "Pedreira de granito quer usar drones para medir as reservas.",
    "hotel": "Hotel em Lisboa quer um assistente virtual para os hóspedes.",
}
# Nothing but the dye works is about textiles: only it is moved.
PLANTED = """
  - code: planted
    effect: exclude
    need: {main_sector: [textiles]}
    hub: {ids: [digi4fashion]}
    reason: {pt: É um ensaio., en: It is a trial.}
"""


@pytest.fixture
def new_file(tmp_path: Path) -> Path:
    """The shipped rules with one more that keeps DIGI4FASHION from needs of textiles."""
    path = tmp_path / "new.yaml"
    path.write_text(SHIPPED.read_text(encoding="utf-8").rstrip() + "\n" + PLANTED, encoding="utf-8")
    return path


def rules_of(path: Path, recommender: Recommender) -> Rules:
    """The rules of a file, for the shipped catalogue."""
    return load_rules(path, recommender.catalogue.vocabularies, recommender.catalogue.hub_ids)


def difference(recommender: Recommender, new: Path) -> RulesDiff:
    """What ``new`` changes of the three needs."""
    what_if = WhatIf.of(recommender, recommender.rules, rules_of(new, recommender))
    return diff_queries(what_if, ((need_id, Query(text=text)) for need_id, text in NEEDS.items()))


def holders(value: object, seen: set[int]) -> Iterator[Rules]:
    """Every set of rules that can be reached from ``value`` through dataclasses."""
    if isinstance(value, Rules):
        yield value
    elif is_dataclass(value) and not isinstance(value, type) and id(value) not in seen:
        seen.add(id(value))
        for field in fields(value):
            yield from holders(getattr(value, field.name), seen)


def test_a_planted_rule_moves_the_need_it_speaks_of(recommender: Recommender, new_file: Path) -> None:
    """The dye works alone, through that rule, and its first hub goes."""
    found = difference(recommender, new_file)
    (change,) = found.changes
    assert (found.n, change.need_id, change.moved_by, change.of_top) == (3, "dye-works", ("planted",), True)
    assert (change.before.top[0], "digi4fashion" in change.after.top) == ("digi4fashion", False)


def test_the_same_rules_change_nothing(recommender: Recommender) -> None:
    """No need is answered differently, and the versions agree."""
    found = difference(recommender, SHIPPED)
    assert (found.changes, found.outcomes, found.old) == ((), {}, found.new)


def test_a_rule_that_is_switched_off_is_named(recommender: Recommender, new_file: Path, tmp_path: Path) -> None:
    """From the planted rule to the same one with ``enabled: false`` the dye works gets its hub back."""
    (tmp_path / "off.yaml").write_text(
        new_file.read_text(encoding="utf-8").replace("code: planted", "code: planted\n    enabled: false"),
        encoding="utf-8",
    )
    what_if = WhatIf.of(recommender, rules_of(new_file, recommender), rules_of(tmp_path / "off.yaml", recommender))
    (change,) = diff_queries(what_if, [("dye-works", Query(text=NEEDS["dye-works"]))]).changes
    assert (change.moved_by, change.after.top[0]) == (("planted",), "digi4fashion")


def test_a_free_zone_that_is_no_longer_offered_is_a_change(recommender: Recommender, tmp_path: Path) -> None:
    """Also when the first three hubs stay."""
    text = SHIPPED.read_text(encoding="utf-8").replace("effect: offer_zone", "enabled: false\n    effect: offer_zone")
    (tmp_path / "new.yaml").write_text(
        text.replace("enabled: true\n    enabled: false", "enabled: false"), encoding="utf-8"
    )
    what_if = WhatIf.of(recommender, recommender.rules, rules_of(tmp_path / "new.yaml", recommender))
    shuttle = Query(text="Vaivém sem condutor em Aveiro.", services=("regulatory-testing",))
    (change,) = diff_queries(what_if, [("shuttle", shuttle)]).changes
    assert (change.of_top, "zlt-aveiro" in change.before.zones, change.after.zones) == (False, True, ())
    assert change.moved_by == ("free-zone-for-regulatory-testing",)


def test_everything_that_holds_rules_follows(recommender: Recommender, new_file: Path) -> None:
    """No part keeps the old ones, and the answer names the new version."""
    new = rules_of(new_file, recommender)
    changed = with_rules(recommender, new)
    held = list(holders(changed, set()))
    assert (len(held) >= 5, {id(one) for one in held}) == (True, {id(new)})
    answer = changed.recommend(NEEDS["dye-works"])
    assert answer.versions.rules == new.version
    assert ("digi4fashion", "planted", "É um ensaio.") in {(e.hub_id, e.rule, e.reason) for e in answer.excluded}


def test_the_recommender_given_stays_as_it_is(recommender: Recommender, new_file: Path) -> None:
    """Requests that run under the old rules are not disturbed."""
    with_rules(recommender, rules_of(new_file, recommender))
    assert recommender.recommend(NEEDS["dye-works"]).recommendations[0].hub_id == "digi4fashion"


def test_the_gain_is_the_mean_of_paired_differences() -> None:
    """Differences 0.2, 0 and -0.1 have the mean 0.1/3; the interval lies between the least and the largest."""
    gain = paired_gain(np.array([[0.5, 0.7], [0.4, 0.4], [1.0, 0.9]]), rng=np.random.default_rng(1))
    assert (gain.n, gain.difference) == (3, pytest.approx(0.1 / 3))
    assert -0.1 <= gain.low <= gain.difference <= gain.high <= 0.2


def test_judged_needs_tell_what_ranking_gains(recommender: Recommender, new_file: Path) -> None:
    """Keeping DIGI4FASHION from needs that it is the right door for costs; the other needs stay."""
    judgments = load_judgments(DATA / "judgments", "train")
    textile = [need for need in judgments.needs if need.sectors[:1] == ("textiles",)][:4]
    other = [need for need in judgments.needs if not {"textiles", "leather"} & set(need.sectors)][:4]
    few = Judgments((*textile, *other), judgments.grades)
    what_if = WhatIf.of(recommender, recommender.rules, rules_of(new_file, recommender))
    found = diff_judged(what_if, few)
    assert {change.need_id for change in found.changes} <= {need.id for need in textile}
    assert found.gain is not None
    assert (found.gain.difference < 0, found.gain.after < found.gain.before) == (True, True)


def test_the_command_names_needs_and_rules_and_no_text(new_file: Path, tmp_path: Path) -> None:
    """A file of needs: ids, hubs and rules are printed and written, the texts are not."""
    needs = tmp_path / "needs.jsonl"
    lines = [json.dumps({"id": need_id, "text": text}) for need_id, text in NEEDS.items()]
    needs.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = run(
        "rules", "diff", str(SHIPPED), str(new_file), "--needs", str(needs), "--json", str(tmp_path / "d.json")
    )
    told = json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))
    assert (result.exit_code, [change["need_id"] for change in told["changes"]]) == (0, ["dye-works"])
    assert "1 of 3 needs are answered differently" in result.stdout
    assert [line for line in result.stdout.splitlines() if line.startswith("| dye-works | digi4fashion, ")]
    assert "tinturaria" not in result.stdout + json.dumps(told)


def test_the_command_tells_every_fault_of_both_files(new_file: Path, tmp_path: Path) -> None:
    """Two broken files: both are named with a line, and nothing is compared."""
    old = tmp_path / "old.yaml"
    old.write_text(
        SHIPPED.read_text(encoding="utf-8").replace("effect: exclude", "effect: remove", 1), encoding="utf-8"
    )
    new_file.write_text(new_file.read_text(encoding="utf-8").replace("[digi4fashion]", "[nobody]"), encoding="utf-8")
    result = run("rules", "diff", str(old), str(new_file))
    assert (result.exit_code, f"{old}:" in result.stderr, f"{new_file}:" in result.stderr) == (1, True, True)
    assert ("remove" in result.stderr, "unknown hub 'nobody'" in result.stderr) == (True, True)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--needs", "x.jsonl", "--split", "dev"], "--needs and --split"),
        (["--needs", "none.jsonl"], "--needs: 'none.jsonl' cannot be read"),
        (["--ignore-unknown"], "--ignore-unknown goes with --needs"),
    ],
)
def test_options_that_cannot_be_used_are_told(options: list[str], message: str) -> None:
    """The option is named, and what was expected."""
    result = run("rules", "diff", str(SHIPPED), str(SHIPPED), *options)
    assert (result.exit_code, message in result.stderr) == (2, True)


def test_faulty_needs_are_told_by_line(tmp_path: Path) -> None:
    """A line without a text is named, and its words are not repeated."""
    (tmp_path / "needs.jsonl").write_text('{"text": "Ajuda."}\n{"txt": "secret"}\n', encoding="utf-8")
    result = run("rules", "diff", str(SHIPPED), str(SHIPPED), "--needs", str(tmp_path / "needs.jsonl"))
    assert (result.exit_code, "needs.jsonl:2: txt: unknown field" in result.stderr) == (1, True)
    assert "secret" not in result.stderr
