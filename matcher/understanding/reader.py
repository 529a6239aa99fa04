"""Free text and stated facts become a `Need`: the parts of understanding, put together once and used for every text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from matcher.arrays import FloatVector
from matcher.errors import NeedError
from matcher.folding import fold
from matcher.geography import Geography
from matcher.need import CodeValue, Need, Place
from matcher.records import Query
from matcher.understanding.concepts import ConceptModel, HeadName, lexicon_columns, lexicon_vector, values_of
from matcher.understanding.language import detect_language, term_languages
from matcher.understanding.lexicon import Hit, Lexicon
from matcher.understanding.negation import Negation, is_refused
from matcher.understanding.personal_data import contains_personal_data
from matcher.understanding.places import PlaceFinder, find_places, partners_abroad
from matcher.vocabulary import ListName, Vocabularies

MOST: Final[dict[HeadName, int]] = {
    "sectors": 3,
    "technologies": 4,
    "services": 4,
    "clients": 1,
}  # as the assessors gave at most
UNKNOWN_CLIENT: Final = "unknown"


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """Everything that understanding needs, loaded once; safe to share between threads."""

    vocabularies: Vocabularies
    geography: Geography
    places: PlaceFinder
    lexicon: Lexicon
    negation: Negation
    concepts: ConceptModel
    columns: dict[str, int]

    @classmethod
    def load(
        cls, data: Path, models: Path, vocabularies: Vocabularies, geography: Geography, encoder_version: str
    ) -> Reader:
        """Put the parts together from ``data/`` and ``models/concepts/``."""
        return cls(
            vocabularies=vocabularies,
            geography=geography,
            places=PlaceFinder(geography),
            lexicon=Lexicon(vocabularies.terms),
            negation=Negation.load(data / "vocabularies" / "negation.csv"),
            concepts=ConceptModel.load(models, vocabularies, encoder_version),
            columns={name: j for j, name in enumerate(lexicon_columns(vocabularies))},
        )

    def check(self, query: Query) -> Place | None:
        """The stated place; raise `NeedError` for a stated code or place that does not exist."""
        self.vocabularies["sectors"].check("sectors", query.sectors)
        self.vocabularies["technologies"].check("technologies", query.technologies)
        self.vocabularies["services"].check("services", query.services)
        self.vocabularies["clients"].check("client", [query.client] if query.client else [])
        if query.place is None:
            return None
        place = self.geography.place_named(query.place)
        if place is None:
            near = self.geography.suggestions(query.place)
            hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
            raise NeedError("place", f"unknown place; expected a municipality, a region or a NUTS code{hint}")
        return place

    def read(self, query: Query, place: Place | None, vector: FloatVector) -> Need:
        """What ``query`` says; stated facts replace what the text says of the same thing.

        Args:
            place: the stated place, as `check` returned it.
            vector: the encoder's unit vector of the text, shape ``(dimension,)``.
        """
        text = fold(query.text)
        language = detect_language(text)
        stretches = self.negation.refused(text, language)
        hits = self.lexicon.hits(text, term_languages(language))
        kept = [hit for hit in hits if not is_refused(hit, stretches)]
        refused = _refused_services([hit for hit in hits if is_refused(hit, stretches)], kept)
        heads = self.concepts.probabilities(vector, lexicon_vector(kept, self.columns))
        barred = {value.code for value in refused}

        def found(head: HeadName, name: ListName, stated: Sequence[str]) -> tuple[CodeValue, ...]:
            if stated:
                return tuple(CodeValue(code, "stated", None, 1.0) for code in dict.fromkeys(stated))
            own = [hit for hit in kept if hit.list == name]
            values = values_of(
                self.vocabularies[name].codes,
                heads[head],
                own,
                self.concepts.config.thresholds[head],
                MOST[head] + len(barred),
            )
            return tuple(value for value in values if value.code not in barred)[: MOST[head]]

        scope = heads["scope"]
        return Need(
            text=query.text,
            language=query.language or language,
            language_origin="stated" if query.language else "inferred",
            vector=vector,
            places=(place,) if place is not None else find_places(text, self.places),
            sectors=found("sectors", "sectors", query.sectors),
            technologies=found("technologies", "technologies", query.technologies),
            services=found("services", "services", query.services),
            refused_services=tuple(value for value in refused if value.code not in query.services),
            likely_service=self._likely_service(heads["services"], barred),
            client=_known_client(found("clients", "clients", [query.client] if query.client else [])),
            networks=query.networks,
            contains_personal_data=contains_personal_data(query.text),
            partners_abroad=partners_abroad(text, self.places),
            in_scope=1 - float(scope[1]),
            tells_enough=1 - float(scope[2]),
        )

    def _likely_service(self, probabilities: FloatVector, barred: set[str]) -> CodeValue | None:
        """The most probable core or complementary service that is not refused."""
        rows = [
            j
            for j, row in enumerate(self.vocabularies["services"].rows)
            if row.kind in ("core", "complementary") and row.code not in barred
        ]
        best = max(rows, key=lambda j: (probabilities[j], -j), default=None)
        return (
            None
            if best is None
            else CodeValue(
                self.vocabularies["services"].codes[best], "inferred", None, round(float(probabilities[best]), 4)
            )
        )


def _refused_services(refused: Sequence[Hit], kept: Sequence[Hit]) -> tuple[CodeValue, ...]:
    """Services that stand under a refusal and are asked for nowhere else in the text."""
    asked = {hit.code for hit in kept if hit.list == "services"}
    first: dict[str, Hit] = {}
    for hit in refused:
        if hit.list == "services" and hit.code not in asked:
            first.setdefault(hit.code, hit)
    return tuple(CodeValue(code, "text", hit.span, hit.weight) for code, hit in first.items())


def _known_client(values: tuple[CodeValue, ...]) -> tuple[CodeValue, ...]:
    """Without the code that says nothing."""
    return tuple(value for value in values if value.code != UNKNOWN_CLIENT or value.origin == "stated")
