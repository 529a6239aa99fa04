"""Other rules in a recommender that is loaded already, to see what they would change; nothing else is read again."""

from __future__ import annotations

from dataclasses import replace

from matcher.question import Asker
from matcher.recommend import Recommender
from matcher.rules import Rules


def with_rules(recommender: Recommender, rules: Rules) -> Recommender:
    """The same recommender under other rules; the one given stays as it is, so running requests are not disturbed.

    Everything that holds rules follows: the ranking, the exclusions, the reasons, the question, and the version told.
    """
    hubs, answering = recommender.catalogue, recommender.answering
    return replace(
        recommender,
        rules=rules,
        answering=replace(answering, rules=rules, explainer=replace(answering.explainer, rules=rules)),
        asker=Asker.of(hubs, rules, recommender.ranker, recommender.reader.geography),
        versions=recommender.versions.model_copy(update={"rules": rules.version}),
    )
