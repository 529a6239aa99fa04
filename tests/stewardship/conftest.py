"""Fixtures of the tests of stewardship."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.geography import Geography
from matcher.vocabulary import Vocabularies
from tests.stewardship.exports import Importer


@pytest.fixture
def importer(tmp_path: Path, vocabularies: Vocabularies, geography: Geography) -> Importer:
    """Imports into memory what tests write into a folder of their own."""
    return Importer(tmp_path, vocabularies, geography)
