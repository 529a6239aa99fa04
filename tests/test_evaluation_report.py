"""Systems and the whole report on a few needs of ``train``: planted runs, assessed labels, files, Markdown and picture."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import numpy as np
import pytest

from matcher import Recommender
from matcher.errors import DataError
from matcher.evaluation import report_tables
from matcher.evaluation.chart import draw, save_chart
from matcher.evaluation.comparison import IN_SAMPLE, comparison_of
from matcher.evaluation.judgments import JudgedPlace, Judgments, load_judgments
from matcher.evaluation.outcomes import OUTCOMES
from matcher.evaluation.report import OWN_RUNS, Evaluation, Report, evaluate_ranking, read_outside
from matcher.evaluation.systems import (
    ASSESSED,
    BASELINES,
    WHOLE,
    assessed_need,
    assessed_place,
    national_ids,
    near_ties,
    rank_needs,
)
from matcher.evaluation.trec import read_qrels, run_lines
from matcher.geography import Geography
from tests.conftest import DATA, ROOT
from tests.test_evaluation_outcomes import FARO
from tools.readme import BLOCK

N_NEEDS = 14
PAGE, RESULTS = ROOT / "docs" / "evaluation.md", ROOT / "docs" / "results" / "ranking-dev.json"


@pytest.fixture(scope="module")
def judgments() -> Judgments:
    """The first needs of ``train``."""
    found = load_judgments(DATA / "judgments", "train")
    return Judgments(found.needs[:N_NEEDS], found.grades, found.known)


@pytest.fixture(scope="module")
def oracle(judgments: Judgments, recommender: Recommender) -> dict[str, list[str]]:
    """A run in the order of the grades."""
    pool = national_ids(recommender)

    def by_grade(grades: dict[str, int]) -> list[str]:
        return sorted(pool, key=lambda hub: -grades.get(hub, 0))

    return {need.id: by_grade(judgments.grades[need.id]) for need in judgments.needs}


@pytest.fixture(scope="module")
def evaluation(recommender: Recommender, judgments: Judgments, oracle: dict[str, list[str]]) -> Evaluation:
    """The report on them, with the perfect run as an outside system."""
    return evaluate_ranking(recommender, judgments, "train", {"oracle": oracle})


def test_rows_are_baselines_then_others_then_ours(evaluation: Evaluation) -> None:
    """Rows that lost stay in."""
    rows = [row.system for row in evaluation.report.comparison.rows]
    assert rows == [*BASELINES, "oracle", WHOLE, ASSESSED]


def test_a_perfect_run_scores_one_on_every_measure_but_recall(evaluation: Evaluation) -> None:
    """Recall at 5 stays below 1 where more than five hubs are good."""
    (row,) = (row for row in evaluation.report.comparison.rows if row.system == "oracle")
    recall, precision = row.further
    assert [found.mean for found in (*row.estimates, precision)] == pytest.approx([1, 1, 1, 1])
    assert 0.9 < recall.mean <= 1


def test_every_system_but_the_best_baseline_is_tested(evaluation: Evaluation) -> None:
    """And no correction makes a p smaller."""
    comparison = evaluation.report.comparison
    untested = [row.system for row in comparison.rows if row.p_value is None]
    assert untested == [comparison.against]
    assert all(row.p_value <= row.p_holm for row in comparison.rows if row.p_value is not None and row.p_holm)


def test_a_further_row_changes_no_interval(evaluation: Evaluation) -> None:
    """All systems share their resamples, so figures of two reports can be laid side by side."""
    trial = evaluation.trial
    scores = {name: own for name, own in trial.scores.items() if name != "oracle"}
    without = comparison_of(type(trial)(trial.split, trial.needs, trial.grades, trial.pool, trial.runs, scores))
    estimates = {row.system: row.estimates for row in evaluation.report.comparison.rows}
    assert {row.system: row.estimates for row in without.rows}.items() <= estimates.items()


def test_chance_is_what_random_order_reaches(evaluation: Evaluation) -> None:
    """The expected hit@1 of 18 hubs is the mean share of hubs with the best grade; 200 runs come within 0.02."""
    trial, comparison = evaluation.trial, evaluation.report.comparison
    grades = [list(trial.grades[need.id].values()) for need in trial.needs]
    expected = np.mean([own.count(max(own)) / len(trial.pool) for own in grades])
    assert comparison.chance[comparison.measures.index("hit@1")] == pytest.approx(expected, abs=0.02)


def test_the_gap_is_the_difference_of_two_rows(evaluation: Evaluation) -> None:
    """Assessed labels minus understood ones, on each measure."""
    comparison = evaluation.report.comparison
    rows = {row.system: [own.mean for own in (*row.estimates, *row.further)] for row in comparison.rows}
    differences = np.subtract(rows[ASSESSED], rows[WHOLE])
    assert [own.mean for own in comparison.gap.values()] == pytest.approx(differences)


def test_assessed_labels_replace_what_was_understood(recommender: Recommender, judgments: Judgments) -> None:
    """Stated with probability 1; language and vector stay."""
    need = judgments.needs[0]
    understood = rank_needs(recommender, [need])[need.id].need
    told = assessed_need(understood, need, recommender.reader.geography)
    assert [(own.code, own.origin, own.probability) for own in told.sectors] == [
        (c, "stated", 1.0) for c in need.sectors
    ]
    assert [own.municipality for own in told.places] == [own.municipality for own in need.places]
    assert (told.language, told.vector is understood.vector) == (understood.language, True)


@pytest.mark.parametrize(
    ("label", "codes"),
    [
        (FARO, ("PT150",)),
        (FARO.model_copy(update={"municipality": None}), ("PT150",)),
        (FARO.model_copy(update={"municipality": None, "nuts3": None, "text": "o sul"}), ("PT15",)),
        (FARO.model_copy(update={"municipality": "Lisboa"}), ("PT150",)),
    ],
    ids=["town", "level 3", "level 2", "a town of another region is not believed"],
)
def test_an_assessed_place_is_the_finest_that_is_known(
    label: JudgedPlace, codes: tuple[str, ...], geography: Geography
) -> None:
    """Municipality, else NUTS 3, else NUTS 2."""
    place = assessed_place(label, geography)
    assert place is not None
    assert place.nuts_codes == codes


def test_every_assessed_place_is_found(geography: Geography) -> None:
    """At most one in fifty labels means nothing to the geography."""
    places = [place for need in load_judgments(DATA / "judgments", "train").needs for place in need.places]
    found = [assessed_place(place, geography) for place in places]
    assert sum(place is not None for place in found) >= 0.98 * len(places)


def test_near_ties_count_small_gaps(recommender: Recommender, judgments: Judgments) -> None:
    """Level ones are near ones, and with no needs there are none."""
    found = near_ties(recommender, rank_needs(recommender, judgments.needs))
    assert 0 <= found.equal <= found.near <= found.n == N_NEEDS
    assert near_ties(recommender, {}).n == 0


def test_json_reads_back(evaluation: Evaluation) -> None:
    """Every figure; those that the card is made from stand at the top."""
    text = evaluation.report.json()
    assert Report.parse(text) == evaluation.report
    assert {"split", "n", "measures", "rows", "against"} <= json.loads(text).keys()
    assert len(json.loads(text)["measures"]) == len(json.loads(text)["rows"][0]["estimates"]) == 3


def test_markdown_answers_every_question(evaluation: Evaluation) -> None:
    """One table of systems first, then a section each; on ``train`` a caveat."""
    text = report_tables.markdown(evaluation.report)
    assert text.startswith("| system | nDCG@5, chance 0.")
    sections = ("Gap", "Outcome", "Calibration", "Near-ties", "Exposure", "Slices")
    assert [name for name in sections if f"**{name}" not in text] == []
    assert IN_SAMPLE in text
    assert IN_SAMPLE in report_tables.short_markdown(evaluation.report)


def test_tables_have_as_many_cells_in_every_row(evaluation: Evaluation) -> None:
    """Markdown shows a ragged table as text."""
    for block in report_tables.markdown(evaluation.report).split("\n\n"):
        widths = {line.count("|") for line in block.split("\n") if line.startswith("|")}
        assert len(widths) <= 1, block


def test_outcomes_are_those_of_the_answers(
    recommender: Recommender, evaluation: Evaluation, judgments: Judgments
) -> None:
    """What `recommend` tells each need is what is counted."""
    given = [recommender.recommend(need.text).outcome for need in judgments.needs]
    counts = evaluation.report.outcomes.counts
    assert [sum(row[outcome] for row in counts.values()) for outcome in OUTCOMES] == [*map(given.count, OUTCOMES)]


def test_what_was_written_can_be_read_again(
    recommender: Recommender, judgments: Judgments, evaluation: Evaluation, tmp_path: Path
) -> None:
    """A run comes in again as an outside one in the same order; the qrels have a line for every pair."""
    files = evaluation.write_runs(tmp_path / "runs")
    assert [path.name for path in files[:3]] == ["qrels.txt", "bm25.run", "encoder-mean-of-the-best-3-passages.run"]
    assert len(files) == 1 + len(OWN_RUNS)
    outside = read_outside([tmp_path / "runs" / "whole-system.run"], recommender, judgments)
    assert outside["whole-system"] == evaluation.trial.runs[WHOLE]
    grades, faults = read_qrels(files[0], judgments.known)
    assert (faults, {len(own) for own in grades.values()}) == ([], {len(evaluation.trial.pool)})


def test_a_run_without_any_of_the_needs_is_no_run(
    recommender: Recommender, judgments: Judgments, tmp_path: Path
) -> None:
    """Of another split, or twice the same name: told, not scored 0."""
    other = next(iter(sorted(judgments.known - {need.id for need in judgments.needs})))
    pool = list(national_ids(recommender))
    (tmp_path / "other").write_text(run_lines({other: pool}, "other"), encoding="utf-8")
    (tmp_path / "mine").write_text(run_lines({judgments.needs[0].id: pool}, "mine"), encoding="utf-8")
    with pytest.raises(DataError, match="found no need of the split"):
        read_outside([tmp_path / "other"], recommender, judgments)
    with pytest.raises(DataError, match="found the tag 'mine' again"):
        read_outside([tmp_path / "mine"] * 2, recommender, judgments)


def test_hubs_that_nobody_judged_are_shown_as_such(
    recommender: Recommender, judgments: Judgments, evaluation: Evaluation
) -> None:
    """A run of hubs abroad scores 0 and is 0 % judged, beside ours with 100 %."""
    abroad = [hub for hub in recommender.catalogue.hub_ids if hub not in evaluation.trial.pool][:5]
    outside = {"abroad": {need.id: abroad for need in judgments.needs}}
    rows = {
        row.system: row for row in evaluate_ranking(recommender, judgments, "train", outside).report.comparison.rows
    }
    assert (rows["abroad"].judged, rows["abroad"].estimates[0].mean, rows[WHOLE].judged) == (0, 0, 1)


def test_a_split_without_a_good_hub_is_told(recommender: Recommender, judgments: Judgments) -> None:
    """Nothing can be ranked well or badly."""
    with pytest.raises(DataError, match="found no need of the split 'train'"):
        evaluate_ranking(recommender, Judgments(judgments.needs, {need.id: {} for need in judgments.needs}), "train")


def test_the_picture_is_labelled(evaluation: Evaluation, tmp_path: Path) -> None:
    """Two panels with titles that tell n, named axes, one tick a system; the file is a PNG whatever its name."""
    left, right = draw(evaluation.report).axes
    assert f"n = {evaluation.report.comparison.n} needs" in left.get_title()
    assert f"n = {N_NEEDS} needs" in right.get_title()
    assert all(text for axes in (left, right) for text in (axes.get_xlabel(), axes.get_title()))
    assert len(left.get_yticks()) == len(evaluation.report.comparison.rows)
    save_chart(evaluation.report, tmp_path / "picture")
    assert (tmp_path / "picture").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("package", ["ir_measures", "matplotlib"])
def test_only_one_module_needs_each_package_of_the_extra(package: str) -> None:
    """The default install is without them: the judge asks when it is built, the picture when it is drawn."""
    users = {
        path.name
        for path in ROOT.glob("matcher/**/*.py")
        if path.parent.name != "analysis"  # a package that needs an extra of its own, which holds this one
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([own.name for own in node.names] if isinstance(node, ast.Import) else [node.module or ""])
        if name.split(".")[0] == package
    }
    assert users == {{"ir_measures": "trec_measures.py", "matplotlib": "chart.py"}[package]}


def test_the_page_shows_the_stored_figures() -> None:
    """docs/evaluation.md says what the results file says."""
    if not RESULTS.exists():
        pytest.skip("no results yet: make them with the command that docs/evaluation.md names")
    (block,) = BLOCK.finditer(PAGE.read_text(encoding="utf-8"))
    assert block["output"].strip() == report_tables.markdown(Report.parse(RESULTS.read_text(encoding="utf-8")))
