"""Other rules in a recommender that is loaded already: nothing else is read again, and broken rules change nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from matcher.question import Asker
from matcher.recommend import Recommender
from matcher.rules import Rules, read_rules


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


@dataclass(frozen=True, slots=True, eq=False)
class Reloaded:
    """What reading the rules again came to.

    Attributes:
        recommender: the one to use from now on: under the new rules, or the very one given when nothing changed.
        changed: whether the rules are others than before.
        faults: why a broken file was not taken, as ``file:line: message``; empty when it is sound.
    """

    recommender: Recommender
    changed: bool
    faults: tuple[str, ...]


def reload_rules(recommender: Recommender, path: Path) -> Reloaded:
    """Read the rules again and take them only when the whole file is sound; never raises for what stands in it."""
    rules, faults = read_rules(path, recommender.catalogue.vocabularies, recommender.catalogue.hub_ids)
    if faults or rules is None:
        return Reloaded(recommender, changed=False, faults=tuple(faults))
    if rules.version == recommender.rules.version:
        return Reloaded(recommender, changed=False, faults=())
    return Reloaded(with_rules(recommender, rules), changed=True, faults=())
