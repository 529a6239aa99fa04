"""Rules: what they admit is told with a reason, and a broken file is told with its lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import yaml

from matcher.catalogue import Catalogue
from matcher.errors import DataError
from matcher.need import CodeValue, Need, Place
from matcher.recommend import Recommender
from matcher.rules import Rule, Rules, load_rules
from matcher.vocabulary import Vocabularies
from tests.fakes import hub, weighted

PLANTED = """
  - code: planted
    effect: weight
    weight: 1.0
    need: {main_sector: [textiles], sector_known: true}
    hub: {ids: [digi4fashion, fashion], serves_main_sector: true, at_least: 1.0}
    reason: {pt: Porque sim., en: Because.}
"""
RULES = Path(__file__).parent.parent / "data" / "rules.yaml"
TERCEIRA = Place("Terceira", (0, 8), "text", "PT", ("PT200",), None, "PT200", "PT20")
VIGO = Place("Vigo", (0, 4), "text", "ES", ("ES114",), None, "ES114", "ES11")


@pytest.fixture(scope="module")
def hubs(catalogue_of: Callable[..., Catalogue]) -> Catalogue:
    """A regional hub, a national one of textiles, two abroad (Galicia, Germany), a zone."""
    return catalogue_of(
        hub("azores", coverage=["PT20"], scope=["regional"]),
        hub("fashion", sectors=weighted(textiles=5)),
        hub("galicia", country="ES", coverage=["ES11"]),
        hub("germany", country="DE", coverage=["DE"]),
        hub("zone", kind="zlt", scope=["zone"], coverage=["PT11"], networks=[], services=["regulatory-testing"]),
    )


@pytest.fixture(scope="module")
def rules(vocabularies: Vocabularies, recommender: Recommender) -> Rules:
    """The shipped rules."""
    return load_rules(RULES, vocabularies, recommender.catalogue.hub_ids)


def need(**values: object) -> Need:
    """A need of which only ``values`` is known."""
    return Need("?", "pt", "inferred", np.zeros(2, np.float32), **values)  # type: ignore[arg-type]  # fields by name


def code(name: str) -> CodeValue:
    """A code read out of a text, surely."""
    return CodeValue(name, "text", None, 1.0)


def touched(rules: Rules, rule: str, asked: Need, hubs: Catalogue) -> list[str]:
    """Ids of the hubs that a rule touches."""
    (found,) = [one for one in rules.rules if one.code == rule]
    return [hubs.hub_ids[row] for row in np.flatnonzero(found.applies(asked, hubs))]


def test_a_regional_hub_is_for_its_region(rules: Rules, hubs: Catalogue) -> None:
    """From Porto the hub of the Azores is excluded; from Terceira it is not."""
    porto = Place("Porto", None, "stated", "PT", ("PT11A",), "Porto", "PT11A", "PT11")
    assert touched(rules, "outside-its-region", need(places=(porto,)), hubs) == ["azores"]
    assert touched(rules, "outside-its-region", need(places=(TERCEIRA,)), hubs) == []


def test_a_whole_country_is_no_region(rules: Rules, hubs: Catalogue) -> None:
    """'In Portugal' says nothing about which region, so no regional hub is excluded or preferred."""
    portugal = need(places=(Place("Portugal", None, "text", "PT", ("PT",)),))
    assert touched(rules, "outside-its-region", portugal, hubs) == []
    assert touched(rules, "region-not-told", portugal, hubs) == ["azores"]


def test_hubs_abroad_stand_elsewhere_for_a_need_at_home(rules: Rules, hubs: Catalogue) -> None:
    """Also when the need does not say where it is."""
    assert touched(rules, "abroad-only-as-specialist", need(), hubs) == ["galicia", "germany"]


def test_a_need_abroad_finds_the_hubs_of_its_country(rules: Rules, hubs: Catalogue) -> None:
    """From Vigo only Germany is a third country."""
    verdict = rules.judge(need(places=(VIGO,)), hubs)
    assert [hubs.hub_ids[row] for row in np.flatnonzero(verdict.elsewhere)] == ["germany"]


def test_a_zone_is_offered_only_when_testing_is_asked(rules: Rules, hubs: Catalogue) -> None:
    """Regulatory testing offers the zone; nothing else does."""
    asked = rules.judge(need(services=(code("regulatory-testing"),)), hubs)
    assert [hubs.hub_ids[row] for row in np.flatnonzero(asked.offered)] == ["zone"]
    assert not rules.judge(need(services=(code("networking"),)), hubs).offered.any()


def test_a_doubtful_code_moves_no_rule(hubs: Catalogue) -> None:
    """At probability 0.3 the sector is not known."""
    planted = Rule.model_validate(yaml.safe_load(PLANTED)[0])
    doubtful = need(sectors=(CodeValue("textiles", "inferred", None, 0.3),))
    assert not planted.applies(doubtful, hubs).any()
    sure = planted.applies(need(sectors=(code("textiles"),)), hubs)
    assert [hubs.hub_ids[row] for row in np.flatnonzero(sure)] == ["fashion"]


def test_a_rule_switched_off_touches_nothing(rules: Rules, hubs: Catalogue) -> None:
    """``enabled: false`` is all it takes."""
    (rule,) = [one for one in rules.rules if one.code == "abroad-only-as-specialist"]
    assert not rule.model_copy(update={"enabled": False}).applies(need(), hubs).any()


@pytest.mark.parametrize(
    ("old", "new", "line_of", "message"),
    [
        ("weight: -3.0", "weight: heavy", "weight: heavy", "valid number"),
        ("effect: exclude", "effect: remove", "effect: remove", "'exclude'"),
        ("main_sector: [textiles", "main_sector: [textils", "", "unknown code 'textils'"),
        ("ids: [digi4fashion", "ids: [digifashion", "", "unknown hub 'digifashion'"),
        ("code: planted", "code: region-not-told", "", "stands twice"),
        ('version: "3"', 'version: "3', "", "not YAML"),
        ('version: "3"', 'version: "1 (new)"', 'version: "1 (new)"', "should match pattern"),
        ('version: "3"', "version: 2026-02-31", "", "not YAML: day is out of range"),
        ('version: "3"\n', 'version: "0"\nversion: "3"\n', 'version: "3"', "key 'version' stands twice"),
    ],
)
def test_a_broken_rule_is_told_with_its_line(
    old: str, new: str, line_of: str, message: str, vocabularies: Vocabularies, recommender: Recommender, tmp_path: Path
) -> None:
    """The fault names file, line and what was expected."""
    text = (RULES.read_text(encoding="utf-8") + PLANTED).replace(old, new, 1)
    (tmp_path / "rules.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message) as caught:
        load_rules(tmp_path / "rules.yaml", vocabularies, recommender.catalogue.hub_ids)
    if line_of:
        number = text[: text.index(line_of)].count("\n") + 1
        assert str(caught.value).startswith(f"{tmp_path / 'rules.yaml'}:{number}:")


def test_the_version_changes_with_every_edit(rules: Rules, vocabularies: Vocabularies, tmp_path: Path) -> None:
    """It begins with the editor's own and goes on with the checksum, so that an edit cannot go unnoticed."""
    (tmp_path / "rules.yaml").write_text('version: "x"\nrules: []\n', encoding="utf-8")
    edited = load_rules(tmp_path / "rules.yaml", vocabularies, [])
    assert (rules.version[:2], edited.version[:2], len(edited.version)) == ("3-", "x-", 14)


def test_a_file_that_is_no_text_is_told(vocabularies: Vocabularies, tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are a fault of the file."""
    (tmp_path / "rules.yaml").write_bytes(b"version: \xff")
    with pytest.raises(DataError, match="not UTF-8"):
        load_rules(tmp_path / "rules.yaml", vocabularies, [])
