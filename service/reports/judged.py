"""A report on judged needs: match quality, errors, exposure against merit, and where no hub is good."""

from __future__ import annotations

import pandas as pd

from matcher import Recommender
from matcher.analysis.errors import ablation, confusion, worst_needs
from matcher.analysis.gaps import NOWHERE, demand, sector_coverage_by_region, unmet_by, unmet_table
from matcher.analysis.model_charts import feature_curves
from matcher.analysis.quality_charts import confusion_chart, reliability_chart, slice_chart
from matcher.analysis.region_map import region_map
from matcher.evaluation.comparison import IN_SAMPLE
from matcher.evaluation.exposure import FEW
from matcher.evaluation.judgments import Judgments
from matcher.evaluation.report import Evaluation, evaluate_ranking
from matcher.evaluation.systems import RankedNeeds
from service.reports.content import NamedTable, ReportContent, Section

ASPECTS = ("language", "client", "region", "difficulty")


def judged_report(recommender: Recommender, judgments: Judgments, split: str) -> ReportContent:
    """Everything on one split; the same figures as `hub-matcher evaluate` prints, and more on errors and gaps."""
    evaluation = evaluate_ranking(recommender, judgments, split)
    ranked = evaluation.ranked
    versions = evaluation.report.versions
    return ReportContent(
        title=f"Match quality, judged needs of '{split}'",
        facts=(
            ("judged needs", str(len(judgments.needs))),
            ("graded by", "language-model assessors"),
            *((part, version) for part, version in versions.items()),
        ),
        sections=(
            _quality(evaluation),
            _outcomes(evaluation),
            _errors(evaluation, recommender, ranked),
            _model(evaluation, recommender, ranked),
            _exposure(evaluation),
            _gaps(recommender, judgments),
        ),
    )


def _quality(evaluation: Evaluation) -> Section:
    comparison = evaluation.report.comparison
    rows = [
        {
            "system": row.system,
            "measure": name,
            "mean": own.mean,
            "low": own.low,
            "high": own.high,
            "n": comparison.n,
            "p": row.p_holm,
        }
        for row in comparison.rows
        for name, own in zip((*comparison.measures, *comparison.further), (*row.estimates, *row.further), strict=True)
    ]
    charts = tuple(slice_chart(evaluation.report.slices, aspect, comparison.measures[0]) for aspect in ASPECTS)
    told = (
        f"{comparison.n} needs with a national hub of grade 2 or more; 95 % bootstrap intervals over needs; p of paired randomisation "
        f"tests on {comparison.measures[0]} against {comparison.against}, corrected by Holm. 'Assessed labels': the same ranking told "
        "what the assessors read in each text.",
        *((IN_SAMPLE,) if comparison.split != "dev" else ()),
    )
    systems = NamedTable("systems", "Every system on every measure, mean and 95 % interval.", pd.DataFrame(rows))
    return Section("How good is the ranking?", told, (systems,), charts)


def _outcomes(evaluation: Evaluation) -> Section:
    found = evaluation.report.outcomes
    counts = pd.DataFrame(found.counts).T.rename_axis("judged").reset_index()
    told = (
        f"Right for {found.right} needs; the commonest outcome alone would be right for a share of {found.commonest:.2f}.",
        f"Turned away though there is a right door: {found.turned_away.share}. Sent to a sure match though nothing fits: "
        f"{found.sent_astray.share}.",
    )
    return Section(
        "Are outcomes and probabilities right?",
        told,
        (NamedTable("outcomes", "Judged outcome (rows) against the one given (columns).", counts),),
        (reliability_chart(evaluation.report.calibration),),
    )


def _errors(evaluation: Evaluation, recommender: Recommender, ranked: RankedNeeds) -> Section:
    table = confusion(evaluation.trial)
    worst = worst_needs(evaluation.trial, recommender, ranked)
    return Section(
        "Where does it go wrong?",
        ("Needs are named by their number alone.",),
        (
            NamedTable("worst_needs", "The needs ranked worst, and what pulled the first hub up.", worst),
            NamedTable(
                "confusion", "Hub graded best (rows) against hub put first.", table.rename_axis("best").reset_index()
            ),
        ),
        (confusion_chart(table),),
    )


def _model(evaluation: Evaluation, recommender: Recommender, ranked: RankedNeeds) -> Section:
    table = ablation(evaluation.trial, recommender, ranked)
    told = (
        "Each feature's share of the score is a curve of its value. The table says what ranking loses without a feature while the "
        "others stay as they are: a feature that others can stand in for loses little.",
    )
    return Section(
        "What decides?",
        told,
        (NamedTable("ablation", "Loss of the main measure without each feature, p corrected by Holm.", table),),
        (feature_curves(recommender.ranker.config),),
    )


def _exposure(evaluation: Evaluation) -> Section:
    found = evaluation.report.exposure
    table = pd.DataFrame([{name: getattr(hub, name) for name in type(hub).__slots__} for hub in found.hubs])
    told = tuple(
        f"Gini of first places by {name}: {own.first:.2f}; of best grades: {own.best:.2f}."
        for name, own in found.gini.items()
    )
    caption = f"Shares of {found.n} needs: first against best grade, among the first {FEW} against grade 2 or more."
    return Section("Does each hub get the attention that it earns?", told, (NamedTable("exposure", caption, table),))


def _gaps(recommender: Recommender, judgments: Judgments) -> Section:
    demanded = demand(judgments.needs, judgments.grades)
    by_region, by_sector = unmet_by(demanded, "region"), unmet_by(demanded, "sector")
    unmet = demanded[demanded["unmet"]]
    weights = unmet.groupby("region")["weight"].sum().round(1).to_dict()
    geography = recommender.reader.geography
    n_unmet = unmet["need_id"].nunique()
    told = (
        f"{n_unmet} of {demanded['need_id'].nunique()} judged needs that a hub might meet have no hub of grade 2 or more; "
        f"{weights.get(NOWHERE, 0):g} of them name no place. Needs judged out of scope or too vague are not counted.",
    )
    coverage = sector_coverage_by_region(recommender.catalogue, geography).rename_axis("sector").reset_index()
    return Section(
        "Where is there demand and no good hub?",
        told,
        (
            NamedTable("unmet_by_region", "Needs without a good hub by region.", by_region),
            NamedTable("unmet_by_sector", "Needs without a good hub by sector.", by_sector),
            NamedTable("unmet", "Needs without a good hub, region by sector.", unmet_table(demanded).reset_index()),
            NamedTable("coverage", "Hubs that serve a sector with intensity 4 or 5, by level-2 region.", coverage),
        ),
        (
            region_map(
                {str(code): value for code, value in weights.items()}, geography, "Needs without a good hub", "needs"
            ),
        ),
    )
