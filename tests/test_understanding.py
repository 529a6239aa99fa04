"""Language, personal data and the concept model's loader."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import ArtefactError
from matcher.folding import fold
from matcher.loading import current_models, shipped
from matcher.understanding.concepts import ConceptModel
from matcher.understanding.language import detect_language
from matcher.understanding.personal_data import contains_personal_data
from matcher.vocabulary import Vocabularies

CONCEPTS = shipped("models") / current_models(shipped("models")).concepts


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Queremos automatizar a linha de pintura.", "pt"),
        ("robotica colaborativa p/ soldadura", "pt"),
        ("We want to automate our paint line.", "en"),
        ("Queremos modernizar la empresa y los procesos con el apoyo de ustedes.", "es"),
        ("Nous voulons automatiser notre ligne de peinture.", "fr"),
        ("Wir möchten unsere Lackierstraße automatisieren.", "de"),
        (
            "Precisamos de ajuda com o roadmap and we need a partner for the pilot with our team em Lisboa, não é?",
            "mixed",
        ),
    ],
)
def test_languages_are_told_apart(text: str, language: str) -> None:
    """Small words decide; Portuguese without accents stays Portuguese."""
    assert detect_language(fold(text)) == language


@given(st.text(max_size=40))
def test_a_language_is_always_named(text: str) -> None:
    """Three words, signs or nothing: never a failure."""
    assert detect_language(fold(text))


@pytest.mark.parametrize(
    "text",
    [
        "ana.silva@exemplo.pt",
        "ligue 912 345 678",
        "+351 253 123 456",
        "NIF 123 456 789",
        "PT50 0002 0123 1234 5678 9015 4",
        "Chamo-me Ana",
        "my name is Rui",
    ],
)
def test_personal_data_is_noticed(text: str) -> None:
    """Address, telephones, tax and bank numbers, and names that are introduced as such."""
    assert contains_personal_data(f"Contacto: {text}, obrigado")


@pytest.mark.parametrize(
    "text", ["250 000 000 peças por ano", "referência 123456789", "1 200 m2 e 35 pessoas", "EN 1090-2:2018"]
)
def test_plain_numbers_are_no_personal_data(text: str) -> None:
    """Quantities, part numbers and standards point to nobody."""
    assert not contains_personal_data(text)


def test_a_model_of_another_encoder_is_refused(vocabularies: Vocabularies) -> None:
    """Vectors of two encoders must not be mixed."""
    with pytest.raises(ArtefactError, match="the running one is 'other'"):
        ConceptModel.load(CONCEPTS, vocabularies, "other")


@pytest.mark.parametrize("field", ["lexicon_columns", "format_version", "outputs"])
def test_a_model_of_other_inputs_is_refused(field: str, vocabularies: Vocabularies, tmp_path: Path) -> None:
    """Columns, outputs and format must be those of the running code."""
    shutil.copytree(CONCEPTS, tmp_path, dirs_exist_ok=True)
    config = json.loads((tmp_path / "config.json").read_text())
    config[field] = {"lexicon_columns": ["x"], "format_version": 99, "outputs": {}}[field]
    (tmp_path / "config.json").write_text(json.dumps(config))
    named = {"lexicon_columns": "lexicon columns", "format_version": "format_version 99", "outputs": "outputs of"}[
        field
    ]
    with pytest.raises(ArtefactError, match=f"{named}.*train it again"):
        ConceptModel.load(tmp_path, vocabularies, config["encoder"])


def test_saving_then_loading_changes_nothing(vocabularies: Vocabularies, tmp_path: Path) -> None:
    """The same probabilities before and after."""
    encoder = json.loads((CONCEPTS / "config.json").read_text())["encoder"]
    model = ConceptModel.load(CONCEPTS, vocabularies, encoder)
    model.save(tmp_path)
    again = ConceptModel.load(tmp_path, vocabularies, encoder)
    vector, lexicon = np.full(384, 0.05, np.float32), np.zeros(len(model.config.lexicon_columns), np.float32)
    for head, values in model.probabilities(vector, lexicon).items():
        np.testing.assert_array_equal(values, again.probabilities(vector, lexicon)[head])
