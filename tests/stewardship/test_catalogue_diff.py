"""Two catalogues side by side: hubs field by field, and whose ranking moves."""

from __future__ import annotations

import pytest

from matcher import DataError, Recommender
from matcher.evaluation.judgments import Judgments, load_judgments
from matcher.evaluation.rules_diff import Standing, WhatIf
from matcher.records import HubRecord
from matcher.stewardship.catalogue_diff import FieldChange, Reweighted, diff_catalogues
from matcher.stewardship.changed_catalogue import checked_side, known_sentences, with_hubs
from matcher.stewardship.ranking_diff import Moved, RankingDiff, diff_rankings, exposures
from tests.conftest import DATA
from tests.fakes import hub, weighted

DYE_WORKS = "Temos uma tinturaria em Guimarães e os lotes saem fora do tom."


def changes(before: HubRecord, after: HubRecord) -> tuple[FieldChange, ...]:
    """The fields of the one hub that changed."""
    (change,) = diff_catalogues([before], [after]).changed
    return change.fields


def test_hubs_that_come_and_go_are_named() -> None:
    """By id and name; what is in both and alike is counted."""
    found = diff_catalogues([hub("a"), hub("b")], [hub("b"), hub("c")])
    assert ([h.hub_id for h in found.added], [h.hub_id for h in found.removed], found.n_same) == (["c"], ["a"], 1)


def test_a_list_is_compared_as_a_set_with_intensities() -> None:
    """Its order means nothing."""
    before = hub("a", sectors=weighted(energy=3, textiles=5, leather=None))
    after = hub("a", sectors=weighted(leather=2, textiles=5, space=1))
    assert changes(before, after) == (
        FieldChange("sectors", added=("space",), removed=("energy",), reweighted=(Reweighted("leather", None, 2),)),
    )


def test_the_order_of_a_list_is_no_change() -> None:
    """Nor of customers or networks."""
    before, after = hub("a", customers=["sme", "startup"]), hub("a", customers=["startup", "sme"])
    assert diff_catalogues([before], [after]).changed == ()


def test_values_and_parts_of_the_seat_are_told() -> None:
    """Each with what it was and what it is."""
    seat = {"city": "Braga", "municipality": "Porto", "postal_code": None, "nuts3": None, "nuts2": "PT11"}
    assert changes(hub("a"), hub("a", seat=seat, website="https://a.pt")) == (
        FieldChange("seat.city", before="Porto", after="Braga"),
        FieldChange("seat.nuts3", before="PT11A", after=None),
        FieldChange("website", before=None, after="https://a.pt"),
    )


def test_who_enters_and_leaves_the_first_five_is_counted() -> None:
    """Of three needs: 'a' leaves one, 'b' enters two, 'c' stays."""
    tops = [(("a", "c"), ("b", "c")), (("c",), ("c", "b")), (("a",), ("a",))]
    moved = [Moved(str(n), standing(old), standing(new)) for n, (old, new) in enumerate(tops)]
    found = [(one.hub_id, one.before, one.after, one.entered, one.left) for one in exposures(moved)]
    assert found == [("b", 0, 2, 2, 0), ("a", 2, 1, 0, 1)]


def standing(top: tuple[str, ...]) -> Standing:
    """An answer of which only the first hubs matter."""
    return Standing(top, "match", (), ())


def what_if(recommender: Recommender, new: tuple[HubRecord, ...]) -> WhatIf:
    """The shipped hubs against others."""
    known = known_sentences(recommender, [*recommender.catalogue.records, *new])
    return WhatIf(*(with_hubs(recommender, hubs, known) for hubs in (recommender.catalogue.records, new)))


def few_needs(sector: str) -> Judgments:
    """Four judged needs of a sector, and four of others."""
    judgments = load_judgments(DATA / "judgments", "train")
    own = [need for need in judgments.needs if need.sectors[:1] == (sector,)][:4]
    other = [need for need in judgments.needs if sector not in need.sectors][:4]
    return Judgments((*own, *other), judgments.grades)


def without(recommender: Recommender, hub_id: str) -> RankingDiff:
    """What happens to needs of textiles when a hub goes."""
    rest = tuple(one for one in recommender.catalogue.records if one.id != hub_id)
    return diff_rankings(what_if(recommender, rest), few_needs("textiles"), "train")


def test_the_same_hubs_move_nothing(recommender: Recommender) -> None:
    """No need, no hub, no gain."""
    found = diff_rankings(what_if(recommender, recommender.catalogue.records), few_needs("textiles"), "train")
    assert (found.n, found.moved, found.hubs) == (8, (), ())
    assert found.gain is not None
    assert (found.gain.difference, found.gain.low, found.gain.high) == (0, 0, 0)


def test_a_hub_that_goes_leaves_its_needs_and_costs(recommender: Recommender) -> None:
    """Its own good needs count as before: a hub that is not there cannot be found."""
    found = without(recommender, "digi4fashion")
    (own,) = [one for one in found.hubs if one.hub_id == "digi4fashion"]
    assert (own.after, own.left == own.before, own.before > 0) == (0, True, True)
    assert found.gain is not None
    assert found.gain.difference < 0


def test_a_new_national_hub_is_told_as_never_judged(recommender: Recommender) -> None:
    """It may take places, and no assessor saw it."""
    copied = recommender.catalogue.records[recommender.catalogue.row["digi4fashion"]].model_copy(update={"id": "new"})
    found = diff_rankings(
        what_if(recommender, (*recommender.catalogue.records, copied)), few_needs("textiles"), "train"
    )
    assert (found.unjudged, "new" in {one.hub_id for one in found.hubs}) == (("new",), True)


def test_other_hubs_change_the_version_and_not_the_recommender_given(recommender: Recommender) -> None:
    """Every part that holds the catalogue follows."""
    before = recommender.catalogue.version
    both = what_if(recommender, recommender.catalogue.records[:30])
    answer = both.new.recommend(DYE_WORKS)
    assert (answer.versions.catalogue, recommender.catalogue.version) == (both.new.catalogue.version, before)
    assert {one.hub_id for one in answer.excluded} <= set(both.new.catalogue.hub_ids)


def test_only_sentences_that_are_new_are_encoded(recommender: Recommender) -> None:
    """The vectors of those that are known are taken over, up to rounding."""
    known = known_sentences(recommender, recommender.catalogue.records)
    again = with_hubs(recommender, recommender.catalogue.records, known)
    old, new = recommender.catalogue.passages, again.catalogue.passages
    assert (again.catalogue.version, new.passages) == (recommender.catalogue.version, old.passages)
    assert abs(old.vectors - new.vectors).max() < 0.001


def test_a_side_is_its_own_hubs_and_those_of_neither(recommender: Recommender) -> None:
    """So a file of some hubs can be compared alone."""
    common, own, other = [hub("a"), hub("b"), hub("c")], [hub("a", name="New")], [hub("a"), hub("b")]
    found = checked_side(recommender, common, own, other)
    assert [(one.id, one.name) for one in found] == [("a", "New"), ("c", "C")]


def test_a_hub_with_an_unknown_code_is_told(recommender: Recommender) -> None:
    """Before anything is ranked."""
    with pytest.raises(DataError, match="a: sectors: unknown code 'cloth'"):
        checked_side(recommender, [], [hub("a", sectors=weighted(cloth=1))], [])
