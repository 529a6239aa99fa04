"""Where the parts of a recommender come from, and that they fit each other."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict

from pydantic import ValidationError

from matcher.answer import Versions
from matcher.answering import Answering
from matcher.catalogue import Catalogue, build_catalogue
from matcher.catalogue_check import load_hubs
from matcher.contacts import load_contacts
from matcher.encoder import Encoder, load_encoder
from matcher.errors import ArtefactError
from matcher.explanation import Explainer
from matcher.geography import Geography
from matcher.passages import KnownVectors
from matcher.ranking import Ranker, check_fit, load_ranker
from matcher.records import Record
from matcher.rules import Rules, load_rules
from matcher.understanding.concepts import ConceptModel
from matcher.understanding.reader import Reader
from matcher.vocabulary import Vocabularies, load_vocabularies

CURRENT: Final = "current.json"
BLIND: Final = "blind"  # beside a concept model, the same fitted without any judged need
PASSAGES: Final = "passages/vectors.npz"


class CurrentModels(Record):
    """``models/current.json``: which version of each model is in use; `hub-matcher promote` rewrites it."""

    encoder: str
    concepts: str
    ranker: str


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """What is known before anything is ranked: the hubs, how texts are read, and the rules."""

    catalogue: Catalogue
    encoder: Encoder
    reader: Reader
    rules: Rules


class Parts(TypedDict):
    """The fields of a `Recommender`."""

    catalogue: Catalogue
    encoder: Encoder
    reader: Reader
    rules: Rules
    ranker: Ranker
    answering: Answering
    versions: Versions


def shipped(name: str) -> Path:
    """The folder ``name`` (``data`` or ``models``) that comes with the package: inside the wheel, or beside it in a checkout."""
    inside = Path(__file__).parent / "shipped" / name
    return inside if inside.is_dir() else Path(__file__).parent.parent / name


def current_models(models: Path) -> CurrentModels:
    """The versions in use; `ArtefactError` when the file does not name them."""
    path = models / CURRENT
    try:
        return CurrentModels.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise ArtefactError(f"{path}: cannot be used ({error}); expected encoder, concepts and ranker") from error


def save_current(models: Path, current: CurrentModels) -> None:
    """Name other versions as those in use; a reader sees the old file or the new one, never a part."""
    path = models / CURRENT
    path.with_suffix(".new").write_text(current.model_dump_json(indent=1) + "\n", encoding="utf-8")
    path.with_suffix(".new").replace(path)


def vocabularies_sha256(vocabularies: Vocabularies) -> str:
    """Of the codes of every table, in order: what a model's inputs and outputs mean."""
    codes = {name: table.codes for name, table in sorted(vocabularies.tables.items())}
    return hashlib.sha256(json.dumps(codes).encode()).hexdigest()


def load_knowledge(
    data: Path | None, models: Path | None, encoder: Encoder | str | None, concepts: Path | None = None
) -> Knowledge:
    """Catalogue, encoder, reader and rules, checked; what a ranker is fitted to.

    Args:
        concepts: folder of another concept model than the one in use.
    """
    data, models = data or shipped("data"), models or shipped("models")
    geography = Geography.load(data / "geography")
    vocabularies = load_vocabularies(data / "vocabularies")
    hubs = load_hubs(data / "hubs", vocabularies, geography)
    if encoder is None or isinstance(encoder, str):
        encoder = load_encoder(encoder or models / current_models(models).encoder)
    known_file = models / PASSAGES
    known = KnownVectors.load(known_file) if known_file.exists() else KnownVectors.none()
    catalogue = build_catalogue(hubs, vocabularies, geography, encoder, known)
    model = ConceptModel.load(concepts or models / current_models(models).concepts, vocabularies, encoder.version)
    return Knowledge(
        catalogue=catalogue,
        encoder=encoder,
        reader=Reader.load(data, model, vocabularies, geography),
        rules=load_rules(data / "rules.yaml", vocabularies, catalogue.hub_ids),
    )


def load_parts(
    data: Path | None, models: Path | None, encoder: Encoder | str | None, current: CurrentModels | None = None
) -> Parts:
    """Every part, checked; see `Recommender.load`.

    Args:
        current: other versions of the models than those in use.
    """
    data, models = data or shipped("data"), models or shipped("models")
    current = current or current_models(models)
    known = load_knowledge(data, models, encoder or str(models / current.encoder), models / current.concepts)
    ranker = load_ranker(models / current.ranker)
    concepts = known.reader.concepts.config.version
    check_fit(ranker, known.encoder.version, concepts, vocabularies_sha256(known.catalogue.vocabularies))
    explainer = Explainer(known.catalogue, known.rules)
    return Parts(
        catalogue=known.catalogue,
        encoder=known.encoder,
        reader=known.reader,
        rules=known.rules,
        ranker=ranker,
        answering=Answering(known.catalogue, known.rules, explainer, load_contacts(data / "contacts.csv")),
        versions=Versions(
            model=ranker.config.version,
            catalogue=known.catalogue.version,
            rules=known.rules.version,
            encoder=known.encoder.version,
        ),
    )
