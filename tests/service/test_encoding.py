"""How the service runs its encoder: what is kept of texts, who shares a pass, who is told of an error."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

import numpy as np
import pytest

from matcher.arrays import FloatMatrix
from service.operation.batching import BatchingEncoder
from service.operation.encoding import CachingEncoder, TimedEncoder, answering_threads, service_encoder
from service.settings import Settings

PATIENCE_S = 20.0


class Letters:
    """Counts a and b in each text; fails over the text 'bad'; can be held up in the middle of a pass."""

    version, dimension = "letters", 2

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.go_on = threading.Event()
        self.go_on.set()
        self.began = threading.Semaphore(0)

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Shape ``(n, 2)``, once the test lets it go on."""
        self.calls.append(list(texts))
        self.began.release()
        assert self.go_on.wait(PATIENCE_S)
        if "bad" in texts:
            raise ValueError("no letters")
        return np.array([[text.count("a"), text.count("b")] for text in texts], dtype=np.float32).reshape(-1, 2)

    def encode_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """Passages count tenfold."""
        return self.encode_queries(texts) * 10


@pytest.fixture
def letters() -> Letters:
    """An encoder of our own."""
    return Letters()


def standing_in_line(encoder: BatchingEncoder, n: int) -> None:
    """Return once ``n`` callers wait for a pass."""
    timer = threading.Event()
    for _ in range(int(PATIENCE_S * 1000)):
        if len(encoder._waiting) >= n:
            return
        timer.wait(0.001)
    raise AssertionError(f"{len(encoder._waiting)} callers wait; expected {n}")


def ask_behind_one(letters: Letters, encoder: BatchingEncoder, *asked: Sequence[str]) -> list[Future[FloatMatrix]]:
    """One pass is held up until each of ``asked`` stands in line, in this order; what comes of each, the first one's first."""
    letters.go_on.clear()
    with ThreadPoolExecutor(len(asked) + 1) as pool:
        found = [pool.submit(encoder.encode_queries, ["first"])]
        assert letters.began.acquire(timeout=PATIENCE_S)
        for number, texts in enumerate(asked, 1):
            found.append(pool.submit(encoder.encode_queries, texts))
            standing_in_line(encoder, number)
        letters.go_on.set()
    return found


def test_a_text_asked_for_again_is_not_encoded_again(letters: Letters) -> None:
    """One call for the text, and the same vector twice."""
    encoder = CachingEncoder(letters, 10)
    once, again = encoder.encode_queries(["aab"]), encoder.encode_queries(["aab"])
    np.testing.assert_array_equal(once, again)
    assert letters.calls == [["aab"]]
    assert (encoder.hits, encoder.misses) == (1, 1)


def test_known_and_unknown_texts_keep_their_order(letters: Letters) -> None:
    """Of three texts one is known and one stands twice: the third alone is encoded, once."""
    encoder = CachingEncoder(letters, 10)
    encoder.encode_queries(["a"])
    found = encoder.encode_queries(["bb", "a", "bb"])
    assert found.tolist() == [[0, 2], [1, 0], [0, 2]]
    assert letters.calls == [["a"], ["bb"]]


def test_the_text_asked_for_longest_ago_is_forgotten(letters: Letters) -> None:
    """With room for two, asking for the first again saves it from the third."""
    encoder = CachingEncoder(letters, 2)
    for text in ("a", "b", "a", "ab", "a", "b"):
        encoder.encode_queries([text])
    assert letters.calls == [["a"], ["b"], ["ab"], ["b"]]


def test_no_texts_are_an_empty_matrix(letters: Letters) -> None:
    """As the protocol has it."""
    assert CachingEncoder(letters, 2).encode_queries([]).shape == (0, 2)


def test_passages_are_not_kept(letters: Letters) -> None:
    """They have another prefix: a need of the same words must not get their vector."""
    encoder = CachingEncoder(letters, 2)
    encoder.encode_passages(["a"])
    assert encoder.encode_queries(["a"]).tolist() == [[1, 0]]


def test_the_cache_holds_no_text(letters: Letters) -> None:
    """A digest of sixteen bytes whatever the text, and a vector that is not part of a larger matrix."""
    encoder = CachingEncoder(letters, 2)
    encoder.encode_queries(["a", "uma fábrica de papel " * 100])
    assert [len(key) for key in encoder._kept] == [16, 16]
    assert [(vector.tolist(), vector.base) for vector in encoder._kept.values()] == [([1, 0], None), ([300, 100], None)]


def test_two_caches_know_a_text_by_different_keys(letters: Letters) -> None:
    """The salt is random: a key of one process says nothing in another."""
    first, second = CachingEncoder(letters, 2), CachingEncoder(letters, 2)
    assert first._key("a") != second._key("a")
    assert first._key("a") == first._key("a")


def test_threads_may_share_a_cache(letters: Letters) -> None:
    """Eight at a time, with room for two of three texts: everyone gets the vector of their text."""
    encoder = CachingEncoder(letters, 2)
    texts = [["a"], ["bb"], ["ab", "a"]] * 50
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(encoder.encode_queries, texts))
    assert [one.tolist() for one in found] == [letters.encode_queries(text).tolist() for text in texts]


def test_those_who_wait_share_a_pass(letters: Letters) -> None:
    """Behind a pass that runs alone three callers stand in line: one pass for all of them, each with its own vectors."""
    encoder = BatchingEncoder(letters, most=8, passes=1)
    found = ask_behind_one(letters, encoder, ["a"], ["b", "bb"], ["ab"])
    assert letters.calls == [["first"], ["a", "b", "bb", "ab"]]
    assert [one.result().tolist() for one in found[1:]] == [[[1, 0]], [[0, 1], [0, 2]], [[1, 1]]]


def test_a_pass_is_shared_by_no_more_than_allowed_in_the_order_they_came(letters: Letters) -> None:
    """Of five in line at most two at a time."""
    encoder = BatchingEncoder(letters, most=2, passes=1)
    ask_behind_one(letters, encoder, *([letter] for letter in "abcde"))
    assert letters.calls == [["first"], ["a", "b"], ["c", "d"], ["e"]]


def test_nobody_waits_where_a_pass_is_free(letters: Letters) -> None:
    """With two passes the second caller begins while the first is held up."""
    encoder = BatchingEncoder(letters, most=8, passes=2)
    letters.go_on.clear()
    with ThreadPoolExecutor(2) as pool:
        found = [pool.submit(encoder.encode_queries, [text]) for text in "ab"]
        both_began = [letters.began.acquire(timeout=PATIENCE_S) for _ in found]
        letters.go_on.set()
    assert both_began == [True, True]
    assert sorted(letters.calls) == [["a"], ["b"]]


def test_an_error_reaches_only_the_caller_whose_text_caused_it(letters: Letters) -> None:
    """The others of the same pass get their vectors, and the line goes on."""
    encoder = BatchingEncoder(letters, most=8, passes=1)
    _, good, bad, also_good = ask_behind_one(letters, encoder, ["a"], ["bad"], ["b"])
    assert [good.result().tolist(), also_good.result().tolist()] == [[[1, 0]], [[0, 1]]]
    assert isinstance(bad.exception(), ValueError)
    assert encoder.encode_queries(["a"]).tolist() == [[1, 0]]


def test_a_pass_is_free_again_after_an_error(letters: Letters) -> None:
    """A caller alone who meets an error does not block the next."""
    encoder = BatchingEncoder(letters, most=8, passes=1)
    with pytest.raises(ValueError, match="no letters"):
        encoder.encode_queries(["bad"])
    assert encoder.encode_queries(["b"]).tolist() == [[0, 1]]


def test_many_threads_get_the_vectors_of_their_own_texts(letters: Letters) -> None:
    """Two hundred calls from sixteen threads through two passes."""
    encoder = BatchingEncoder(letters, most=4, passes=2)
    texts = [["a" * (n % 7), "b" * (n % 5)] for n in range(200)]
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(encoder.encode_queries, texts))
    assert [one.tolist() for one in found] == [[[n % 7, 0], [0, n % 5]] for n in range(200)]


@pytest.mark.parametrize("text", ["a", "bad"])
def test_the_time_is_told_whatever_comes_of_it(letters: Letters, text: str) -> None:
    """Once a call, in seconds."""
    told: list[float] = []
    with suppress(ValueError):
        TimedEncoder(letters, told.append).encode_queries([text])
    assert len(told) == 1
    assert 0 <= told[0] < PATIENCE_S


def test_a_vector_that_was_kept_takes_no_time(letters: Letters) -> None:
    """The cache stands before the clock."""
    told: list[float] = []
    encoder = service_encoder(letters, Settings(embedding_cache=4, encoder_batch=4), told.append)
    encoder.encode_queries(["a"])
    encoder.encode_queries(["a"])
    assert len(told) == 1
    assert (encoder.version, encoder.dimension) == ("letters", 2)


def test_without_cache_every_text_is_encoded(letters: Letters) -> None:
    """The setting 0 turns it off."""
    encoder = service_encoder(letters, Settings(embedding_cache=0))
    encoder.encode_queries(["a"])
    encoder.encode_queries(["a"])
    assert letters.calls == [["a"], ["a"]]


def test_more_needs_are_answered_at_a_time_where_they_share_passes() -> None:
    """Fourfold with passes for four; never fewer than one thread."""
    alone, shared = (answering_threads(Settings(encoder_batch=n)) for n in (1, 4))
    assert shared == 4 * alone
    assert answering_threads(Settings(workers=64)) == 1
