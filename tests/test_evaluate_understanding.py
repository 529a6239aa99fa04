"""Measures of understanding by hand, systems with planted answers, and the growth of reading on hostile texts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, f1_score

from matcher import Recommender
from matcher.evaluation import understanding_measures as measures
from matcher.evaluation.judgments import JudgedNeed, JudgedPlace
from matcher.evaluation.understanding import (
    BARS,
    Figure,
    Standing,
    Understanding,
    evaluate,
    field_tallies,
    group_rows,
)
from matcher.evaluation.understanding_systems import WHOLE, System, build_systems, read_all, scope_of
from matcher.evaluation.understanding_tables import IN_SAMPLE, markdown, short_markdown
from matcher.need import Place
from matcher.vocabulary import Vocabularies
from tests.benchmarks.hostile_texts import HOSTILE, hostile_text, python_steps, reading
from tools.readme import BLOCK

DOCS = Path(__file__).parent.parent / "docs"
RESULTS = DOCS / "results" / "understanding-dev.json"
GUIMARAES = JudgedPlace(text="Guimarães", municipality="Guimarães", nuts3="PT119", nuts2="PT11", country="PT")
MINHO = JudgedPlace(text="Minho", municipality=None, nuts3=None, nuts2="PT11", country="PT")


def judged(number: int = 1, **fields: object) -> JudgedNeed:
    """A Portuguese need that tells nothing, with ``fields``."""
    empty = {"places": (), "sectors": (), "technologies": (), "services": (), "client": "unknown", "n_facets": 1}
    about = {"id": f"n{number}", "split": "train", "text": "x", "difficulty": "easy", "outcome": "match", "lang": "pt"}
    return JudgedNeed.model_validate(empty | about | fields)


def place(*codes: str, municipality: str | None = None) -> Place:
    """A place found in the regions ``codes``."""
    nuts3 = codes[0] if len(codes) == 1 and len(codes[0]) == 5 else None
    return Place("x", None, "text", "PT", codes, municipality, nuts3, codes[0][:4])


def values(tallies: dict[str, measures.Tally]) -> dict[str, float]:
    """The value of each measure."""
    return {name: tally.value for name, tally in tallies.items()}


def test_codes_by_hand() -> None:
    """Found 4, labelled 3, right 2: P = 2/4, R = 2/3, F1 = 2 * 2 / 7; of two labelled needs one has its first right."""
    found = measures.code_measures([("a", "b", "c"), ("d",), ()], [("a", "b"), (), ("d",)])
    assert values(found) == pytest.approx({"F1": 4 / 7, "precision": 1 / 2, "recall": 2 / 3, "main first right": 1 / 2})
    assert [found[name].n for name in found] == [3, 2, 2, 2]


def test_clients_by_hand() -> None:
    """Told three times: one right, two answered; of three answers one is right, since the fourth text tells nothing."""
    found = measures.client_measures(
        [("sme",), ("sme",), (), ("sme",)], ["sme", "startup", "sme", "unknown"], "unknown"
    )
    expected = {"accuracy where told": 1 / 3, "coverage where told": 2 / 3, "precision": 1 / 3}
    assert values(found) == pytest.approx(expected)


def test_facets_by_hand() -> None:
    """One, two, three and one needs read as one, two, two and three: 2 of 4; of two with several and three told so, two."""
    found = measures.facet_measures([("1",), ("2",), ("2",), ("3",)], [("1",), ("2",), ("3",), ("1",)])
    several = {"F1 of several": 4 / 5, "precision of several": 2 / 3, "recall of several": 1}
    assert values(found) == pytest.approx({"number right": 1 / 2} | several)


def test_places_by_hand() -> None:
    """Right, rightly none, missed, named for nothing: 2 of 4; of two places found and two labelled one agrees."""
    found = [[place("PT119", municipality="Guimarães")], [], [], [place("PT170")]]
    tallies = measures.place_measures(found, [[GUIMARAES], [], [GUIMARAES], []])
    expected = {"NUTS 3 right or rightly none": 1 / 2, "F1": 1 / 2, "precision": 1 / 2, "recall": 1 / 2}
    assert values(tallies) == pytest.approx(expected)


def test_a_place_larger_than_one_region_has_rightly_no_level_three() -> None:
    """'Minho' is read as two regions: no level 3 in label and answer, and level 2 agrees."""
    tallies = measures.place_measures([[place("PT111", "PT119")]], [[MINHO]])
    assert (tallies["NUTS 3 right or rightly none"].value, tallies["F1"].value) == (1, 1)


def test_only_the_first_place_has_to_have_the_region() -> None:
    """The label's second place found first is wrong as the main one, and right as a place."""
    labels = [GUIMARAES, JudgedPlace(text="Faro", municipality="Faro", nuts3="PT150", nuts2="PT15", country="PT")]
    tallies = measures.place_measures([[place("PT150", municipality="Faro")]], [labels])
    assert values(tallies) == pytest.approx(
        {"NUTS 3 right or rightly none": 0, "F1": 2 / 3, "precision": 1, "recall": 1 / 2}
    )


@pytest.mark.parametrize(
    ("found", "right"),
    [
        (place("PT119", municipality="Guimarães"), True),
        (place("PT119", municipality="Fafe"), False),
        (place("PT119"), True),
        (place("PT112"), False),
        (place("PT11"), True),
        (place("PT1A"), False),
    ],
    ids=["town", "other town", "region of level 3", "other region of level 3", "region of level 2", "other of level 2"],
)
def test_places_agree_at_the_finest_level_that_both_name(found: Place, right: bool) -> None:
    """Guimarães is not Fafe, is in PT119, and is in PT11."""
    assert measures.agrees(GUIMARAES, found) == right


def test_a_place_labelled_twice_counts_once() -> None:
    """'Guimarães' and 'de Guimarães' are one place to find."""
    twice = [GUIMARAES, GUIMARAES.model_copy(update={"text": "de Guimarães"})]
    assert measures.distinct(twice) == (GUIMARAES,)


def test_a_country_is_known_by_either_code() -> None:
    """The labels write GB, the regions UK."""
    label = JudgedPlace(text="Leeds", municipality=None, nuts3=None, nuts2=None, country="GB")
    assert measures.agrees(label, Place("Leeds", None, "text", "UK", ()))


def test_a_mixed_text_is_right_as_either_language() -> None:
    """Called mixed, pt or en it is right, fr is wrong; a Portuguese text called mixed is wrong too: 3 of 5."""
    needs = [judged(lang="mixed")] * 4 + [judged()]
    system = System("x", codes={"language": [("mixed",), ("pt",), ("en",), ("fr",), ("mixed",)]})
    assert field_tallies(system, needs, "language")["accuracy"].value == pytest.approx(3 / 5)


@pytest.mark.parametrize(
    ("outcome", "scope"),
    [("match", "in"), ("weak_match", "in"), ("no_match", "in"), ("too_vague", "too_vague")],
)
def test_scope_is_what_an_outcome_says_without_hubs(outcome: str, scope: str) -> None:
    """A need that no hub serves is in scope all the same."""
    assert scope_of(outcome) == scope


def test_brier_by_hand() -> None:
    """(0.1² + 0.2² + 0.5² + 0.5²) / 4 = 0.1375 over two needs with two codes each."""
    probabilities, labels = np.array([[0.9, 0.2], [0.5, 0.5]], np.float32), np.array([[1, 0], [1, 0]], np.bool_)
    assert measures.brier(probabilities, labels).value == pytest.approx((0.01 + 0.04 + 0.25 + 0.25) / 4)


def test_calibration_error_by_hand() -> None:
    """Bins: 0.85 and 0.89 both right (gap 0.26 in sum), 0.5 right and 0.5 wrong (gap 0), 0.04 wrong (0.04): 0.30 / 5."""
    probabilities = np.array([[0.85], [0.89], [0.5], [0.5], [0.04]], np.float32)
    labels = np.array([[1], [1], [1], [0], [0]], np.bool_)
    assert measures.calibration_error(probabilities, labels).value == pytest.approx(0.30 / 5)


def test_reliability_counts_every_pair_once() -> None:
    """0 is in the first bin, 1 in the last, and a bin without pairs says nothing."""
    rows = measures.reliability(np.array([[0.0, 1.0, 0.95]], np.float32), np.array([[0, 1, 0]], np.bool_))
    assert [row.n for row in rows] == [1, *[0] * 8, 2]
    assert (rows[0].share_right, rows[1].share_right, rows[9].share_right) == (0, None, 0.5)
    assert rows[9].mean_probability == pytest.approx(0.975)


@given(st.lists(st.tuples(*[st.sets(st.sampled_from("abcd"))] * 2), min_size=1, max_size=8))
def test_f1_agrees_with_scikit_learn(rows: list[tuple[set[str], set[str]]]) -> None:
    """A second opinion on any sets; where nothing is found or labelled, ours is undefined and theirs told to be 0."""
    own = measures.code_measures([tuple(f) for f, _ in rows], [tuple(given) for _, given in rows])["F1"].value
    found, labels = (np.array([[c in row[side] for c in "abcd"] for row in rows]) for side in (0, 1))
    assert np.nan_to_num(own) == pytest.approx(f1_score(labels, found, average="micro", zero_division=0))


@given(st.lists(st.tuples(st.floats(0, 1, width=32), st.booleans()), min_size=1, max_size=20))
def test_brier_agrees_with_scikit_learn(pairs: list[tuple[float, bool]]) -> None:
    """A second opinion on any probabilities of one code."""
    probabilities, labels = np.array([[p] for p, _ in pairs], np.float32), np.array([[y] for _, y in pairs])
    theirs = brier_score_loss(labels[:, 0], probabilities[:, 0], pos_label=True, scale_by_half=True)
    assert measures.brier(probabilities, labels).value == pytest.approx(theirs, abs=1e-6)


def test_a_draw_takes_as_many_needs_as_there_are() -> None:
    """With replacement: every row of the draws sums to the number of needs."""
    assert set(measures.draw_needs(7, rng=np.random.default_rng(1)).sum(axis=1).tolist()) == {7.0}


def test_the_interval_is_over_needs() -> None:
    """One need holds all ten codes, so what varies is whether and how often it is drawn, not ten single codes."""
    tally = measures.fraction([10, 0], [10, 10])
    draws = np.array([[2, 0], [1, 1], [0, 2]], np.float32)
    assert tally.resampled(draws).tolist() == [1, 0.5, 0]


def test_equal_systems_gain_nothing() -> None:
    """The same draws for both: the difference is 0 in each of them."""
    tally = measures.share_right([True, False, True])
    gain = measures.paired_gain(tally, tally, measures.draw_needs(3, rng=np.random.default_rng(1)))
    assert (gain.mean, gain.low, gain.high) == (0, 0, 0)


def test_nothing_that_counts_has_no_estimate() -> None:
    """No text tells who asks: no accuracy, and no warning."""
    tally = measures.share_right([False, False], [False, False])
    assert (tally.n, measures.estimate(tally, measures.draw_needs(2, rng=np.random.default_rng(1)))) == (0, None)


def test_mixed_and_rare_languages_are_one_group() -> None:
    """Portuguese and English alone have enough texts to stand by themselves."""
    needs = [judged(lang=lang) for lang in ("pt", "en", "mixed", "fr")]
    assert group_rows(needs) == {"all": [0, 1, 2, 3], "pt": [0], "en": [1], "other": [2, 3]}


NEEDS = [judged(1, sectors=("textiles",)), judged(2, sectors=("health-care",), lang="en")]


def planted(vocabularies: Vocabularies) -> tuple[tuple[Standing, ...], tuple[Figure, ...]]:
    """Two needs about sectors: a baseline that finds the first, one that finds nothing, a whole system that finds both."""
    right = [("textiles",), ("health-care",)]
    systems = [
        System("half", codes={"sectors": [right[0], ()]}),
        System("blind", codes={"sectors": [(), ()]}),
        System(WHOLE, codes={"sectors": list(right)}),
    ]
    return evaluate(systems, NEEDS, vocabularies, rng=np.random.default_rng(1))


def test_the_standing_stands_beside_the_best_baseline(vocabularies: Vocabularies) -> None:
    """F1 is 1 against 2 * 1 / 3 of the better baseline; no standing on fields that nobody read."""
    (standing,), _ = planted(vocabularies)
    assert (standing.field, standing.baseline, standing.bar, standing.reached) == (
        "sectors",
        "half",
        BARS["sectors"],
        True,
    )
    assert standing.gain is not None
    assert standing.gain.mean == pytest.approx(1 - 2 / 3)


def test_every_language_has_its_own_figure(vocabularies: Vocabularies) -> None:
    """The half-blind system reads the Portuguese need and misses the English one; nobody wrote anything else."""
    _, figures = planted(vocabularies)
    found = {f.group: f.estimate.mean for f in figures if f.system == "half" and f.measure == "recall" and f.estimate}
    assert found == {"all": 0.5, "pt": 1, "en": 0}


@pytest.fixture
def report(vocabularies: Vocabularies) -> Understanding:
    """The planted figures as a report on ``train``."""
    standings, figures = planted(vocabularies)
    bins = measures.reliability(np.array([[0.5]], np.float32), np.array([[True]]))
    by_topic = {"services": bins, "sectors": bins, "technologies": bins}
    sizes = {"all": 2, "pt": 1, "en": 1, "other": 0}
    return Understanding("train", "linear-1", "words-1", sizes, standings, figures, by_topic)  # type: ignore[arg-type]  # literals


def test_figures_survive_being_stored(report: Understanding) -> None:
    """JSON and back is the identity."""
    assert Understanding.parse(report.json()) == report


def test_train_is_said_to_be_in_sample(report: Understanding) -> None:
    """The sentence stands under figures of ``train`` and under no others."""
    dev = Understanding.parse(report.json().replace('"split": "train"', '"split": "dev"'))
    assert (IN_SAMPLE in markdown(report), IN_SAMPLE in markdown(dev)) == (True, False)


def test_the_tables_show_value_interval_and_n(report: Understanding) -> None:
    """The planted system's F1 over both needs, its bar and that it is reached."""
    assert "| sectors | F1 | 1.000 [1.000, 1.000] (2) |" in markdown(report)
    assert "| 0.74 | yes | half | +0.33 [" in markdown(report)


def test_baselines_read_what_they_are_named_for(recommender: Recommender) -> None:
    """A client's town counts for the gazetteer alone; a named word is found by the lexicon and not by the constant."""
    text = "Exportamos para França e vendemos a clientes no Porto. Precisamos de formação em cibersegurança em Faro."
    needs = [judged(text=text, services=("skills-and-training",), client="sme", technologies=("cybersecurity",))]
    seen = read_all(recommender, needs)
    constant, gazetteer, lexicon, classifier, whole = build_systems(recommender, seen, seen)
    assert gazetteer.places is not None
    assert [p.text for p in gazetteer.places[0]] == ["França", "Porto", "Faro"]
    assert "skills-and-training" in lexicon.codes["services"][0]
    assert constant.codes["client"] == [("sme",)]
    assert (classifier.places, "language" in classifier.codes, whole.name) == (None, False, WHOLE)


def test_the_whole_systems_probabilities_are_those_it_decides_by(
    recommender: Recommender, vocabularies: Vocabularies
) -> None:
    """What calibration is measured on is what `Reader.read` gave each code that it named."""
    needs = [judged(text="Não queremos financiamento, só formação em robótica para a nossa fábrica de calçado.")]
    seen = read_all(recommender, needs)
    found = build_systems(recommender, seen, seen)[-1].probabilities["sectors"][0]
    own = {value.code: value.probability for value in seen.readings[0].need.sectors}
    columns = {code: found[vocabularies["sectors"].codes.index(code)] for code in own}
    assert own
    assert columns == pytest.approx(own, abs=1e-4)


def test_the_page_shows_the_stored_figures() -> None:
    """docs/understanding.md says what the results file says."""
    if not RESULTS.exists():
        pytest.skip("no results yet: make them with the command that docs/understanding.md names")
    (block,) = BLOCK.finditer((DOCS / "understanding.md").read_text(encoding="utf-8"))
    assert block["output"].strip() == short_markdown(Understanding.parse(RESULTS.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", HOSTILE)
def test_reading_grows_no_worse_than_linearly(recommender: Recommender, name: str) -> None:
    """Four times the text takes at most four times the steps, and a little for what happens once in a while."""
    reading(recommender, hostile_text(name, 100))()  # what is worked out at first use is worked out now
    short, long = (python_steps(reading(recommender, hostile_text(name, length))) for length in (1_000, 4_000))
    assert long <= 4.1 * short
