"""Outcomes, calibration, exposure and slices: by hand, against second opinions, and with planted answers."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.answer import Outcome
from matcher.catalogue import Catalogue
from matcher.evaluation.calibration_measures import calibration, equal_mass_bins, equal_mass_error
from matcher.evaluation.comparison import Trial
from matcher.evaluation.exposure import exposure, gini, hub_exposures
from matcher.evaluation.judgments import JudgedNeed, JudgedPlace
from matcher.evaluation.outcomes import OUTCOMES, Given, count_outcomes
from matcher.evaluation.slices import LEAST_NEEDS, region_of, slices
from matcher.evaluation.systems import BASELINES, BM25, ENCODER, WHOLE
from matcher.geography import Geography
from tests.fakes import hub

FARO = JudgedPlace(text="Faro", municipality="Faro", nuts3="PT150", nuts2="PT15", country="PT")
POOL = ("a", "b", "c", "d")


def judged(number: int = 1, **fields: object) -> JudgedNeed:
    """A Portuguese need that tells nothing, with ``fields``."""
    empty = {"places": (), "sectors": (), "technologies": (), "services": (), "client": "unknown", "n_facets": 1}
    about = {"id": f"n{number}", "split": "train", "text": "x", "difficulty": "easy", "outcome": "match", "lang": "pt"}
    return JudgedNeed.model_validate(empty | about | fields)


def outcome_pairs() -> list[tuple[Outcome, Given]]:
    """Judged and given: two right doors of which one is turned away, three without a door of which two are matched."""
    return [
        ("match", Given("match", "high")),
        ("match", Given("too_vague", None)),
        ("weak_match", Given("out_of_scope", None)),
        ("no_match", Given("match", "high")),
        ("too_vague", Given("match", "medium")),
        ("out_of_scope", Given("out_of_scope", None)),
    ]


def test_the_two_errors_by_hand() -> None:
    """Turned away 1 of 2 (a weak match has no right door); astray 1 of 3, of which the answer was sure; matched 2 of 3."""
    pairs = outcome_pairs()
    needs = [judged(number, outcome=outcome) for number, (outcome, _) in enumerate(pairs)]
    found = count_outcomes(needs, [given for _, given in pairs])
    assert (found.turned_away.share.count, found.turned_away.share.n, found.turned_away.needs) == (1, 2, ("n1",))
    assert (found.sent_astray.share.count, found.sent_astray.share.n, found.sent_astray.needs) == (1, 3, ("n3",))
    assert (found.matched_at_all.share.count, found.matched_at_all.needs) == (2, ("n3", "n4"))
    assert (found.right.count, found.n, found.commonest) == (2, 6, pytest.approx(2 / 6))


@given(st.lists(st.tuples(st.sampled_from(OUTCOMES), st.sampled_from(OUTCOMES)), max_size=20))
def test_every_need_is_in_one_cell(pairs: list[tuple[Outcome, Outcome]]) -> None:
    """Rows add up to what was judged, columns to what was given."""
    needs = [judged(number, outcome=own) for number, (own, _) in enumerate(pairs)]
    counts = count_outcomes(needs, [Given(outcome, None) for _, outcome in pairs]).counts
    for outcome in OUTCOMES:
        assert sum(counts[outcome].values()) == sum(own == outcome for own, _ in pairs)
        assert sum(row[outcome] for row in counts.values()) == sum(given == outcome for _, given in pairs)


def test_bins_of_equal_mass_by_hand() -> None:
    """Twenty values, two a bin: each bin's gap counts without its sign, over 20."""
    probabilities = np.linspace(0.0, 0.95, 20, dtype=np.float32)[None, :]
    labels = probabilities >= 0.5
    gaps = (probabilities[0].astype(float) - labels[0]).reshape(10, 2).sum(axis=1)
    assert list(equal_mass_bins(probabilities)[0]) == [b for b in range(10) for _ in range(2)]
    assert equal_mass_error(probabilities, labels).value == pytest.approx(np.abs(gaps).sum() / 20)


def test_equal_probabilities_share_a_bin() -> None:
    """Nine zeros and a one: the zeros are one bin whatever their order, so nothing depends on the order of pairs."""
    probabilities = np.array([[0, 0, 0, 0, 1, 0, 0, 0, 0, 0]], np.float32)
    assert list(equal_mass_bins(probabilities)[0]) == [0, 0, 0, 0, 9, 0, 0, 0, 0, 0]


@given(st.lists(st.tuples(st.floats(0, 1, width=32), st.booleans()), min_size=1, max_size=30), st.randoms())
def test_calibration_is_bounded_and_ignores_order(pairs: list[tuple[float, bool]], random: Random) -> None:
    """Errors lie between the gap of the means and 1, and shuffling the hubs of a need changes nothing."""
    probabilities, labels = (np.array([column]) for column in zip(*pairs, strict=True))
    value = equal_mass_error(probabilities.astype(np.float32), labels).value
    order = np.argsort([random.random() for _ in pairs])
    again = equal_mass_error(probabilities.astype(np.float32)[:, order], labels[:, order]).value
    assert abs(probabilities.mean() - labels.mean()) - 1e-6 <= value <= 1
    assert again == pytest.approx(value)


def test_the_base_rate_is_chance() -> None:
    """One good pair of four: always saying 1/4 scores 1/4 * 3/4 and has no calibration error."""
    labels = np.array([[True, False], [False, False]])
    found = calibration(np.full((2, 2), 0.25, np.float32), labels)
    assert (found.base_rate, found.chance, found.brier.mean) == (0.25, 0.1875, pytest.approx(0.1875))
    assert (found.error.mean, found.error_equal_mass.mean) == (pytest.approx(0), pytest.approx(0))
    assert (found.n_needs, found.n_pairs, sum(own.n for own in found.curve)) == (2, 4, 4)


def test_exposure_by_hand() -> None:
    """Two needs: a is first twice; b shares the best grade of the first need and has that of the second: (1/2 + 1) / 2."""
    run = {"n1": ["a", "b", "c", "d"], "n2": ["a", "c", "d", "b"]}
    a, b, c, d = hub_exposures(run, {"n1": {"a": 3, "b": 3, "c": 1}, "n2": {"b": 2}}, ["n1", "n2"], POOL)
    assert (a.first, a.best, a.among_first, a.good) == (1, 0.25, 1, 0.5)
    assert (b.first, b.best, b.among_first, b.good) == (0, 0.75, 0.5, 1)
    assert (c.best, c.among_first, c.good, d.among_first, d.good) == (0, 1, 0, 0.5, 0)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12))
def test_gini_is_the_mean_difference_over_twice_the_mean(amounts: list[int]) -> None:
    """A second opinion from the definition, and its bounds."""
    sizes = np.array(amounts, dtype=float)
    pairs = np.abs(sizes[:, None] - sizes[None, :]).mean()
    assert gini(sizes) == pytest.approx(pairs / (2 * sizes.mean()) if sizes.any() else 0)
    assert -1e-12 <= gini(sizes) <= 1 - 1 / len(sizes) + 1e-12


def planted_trial() -> Trial:
    """Six Portuguese needs that the whole system gets right and an English one that it misses; baselines score 0.5 or less."""
    needs = tuple(judged(number, lang="en" if number == 0 else "pt") for number in range(LEAST_NEEDS + 2))
    whole = np.array([0.0] + [1.0] * (len(needs) - 1))
    scores = {name: {"nDCG@5": np.full(len(needs), 0.5 if name == ENCODER else 0.2)} for name in BASELINES}
    grades = {need.id: {"a": 3} for need in needs}
    runs = {name: {need.id: ["b", "a"] for need in needs} for name in (BM25, ENCODER)}
    runs[WHOLE] = {need.id: ["a", "b"] for need in needs}
    return Trial("train", needs, grades, ("a", "b"), runs, scores | {WHOLE: {"nDCG@5": whole}})


def test_slices_find_where_a_system_fails(catalogue_of: Callable[..., Catalogue], geography: Geography) -> None:
    """Portuguese 1.0 against the encoder's 0.5; one English need is counted and not averaged."""
    catalogue = catalogue_of(hub("a", scope=["regional", "sectoral"]), hub("b"))
    found = {(own.aspect, own.value): own for own in slices(planted_trial(), catalogue, geography)}
    english, portuguese = found["language", "en"], found["language", "pt"]
    assert (english.n, english.whole, english.baseline) == (1, None, None)
    assert portuguese.whole is not None
    assert portuguese.baseline is not None
    assert (portuguese.n, portuguese.whole.mean, portuguese.baseline.mean) == (LEAST_NEEDS + 1, 1, 0.5)
    assert {value for aspect, value in found if aspect == "scope of a best hub"} == {"regional", "sectoral"}


def test_exposure_is_told_beside_the_best_baseline() -> None:
    """The system sends all to a, who deserves it; the encoder sends all to b."""
    found = exposure(planted_trial())
    assert [(own.hub_id, own.first, own.best) for own in found.hubs] == [("a", 1, 1), ("b", 0, 0)]
    assert {name: own.first for name, own in found.gini.items()} == {WHOLE: 0.5, ENCODER: 0.5}


@pytest.mark.parametrize(
    ("place", "region"),
    [
        (FARO, "PT15 Algarve"),
        (FARO.model_copy(update={"nuts2": None}), "none"),
        (FARO.model_copy(update={"nuts2": "ES11", "country": "ES"}), "abroad"),
        (None, "none"),
    ],
    ids=["region", "country only", "abroad", "no place"],
)
def test_a_need_has_one_region(place: JudgedPlace | None, region: str, geography: Geography) -> None:
    """That of its first place."""
    assert region_of(judged(places=(place,) if place else ()), geography) == region
