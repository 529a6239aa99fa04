"""Free text and stated facts become a `Need`: the parts of understanding, put together once and used for every text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from matcher.arrays import FloatMatrix, FloatVector
from matcher.errors import NeedError
from matcher.folding import FoldedText, fold
from matcher.geography import Geography
from matcher.need import CodeValue, Language, Need, Place
from matcher.records import Query
from matcher.understanding.concepts import ConceptModel, HeadName, lexicon_columns, lexicon_vector, values_of
from matcher.understanding.facets import NeedFacet, facet_stretches
from matcher.understanding.language import detect_language, term_languages
from matcher.understanding.lexicon import Hit, Lexicon
from matcher.understanding.negation import Negation, is_refused
from matcher.understanding.personal_data import contains_personal_data
from matcher.understanding.places import PlaceFinder, find_places, partners_abroad, split_words
from matcher.vocabulary import ListName, Vocabularies

MOST: Final[dict[HeadName, int]] = {
    "sectors": 3,
    "technologies": 4,
    "services": 4,
    "clients": 1,
}  # as the assessors gave at most
HOME_STEM: Final = "portug"  # Portugal, português, portuguesas, portugués, portugais
UNKNOWN_CLIENT: Final = "unknown"
LIKELY: Final = 0.3  # a service below it is not worth a suggestion
GUESS_AT: Final = 0.02  # a code below it does not enter the ranking either
MOST_GUESSES: Final = 10


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """What the words of a query alone say, before any vector.

    Attributes:
        kept, dropped: the lexicon's hits, and those under a refusal.
        stretches: start and end, in the folded text, of each of several needs; empty for a single one.
    """

    query: Query
    folded: FoldedText
    language: Language
    kept: tuple[Hit, ...]
    dropped: tuple[Hit, ...]
    stretches: tuple[tuple[int, int], ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """The words of each of several needs, to be encoded together; empty for a single one."""
        return tuple(self.query.text[slice(*self.folded.span(*stretch))] for stretch in self.stretches)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A need as understood, and the probability of every code of every head, also of those too unsure for the need."""

    need: Need
    heads: dict[HeadName, FloatVector]


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
    def load(cls, data: Path, concepts: ConceptModel, vocabularies: Vocabularies, geography: Geography) -> Reader:
        """Put the parts together with those that ``data/`` holds."""
        return cls(
            vocabularies=vocabularies,
            geography=geography,
            places=PlaceFinder(geography),
            lexicon=Lexicon(vocabularies.terms),
            negation=Negation.load(data / "vocabularies" / "negation.csv"),
            concepts=concepts,
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
        places = self.geography.places_named(query.place)
        if len(places) == 1:
            return places[0]
        near = " or ".join(map(repr, self.geography.suggestions(query.place)))
        if places:
            raise NeedError("place", f"several places have this name; expected one of {near}")
        hint = f"; did you mean {near}?" if near else ""
        raise NeedError(
            "place", f"unknown place; expected a municipality, a region, a postal code or a NUTS code{hint}"
        )

    def read(self, query: Query, place: Place | None, vector: FloatVector) -> Need:
        """What ``query`` says as one need: `draft` and `read_draft` in one."""
        return self.read_draft(self.draft(query), place, vector).need

    def draft(self, query: Query) -> Draft:
        """What the words of ``query`` say, and where its needs stand if there are several."""
        text = fold(query.text)
        language = detect_language(text)
        stretches = self.negation.refused(text, language)
        hits = self.lexicon.hits(text, term_languages(language))
        kept = tuple(hit for hit in hits if not is_refused(hit, stretches))
        dropped = tuple(hit for hit in hits if is_refused(hit, stretches))
        return Draft(query, text, language, kept, dropped, facet_stretches(text, kept))

    def read_draft(self, draft: Draft, place: Place | None, vector: FloatVector) -> Reading:
        """The whole text as one need; stated facts replace what the text says of the same thing.

        Args:
            place: the stated place, as `check` returned it.
            vector: the encoder's unit vector of the text, shape ``(dimension,)``.
        """
        query, text = draft.query, draft.folded
        refused = _refused_services(draft.dropped, draft.kept)
        heads = self.concepts.probabilities(vector, lexicon_vector(draft.kept, self.columns))
        barred = {value.code for value in refused}

        def found(head: HeadName, name: ListName, stated: Sequence[str]) -> tuple[CodeValue, ...]:
            return _stated(stated) or self._values(head, name, heads[head], draft.kept, barred)

        def guesses(name: Literal["sectors", "technologies"], stated: Sequence[str]) -> tuple[CodeValue, ...]:
            hits = [hit for hit in draft.kept if hit.list == name]
            return () if stated else values_of(self.vocabularies[name].codes, heads[name], hits, GUESS_AT, MOST_GUESSES)

        words = split_words(text)
        scope, partners = heads["scope"], partners_abroad(words, self.places)
        need = Need(
            text=query.text,
            language=query.language or draft.language,
            language_origin="stated" if query.language else "inferred",
            vector=vector,
            places=(place,) if place is not None else find_places(words, self.places),
            sectors=found("sectors", "sectors", query.sectors),
            technologies=found("technologies", "technologies", query.technologies),
            services=found("services", "services", query.services),
            refused_services=tuple(value for value in refused if value.code not in query.services),
            likely_service=self._likely_service(heads["services"], barred),
            client=_known_client(found("clients", "clients", [query.client] if query.client else [])),
            sector_guesses=guesses("sectors", query.sectors),
            technology_guesses=guesses("technologies", query.technologies),
            networks=query.networks,
            contains_personal_data=contains_personal_data(query.text),
            partners_abroad=partners.asked,
            partner_countries=partners.countries,
            names_home=HOME_STEM in text.folded,
            in_scope=1 - float(scope[1]),
            tells_enough=1 - float(scope[2]),
        )
        return Reading(need, heads)

    def read_facets(self, draft: Draft, need: Need, vectors: FloatMatrix) -> tuple[NeedFacet, ...]:
        """Each of several needs: its own services, and the sectors and technologies that its words name.

        Where its words name none it has those of the whole text, but for what only the words of another facet name when
        it has a matter of its own: cybersecurity for the office is not farming because sensors in the orchard are.
        Place and client are always the whole text's, and stated facts hold for every facet.

        Args:
            need: the whole text as one need.
            vectors: unit vectors of ``draft.parts``, shape ``(n_parts, dimension)``.
        """
        facets = zip(draft.stretches, draft.parts, vectors, strict=True)
        return tuple(self._facet(draft, need, stretch, part, vector) for stretch, part, vector in facets)

    def _facet(self, draft: Draft, need: Need, stretch: tuple[int, int], part: str, vector: FloatVector) -> NeedFacet:
        """The need in ``stretch`` of the folded text, whose words are ``part``."""
        query, (start, end) = draft.query, stretch
        hits = [hit for hit in draft.kept if start <= hit.start < end]
        foreign = _foreign_codes(draft, hits, stretch)
        heads = self.concepts.probabilities(vector, lexicon_vector(hits, self.columns))
        barred = {value.code for value in need.refused_services}
        sectors = self._values("sectors", "sectors", heads["sectors"], hits, set())
        technologies = self._values("technologies", "technologies", heads["technologies"], hits, set())
        services = self._values("services", "services", heads["services"], hits, barred)
        named_sectors, named_technologies = _named(sectors), _named(technologies)
        own = replace(
            need,
            text=part,
            vector=vector,
            sectors=_stated(query.sectors) or named_sectors or _without(need.sectors, foreign),
            sector_guesses=() if named_sectors else _without(need.sector_guesses, foreign),
            technologies=_stated(query.technologies) or named_technologies or _without(need.technologies, foreign),
            technology_guesses=() if named_technologies else _without(need.technology_guesses, foreign),
            services=_stated(query.services) or services,
            likely_service=self._likely_service(heads["services"], barred),
        )
        return NeedFacet(draft.folded.span(start, end), own)

    def _values(
        self, head: HeadName, name: ListName, probabilities: FloatVector, hits: Sequence[Hit], barred: set[str]
    ) -> tuple[CodeValue, ...]:
        """The codes of one head that are sure enough, without ``barred`` ones, surest first."""
        values = values_of(
            self.vocabularies[name].codes,
            probabilities,
            [hit for hit in hits if hit.list == name],
            self.concepts.config.thresholds[head],
            MOST[head] + len(barred),
        )
        return tuple(value for value in values if value.code not in barred)[: MOST[head]]

    def _likely_service(self, probabilities: FloatVector, barred: set[str]) -> CodeValue | None:
        """The most probable core or complementary service that is not refused."""
        rows = [
            j
            for j, row in enumerate(self.vocabularies["services"].rows)
            if row.kind in ("core", "complementary") and row.code not in barred
        ]
        rows = [j for j in rows if probabilities[j] >= LIKELY]
        best = max(rows, key=lambda j: (probabilities[j], -j), default=None)
        return (
            None
            if best is None
            else CodeValue(
                self.vocabularies["services"].codes[best], "inferred", None, round(float(probabilities[best]), 4)
            )
        )


def _stated(codes: Sequence[str]) -> tuple[CodeValue, ...]:
    """Codes that the caller stated, as values."""
    return tuple(CodeValue(code, "stated", None, 1.0) for code in dict.fromkeys(codes))


def _named(values: tuple[CodeValue, ...]) -> tuple[CodeValue, ...]:
    """The values that rest on words."""
    return tuple(value for value in values if value.origin == "text")


def _foreign_codes(draft: Draft, own: Sequence[Hit], stretch: tuple[int, int]) -> set[str]:
    """Sectors and technologies that only other facets' words name, for the facet at ``stretch`` with a matter of its own.

    Its matter is its own when it names a sector or technology that no other facet names; else nothing is foreign to it.

    Args:
        own: the hits in the facet.
    """
    topics = [hit for hit in draft.kept if hit.list in ("sectors", "technologies")]
    others = [part for part in draft.stretches if part != stretch]
    theirs = {hit.code for hit in topics if any(start <= hit.start < end for start, end in others)}
    if not {hit.code for hit in own if hit.list in ("sectors", "technologies")} - theirs:
        return set()
    shared = {hit.code for hit in topics if not any(start <= hit.start < end for start, end in others)}
    return theirs - shared


def _without(values: tuple[CodeValue, ...], codes: set[str]) -> tuple[CodeValue, ...]:
    """The values whose code is not among ``codes``."""
    return tuple(value for value in values if value.code not in codes)


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
