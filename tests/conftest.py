"""Fixtures shared by all tests: the real recommender once per run, and the tables that small catalogues are built on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from matcher import Recommender
from matcher.catalogue import Catalogue, build_catalogue
from matcher.geography import Geography
from matcher.passages import KnownVectors
from matcher.records import HubRecord
from matcher.vocabulary import Vocabularies, load_vocabularies
from tests.fakes import WordEncoder

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"


@pytest.fixture(scope="session")
def recommender() -> Recommender:
    """The recommender of the shipped data and models."""
    return Recommender.load()


@pytest.fixture(scope="session")
def vocabularies() -> Vocabularies:
    """The shipped code tables."""
    return load_vocabularies(DATA / "vocabularies")


@pytest.fixture(scope="session")
def geography() -> Geography:
    """The shipped geography."""
    return Geography.load(DATA / "geography")


@pytest.fixture(scope="session")
def catalogue_of(vocabularies: Vocabularies, geography: Geography) -> Callable[..., Catalogue]:
    """Builds a catalogue of the records given, with an encoder of words."""

    def build(*records: HubRecord) -> Catalogue:
        return build_catalogue(records, vocabularies, geography, WordEncoder(), KnownVectors.none())

    return build
