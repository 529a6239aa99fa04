"""Answers that a follow-up question may get, and the ranking each would give: features and rules only, no encoder pass.

Only what an answer changes is worked out again: the features that look at its field, and the rules that ask for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from matcher.arrays import BoolMatrix, BoolVector, FloatMatrix, FloatVector, IntVector
from matcher.catalogue import Catalogue
from matcher.conditions import NO_NEED, could_meet
from matcher.features import (
    FEATURES,
    Feature,
    client_served,
    nearness,
    public_door,
    regional_coverage,
    sector_coverage,
    sector_speciality,
    service_coverage,
    technology_without_sector_hub,
)
from matcher.need import CodeValue, Need, Place
from matcher.ranking import Ranker
from matcher.rules import Rule, Rules
from matcher.vocabulary import ListName

Field = Literal["place", "sectors", "services", "client"]
FIELDS: Final[tuple[Field, ...]] = ("place", "sectors", "services", "client")  # of equal worth the first is asked
_ALONE: Final[dict[Field, tuple[Feature, ...]]] = {  # features that look at nothing but the field
    "place": (regional_coverage, nearness),
    "sectors": (sector_coverage, sector_speciality),
    "services": (service_coverage,),
    "client": (client_served,),
}
_WITH_OTHERS: Final[dict[Field, tuple[Feature, ...]]] = {  # those that look at others too
    "place": (),
    "sectors": (technology_without_sector_hub, public_door),
    "services": (),
    "client": (public_door,),
}
_COLUMNS: Final = {field: [FEATURES.index(feature) for feature in alone] for field, alone in _ALONE.items()}
_NEED_KEYS: Final[dict[Field, tuple[str, ...]]] = {  # of the conditions in data/rules.yaml that look at a field
    "place": ("place",),
    "sectors": ("main_sector", "no_sector_beyond", "sector_known"),
    "services": ("services",),
    "client": ("client",),
}
_HUB_KEYS: Final[dict[Field, tuple[str, ...]]] = {
    "place": ("covers_place", "in_country_of_need"),
    "sectors": ("serves_main_sector", "fits_topic"),
    "services": (),
    "client": (),
}


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """What is known of a need before anything is assumed.

    Attributes:
        features: shape ``(n_hubs, n_features)``.
        touched: which rule touches which hub, shape ``(n_hubs, n_rules)``.
        open_hubs: hubs, not zones, of the networks asked for; shape ``(n_hubs,)``.
    """

    need: Need
    features: FloatMatrix
    touched: BoolMatrix
    open_hubs: BoolVector

    def only(self, rows: IntVector) -> Base:
        """The same for some hubs."""
        return Base(self.need, self.features[rows], self.touched[rows], self.open_hubs[rows])


@dataclass(frozen=True, slots=True)
class Assumption:
    """One answer: its code, how likely it is given before asking, and the value it stands for."""

    code: str
    probability: float
    value: CodeValue | Place

    def applied(self, need: Need, field: Field) -> Need:
        """``need`` with the answer told."""
        if isinstance(self.value, Place):
            return replace(need, places=(self.value,))
        if field == "sectors":
            return replace(need, sectors=(self.value,), sector_guesses=())
        return replace(need, services=(self.value,)) if field == "services" else replace(need, client=(self.value,))


@dataclass(frozen=True, slots=True, eq=False)
class Reranker:
    """Ranks some hubs again under assumptions; built once for a catalogue, a set of rules and a model.

    Attributes:
        rows: the hubs ranked, as rows of the whole catalogue; ``hubs`` holds only these, in the same order.
        told: for each field and answer the columns of `_ALONE`, shape ``(n_hubs, n_features_of_field)``.
        asking: for each field the columns of the rules whose conditions look at it.
        keeping_out, weighing: columns of the rules that exclude or set apart, and of those that weigh.
        weights: of the latter, log-odds, shape ``(n_weight_rules,)``.
    """

    hubs: Catalogue
    rows: IntVector
    rules: Rules
    ranker: Ranker
    told: dict[Field, dict[str, FloatMatrix]]
    asking: dict[Field, tuple[int, ...]]
    keeping_out: IntVector
    weighing: IntVector
    weights: FloatVector

    @classmethod
    def of(
        cls, hubs: Catalogue, rows: IntVector, rules: Rules, ranker: Ranker, regions: Sequence[Assumption]
    ) -> Reranker:
        """The reranker of ``rows`` of ``hubs``: twenty hubs are ranked again in a fraction of the time of 450.

        Args:
            regions: the answers about the place that it will be given.
        """
        # Every array of a catalogue has a row for each hub; Any, since `replace` cannot tell one field from another.
        arrays = {one.name: getattr(hubs, one.name) for one in fields(hubs)}
        columns: dict[str, Any] = {name: value[rows] for name, value in arrays.items() if isinstance(value, np.ndarray)}
        records = tuple(hubs.records[row] for row in rows)
        numbered = list(enumerate(rules.rules))
        # Passages and words stay those of all hubs: no answer changes how near the text is to a profile.
        some = replace(hubs, records=records, **columns)
        return cls(
            hubs=some,
            rows=rows,
            rules=rules,
            ranker=ranker,
            told={field: _told(field, answers, some) for field, answers in possible_answers(hubs, regions).items()},
            asking={
                field: tuple(j for j, rule in numbered if looks_at(rule, field) and could_meet(rule.hub, some))
                for field in FIELDS
            },
            keeping_out=np.array(
                [j for j, rule in numbered if rule.effect in ("exclude", "elsewhere")], dtype=np.int64
            ),
            weighing=np.array([j for j, rule in numbered if rule.weight is not None], dtype=np.int64),
            weights=np.array([rule.weight for rule in rules.rules if rule.weight is not None], dtype=np.float32),
        )

    def now(self, base: Base) -> FloatVector:
        """Probability that each hub is a good door as things stand; 0 for one kept out or set apart; ``(n_hubs,)``."""
        found = self._probabilities(base.features[None], base.touched[None], base.open_hubs)
        return np.asarray(found[0], dtype=np.float32)

    def after(self, base: Base, field: Field, answers: Sequence[Assumption]) -> FloatMatrix:
        """The same after each of ``answers`` about ``field``; shape ``(n_answers, n_hubs)``."""
        features = np.repeat(base.features[None], len(answers), axis=0)
        touched = np.repeat(base.touched[None], len(answers), axis=0)
        for number, answer in enumerate(answers):
            need = answer.applied(base.need, field)
            features[number][:, _COLUMNS[field]] = self.told[field][answer.code]
            for feature in _WITH_OTHERS[field]:
                features[number, :, FEATURES.index(feature)] = feature(need, self.hubs)
            for column in self.asking[field]:
                touched[number, :, column] = self.rules.rules[column].applies(need, self.hubs)
        return self._probabilities(features, touched, base.open_hubs)

    def _probabilities(
        self, features: NDArray[np.float32], touched: NDArray[np.bool_], open_hubs: BoolVector
    ) -> FloatMatrix:
        """All answers scored as if they were one long catalogue.

        Args:
            features, touched: shape ``(n_answers, n_hubs, n_features)`` and ``(n_answers, n_hubs, n_rules)``.
        """
        shape = features.shape[:2]
        weights = (touched[:, :, self.weighing] * self.weights).reshape(shape[0] * shape[1], len(self.weights))
        scored = self.ranker.score(features.reshape(-1, features.shape[2]), weights, self.rules.weight_codes)
        kept = open_hubs & ~touched[:, :, self.keeping_out].any(axis=2)
        return np.asarray(np.where(kept, scored.probabilities.reshape(shape), 0), dtype=np.float32)


def possible_answers(hubs: Catalogue, regions: Sequence[Assumption]) -> dict[Field, Sequence[Assumption]]:
    """Every answer about every field."""
    tables: tuple[tuple[Field, ListName], ...] = (
        ("sectors", "sectors"),
        ("services", "services"),
        ("client", "clients"),
    )
    stated = {field: [stated_code(code, 1.0) for code in hubs.vocabularies[name].codes] for field, name in tables}
    return {"place": regions, **stated}


def stated_code(code: str, probability: float) -> Assumption:
    """The answer that names a code of a vocabulary."""
    return Assumption(code, probability, CodeValue(code, "stated", None, 1.0))


def _told(field: Field, answers: Sequence[Assumption], hubs: Catalogue) -> dict[str, FloatMatrix]:
    """What the features that look at ``field`` alone give after each answer; it depends on nothing else."""
    return {
        answer.code: np.column_stack([feature(answer.applied(NO_NEED, field), hubs) for feature in _ALONE[field]])
        for answer in answers
    }


def looks_at(rule: Rule, field: Field) -> bool:
    """Whether the rule's conditions mention what ``field`` tells."""
    return any(getattr(rule.need, key) is not None for key in _NEED_KEYS[field]) or any(
        getattr(rule.hub, key) is not None for key in _HUB_KEYS[field]
    )
