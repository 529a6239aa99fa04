"""Which hub serves which need, and the fewest hubs for all: tiny catalogues whose right answer is known."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from matcher import Recommender
from matcher.catalogue import Catalogue
from matcher.cover import serves_well, smallest_cover
from matcher.need import CodeValue, Need
from tests.fakes import WordEncoder, hub

SERVED = st_numpy.arrays(np.bool_, st.tuples(st.integers(1, 4), st.integers(1, 7)))


def cover_of(served: list[str], scores: list[float]) -> tuple[int, ...]:
    """The cover for rows of needs written as 'x' (served) and '.', all hubs being candidates."""
    matrix = np.array([[sign == "x" for sign in row] for row in served])
    values = np.array(scores, dtype=np.float32)
    return smallest_cover(matrix, values, np.lexsort((np.arange(len(values)), -values)))


@pytest.mark.parametrize(
    ("served", "scores", "expected"),
    [
        (["xx.", "x.x"], [1.0, 2.0, 3.0], (0,)),  # one hub serves both: it alone, though others score higher
        (["x..", ".x."], [1.0, 2.0, 3.0], (1, 0)),  # none serves both: the two that do, better score first
        (["xx.", "..x"], [1.0, 2.0, 3.0], (2, 1)),  # two covers of two: the higher sum
        (["xx.", "..x"], [2.0, 2.0, 3.0], (2, 0)),  # of equal sums the first by id
        (["x..", "..."], [1.0, 2.0, 3.0], (0,)),  # what no hub serves is not covered
        (["...", "..."], [1.0, 2.0, 3.0], ()),
        (["xx...", "x.x..", ".x..x", "...x."], [1, 1, 1, 1, 1], (0, 1, 3)),  # three covers of three
    ],
)
def test_the_smallest_cover_is_found(served: list[str], scores: list[float], expected: tuple[int, ...]) -> None:
    """Fewest hubs, then highest sum of scores, then first by id."""
    assert cover_of(served, scores) == expected


def test_a_hub_kept_out_covers_nothing() -> None:
    """Only candidates count."""
    served, scores = np.array([[True, True], [True, False]]), np.array([2.0, 1.0], dtype=np.float32)
    assert smallest_cover(served, scores, np.array([1])) == (1,)


@given(SERVED)
def test_no_smaller_set_covers_as_much(served: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> None:
    """Against trying every set: what is returned serves all that can be served, and nothing smaller does."""
    n_hubs = served.shape[1]
    found = smallest_cover(served, np.zeros(n_hubs, dtype=np.float32), np.arange(n_hubs))
    wanted = served.any(axis=1)
    assert (served[:, list(found)].any(axis=1) == wanted).all()
    smaller = combinations(range(n_hubs), max(0, len(found) - 1))
    assert not wanted.any() or not any((served[:, list(some)].any(axis=1) == wanted).all() for some in smaller)


def test_a_hub_serves_well_what_it_is_likely_for_and_offers(catalogue_of: Callable[..., Catalogue]) -> None:
    """A likely hub that offers no service asked for does not; one whose services are unknown may."""
    hubs = catalogue_of(
        hub("a", services=["incubation"]),
        hub("b", services=["networking"]),
        hub("c", services=[]),
        hub("d", services=["incubation"]),
    )
    asked = (CodeValue("incubation", "text", None, 0.9),)
    need = Need("incubadora", "pt", "inferred", WordEncoder().encode_queries(["incubadora"])[0], services=asked)
    probabilities = np.array([0.5, 0.5, 0.5, 0.2], dtype=np.float32)
    assert serves_well(need, probabilities, hubs, 0.3).tolist() == [True, False, True, False]


def test_two_needs_of_two_specialists_are_covered_by_both(recommender: Recommender) -> None:
    """No single hub is both for shoes and for hospitals: the answer names one for each."""
    text = "1) testar um robô que cose sapatos na fábrica de calçado\n2) formação em telemedicina para o hospital"
    answer = recommender.recommend(text, k=18)
    assert len(answer.understood.facets) == 2
    assert set(answer.cover) == {"digi4fashion", "digihealthpt"}
    served = {card.hub_id: card.facets for card in answer.recommendations}
    assert (served["digi4fashion"], served["digihealthpt"]) == ((0,), (1,))


def test_one_hub_for_all_is_the_cover(recommender: Recommender) -> None:
    """When one hub serves every need, the cover is that hub."""
    answer = recommender.recommend(
        "Hotel no Porto. Queremos testar um chatbot para hóspedes, e formação em turismo digital."
    )
    assert len(answer.understood.facets) == 2
    assert answer.cover == (answer.recommendations[0].hub_id,)
