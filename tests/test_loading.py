"""Where the parts come from: `current.json` names them, and parts that do not fit each other are refused at start."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from matcher import Recommender
from matcher.errors import ArtefactError
from matcher.loading import (
    BLIND,
    CURRENT,
    CurrentModels,
    current_models,
    load_parts,
    save_current,
    shipped,
    vocabularies_sha256,
)
from matcher.understanding.concepts import ConceptModel
from matcher.vocabulary import Vocabularies
from tests.fakes import WordEncoder

MODELS = shipped("models")
NAMES = {"encoder": "encoder/e", "concepts": "concepts/c", "ranker": "ranker/r"}


def test_the_versions_in_use_are_read(tmp_path: Path) -> None:
    """As they stand in the file."""
    (tmp_path / CURRENT).write_text(json.dumps(NAMES), encoding="utf-8")
    found = current_models(tmp_path)
    assert (found.encoder, found.concepts, found.ranker) == ("encoder/e", "concepts/c", "ranker/r")


def test_the_versions_that_were_saved_are_read_again(tmp_path: Path) -> None:
    """Over older ones, and nothing else is left beside the file."""
    for current in (CurrentModels(**NAMES), CurrentModels(**NAMES | {"ranker": "ranker/next"})):
        save_current(tmp_path, current)
        assert current_models(tmp_path) == current
    assert [path.name for path in tmp_path.iterdir()] == [CURRENT]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"encoder": "\xff"}',
        json.dumps({k: v for k, v in NAMES.items() if k != "ranker"}).encode(),
        json.dumps(NAMES | {"rankers": "x"}).encode(),
        json.dumps(NAMES | {"ranker": 7}).encode(),
    ],
    ids=["empty", "broken", "no object", "no UTF-8", "a name missing", "a name unknown", "a number"],
)
def test_a_file_that_does_not_name_the_models_is_refused(content: bytes, tmp_path: Path) -> None:
    """The message names the file and what it must hold."""
    (tmp_path / CURRENT).write_bytes(content)
    with pytest.raises(
        ArtefactError, match=r"(?s)current\.json: cannot be used .*expected encoder, concepts and ranker"
    ):
        current_models(tmp_path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """Before anything else is read."""
    with pytest.raises(
        ArtefactError, match=r"(?s)current\.json: cannot be used .*expected encoder, concepts and ranker"
    ):
        load_parts(None, tmp_path, None)


def test_what_ships_is_in_use(recommender: Recommender) -> None:
    """Each version that `current.json` names is the one that is loaded; a version is the last part of its folder."""
    current = current_models(MODELS)
    assert Path(current.encoder).name == recommender.encoder.version
    assert Path(current.concepts).name == recommender.reader.concepts.config.version
    assert Path(current.ranker).name == recommender.ranker.config.version == recommender.versions.model


def test_the_blind_sibling_of_the_concept_model_ships_too(recommender: Recommender) -> None:
    """Rankers are fitted on what it reads: it has the version and the outputs of the one in use, and other weights."""
    folder = MODELS / current_models(MODELS).concepts / BLIND
    blind = ConceptModel.load(folder, recommender.catalogue.vocabularies, recommender.encoder.version)
    used = recommender.reader.concepts
    assert (blind.config.version, blind.config.outputs) == (used.config.version, used.config.outputs)
    assert (blind.weights != used.weights).any()


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A copy of the shipped models without encoder and passages, to be broken."""
    current = current_models(MODELS)
    shutil.copy(MODELS / CURRENT, tmp_path)
    for name in (current.concepts, current.ranker):
        shutil.copytree(MODELS / name, tmp_path / name)
    return tmp_path


class Renamed(WordEncoder):
    """An encoder of words that passes for the shipped one."""

    version = current_models(MODELS).encoder.split("/")[1]


def test_parts_that_fit_are_loaded(models: Path) -> None:
    """With an encoder of that version."""
    parts = load_parts(None, models, Renamed())
    assert parts["ranker"].config.version == parts["versions"].model == current_models(MODELS).ranker.split("/")[1]


def test_another_encoder_than_the_models_is_refused(models: Path) -> None:
    """Vectors of two encoders must not be mixed: both are named."""
    with pytest.raises(ArtefactError, match=r"trained with encoder 'e5-.*'; the running one is 'words-1'"):
        load_parts(None, models, WordEncoder())


def test_a_ranker_of_another_concept_model_is_refused(models: Path) -> None:
    """Its features would have other errors than those it was fitted on."""
    path = models / current_models(MODELS).concepts / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(config | {"version": "other-9"}), encoding="utf-8")
    with pytest.raises(ArtefactError, match=r"concepts: fitted with .*, running 'other-9'; fit it again"):
        load_parts(None, models, Renamed())


def test_a_version_that_is_not_there_is_refused(models: Path) -> None:
    """The message names the path; also where other versions are asked for than those in use."""
    names = current_models(MODELS).model_copy(update={"ranker": "ranker/none"})
    with pytest.raises(ArtefactError, match=r"ranker/none/config\.json: not a ranker's config"):
        load_parts(None, models, Renamed(), names)
    save_current(models, names)
    with pytest.raises(ArtefactError, match=r"ranker/none/config\.json: not a ranker's config"):
        load_parts(None, models, Renamed())


def test_a_byte_of_the_weights_is_not_changed_unseen(models: Path, recommender: Recommender) -> None:
    """The checksum in the config refuses it, also where the file could still be read."""
    folder = models / current_models(MODELS).concepts
    vocabularies, version = recommender.catalogue.vocabularies, recommender.encoder.version
    ConceptModel.load(folder, vocabularies, version)
    content = bytearray((folder / "weights.npz").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "weights.npz").write_bytes(content)
    with pytest.raises(ArtefactError, match=r"weights\.npz: sha256 .*; expected .*: not the weights of this config"):
        ConceptModel.load(folder, vocabularies, version)


def test_the_vocabularies_sum_tells_codes_and_their_order(vocabularies: Vocabularies) -> None:
    """Models read columns by position: another order or another code is another sum; labels and terms may change."""
    clients = vocabularies["clients"]

    def changed(**changes: Any) -> str:
        tables = vocabularies.tables | {"clients": replace(clients, **changes)}
        return vocabularies_sha256(replace(vocabularies, tables=tables, terms=()))

    own = vocabularies_sha256(vocabularies)
    renamed = tuple(row.model_copy(update={"label_en": "x"}) for row in clients.rows)
    assert changed(rows=renamed) == own
    assert len({own, changed(codes=clients.codes[::-1]), changed(codes=(*clients.codes, "new"))}) == 3
