"""Pools come from several systems, tell assessors nothing, and are the same for the same seed."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher import Recommender
from matcher.errors import DataError
from matcher.evaluation.systems import BM25, WHOLE
from matcher.labelling.pools import CONTROL, NewNeed, Pool, Proposals, pool, propose, read_needs
from matcher.spreadsheets import write_table

HUBS = tuple("abcdefgh")
NEEDS = (NewNeed(id="n1", text="one"), NewNeed(id="n2", text="two"))
RUNS = {BM25: {"n1": ["a", "b", "c"], "n2": ["h", "g"]}, WHOLE: {"n1": ["b", "d"], "n2": ["h", "a"]}}


def made(seed: int = 0, n_random: int = 0) -> Pool:
    """A pool of the first two hubs of either system."""
    return pool(Proposals(NEEDS, RUNS, HUBS), {"model": "m"}, depth=2, n_random=n_random, seed=seed)


def test_every_system_is_pooled_to_the_same_depth() -> None:
    """n1: a, b by BM25 and b, d by ours; n2: h, g and h, a."""
    assert set(made().keys) == {("n1", "a"), ("n1", "b"), ("n1", "d"), ("n2", "h"), ("n2", "g"), ("n2", "a")}


def test_each_pair_tells_who_proposed_it() -> None:
    """Once, also where both did."""
    proposers = {(pair.need_id, pair.hub_id): pair.proposed_by for pair in made().pairs}
    assert proposers["n1", "b"] == (BM25, WHOLE)
    assert proposers["n1", "a"] == (BM25,)


def test_controls_are_hubs_that_nobody_proposed() -> None:
    """Two further a need, so that what all systems miss has a chance to be seen."""
    controls = [pair for pair in made(n_random=2).pairs if pair.proposed_by == (CONTROL,)]
    assert [pair.need_id for pair in controls].count("n1") == 2
    assert not {pair.hub_id for pair in controls if pair.need_id == "n1"} & {"a", "b", "d"}


def test_the_order_is_shuffled_and_the_seed_decides_it() -> None:
    """Twenty seeds give several orders; one seed gives one."""
    assert made(3) == made(3)
    assert len({made(seed).keys for seed in range(20)}) > 5


def test_a_need_is_shown_in_one_go() -> None:
    """Its hubs stand together, whatever the shuffle."""
    order = [need_id for need_id, _ in made(1).keys]
    assert order in (["n1"] * 3 + ["n2"] * 3, ["n2"] * 3 + ["n1"] * 3)


@pytest.mark.parametrize("systems", [(WHOLE,), (BM25,), ()])
def test_a_pool_from_one_system_is_refused(systems: tuple[str, ...]) -> None:
    """Least of all from ours alone."""
    runs = {name: RUNS[name] for name in systems}
    with pytest.raises(DataError, match="expected two or more, not our own alone"):
        pool(Proposals(NEEDS, runs, HUBS), {})


def test_a_saved_pool_is_the_same_when_loaded(tmp_path: Path) -> None:
    """Through JSON and back."""
    made().save(tmp_path / "pool.json")
    assert Pool.load(tmp_path / "pool.json") == made()


def test_another_file_is_no_pool(tmp_path: Path) -> None:
    """Told with what was expected."""
    (tmp_path / "pool.json").write_text("[]")
    with pytest.raises(DataError, match="expected a file that `hub-matcher label pool` wrote"):
        Pool.load(tmp_path / "pool.json")


def test_needs_at_fault_are_all_told(tmp_path: Path) -> None:
    """An id twice and a need without text."""
    path = tmp_path / "needs.csv"
    path.write_text("id,text\nn1,one\nn1,two\nn3,\n")
    with pytest.raises(DataError) as caught:
        read_needs(path)
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize("name", ["needs.csv", "needs.xlsx"])
def test_needs_come_from_a_spreadsheet(name: str, tmp_path: Path) -> None:
    """Columns that say nothing are passed over."""
    write_table(tmp_path / name, ("day", "id", "text"), [("Monday", "n1", "one"), ("Tuesday", "n2", "two")])
    assert read_needs(tmp_path / name) == NEEDS


def test_needs_come_from_json_lines(tmp_path: Path) -> None:
    """One object a line."""
    (tmp_path / "needs.jsonl").write_text('{"id": "n1", "text": "one", "day": 1}\n{"id": "n2", "text": "two"}\n')
    assert read_needs(tmp_path / "needs.jsonl") == NEEDS


@pytest.mark.parametrize("row", ["n1,SECRET \x07 bell", "n 1,SECRET"])
def test_a_faulty_need_is_told_without_its_text(row: str, tmp_path: Path) -> None:
    """Control characters, and no id."""
    path = tmp_path / "needs.csv"
    path.write_text(f"id,text\n{row}\n")
    with pytest.raises(DataError, match=r"needs\.csv:2: ") as caught:
        read_needs(path)
    assert "SECRET" not in str(caught.value)


def test_a_run_under_the_name_of_ours_is_refused(recommender: Recommender) -> None:
    """It would take the place of our own in silence."""
    with pytest.raises(DataError, match="found a run called 'BM25'"):
        propose(recommender, NEEDS, {BM25: RUNS[BM25]})
