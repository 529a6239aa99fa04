"""Every chart is a picture with words that say the same; names from outside are escaped."""

from __future__ import annotations

from itertools import pairwise

import pytest

from matcher import Recommender
from matcher.evaluation.significance import Estimate
from matcher.evaluation.slices import Slice
from matcher.hub_explanation import HubQuery, explain_hub

pytest.importorskip("pandas", reason="needs the extra analysis")
import pandas as pd
from matplotlib import colormaps

from matcher.analysis.figures import MAP, Chart, new_figure
from matcher.analysis.model_charts import feature_curves, waterfall, waterfall_parts
from matcher.analysis.quality_charts import confusion_chart, slice_chart
from matcher.analysis.region_map import region_map

PNG = b"\x89PNG"


def test_the_waterfall_adds_up_to_the_score(recommender: Recommender) -> None:
    """Baseline first, then by size, the smallest together."""
    card = recommender.recommend("Temos uma tinturaria em Guimarães.").recommendations[0]
    parts = waterfall_parts(card.reasons)
    assert parts[0][0] == "baseline"
    assert sum(share for _, share in parts) == pytest.approx(card.score, abs=1e-3)
    assert waterfall(card).png().startswith(PNG)


def test_curves_name_the_widest_features(recommender: Recommender) -> None:
    """In words, for who cannot see them."""
    chart = feature_curves(recommender.ranker.config)
    widest = max(recommender.ranker.config.terms, key=lambda term: term.values[-1] - term.values[0])
    assert widest.feature.replace("_", " ") in chart.alt
    assert chart.png().startswith(PNG)


def test_a_kind_with_too_few_needs_is_listed_without_a_point() -> None:
    """Its n is shown all the same."""
    slices = [
        Slice("language", "pt", 60, Estimate(0.9, 0.8, 0.95), Estimate(0.6, 0.5, 0.7)),
        Slice("language", "es", 2, None, None),
    ]
    assert slice_chart(slices, "language").alt == (
        "nDCG@5 of the whole system by language: pt 0.90 [0.80, 0.95], n = 60; es too few needs, n = 2."
    )


def test_the_commonest_confusion_is_told() -> None:
    """Three needs of b went to a."""
    table = pd.DataFrame([[5.0, 0.0], [3.0, 2.0]], index=["a", "b"], columns=["a", "b"])
    chart = confusion_chart(table)
    assert chart.alt == "7 of 10 needs have a best hub first. Commonest confusions: a in place of b 3."
    assert chart.png().startswith(PNG)


def test_the_map_has_a_tile_for_each_region_and_tells_what_it_cannot_draw(recommender: Recommender) -> None:
    """26 tiles; a value without region stands in the words."""
    chart = region_map({"PT119": 3, "not told": 7}, recommender.reader.geography, "Unmet needs", "needs")
    assert len(chart.figure.axes[0].patches) == 26
    assert chart.alt == "Unmet needs, needs, by level-3 region: Ave 3. Not on the map: not told 7."


def test_words_from_outside_stay_words() -> None:
    """A hub's name is no markup."""
    figure, _ = new_figure(1, 1)
    assert "<script>" not in Chart(figure, '"><script>').html()


def test_a_hub_that_is_not_recommended_has_a_waterfall_too(recommender: Recommender) -> None:
    """That of why not."""
    told = explain_hub(recommender, HubQuery(text="Temos uma tinturaria em Guimarães.", hub_id="smart-islands-hub"))
    assert f"{told.score:+.2f} in all: baseline" in waterfall(told).alt


def test_more_is_darker_in_print() -> None:
    """From each tenth of the scale to the next, as grey: 0.3 red, 0.59 green, 0.11 blue."""
    colours = [colormaps[MAP](step / 10) for step in range(11)]
    greys = [0.3 * red + 0.59 * green + 0.11 * blue for red, green, blue, _ in colours]
    assert all(after < before for before, after in pairwise(greys))
