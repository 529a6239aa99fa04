"""The rules a programme manager edits in ``data/rules.yaml``: who is excluded, preferred or shown apart, and why.

A rule says when it applies to a need (``need``) and to which hubs (``hub``); what it then does is its ``effect``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal, Self

import numpy as np
from pydantic import Field, StringConstraints, model_validator

from matcher.arrays import BoolMatrix, BoolVector, FloatMatrix
from matcher.catalogue import Catalogue
from matcher.conditions import HubCondition, NeedCondition, hubs_meeting, need_meets
from matcher.errors import DataError
from matcher.features import FEATURE_NAMES
from matcher.need import AnswerLanguage, Need
from matcher.records import Code, Record
from matcher.vocabulary import ListName, Vocabularies
from matcher.yaml_files import read_yaml

RESERVED: Final = frozenset(
    (*FEATURE_NAMES, "baseline", "network-not-asked")
)  # names that answers give a share already
Effect = Literal["exclude", "elsewhere", "offer_zone", "weight"]


class Reason(Record):
    """A rule's reason, a sentence in each language of the answer."""

    pt: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    def sentence(self, language: AnswerLanguage) -> str:
        """The sentence of ``language``."""
        return self.pt if language == "pt" else self.en


class Rule(Record):
    """One rule. ``code`` is stable: it stands in answers.

    ``exclude`` removes the hubs and tells why; ``elsewhere`` shows them apart, as specialists abroad; ``offer_zone``
    shows free zones, which are never shown otherwise; ``weight`` adds ``weight`` (log-odds) to the score.
    """

    code: Code
    enabled: bool = True
    effect: Effect
    weight: Annotated[float, Field(ge=-20, le=20, allow_inf_nan=False)] | None = None
    need: NeedCondition = NeedCondition()
    hub: HubCondition = HubCondition()
    reason: Reason

    @model_validator(mode="after")
    def _weight_fits_effect(self) -> Self:
        if (self.weight is not None) != (self.effect == "weight"):
            raise ValueError("weight: expected a number with the effect 'weight', and none with any other")
        if self.code in RESERVED:
            raise ValueError(f"code: {self.code!r} names a share of the score already; expected another name")
        return self

    def applies(self, need: Need, hubs: Catalogue) -> BoolVector:
        """Mask of the hubs that the rule touches for this need; shape ``(n_hubs,)``."""
        if not self.concerns(need):
            return np.zeros(len(hubs), dtype=np.bool_)
        return hubs_meeting(self.hub, need, hubs)

    def concerns(self, need: Need) -> bool:
        """Whether the rule speaks of this need at all."""
        return self.enabled and need_meets(self.need, need)


class RuleFile(Record):
    """The whole of ``rules.yaml``; ``version`` is whatever its editor calls it."""

    version: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]+$", max_length=40)]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """What the rules say of every hub, for one need.

    Attributes:
        touched: shape ``(n_hubs, n_rules)``; columns follow the rules of the file.
        excluded, elsewhere, offered: shape ``(n_hubs,)``; ``offered`` are the zones to show.
        weights: shape ``(n_hubs, n_weight_rules)``, log-odds; columns follow `Rules.weight_codes`.
    """

    touched: BoolMatrix
    excluded: BoolVector
    elsewhere: BoolVector
    offered: BoolVector
    weights: FloatMatrix


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """The rules in the order of their file; ``version`` changes whenever the file does."""

    rules: tuple[Rule, ...]
    version: str

    @property
    def weight_codes(self) -> tuple[str, ...]:
        """Codes of the rules that add to the score."""
        return tuple(rule.code for rule in self.rules if rule.effect == "weight")

    def judge(self, need: Need, hubs: Catalogue) -> Verdict:
        """Apply every rule to every hub."""
        touched = np.zeros((len(hubs), len(self.rules)), dtype=np.bool_)
        for column, rule in enumerate(self.rules):
            if rule.concerns(need):
                touched[:, column] = hubs_meeting(rule.hub, need, hubs)
        weighing = [column for column, rule in enumerate(self.rules) if rule.weight is not None]
        weights = np.array([self.rules[column].weight for column in weighing], dtype=np.float32)
        return Verdict(
            touched,
            excluded=self._any(touched, "exclude"),
            elsewhere=self._any(touched, "elsewhere"),
            offered=self._any(touched, "offer_zone"),
            weights=np.where(touched[:, weighing], weights, np.float32(0)),
        )

    def _any(self, touched: BoolMatrix, effect: Effect) -> BoolVector:
        columns = [column for column, rule in enumerate(self.rules) if rule.effect == effect]
        return np.asarray(touched[:, columns].any(axis=1))


def load_rules(path: Path, vocabularies: Vocabularies, hub_ids: Sequence[str]) -> Rules:
    """Read the rules; raise `DataError` with every fault of the file."""
    rules, faults = read_rules(path, vocabularies, hub_ids)
    if faults or rules is None:
        raise DataError(faults)
    return rules


def read_rules(path: Path, vocabularies: Vocabularies, hub_ids: Sequence[str]) -> tuple[Rules | None, list[str]]:
    """The rules, or None and every fault as ``file:line: message``.

    Their version is that of the file and the first digits of its checksum, so that it changes with every edit.
    """
    file = read_yaml(path, RuleFile, "the rules")
    if file.record is None:
        return None, list(file.faults)
    rules = file.record.rules
    faults = [
        f"{file.where('rules', n)}: {fault}"
        for n, rule in enumerate(rules)
        for fault in _rule_faults(rule, vocabularies, hub_ids)
    ]
    codes = [rule.code for rule in rules]
    faults += [f"{file.where('rules', n)}: code {c!r} stands twice" for n, c in enumerate(codes) if c in codes[:n]]
    digest = hashlib.sha256(file.text.encode()).hexdigest()[:12]
    return Rules(rules, f"{file.record.version}-{digest}"), [*file.faults, *faults]


def _rule_faults(rule: Rule, vocabularies: Vocabularies, hub_ids: Sequence[str]) -> list[str]:
    """Codes that no table holds."""
    named: tuple[tuple[str, ListName, Sequence[str]], ...] = (
        ("need.client", "clients", rule.need.client or ()),
        ("need.services", "services", rule.need.services or ()),
        ("need.main_sector", "sectors", rule.need.main_sector or ()),
        ("need.no_sector_beyond", "sectors", rule.need.no_sector_beyond or ()),
        ("hub.sector", "sectors", [rule.hub.sector] if rule.hub.sector else ()),
        ("hub.technology", "technologies", [rule.hub.technology] if rule.hub.technology else ()),
    )
    faults = [
        f"{rule.code}: {field}: unknown code {code!r}; expected one of {name}.csv"
        for field, name, codes in named
        for code in codes
        if code not in vocabularies[name].column
    ]
    unknown = [hub_id for hub_id in rule.hub.ids or () if hub_id not in hub_ids]
    return faults + [
        f"{rule.code}: hub.ids: unknown hub {hub_id!r}; expected an id of the catalogue" for hub_id in unknown
    ]
