"""Where the parts of a recommender come from, and that they fit each other."""

from __future__ import annotations

from pathlib import Path
from typing import Final, TypedDict

from matcher.answer import Versions
from matcher.answering import Answering
from matcher.catalogue import Catalogue, build_catalogue
from matcher.catalogue_check import load_hubs
from matcher.contacts import load_contacts
from matcher.encoder import Encoder, load_encoder
from matcher.explanation import Explainer
from matcher.geography import Geography
from matcher.passages import KnownVectors
from matcher.ranking import Ranker, load_ranker
from matcher.rules import Rules, load_rules
from matcher.understanding.reader import Reader
from matcher.vocabulary import load_vocabularies

ENCODER: Final = "encoder/e5-small-enpt-int8-1"
CONCEPTS: Final = "concepts/linear-1"
RANKER: Final = "ranker/prior-1"
PASSAGES: Final = "passages/vectors.npz"


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


def load_parts(data: Path | None, models: Path | None, encoder: Encoder | str | None) -> Parts:
    """Every part, checked; see `Recommender.load`."""
    data, models = data or shipped("data"), models or shipped("models")
    geography = Geography.load(data / "geography")
    vocabularies = load_vocabularies(data / "vocabularies")
    hubs = load_hubs(data / "hubs", vocabularies, geography)
    if encoder is None or isinstance(encoder, str):
        encoder = load_encoder(encoder or models / ENCODER)
    known_file = models / PASSAGES
    known = KnownVectors.load(known_file) if known_file.exists() else KnownVectors.none()
    catalogue = build_catalogue(hubs, vocabularies, geography, encoder, known)
    rules = load_rules(data / "rules.yaml", vocabularies, catalogue.hub_ids)
    ranker = load_ranker(models / RANKER)
    return Parts(
        catalogue=catalogue,
        encoder=encoder,
        reader=Reader.load(data, models / CONCEPTS, vocabularies, geography, encoder.version),
        rules=rules,
        ranker=ranker,
        answering=Answering(catalogue, rules, Explainer(catalogue, rules), load_contacts(data / "contacts.csv")),
        versions=Versions(
            model=ranker.config.version, catalogue=catalogue.version, rules=rules.version, encoder=encoder.version
        ),
    )
