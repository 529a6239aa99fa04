"""The ONNX encoder as shipped: shapes, order, windows, hostile texts, and an artefact that was tampered with."""

from __future__ import annotations

import json
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.arrays import FloatMatrix
from matcher.encoder import OnnxEncoder, SentenceTransformerEncoder, load_encoder
from matcher.encoder_windows import BATCH_TOKENS, MAX_WINDOWS, OVERLAP_TOKENS, batches, clean_text, unit_means, windows
from matcher.errors import ArtefactError
from matcher.loading import current_models, shipped

ARTEFACT = shipped("models") / current_models(shipped("models")).encoder
NEEDS = [
    "Temos uma tinturaria em Guimarães e queremos prever os lotes que saem fora do tom.",
    "formação em cibersegurança",
    "We are a small hotel in Faro and look for funding for a booking system that learns from our data.",
    "",
]
HOSTILE = {
    "lone surrogates": "ajuda \ud800 digital \udfff",
    "expands eighteen times": "\ufdfa" * 1000,
    "nul characters": "a\0b\0" * 50,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈" * 200,
    "special tokens": "<s></s><pad><unk>" * 10,
    "only spaces": " \t\n" * 100,
    "one endless word": "a" * 100_000,
    "a megabyte": "indústria 4.0 e robótica " * 42_000,
    "accents piled up": "e" + "\u0301" * 5000,
}


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    """The shipped artefact, loaded once."""
    return OnnxEncoder.load(ARTEFACT)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the artefact that a test may spoil."""
    return Path(shutil.copytree(ARTEFACT, tmp_path / "encoder"))


def assert_unit_rows(vectors: FloatMatrix, n_rows: int) -> None:
    """Finite float32 rows of length 1."""
    assert vectors.shape == (n_rows, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_queries_and_passages_are_unit_rows(encoder: OnnxEncoder) -> None:
    """One row a text, also for the empty text, and the two prefixes give different vectors."""
    queries, passages = encoder.encode_queries(NEEDS), encoder.encode_passages(NEEDS)
    assert_unit_rows(queries, len(NEEDS))
    assert_unit_rows(passages, len(NEEDS))
    assert np.abs(queries - passages).max() > 0.01


def test_no_texts_give_an_empty_matrix(encoder: OnnxEncoder) -> None:
    """Shape (0, dimension), so that callers need no special case."""
    assert encoder.encode_queries([]).shape == (0, encoder.dimension)


def test_version_is_the_name_of_the_directory(encoder: OnnxEncoder) -> None:
    """A version is found by its name."""
    assert encoder.version == ARTEFACT.name


def test_a_text_is_nearest_to_its_translation(encoder: OnnxEncoder) -> None:
    """The planted answer: of three passages, the one about the same thing in the other language."""
    passages = encoder.encode_passages(["cybersecurity training", "funding for tourism", "textile dyeing"])
    queries = encoder.encode_queries(
        ["formação em cibersegurança", "financiamento para o turismo", "tinturaria têxtil"]
    )
    assert (queries @ passages.T).argmax(axis=1).tolist() == [0, 1, 2]


def test_a_vector_does_not_depend_on_its_batch(encoder: OnnxEncoder) -> None:
    """Alone or among others of other lengths: equal but for float32 sums, because each token has its own scale."""
    texts = [*NEEDS, "robô " * 300, "IA"] * 3
    alone = np.vstack([encoder.encode_queries([text]) for text in texts])
    np.testing.assert_allclose(encoder.encode_queries(texts), alone, atol=1e-3)


def test_rows_follow_the_texts(encoder: OnnxEncoder) -> None:
    """Batches go by length; the caller never sees it."""
    texts = [" ".join(["digital"] * n) for n in (90, 1, 700, 5, 30)]
    forward, backward = encoder.encode_queries(texts), encoder.encode_queries(texts[::-1])
    np.testing.assert_allclose(forward, backward[::-1], atol=1e-3)


def test_the_end_of_a_long_text_counts(encoder: OnnxEncoder) -> None:
    """Two texts that differ only beyond the first window get different vectors."""
    start = "Somos uma empresa de calçado. " * 200
    vectors = encoder.encode_queries([start + "Queremos formação. " * 50, start + "Queremos drones. " * 50])
    assert vectors[0] @ vectors[1] < 0.999


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_harmless(encoder: OnnxEncoder, text: str) -> None:
    """Whatever is sent, one finite unit vector comes back."""
    assert_unit_rows(encoder.encode_queries([text]), 1)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=300), max_size=4))
def test_any_texts_give_unit_rows(encoder: OnnxEncoder, texts: list[str]) -> None:
    """No string, surrogates included, is an error."""
    assert_unit_rows(encoder.encode_passages(texts), len(texts))


def test_threads_may_share_an_encoder(encoder: OnnxEncoder) -> None:
    """Four callers at once get what one caller gets."""
    expected = encoder.encode_queries(NEEDS)
    with ThreadPoolExecutor(4) as pool:
        for vectors in pool.map(encoder.encode_queries, [NEEDS] * 12):
            np.testing.assert_allclose(vectors, expected, atol=1e-6)


def test_windows_of_a_fitting_text_are_the_text() -> None:
    """No window is made where none is needed."""
    assert windows([0, 7, 8, 2], n_head=2, max_tokens=512) == [[0, 7, 8, 2]]


@given(st.integers(101, 5000))
def test_windows_cover_start_and_end(n_ids: int) -> None:
    """Every window repeats head and end token, fits, and the first and last reach the text's ends."""
    ids = [-1, -2, *range(n_ids - 3), -3]
    split = windows(ids, n_head=2, max_tokens=100)
    assert 2 <= len(split) <= MAX_WINDOWS
    assert all(w[:2] == [-1, -2] and w[-1] == -3 and len(w) <= 100 for w in split)
    assert split[0][2] == 0
    assert split[-1][-2] == n_ids - 4
    if len(split) < MAX_WINDOWS:
        assert all(left[-2] - right[2] + 1 >= OVERLAP_TOKENS - 1 for left, right in pairwise(split))


@given(st.lists(st.integers(1, 512)))
def test_batches_hold_every_text_once_within_the_bound(lengths: list[int]) -> None:
    """Padded size stays within the bound; a single text may always go."""
    made = [batch.tolist() for batch in batches(lengths)]
    assert sorted(row for batch in made for row in batch) == list(range(len(lengths)))
    assert all(len(batch) * max(lengths[row] for row in batch) <= BATCH_TOKENS for batch in made)


def test_a_short_text_is_not_padded_to_a_long_one_where_a_pass_of_its_own_costs_less() -> None:
    """Lengths 8, 10 and 90, 14 a pass: 2 * 10 + 90 + 2 * 14 = 138 tokens apart, 3 * 90 + 14 = 284 together."""
    assert [batch.tolist() for batch in batches([90, 8, 10])] == [[1, 2], [0]]


def test_texts_of_about_one_length_go_together() -> None:
    """Lengths 20, 22 and 25: 3 * 25 + 14 = 89 tokens together, 20 + 2 * 25 + 2 * 14 = 98 with the shortest apart."""
    assert [batch.tolist() for batch in batches([20, 25, 22])] == [[0, 2, 1]]


def test_clean_text_keeps_valid_text_and_both_ends_of_a_long_one() -> None:
    """Only what is broken or too long changes."""
    assert clean_text("água 👩‍👧") == "água 👩‍👧"
    assert clean_text("a\ud800b") == "a\ufffdb"
    shortened = clean_text("A" + "x" * 1_000_000 + "Z")
    assert (shortened[0], shortened[-1]) == ("A", "Z")
    assert len(shortened) < 21_000


def test_unit_means_of_two_windows() -> None:
    """Windows (1, 0) and (0, 1) of one text: mean (1/2, 1/2), at unit length (0.7071, 0.7071)."""
    vectors = np.array([[1, 0], [0, 1], [0, 1]], dtype=np.float32)
    np.testing.assert_allclose(unit_means(vectors, [0, 0, 1], 2), [[0.7071, 0.7071], [0, 1]], atol=1e-4)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "LICENSE"])
def test_a_changed_file_is_refused(copied: Path, name: str) -> None:
    """One byte more, and the message gives the checksum found and the one expected."""
    expected = json.loads((copied / "config.json").read_text())["sha256"][name]
    with (copied / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ArtefactError, match=rf"{name}: SHA-256 is [0-9a-f]{{64}}, config.json says {expected}"):
        OnnxEncoder.load(copied)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json"])
def test_a_missing_file_is_refused(copied: Path, name: str) -> None:
    """The message names the file."""
    (copied / name).unlink()
    with pytest.raises(ArtefactError, match=f"cannot read {name}"):
        OnnxEncoder.load(copied)


def test_a_truncated_config_is_refused(copied: Path) -> None:
    """Half a configuration is no configuration."""
    whole = (copied / "config.json").read_text()
    (copied / "config.json").write_text(whole[: len(whole) // 2])
    with pytest.raises(ArtefactError, match="not a configuration of format 1"):
        OnnxEncoder.load(copied)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("format_version", 2, "format_version is 2, this code reads 1"),
        ("dimension", 512, "gives 384 columns, not 512"),
        ("sha256", {}, "no checksum of model.onnx"),
        ("colour", "blue", "not a configuration of format 1"),
    ],
)
def test_a_config_that_does_not_fit_is_refused(copied: Path, field: str, value: object, message: str) -> None:
    """Nothing is guessed: any difference is told."""
    config = json.loads((copied / "config.json").read_text())
    (copied / "config.json").write_text(json.dumps(config | {field: value}))
    with pytest.raises(ArtefactError, match=message):
        OnnxEncoder.load(copied)


def test_load_encoder_takes_the_artefact_as_path_or_text() -> None:
    """One setting, whichever type it has."""
    assert load_encoder(ARTEFACT).version == load_encoder(str(ARTEFACT), threads=2).version == ARTEFACT.name


@pytest.mark.parametrize("spec", [Path("nowhere"), "./nowhere", "/nowhere/at/all"])
def test_a_path_that_does_not_exist_is_not_looked_up_on_a_hub(spec: str | Path) -> None:
    """A slip in a path must not become a download."""
    with pytest.raises(ArtefactError, match="no directory"):
        load_encoder(spec)


def test_without_the_extra_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine that lacks the package."""
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ArtefactError, match=r"install the extra 'transformers'"):
        SentenceTransformerEncoder.load("organisation/model")


def test_card_and_results_agree() -> None:
    """The card's numbers come from results.json."""
    results = json.loads((ARTEFACT / "results.json").read_text())
    written = (ARTEFACT / "card.md").read_text(encoding="utf-8")
    assert all(str(value) in written for value in results.values())
